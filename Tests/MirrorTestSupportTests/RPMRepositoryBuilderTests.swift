import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What the builder of rpm repositories makes, as other programs see it.
@Suite(.enabled(if: RPMPackageBuilder.isPossible, "\(RPMPackageBuilder.notice)"))
struct RPMRepositoryBuilderTests {
    /// One field list of an rpm file, as `rpm` prints it.
    private func query(_ file: FilePath, _ format: String) throws -> String {
        try Subprocess.check(
            "rpm", ["-qp", "--nosignature", "--qf", format, file.string],
            environment: ["LC_ALL": "C.UTF-8"]
        ).output
    }

    @Test func `a package has everything that its description says`() throws {
        let directory = try TemporaryDirectory("rpm")
        let package = RPMPackageSpec(
            "tool-100+", "3:1.0~rc1^git2-4.el8", architecture: "aarch64",
            provides: ["a(b) = 1:2-3"],
            requires: ["(x if y)", "/bin/sh"],
            files: ["/etc/a": .file("text"), "/etc/d": .directory, "/etc/g": .ghost]
        ).with {
            $0.requiresBefore = ["early >= 2"]
            $0.conflicts = ["c < 1"]
            $0.obsoletes = ["o <= 1:1"]
            $0.recommends = ["r"]
            $0.suggests = ["s"]
            $0.supplements = ["(t and u)"]
            $0.enhances = ["e"]
            $0.modularityLabel = "m:s:1:c"
            $0.changes = [.init(day: "Mon Mar 04 2024", author: "A <a@b> - 1", text: "- text")]
        }
        var builder = try RPMRepositoryBuilder(root: directory.path)
        builder.add(package)
        try builder.write()
        let file = directory / "Packages/\(package.fileName)"
        #expect(
            try query(file, "%{NAME}|%{EPOCH}|%{VERSION}|%{RELEASE}|%{ARCH}|%{MODULARITYLABEL}")
                == "tool-100+|3|1.0~rc1^git2|4.el8|aarch64|m:s:1:c")
        #expect(
            try query(file, "[%{PROVIDENEVRS}|]")
                == "a(b) = 1:2-3|tool-100+ = 3:1.0~rc1^git2-4.el8|"
                + "tool-100+(aarch-64) = 3:1.0~rc1^git2-4.el8|")
        let requires = try query(file, "[%{REQUIRENEVRS}|]")
        for part in ["(x if y)", "/bin/sh", "early >= 2"] {
            #expect(requires.contains("\(part)|"), "\(requires)")
        }
        #expect(
            try query(
                file,
                "[%{CONFLICTNEVRS}][%{OBSOLETENEVRS}][%{RECOMMENDNEVRS}][%{SUGGESTNEVRS}]"
                    + "[%{SUPPLEMENTNEVRS}][%{ENHANCENEVRS}]")
                == "c < 1o <= 1:1rs(t and u)e")
        #expect(try query(file, "[%{FILENAMES}|]") == "/etc/a|/etc/d|/etc/g|")
        #expect(try query(file, "[%{CHANGELOGNAME}%{CHANGELOGTEXT}]") == "A <a@b> - 1- text")
    }

    @Test(arguments: [false, true])
    func `packages are signed by the key that is asked for`(coversPayload: Bool) throws {
        let directory = try TemporaryDirectory("rpm")
        let key = try SigningKey(name: "Package Key", algorithm: "rsa2048")
        var builder = try RPMRepositoryBuilder(root: directory / "repo")
        builder.add(RPMPackageSpec("signed"))
        builder.packageKey = key
        builder.packageSignatureCoversPayload = coversPayload
        let built = try builder.write()
        let file = built.root / "Packages/signed-1.0-1.x86_64.rpm"
        func check(_ database: String) throws -> String {
            try Subprocess.run(
                "rpmkeys", ["--dbpath", (directory / database).string, "-Kv", file.string]
            )
            .output
        }
        let keys = try directory.write("key", key.publicKey)
        try Subprocess.check(
            "rpmkeys", ["--dbpath", (directory / "with").string, "--import", keys.string])
        let trusting = try check("with")
        let id = key.fingerprint.suffix(8).lowercased()
        #expect(trusting.contains("Header V4 RSA/SHA512 Signature, key ID \(id): OK"))
        #expect(trusting.contains("    V4 RSA/SHA512 Signature, key ID \(id): OK") == coversPayload)
        #expect(try check("without").contains("NOKEY"))
    }

    @Test func `a package is made once`() throws {
        let package = RPMPackageSpec("once", "1.0-\(UInt32.random(in: 0 ... .max))")
        let first = try RPMPackageBuilder.files(of: [package, package], signature: nil)
        let second = try RPMPackageBuilder.files(of: [package], signature: nil)
        #expect(first == second + second)
        let other = try RPMPackageBuilder.files(
            of: [package.with { $0.summary = "another" }], signature: nil)
        #expect(other != second)
    }

    @Test func `packages of one name, and paths with two contents, are made side by side`() throws {
        let packages = [
            RPMPackageSpec("twin", "1-1", files: ["/a": .file("one")]),
            RPMPackageSpec("twin", "2-1", files: ["/a": .file("two")]),
            RPMPackageSpec("other", "2-1", files: ["/a": .directory]),
            RPMPackageSpec("foreign", "2-1", architecture: "i686"),
            RPMPackageSpec("independent", "2-1", architecture: "noarch"),
        ]
        let files = try RPMPackageBuilder.files(of: packages, signature: nil)
        for (package, file) in zip(packages, files) {
            #expect(try query(file, "%{NVRA}.rpm") == package.fileName)
        }
        #expect(try query(files[0], "[%{FILESIZES} %{FILEMODES:perms}]") == "3 -rw-r--r--")
        #expect(try query(files[2], "[%{FILEMODES:perms}]") == "drwxr-xr-x")
    }

    @Test func `changes are made before or after signing`() throws {
        let directory = try TemporaryDirectory("rpm")
        var builder = try RPMRepositoryBuilder(root: directory.path)
        builder.add(RPMPackageSpec("a"))
        builder.edit("primary") { $0.replacing("sample of a", with: "edited") }
        builder.editRoot { $0.replacing("</repomd>", with: "<!-- edited --></repomd>") }
        builder.corrupt("repodata/filelists")
        builder.truncate("Packages/a-1.0-1.x86_64.rpm", to: 7)
        let built = try builder.write()
        #expect(try built.text(of: "primary").contains("<summary>edited</summary>"))
        #expect(try Files.read(built.root / "Packages/a-1.0-1.x86_64.rpm").count == 7)
        let root = String(
            decoding: try Files.read(built.root / "repodata/repomd.xml"), as: UTF8.self)
        #expect(root.contains("<!-- edited -->"))
        for (type, isWhole) in [("primary", true), ("filelists", false), ("other", true)] {
            let path = try built.path("repodata/\(type)")
            let digest = ReferenceHash.digest(try Files.read(built.root / path)).hex
            #expect(root.contains(">\(digest)</checksum>") == isWhole, "\(type)")
        }
        let verified = try Subprocess.run(
            "sh",
            [
                "-c",
                "gpg --dearmor < repomd.xml.key > key && gpgv --keyring ./key repomd.xml.asc repomd.xml",
            ], directory: built.root / "repodata")
        #expect(verified.succeeded, "\(verified.errors)")
    }
}

