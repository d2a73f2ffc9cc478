import MirrorBase
import MirrorEngine
import MirrorTestSupport
import SystemIO
import Testing

/// Repositories made of loose rpm files.
@Suite struct LooseRPMIndexTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("index") }

    @discardableResult
    private func index(_ change: (inout LooseIndex.Options) -> Void = { _ in }) throws
        -> LooseIndex.Summary
    {
        var options = LooseIndex.Options()
        options.state = directory.path.parent / "\(directory.path.lastComponent)-state"
        change(&options)
        return try LooseIndex(directory.path, options: options, observer: BuildObserver()).run()
    }

    /// Packages that have only a header, with a time of their own each.
    private func write(_ names: [String], from first: Int64 = 1_000_000_000) throws {
        for (offset, name) in names.enumerated() {
            var maker = RPMFileMaker()
            let path = directory / "\(name).rpm"
            maker.main[0].value = .text(FilePath(name).lastComponent)
            try Files.makeDirectory(path.parent)
            try Files.replace(path, with: maker.file)
            try Files.setModified(path, (first + Int64(offset)) * 1_000_000_000)
        }
    }

    /// The content of all files of the metadata, by name.
    private func metadata() throws -> [String: [UInt8]] {
        var files: [String: [UInt8]] = [:]
        for name in try Files.list(directory / "repodata") {
            files[name] = try Files.read(directory / "repodata" / name)
        }
        return files
    }

    private func root() throws -> String {
        String(decoding: try Files.read(directory / "repodata/repomd.xml"), as: UTF8.self)
    }

    private func refusal(_ change: (inout LooseIndex.Options) -> Void = { _ in }) throws
        -> MirrorError?
    {
        do {
            _ = try index(change)
            return nil
        } catch let error as MirrorError { return error }
    }

    /// Compares everything that createrepo_c's own reader finds in two repositories.
    private static let comparison = """
        import createrepo_c, sys
        def load(path):
            metadata = createrepo_c.Metadata()
            metadata.locate_and_load_xml(path)
            found = {}
            for key in metadata.keys():
                package = metadata.get(key)
                names = [n for n in dir(package) if not n.startswith('_') and n != 'chunk']
                found[key] = {n: getattr(package, n) for n in names
                    if not callable(getattr(package, n))}
            return found
        ours, theirs = load(sys.argv[1]), load(sys.argv[2])
        print(len(ours), len(theirs))
        for key in sorted(ours.keys() | theirs.keys()):
            for name in theirs.get(key, {'package': None}):
                a, b = ours.get(key, {}).get(name), theirs.get(key, {}).get(name)
                if a != b:
                    print('DIFFERENT', key, name, a, b)
        """

    @Test(
        .enabled(
            if: Corpora.arePresent && RPMPackageBuilder.isPossible
                && Files.exists("/usr/bin/python3"), "needs the corpora and createrepo_c"))
    func `a directory of real packages is indexed as createrepo_c indexes it`() throws {
        let source = try #require(Corpora.file("rpms/centos7-k8s"))
        let other = try TemporaryDirectory("createrepo")
        for name in try Files.list(source) where name.hasSuffix(".rpm") {
            let bytes = try Files.read(source / name)
            for place in [directory, other] {
                try Files.replace(place / name, with: bytes)
                try Files.setModified(place / name, 1_500_000_000_000_000_000)
            }
        }
        #expect(try index { $0.hasDatabases = true }.rpmPackages == 99)
        try Subprocess.check("createrepo_c", ["-q", other.path.string])
        let found = try Subprocess.check(
            "/usr/bin/python3",
            ["-c", Self.comparison, directory.path.string, other.path.string])
        #expect(found.output == "99 99\n")
        #expect(found.errors.isEmpty)
        #expect(try root().contains("<data type=\"primary_db\">"))
    }

    @Test func `the same files give the same bytes, with any number of jobs`() throws {
        try write(["a", "b/c", "d", "e"])
        try index {
            $0.jobs = 1
            $0.hasDatabases = true
        }
        let first = try metadata()
        #expect(first.count == 7)
        try index {
            $0.jobs = 8
            $0.hasDatabases = true
        }
        #expect(try metadata() == first)
        try Files.removeTree(directory / "repodata")
        try index { $0.hasDatabases = true }
        #expect(try metadata() == first)
        #expect(try root().contains("<revision>1000000003</revision>"))
    }

    @Test func `every compression can be read by createrepo_c`() throws {
        try write(["a", "b"])
        for compression in LooseIndex.Options.Compression.allCases {
            try index { $0.compression = compression }
            let text = try BuiltRPMRepository.text(of: "primary", in: directory.path)
            #expect(text.contains("packages=\"2\""))
            #expect(try root().contains("primary.xml.\(compression.rawValue)\""))
        }
    }

    @Test func `the time never goes back, and a date that is given holds for all`() throws {
        try write(["a", "b", "c"])
        try index()
        try Files.remove(directory / "c.rpm")
        try index()
        #expect(try root().contains("<timestamp>1000000002</timestamp>"))
        try Files.removeTree(directory / "repodata")
        try index { $0.sourceDate = Timestamp(seconds: 1_000_000_000) }
        #expect(!(try root().contains("1000000001")))
        let text = try BuiltRPMRepository.text(of: "primary", in: directory.path)
        #expect(!text.contains("1000000001") && text.contains("time file=\"1000000000\""))
    }

    @Test func `what others have put there stays, and what nothing names goes after one run`()
        throws
    {
        try write(["a"])
        try index()
        let first = try metadata()
        let groups = directory / "groups.xml"
        try Files.replace(groups, with: Array("<comps/>\n".utf8))
        try Subprocess.check(
            "modifyrepo_c", ["--mdtype", "group", groups.string, "\(directory.path)/repodata"])
        try write(["b"], from: 1_100_000_000)
        try index()
        #expect(try root().contains("<data type=\"group\">"))
        // Clients that have read the root before still find its documents.
        #expect(try first.keys.allSatisfy { try metadata()[$0] != nil })
        try write(["c"], from: 1_200_000_000)
        try index()
        let now = try metadata()
        #expect(now.keys.contains { $0.hasSuffix("groups.xml") || $0.hasSuffix("groups.xml.gz") })
        #expect(first.keys.filter { $0 != "repomd.xml" }.allSatisfy { now[$0] == nil })
    }

    @Test func `of two records of one type in the root before, the first stays`() throws {
        try write(["a"])
        try index()
        let groups = directory / "groups.xml"
        try Files.replace(groups, with: Array("<comps/>\n".utf8))
        try Subprocess.check(
            "modifyrepo_c", ["--mdtype", "group", groups.string, "\(directory.path)/repodata"])
        let before = try root()
        let start = try #require(before.firstRange(of: "<data type=\"group\">")).lowerBound
        let end = try #require(before[start...].firstRange(of: "</data>")).upperBound
        let twice = before[..<end] + "\n" + before[start...]
        try Files.replace(directory / "repodata/repomd.xml", with: Array(twice.utf8))
        try index()
        #expect(try root().ranges(of: "<data type=\"group\">").count == 1)
    }

    @Test func `a header that no reader takes is broken, whatever is wrong with it`() throws {
        try write(["good"])
        let odd: [String: [(tag: UInt32, value: RPMFileMaker.Value)]] = [
            "nameless": [(1048, .int32([0])), (1049, .texts([""])), (1050, .texts([""]))],
            "rich": [(1048, .int32([0])), (1049, .texts(["(a if"])), (1050, .texts([""]))],
            "epoch": [
                (1112, .int32([8])), (1047, .texts(["p"])), (1113, .texts(["99999999999:1"])),
            ],
        ]
        for (name, entries) in odd {
            var maker = RPMFileMaker()
            maker.main[0].value = .text(name)
            maker.main += entries
            try Files.replace(directory / "\(name).rpm", with: maker.file)
        }
        let summary = try index { $0.skipsBroken = true }
        #expect(summary.rpmPackages == 1)
        #expect(summary.skipped == ["epoch.rpm", "nameless.rpm", "rich.rpm"])
    }

    @Test func `one that is no package refuses all, and is left out where that is asked for`()
        throws
    {
        try write(["good"])
        try directory.write("page.rpm", "<html></html>")
        try directory.write("empty.rpm", "")
        let whole = try Files.read(directory / "good.rpm")
        try Files.replace(directory / "cut.rpm", with: Array(whole.dropLast()))
        try Files.replace(directory / "odd%20name.rpm", with: whole)
        let error = try #require(try refusal())
        #expect(error.category == .integrity)
        let text = error.rendered()
        for name in ["page.rpm` is not an rpm", "empty.rpm` ends", "cut.rpm` is damaged", "odd%20"]
        {
            #expect(text.contains(name))
        }
        #expect(text.contains("--skip-broken"))
        #expect(!Files.exists(directory / "repodata"))
        let summary = try index { $0.skipsBroken = true }
        #expect(summary.rpmPackages == 1)
        #expect(summary.skipped == ["cut.rpm", "empty.rpm", "odd%20name.rpm", "page.rpm"])
        #expect(
            summary.json()
                == "{\"schema\":1,\"directory\":\"\(directory.path)\",\"rpm\":1,\"deb\":0,\"skipped\":[\"cut.rpm\",\"empty.rpm\",\"odd%20name.rpm\",\"page.rpm\"]}"
        )
    }

    @Test func `one package under two names is listed once`() throws {
        try write(["a"])
        try Files.replace(directory / "copy.rpm", with: try Files.read(directory / "a.rpm"))
        try index()
        let text = try BuiltRPMRepository.text(of: "primary", in: directory.path)
        #expect(text.contains("packages=\"1\"") && text.contains("href=\"a.rpm\""))
    }

    @Test func `the root is signed where that is asked for`() throws {
        try write(["a"])
        let state = try TemporaryDirectory("state", in: TemporaryPlace.forSockets)
        try index {
            $0.isSigned = true
            $0.state = state.path
        }
        let keyring = state / "trusted.gpg"
        try Subprocess.check(
            "gpg",
            [
                "--batch", "--yes", "--dearmor", "-o", keyring.string,
                "\(directory.path)/repodata/repomd.xml.key",
            ])
        let arguments = [
            "--keyring", keyring.string, "\(directory.path)/repodata/repomd.xml.asc",
            "\(directory.path)/repodata/repomd.xml",
        ]
        #expect(try Subprocess.run("gpgv", arguments).succeeded)
        try index()
        #expect(!Files.exists(directory / "repodata/repomd.xml.asc"))
    }

    @Test func `a directory without packages, and none at all, are mistakes`() throws {
        #expect(try refusal()?.category == .usage)
        #expect(try refusal()?.rendered().contains("holds no `.rpm` and no `.deb` files") == true)
        let index = LooseIndex(
            directory / "nowhere", options: LooseIndex.Options(), observer: BuildObserver())
        #expect(throws: MirrorError.self) { try index.run() }
    }
}
