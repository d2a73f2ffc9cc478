import Archive
import MirrorBase
import MirrorTestSupport
import RPMPackage
import RPMRepository
import SystemIO
import Testing

/// What is made of a package's header, beside what createrepo_c makes of it.
@Suite(
    .enabled(if: RPMPackageBuilder.isPossible, "\(RPMPackageBuilder.notice)"))
struct PackageElementsTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("elements") }

    /// The elements of a document by the digest of their package.
    private func elements(_ type: String, in root: FilePath) throws -> [String: String] {
        let text = try BuiltRPMRepository.text(of: type, in: root)
        var elements: [String: String] = [:]
        var rest = text[...]
        while let start = rest.firstRange(of: "<package ")?.lowerBound,
            let end = rest.firstRange(of: "</package>")?.upperBound
        {
            let element = rest[start..<end]
            let mark = type == "primary" ? "pkgid=\"YES\">" : "pkgid=\""
            if let place = element.firstRange(of: mark)?.upperBound {
                elements[String(element[place...].prefix(64))] = String(element)
            }
            rest = rest[end...]
        }
        return elements
    }

    /// Compares ours with createrepo_c's for all packages in the directory; gives how many there were.
    private func compare() throws -> Int {
        try Subprocess.check(
            "createrepo_c", ["-q", "--no-database", "--simple-md-filenames", "."],
            environment: ["LC_ALL": "C.UTF-8"], directory: directory.path)
        let expected = try ["primary", "filelists", "other"].map {
            try elements($0, in: directory.path)
        }
        let names = try Files.walk(directory.path).filter { $0.hasSuffix(".rpm") }
        #expect(expected.allSatisfy { $0.count == names.count })
        for name in names {
            let path = directory / name
            let bytes = try Files.read(path)
            let status = try #require(try Files.status(path))
            let digest = ReferenceHash.digest(bytes)
            let made = try PackageElements(
                PackageFile(head: bytes, fileSize: bytes.count),
                file: PackageElements.File(
                    location: name, digest: digest,
                    modified: Timestamp(seconds: status.modified / 1_000_000_000)))
            for (ours, theirs) in zip([made.primary, made.filelists, made.other], expected) {
                let lines = String(decoding: ours, as: UTF8.self).split(separator: "\n")
                let wanted = (theirs[digest.hex] ?? "").split(separator: "\n")
                #expect(lines.count == wanted.count, "\(name)")
                for (line, other) in zip(lines, wanted) { #expect(line == other, "\(name)") }
            }
        }
        return names.count
    }

    private func copy(_ corpus: String) throws -> Int {
        let root = try #require(Corpora.file(corpus))
        var count = 0
        for name in try Files.list(root) where name.hasSuffix(".rpm") {
            try Files.replace(directory / name, with: try Files.read(root / name))
            count += 1
        }
        return count
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `real packages, signed and with text of all kinds, give what createrepo_c gives`() throws {
        var count = try copy("rpms/centos7-k8s")
        count += try copy("fixtures/createrepo_c/packages")
        #expect(try compare() == count)
        #expect(count > 100)
    }

    @Test func `relations of every kind give what createrepo_c gives`() throws {
        var package = RPMPackageSpec("odd", "3:1.0-1", architecture: "noarch")
        package.provides = ["thing = 1", "odd-alias = 3:1.0-1", "config(other) = 2"]
        package.requires = [
            "thing = 1", "thing = 2", "twice", "twice", "twice >= 1", "/etc/odd.conf",
            "/usr/share/odd/data", "(a if b else c)", "libc.so.6(GLIBC_2.4)(64bit)",
            "libc.so.6(GLIBC_2.17)(64bit)", "libc.so.6()(64bit)", "x <= 1:2-3", "y < 4", "z > 5~6",
        ]
        package.requiresBefore = ["twice", "before = 1"]
        package.conflicts = ["enemy", "enemy > 2"]
        package.obsoletes = ["ancient < 3"]
        package.recommends = ["(r or s)"]
        package.suggests = ["t = 1"]
        package.supplements = ["u"]
        package.enhances = ["v"]
        package.files = [
            "/etc/odd.conf": .file("x"), "/usr/share/odd/data": .file("y"),
            "/usr/share/odd": .directory, "/var/log/odd.log": .ghost, "/usr/bin/odd": .link("x"),
            "/opt/xbin/sub": .directory, "/usr/share/odd/a&b-<c>": .file("z"),
        ]
        package.changes = [
            RPMPackageSpec.Change(
                day: "Mon Mar 04 2024", author: "Ann <ann@example.org> - 1.0-3",
                text: "- third & last"),
            RPMPackageSpec.Change(
                day: "Mon Mar 04 2024", author: "Ann <ann@example.org> - 1.0-2", text: "- second"),
            RPMPackageSpec.Change(
                day: "Mon Mar 04 2024", author: "Ann <ann@example.org> - 1.0-1", text: "- first"),
        ]
        for file in try RPMPackageBuilder.files(of: [package], signature: nil) {
            try Files.replace(directory / file.lastComponent, with: try Files.read(file))
        }
        #expect(try compare() == 1)
    }

    @Test func `headers that no rpmbuild of today writes give what createrepo_c gives`() throws {
        var old = RPMFileMaker()
        old.hasRegions = false
        old.main += [
            (1004, .text("old \"thing\" \u{7F} & more\tor less\r\n")), (1005, .text("")),
            (1006, .int32([4_000_000_000])), (1009, .int32([3_000_000_000])),
            (1027, .texts(["/usr/bin/old", "/usr/share/old"])),
            (1028, .int32([1, 2])), (1030, .int16([0o100_755, 0o040_755])),
            (1037, .int32([0, 0])), (1047, .texts(["other"])),
            (1048, .int32([8, 1 << 5, 1 << 7, 1 << 11, 8, 8])),
            (1049, .texts(["fine", "p\"o\"st", "before\n", "after", "bad", "empty"])),
            (1050, .texts(["1:2-3", "", "", "", "x:1", ":5-"])),
        ]
        old.signature = [(1000, .int32([1])), (1007, .int32([77]))]
        try Files.replace(directory / "old.rpm", with: old.file)
        var latin = RPMFileMaker()
        let letters = [0x20, 0xE4] + [UInt8](0x80...0xFF) + [0]
        latin.main += [(1005, .raw(type: 6, count: 1, data: letters))]
        try Files.replace(directory / "latin.rpm", with: latin.file)
        var large = RPMFileMaker()
        large.signature = [(270, .int64([9])), (271, .int64([1 << 34]))]
        large.main[0].value = .text("large")
        large.main += [
            (5009, .int64([1 << 33])), (1049, .texts(["maybe", "sure"])),
            (1048, .int32([1 << 19, 0])), (1050, .texts(["", ""])),
            (1080, .int32([5, 5, 5, 4])),
            (1081, .texts(["A  ", "B", " ", "C"])), (1082, .texts(["1", "2", "3", "4"])),
            (1156, .texts(["a", "b"])), (1157, .texts(["", "2"])),
            (1158, .int32([1 << 27, 8])), (1159, .texts(["c", "d"])), (1160, .texts(["", ""])),
            (1161, .int32([1 << 27, 0])), (5046, .texts(["r"])), (5047, .texts([""])),
            (5048, .int32([0])),
        ]
        try Files.replace(directory / "large.rpm", with: large.file)
        #expect(try compare() == 3)
    }

    @Test func `a control character in a header is refused`() throws {
        var maker = RPMFileMaker()
        maker.main.append((1004, .text("a\u{1}b")))
        let bytes = maker.file
        let package = try PackageFile(head: bytes, fileSize: bytes.count)
        let file = PackageElements.File(
            location: "a.rpm", digest: ReferenceHash.digest(bytes),
            modified: Timestamp(seconds: 0))
        #expect(throws: PackageElementsError.controlCharacter) {
            try PackageElements(package, file: file)
        }
    }

    @Test func `as many changes are taken as are asked for`() throws {
        var maker = RPMFileMaker()
        maker.main += [
            (1080, .int32([3, 2, 1])), (1081, .texts(["A", "B", "C"])),
            (1082, .texts(["a", "b", "c"])),
        ]
        let bytes = maker.file
        let package = try PackageFile(head: bytes, fileSize: bytes.count)
        let file = PackageElements.File(
            location: "a.rpm", digest: ReferenceHash.digest(bytes),
            modified: Timestamp(seconds: 0))
        for (limit, count) in [(0, 0), (2, 2), (10, 3)] {
            let other = try PackageElements(package, file: file, changeLimit: limit).other
            let text = String(decoding: other, as: UTF8.self)
            #expect(text.split(separator: "<changelog ").count - 1 == count)
        }
    }
}
