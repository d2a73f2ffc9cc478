import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

private let hasDpkg = Tool.isAsked("dpkg-deb")
private let hasApt = Tool.isAsked("apt-get")

@Suite struct DebPackageTests {
    @Test(.enabled(if: hasDpkg, "needs dpkg-deb"), arguments: [0, 1])
    func `dpkg reads what is written`(form: Int) throws {
        let directory = try TemporaryDirectory()
        let deep = "/usr/share/" + String(repeating: "long/", count: 30) + "name"
        var package = DebPackage(
            name: "sample", version: "2:1.0-1", fields: ["Depends": "libc6 (>= 2.34)"],
            files: [
                "/usr/bin/sample": "#!/bin/sh\n", deep: "far\n",
                "/etc/big": String(repeating: "0123456789", count: 20_000),
            ])
        package.compression = form == 0 ? .none : .gzip
        package.scripts = ["postinst": "#!/bin/sh\nexit 0\n"]
        let path = directory / package.fileName
        #expect(package.fileName == "sample_1.0-1_amd64.deb")
        try Files.replace(path, with: package.archive())
        let fields = try Subprocess.check("dpkg-deb", ["-f", path.string]).output
        #expect(fields == package.control)
        #expect(try Subprocess.check("dpkg-deb", ["-I", path.string]).output.contains("postinst"))
        try Subprocess.check("dpkg-deb", ["-x", path.string, (directory / "x").string])
        let unpacked = try Files.read(directory / ("x" + deep))
        #expect(unpacked == Array("far\n".utf8))
        #expect(try Files.status(directory / "x/etc/big")?.size == 200_000)
    }

    @Test func `hundreds of packages take a moment`() throws {
        let directory = try TemporaryDirectory()
        var builder = DebianRepositoryBuilder(root: directory.path)
        for number in 0..<300 { builder.add(DebPackage(name: "p\(number)"), to: "many") }
        let took = try ContinuousClock().measure { _ = try builder.write() }
        #expect(took < .seconds(20), "generous, for machines under load")
        #expect(try Files.walk(directory / "pool").count == 300)
    }
}

@Suite struct DebianRepositoryBuilderTests {
    /// Lets the real apt read a repository, in a root of its own, and returns what it says.
    private func update(_ lines: [String]) throws
        -> (TemporaryDirectory, Subprocess.Outcome)
    {
        let home = try TemporaryDirectory("mirror-apt")
        for folder in ["lists/partial", "archives/partial", "parts"] {
            try Files.makeDirectory(home / folder)
        }
        try home.write("status", "")
        try home.write("sources.list", lines.joined(separator: "\n") + "\n")
        try home.write(
            "apt.conf",
            """
            Dir::State "\(home.path)"; Dir::State::status "\(home.path)/status";
            Dir::Cache "\(home.path)"; Dir::Etc::sourcelist "\(home.path)/sources.list";
            Dir::Etc::sourceparts "\(home.path)/parts"; APT::Architecture "amd64";
            APT::Architectures { "amd64"; }; APT::Sandbox::User "root"; Dir::Log "\(home.path)";
            Dir::Etc::parts "\(home.path)/parts"; Dir::Etc::main "/dev/null";
            Dir::Etc::trustedparts "\(home.path)/parts"; Acquire::Languages "none";
            """)
        let outcome = try Subprocess.run("apt-get", ["update"], environment: environment(home))
        return (home, outcome)
    }

    private func environment(_ home: TemporaryDirectory) -> [String: String] {
        ["APT_CONFIG": (home / "apt.conf").string, "LC_ALL": "C"]
    }

