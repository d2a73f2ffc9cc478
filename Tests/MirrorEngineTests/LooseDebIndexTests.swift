import MirrorBase
import MirrorEngine
import MirrorTestSupport
import SystemIO
import Testing

/// Flat apt archives made of loose Debian packages.
@Suite struct LooseDebIndexTests {
    let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory("index") }

    @discardableResult
    private func index(_ change: (inout LooseIndex.Options) -> Void = { _ in }) throws
        -> LooseIndex.Summary
    {
        var options = LooseIndex.Options()
        change(&options)
        return try LooseIndex(directory.path, options: options, observer: BuildObserver()).run()
    }

    private func writeSamples() throws {
        let packages = [
            DebPackage(
                name: "tool", version: "1:2.0-1", fields: ["Depends": "helper (>= 1)"],
                files: ["/usr/bin/tool": "x"]),
            DebPackage(
                name: "helper", version: "1.5", architecture: "all",
                fields: ["Description": "help\n for tools\n .\n and more"]),
        ]
        for package in packages {
            let path = directory / "sub/\(package.fileName)"
            try Files.makeDirectory(path.parent)
            try Files.replace(path, with: package.archive())
            try Files.setModified(path, 1_000_000_000_000_000_000)
        }
    }

    /// The stanzas of an index as sorted fields, without the digests that only one of them has.
    private func stanzas(_ text: String) -> [[String]] {
        text.split(separator: "\n\n").map { stanza in
            var fields: [String] = []
            for line in stanza.split(separator: "\n") {
                if line.first == " " {
                    fields[fields.count - 1] += "\n" + line
                } else {
                    fields.append(String(line))
                }
            }
            return fields.filter { field in
                !["MD5sum:", "SHA1:", "SHA512:", "Description-md5:"].contains {
                    field.hasPrefix($0)
                }
            }.sorted()
        }.sorted { $0.joined() < $1.joined() }
    }

    private func packages() throws -> String {
        String(decoding: try Files.read(directory / "Packages"), as: UTF8.self)
    }

    @Test(
        .enabled(
            if: Tool.isAsked("dpkg-scanpackages")
                && Tool.isAsked("apt-ftparchive"),
            "needs dpkg-scanpackages and apt-ftparchive"))
    func `the index says what Debian's own tools say`() throws {
        try writeSamples()
        #expect(try index().debPackages == 2)
        let ours = stanzas(try packages())
        #expect(ours.count == 2)
        for (program, arguments) in [
            ("dpkg-scanpackages", ["-m", "."]), ("apt-ftparchive", ["packages", "."]),
        ] {
            let theirs = try Subprocess.check(
                program, arguments, directory: directory.path
            ).output.replacing("Filename: ./", with: "Filename: ")
            #expect(stanzas(theirs) == ours, "\(program)")
        }
    }

    @Test(
        .enabled(if: Tool.isAsked("dpkg-deb"), "needs dpkg-deb"),
        arguments: ["gzip", "xz", "zstd", "none"])
    func `control files of every compression are read`(compression: String) throws {
        let tree = try TemporaryDirectory("tree")
        try tree.write(
            "DEBIAN/control",
            """
            Package: made
            Version: 3
            Architecture: arm64
            Maintainer: Ann <ann@example.org>
            Filename: elsewhere
            Description: made by dpkg-deb

            """)
        try Subprocess.check(
            "dpkg-deb",
            [
                "--root-owner-group", "-Z\(compression)", "-b", tree.path.string,
                (directory / "made.deb").string,
            ])
        try index()
        let text = try packages()
        #expect(text.hasPrefix("Package: made\nVersion: 3\nArchitecture: arm64\n"))
        #expect(text.contains("\nFilename: made.deb\n") && !text.contains("elsewhere"))
        #expect(text.hasSuffix("\n\n"))
    }

    @Test(
        .enabled(
            if: Tool.isAsked("apt-get") && Tool.isAsked("gpg"),
            "needs apt-get and gpg"))
    func `apt reads it without a complaint, and installs from it`() throws {
        try writeSamples()
        let state = try TemporaryDirectory("state", in: TemporaryPlace.forSockets)
        try index {
            $0.isSigned = true
            $0.state = state.path
        }
        let apt = try TemporaryDirectory("apt")
        for name in [
            "lists/partial", "cache/archives/partial", "etc/preferences.d", "etc/apt.conf.d",
        ] {
            try Files.makeDirectory(apt / name)
        }
        try apt.write("status", "")
        try apt.write(
            "etc/sources.list",
            "deb [signed-by=\(directory.path)/mirror-archive-keyring.gpg] file:\(directory.path) ./\n"
        )
        let configuration = try apt.write(
            "apt.conf",
            """
            Dir::State "\(apt.path)"; Dir::State::status "\(apt.path)/status";
            Dir::Cache "\(apt.path)/cache"; Dir::Etc "\(apt.path)/etc";
            APT::Architecture "amd64"; APT::Architectures { "amd64"; };
            APT::Sandbox::User "root"; Acquire::Languages "none";

            """)
        let environment = ["APT_CONFIG": configuration.string, "LC_ALL": "C.UTF-8"]
        let update = try Subprocess.run("apt-get", ["update"], environment: environment)
        #expect(update.succeeded && update.errors.isEmpty, "\(update.errors)")
        #expect(!update.output.contains("W:") && !update.output.contains("Ign:"))
        let plan = try Subprocess.check(
            "apt-get", ["-s", "install", "tool"], environment: environment)
        #expect(
            plan.output.contains("Inst helper (1.5") && plan.output.contains("Inst tool (1:2.0"))
        let fetched = try Subprocess.check(
            "apt-get", ["-y", "--download-only", "install", "tool"], environment: environment)
        #expect(!fetched.errors.contains("E:"))
    }

    @Test func `the same files give the same bytes, and the time never goes back`() throws {
        try writeSamples()
        try index { $0.jobs = 1 }
        let names = ["Packages", "Packages.gz", "Release"]
        let first = try names.map { try Files.read(directory / $0) }
        try index { $0.jobs = 8 }
        #expect(try names.map { try Files.read(directory / $0) } == first)
        let release = String(decoding: first[2], as: UTF8.self)
        #expect(release.contains("Date: Sun, 09 Sep 2001 01:46:40 UTC\n"))
        #expect(release.contains("Architectures: amd64\n"))
        #expect(!Files.exists(directory / "InRelease"))
        for name in try Files.list(directory / "sub") {
            try Files.setModified(directory / "sub" / name, 900_000_000_000_000_000)
        }
        try index()
        #expect(try Files.read(directory / "Release") == first[2])
    }

    @Test func `files that are no packages are named`() throws {
        try writeSamples()
        try directory.write("page.deb", "<html></html>")
        let whole = DebPackage(name: "x").archive()
        try Files.replace(directory / "cut.deb", with: Array(whole[..<200]))
        try directory.write("bare.deb", "!<arch>\n")
        do throws(MirrorError) {
            let index = LooseIndex(
                directory.path, options: LooseIndex.Options(), observer: BuildObserver())
            _ = try index.run()
            Issue.record("accepted")
        } catch {
            #expect(error.category == .integrity)
            #expect(error.problems.count == 3)
            for name in ["bare.deb", "cut.deb", "page.deb"] {
                #expect(error.rendered().contains("`\(name)` is not a Debian package"))
            }
        }
        #expect(!Files.exists(directory / "Packages"))
        #expect(try index { $0.skipsBroken = true }.skipped.count == 3)
    }
}