/// The sample of an rpm distribution, as dnf sees it.
@Suite(
    .enabled(if: RPMPackageBuilder.isPossible, "\(RPMPackageBuilder.notice)"),
    .enabled(if: Tool.isAsked("dnf"), "needs dnf"))
struct RPMSampleTests {
    private static let written = Result<(directory: TemporaryDirectory, root: FilePath), any Error>
    {
        let directory = try TemporaryDirectory("rpm-sample")
        try RPMSample.write(to: directory.path)
        return (directory, directory.path)
    }

    /// What dnf would install for some words, without epochs; `nil` where it refuses.
    private func plan(_ architecture: String, _ words: String..., weak: Bool = false) throws -> Set<
        String
    >? {
        let root = try Self.written.get().root
        let work = try TemporaryDirectory("dnf")
        var arguments = [
            "-y", "--releasever=8", "--setopt=reposdir=/nonexistent", "--setopt=gpgcheck=0",
            "--setopt=module_platform_id=platform:el8", "--setopt=install_weak_deps=\(weak)",
            "--setopt=cachedir=\(work / "cache")", "--installroot=\(work / "root")",
            "--forcearch=\(architecture)", "--best",
        ]
        for name in RPMSample.repositories {
            arguments += [
                "--repofrompath=\(name),file://\(root / RPMSample.path(name, architecture))",
                "--repo=\(name)",
            ]
        }
        let outcome = try Subprocess.run(
            "dnf", arguments + ["--assumeno", "install"] + words,
            environment: ["LC_ALL": "C.UTF-8"])
        guard outcome.output.contains("Transaction Summary") else { return nil }
        let table = outcome.output.split(separator: "Transaction Summary")[0]
        return Set(
            table.matches(of: /\n (\S+) +(x86_64|aarch64|noarch|i686) +(\S+)/).map {
                "\($0.1)-\($0.3).\($0.2)"
            })
    }

    @Test(arguments: RPMSample.architectures)
    func `dnf installs what should work, and refuses what should not`(arch: String) throws {
        let curl = try #require(try plan(arch, "curl"))
        #expect(curl.contains("curl-7.61.1-34.el8.\(arch)"))
        #expect(curl.contains("libcurl-7.61.1-34.el8.\(arch)"))
        let nginx = try #require(try plan(arch, "nginx"))
        #expect(nginx.contains("mailcap-2.1.48-3.el8.noarch"))
        for word in ["mail-client", "python3-pyyaml", "viewer", "chooser", "/usr/bin/python3"] {
            #expect(try plan(arch, word) != nil, "\(word)")
        }
        let group = try #require(try plan(arch, "@web-server"))
        #expect(group.contains("toolbox-2.0-1.el8.noarch"))
        let node = try #require(try plan(arch, "nodejs", weak: true))
        #expect(node.contains("nodejs-1:18.19.0-1.module_el8.\(arch)"))
        #expect(node.contains("npm-1:18.1-1.module_el8.\(arch)"))
        #expect(try plan(arch, "broken") == nil)
        #expect(try plan(arch, "rival", "nginx") == nil)
        let german = try #require(try plan(arch, "mail-client", "langpacks-de", weak: true))
        #expect(german.contains("mail-client-langpack-de-2.0-1.el8.noarch"))
    }
}