    @Test(.enabled(if: hasApt, "needs apt-get"))
    func `apt accepts the sample and installs from it`() throws {
        let directory = try TemporaryDirectory()
        let repository = try DebianRepositoryBuilder.sampleDebian(root: directory.path).write()
        let lines = [
            repository.sourcesLine("sample", components: ["main", "contrib"]),
            repository.sourcesLine("sample-security"),
        ]
        let (home, outcome) = try update(lines)
        #expect(outcome.succeeded && !outcome.errors.contains("W:"), "\(outcome.errors)")
        for wish in ["curl", "nginx", "python3-yaml", "mail-client", "viewer", "toolbox"] {
            let install = try Subprocess.run(
                "apt-get", ["install", "--simulate", "--quiet", wish],
                environment: environment(home))
            #expect(install.succeeded, "\(wish): \(install.errors)\(install.output)")
        }
        let curl = try Subprocess.run(
            "apt-get", ["install", "--print-uris", "-qq", "curl"], environment: environment(home))
        #expect(curl.output.contains("7.88.1-10+deb12u8"))
        let broken = try Subprocess.run(
            "apt-get", ["install", "--simulate", "broken"], environment: environment(home))
        #expect(!broken.succeeded)
        let both = try Subprocess.run(
            "apt-get", ["install", "--simulate", "rival", "nginx"], environment: environment(home))
        #expect(!both.succeeded)
    }

    @Test(.enabled(if: hasApt, "needs apt-get"), arguments: DebianSuite.Form.allCases)
    func `apt reads every form of index, and flat repositories`(form: DebianSuite.Form) throws {
        let directory = try TemporaryDirectory()
        var builder = DebianRepositoryBuilder(root: directory.path)
        builder["dist"].forms = [form]
        builder["dist"].hashes = [.sha256, .sha512]
        builder["flat/"].forms = [form]
        builder.add(DebPackage(name: "nested"), to: "dist")
        builder.add(DebPackage(name: "level"), to: "flat/")
        let repository = try builder.write()
        let lines = ["dist", "flat/"].map { repository.sourcesLine($0) }
        let (home, outcome) = try update(lines)
        // A flat repository has no name of its own, and apt remarks on that.
        let remarks = outcome.errors.split(separator: "\n").filter {
            !$0.contains("Conflicting distribution")
        }
        #expect(outcome.succeeded && remarks.isEmpty, "\(outcome.errors)")
        let install = try Subprocess.run(
            "apt-get", ["install", "--download-only", "-y", "nested", "level"],
            environment: environment(home))
        #expect(install.succeeded, "\(install.errors)")
    }

