import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Several builds that publish into one tree.
@Suite struct TreeSharingTests {
    /// A bench with flat repositories that each have another `tool_1_all.deb`.
    private func flatBench(_ repositories: [(id: String, directory: String)]) throws -> Bench {
        let bench = try Bench()
        var text = ""
        for (id, directory) in repositories {
            if !bench.upstream.suites.contains(where: { $0.name == directory }) {
                bench.upstream.add(DebianSuite(directory, architectures: ["amd64", "arm64"]))
            }
            text += """
                  - id: \(id)
                    url: http://\(id).example.org/\(directory)
                    flat: yes
                    component: extra
                    keys: sample

                """
        }
        try bench.edit("distros/sample.yaml", "  - id: extra\n", text + "  - id: extra\n")
        for (id, directory) in repositories {
            bench.sources.append("\(id)=\(bench.server.url)/\(directory)")
        }
        return bench
    }

    private func digests(_ bench: Bench, _ name: String, _ architecture: String) throws -> [String]
    {
        try bench.stanzas("extra", architecture).filter { $0.key.hasPrefix(name) }.values.map {
            String(try #require($0.firstMatch(of: /SHA256: ([^\n]*)\n/)).1)
        }
    }

    @Test("keeps apart files of one name that two architectures have")
    func architectures() throws {
        let bench = try flatBench([("flat", "$arch/")])
        for architecture in ["amd64", "arm64"] {
            bench.upstream.add(
                DebPackage(
                    name: "tool", version: "1", architecture: "all", files: ["/a": architecture]),
                to: "\(architecture)/")
        }
        bench.upstream.editStanza(of: "tool") {
            $0.replacing(/Filename: a..64/, with: "Filename: .")
        }
        try bench.wish("tool")
        try bench.writeUpstream()
        for architecture in ["amd64", "arm64", "amd64", "arm64"] {
            let options = bench.options.map { $0.replacing("$arch", with: architecture) }
            let outcome = try bench.run(["build", "sample", architecture, "--force"] + options)
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(try bench.mismatches() == [])
        }
        let files = try Files.walk(bench.tree).filter { $0.hasSuffix("tool_1_all.deb") }
        #expect(files.count == 2, "\(files)")
        #expect(try digests(bench, "tool", "amd64") != digests(bench, "tool", "arm64"))
    }

    @Test("keeps apart files of one name that three repositories have")
    func repositories() throws {
        let names = ["one", "two", "three"]
        let bench = try flatBench(names.map { ($0, "\($0)/") })
        for name in names {
            bench.upstream.add(
                DebPackage(name: "tool-\(name)", version: "1", architecture: "all"), to: "\(name)/")
            // A flat archive may name its files as it likes.
            let old = "\(name)/tool-\(name)_1_all.deb"
            bench.upstream.editStanza(of: "tool-\(name)") {
                $0.replacing("Filename: \(old)", with: "Source: tool\nFilename: ./tool.deb")
            }
        }
        for name in names { try bench.wish("tool-\(name)") }
        try bench.writeUpstream()
        for name in names {
            try Files.rename(
                bench.directory / "upstream/\(name)/tool-\(name)_1_all.deb",
                to: bench.directory / "upstream/\(name)/tool.deb")
        }
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.mismatches() == [])
        #expect(try digests(bench, "tool-", "amd64").count == 3)
        let files = try Files.walk(bench.tree).filter { $0.hasSuffix("/tool.deb") }
        #expect(files.count == 3, "\(files)")
    }

    @Test("goes on from the InRelease file where a build ended before it replaced the Release file")
    func between() throws {
        let bench = try Bench(.built)
        let old = try ["Release", "Release.gpg"].map { try Files.read(bench.suite / $0) }
        try bench.buildNewer(generations: 1)
        let stanzas = try bench.stanzas()
        for (name, bytes) in zip(["Release", "Release.gpg"], old) {
            try Files.replace(bench.suite / name, with: bytes)
        }
        let outcome = try bench.mirror("build", "sample", "arm64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.mismatches() == [])
        let bytes = try Files.read(bench.suite / "main/binary-amd64/Packages.xz")
        let digest = ReferenceHash.digest(bytes).hex
        for name in ["Release", "InRelease"] {
            let text = try bench.text(bench.suite / name)
            #expect(text.contains("\(digest) "), "\(name)")
            #expect(text.contains("Architectures: amd64 arm64\n"))
        }
        #expect(try bench.stanzas() == stanzas)
    }

    @Test("leaves the tree as it was when a package cannot be put in its place")
    func withdrawn() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        bench.moveUpstreamOn()
        bench.upstream.add(
            DebPackage(name: "nginx", version: "1.22.1-11", fields: ["Depends": "libc6"]),
            to: "sample")
        try bench.writeUpstream()
        // A file where a directory has to be.
        let place = bench.tree / "pool/main/n/nginx/nginx_1.22.1-9_amd64.deb"
        try Files.rename(bench.tree / "pool/main/n", to: bench.directory / "n")
        try bench.directory.write("out/sample/pool/main/n", "in the way\n")
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 5, "\(outcome.errors)")
        try Files.remove(bench.tree / "pool/main/n")
        try Files.rename(bench.directory / "n", to: bench.tree / "pool/main/n")
        #expect(Files.exists(place))
        #expect(try Bench.changes(before, bench.published()) == [])
    }

    @Test("gives packages of a foreign architecture an index of their own")
    func foreign() throws {
        let bench = try Bench()
        bench.upstream["sample"].architectures.append("i386")
        bench.upstream["sample-security"].architectures.append("i386")
        try bench.edit(
            "distros/sample.yaml", "architectures: [amd64, arm64]",
            "architectures: {amd64: {foreign: [i386]}, arm64: {}}")
        bench.upstream.add(
            DebPackage(
                name: "old-tool", architecture: "i386", fields: ["Depends": "old-data"]),
            DebPackage(
                name: "old-data", architecture: "all", fields: ["Multi-Arch": "foreign"]),
            to: "sample")
        try bench.wish("old-tool:i386")
        try bench.writeUpstream()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let release = try bench.text(bench.suite / "Release")
        #expect(release.contains("Architectures: amd64 i386\n"))
        #expect(try bench.stanzas()["old-tool"] == nil)
        #expect(try bench.stanzas()["old-data"] != nil)
        let foreign = try bench.stanzas("main", "i386")
        #expect(foreign["old-tool"] != nil)
        #expect(foreign["old-data"] != nil)
        #expect(foreign["curl"] == nil)
        #expect(try bench.mirror("build", "sample", "amd64").output.contains("nothing is new"))
        // The index goes when nothing of that architecture is wished for.
        try bench.edit("packages.yaml", "  - old-tool:i386\n", "")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try bench.text(bench.suite / "Release").contains("Architectures: amd64\n"))
        #expect(!Files.exists(bench.suite / "main/binary-i386/Packages.xz"))
    }
}