    @Test(.enabled(if: hasApt, "needs apt-get"))
    func `apt refuses each way of doing it wrong`() throws {
        func refused(_ spoil: (inout DebianRepositoryBuilder) throws -> Void) throws -> String? {
            let directory = try TemporaryDirectory()
            var builder = DebianRepositoryBuilder(root: directory.path)
            builder.add(DebPackage(name: "one"), to: "dist")
            builder["dist"].forms = [.gz]
            try spoil(&builder)
            let line = try builder.write().sourcesLine("dist")
            let (_, outcome) = try update([line])
            return outcome.errors.contains("E:") || outcome.errors.contains("W:")
                ? outcome.errors : nil
        }
        let index = "dists/dist/main/binary-amd64/Packages.gz"
        let stranger = try SigningKey.stranger.get()
        #expect(try refused { _ in } == nil)
        #expect(try refused { $0.corrupt(index) } != nil)
        #expect(try refused { $0.truncate(index, to: 20) } != nil)
        #expect(try refused { $0.inflate("dists/dist/main/binary-amd64/Packages", by: 9) } != nil)
        #expect(try refused { $0["dist"].signature = .none }?.contains("not signed") == true)
        #expect(
            try refused { $0["dist"].signature = .keys([stranger]) }?.contains("NO_PUBKEY") == true)
        #expect(
            try refused { $0["dist"].validUntil = Timestamp(year: 2024, month: 6, day: 1) }?
                .contains("expired") == true)
        #expect(
            try refused {
                $0.tamper("dists/dist/InRelease") { $0.replace("Sample".utf8, with: "Simple".utf8) }
            } != nil)
    }

    @Test func `equal input makes equal bytes, and both signatures hold`() throws {
        let first = try TemporaryDirectory()
        let second = try TemporaryDirectory()
        let one = try DebianRepositoryBuilder.sampleDebian(root: first.path).write()
        _ = try DebianRepositoryBuilder.sampleDebian(root: second.path).write()
        let names = try Files.walk(first.path)
        #expect(names == (try Files.walk(second.path)))
        for name in names where !name.hasSuffix("InRelease") && !name.hasSuffix("Release.gpg") {
            #expect(try Files.read(first / name) == (try Files.read(second / name)), "\(name)")
        }
        #expect(one.fingerprint.count == 40)
        let ring = first / "ring.gpg"
        try Subprocess.check("gpg", ["--dearmor", "-o", ring.string, one.keyFile.string])
        let suite = first / "dists/sample"
        try Subprocess.check("gpgv", ["--keyring", ring.string, (suite / "InRelease").string])
        try Subprocess.check(
            "gpgv",
            [
                "--keyring", ring.string, (suite / "Release.gpg").string,
                (suite / "Release").string,
            ])
    }

    @Test func `a signed index can lie about a package`() throws {
        let directory = try TemporaryDirectory()
        var builder = DebianRepositoryBuilder(root: directory.path)
        builder["dist"].forms = [.none]
        builder["dist"].signature = .none
        builder.add(DebPackage(name: "one"), DebPackage(name: "two"), to: "dist")
        builder.setField("Filename", to: "../../etc/passwd", of: "one")
        builder.setField("SHA256", to: nil, of: "one")
        let repository = try builder.write()
        let index = try Files.read(directory / repository.indexPath("dist", form: .none))
        let stanzas = String(decoding: index, as: UTF8.self).split(separator: "\n\n")
        #expect(stanzas.count == 2)
        #expect(stanzas[0].contains("\nFilename: ../../etc/passwd\n"))
        #expect(!stanzas[0].contains("SHA256") && stanzas[1].contains("SHA256"))
    }

    @Test func `keys of other kinds and times sign too`() throws {
        let directory = try TemporaryDirectory()
        let made = Timestamp(year: 2020, month: 1, day: 1)
        let expired = try SigningKey(name: "Expired", expires: "1d", clock: made)
        let rsa = try SigningKey(name: "Old Kind", algorithm: "rsa2048")
        for (name, key) in [("expired", expired), ("rsa", rsa)] {
            let armoured = try directory.write("\(name).asc", key.publicKey)
            let ring = directory / "\(name).gpg"
            try Subprocess.check("gpg", ["--dearmor", "-o", ring.string, armoured.string])
            let signed = try SigningKey.clearSign(Array("text\n".utf8), by: [key])
            let outcome = try Subprocess.run(
                "gpgv", ["--status-fd", "1", "--keyring", ring.string], input: signed)
            let status = name == "rsa" ? " GOODSIG " : " EXPKEYSIG "
            #expect(outcome.output.contains(status), "\(outcome.output)\(outcome.errors)")
        }
    }

    @Test func `the separate index of architecture all holds those packages alone`() throws {
        let directory = try TemporaryDirectory()
        var builder = DebianRepositoryBuilder(root: directory.path)
        builder["dist"].separatesAll = true
        builder["dist"].forms = [.none]
        builder["dist"].signature = .none
        builder.add(
            DebPackage(name: "doc", architecture: "all"), DebPackage(name: "tool"), to: "dist")
        builder.addStanza("Package: odd\nFilename: ../../x", to: "dist")
        let repository = try builder.write()
        func index(_ architecture: String) throws -> String {
            let path = repository.indexPath("dist", architecture: architecture, form: .none)
            return String(decoding: try Files.read(directory / path), as: UTF8.self)
        }
        #expect(try index("all").contains("Package: doc"))
        #expect(try !index("all").contains("Package: tool"))
        #expect(try !index("amd64").contains("Package: doc"))
        #expect(try index("amd64").contains("\n\nPackage: odd\nFilename: ../../x\n"))
        #expect(!Files.exists(directory / "dists/dist/InRelease"))
    }
}

extension [UInt8] {
    fileprivate mutating func replace(_ old: some Sequence<UInt8>, with new: some Sequence<UInt8>) {
        replace(Array(old), with: Array(new), maxReplacements: 1)
    }
}
