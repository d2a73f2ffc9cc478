import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What a build of an rpm distro leaves, and where it finds what it needs.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMBuildTests {
    @Test func `a build publishes what the lock says, and a second one does nothing`() throws {
        let bench = try RPMBench(.built)
        let packages = try bench.locked()
        #expect(packages.contains("curl-0:7.61.1-34.el8.x86_64"))
        #expect(packages.contains("nginx-1:1.20.1-16.el8.x86_64"))
        let primary = try BuiltRPMRepository.text(of: "primary", in: bench.tree)
        #expect(primary.ranges(of: "<package ").count == packages.count)
        for match in primary.matches(of: /location href="([^"]+)"/) {
            #expect(Files.exists(bench.tree / String(match.1)), "\(match.1)")
        }
        let before = try bench.published()
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.output.contains("nothing is new"), "\(outcome.errors)")
        #expect(try bench.published() == before)
    }

    @Test func `a locked build gives the same tree, though the pool has lost what upstream said`()
        throws
    {
        let bench = try RPMBench()
        let epoch = ["SOURCE_DATE_EPOCH": "1800000000"]
        let first = try bench.mirror("build", "sample", "x86_64", environment: epoch)
        #expect(first.exitCode == 0, "\(first.errors)")
        let before = try bench.published()
        try Files.removeTree(bench.directory / "out")
        try Files.removeTree(bench.directory / "cache")
        let outcome = try bench.mirror("build", "sample", "x86_64", "--locked", environment: epoch)
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let after = try bench.published()
        let names = { (files: [String: [UInt8]]) in
            files.keys.filter { !$0.contains("repodata/") }.sorted()
        }
        #expect(names(after) == names(before))
        let lists = try BuiltRPMRepository.text(of: "filelists", in: bench.tree)
        #expect(lists.contains("/usr/share/sample/mime.types"))
    }

    @Test func `a lock whose record is about another package is refused`() throws {
        let bench = try RPMBench(.built)
        let text = try bench.text(bench.lock)
        try Files.replace(
            bench.lock,
            with: Array(text.replacing("<name>nginx</name>", with: "<name>x</name>").utf8))
        try bench.expectRefusal(
            exits: 2, saying: "not about it",
            arguments: ["build", "sample", "x86_64", "--locked"])
    }

    @Test func `nothing is fetched when offline, and what was kept is built from`() throws {
        let bench = try RPMBench(.built)
        try Files.removeTree(bench.directory / "out")
        let outcome = try bench.mirror("build", "sample", "x86_64", "--offline")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests.isEmpty)
        try Files.removeTree(bench.directory / "cache")
        try bench.expectRefusal(
            exits: 3, saying: "offline", arguments: ["build", "sample", "x86_64", "--offline"])
    }

    @Test func `metadata stays for one build more, then goes`() throws {
        let bench = try RPMBench(.built)
        func files() throws -> Set<String> {
            Set(try Files.list(bench.tree / "repodata").filter { $0.contains("-primary.xml") })
        }
        let first = try files()
        var generations = [first]
        for release in ["17.el8", "18.el8"] {
            try bench.rewrite("appstream") {
                $0.revision += release == "18.el8" ? 200_000 : 0
                $0.change("nginx-filesystem") {
                    $0.release = release
                    $0.provides = ["nginx-filesystem = 1:1.20.1-16.el8"]
                }
            }
            let outcome = try bench.mirror("build", "sample", "x86_64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            generations.append(try files())
        }
        #expect(first.count == 1)
        #expect(generations[1].isSuperset(of: first) && generations[1].count == 2)
        #expect(generations[2].isDisjoint(with: first) && generations[2].count == 2)
    }

    @Test func `a name that the tree has with other content is left alone`() throws {
        let bench = try RPMBench()
        let path = "Packages/nginx-1.20.1-16.el8.x86_64.rpm"
        try Files.makeDirectory((bench.tree / path).parent)
        try Files.replace(bench.tree / path, with: Array("somebody else's".utf8))
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.text(bench.tree / path) == "somebody else's")
        let primary = try BuiltRPMRepository.text(of: "primary", in: bench.tree)
        let place = try #require(primary.firstMatch(of: /href="([^"]*\/nginx-1[^"]*)"/)).1
        #expect(String(place) != path)
        #expect(Files.exists(bench.tree / String(place)))
    }

    @Test func `builds of two architectures into one output at once both succeed`() throws {
        let bench = try RPMBench()
        var running: [Subprocess] = []
        for architecture in ["x86_64", "aarch64"] {
            bench.architecture = architecture
            running.append(try bench.start(["build", "sample", architecture] + bench.options))
        }
        for outcome in running.map({ $0.wait() }) {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        for architecture in ["x86_64", "aarch64"] {
            bench.architecture = architecture
            let primary = try BuiltRPMRepository.text(of: "primary", in: bench.tree)
            #expect(primary.ranges(of: "<package ").count == (try bench.locked().count))
        }
    }

    @Test func `a mirror list and a Metalink lead to the repository`() throws {
        let bench = try RPMBench()
        let path = bench.path("baseos")
        let root = bench.directory / "upstream"
        let built = try bench.rewrite("baseos")
        let url = bench.server.url + path
        try Files.replace(
            root / "mirrors.txt", with: Array(BuiltRPMRepository.mirrorList([url]).utf8))
        try Files.replace(root / "metalink.xml", with: Array(try built.metalink([url]).utf8))
        bench.sources.removeAll { $0.hasPrefix("baseos=") }
        let place = "    url: http://archive.example.org/baseos/$basearch\n"
        let list = "    mirrorlist: \(bench.server.url)/mirrors.txt\n"
        try bench.edit("distros/sample.yaml", place, list)
        let first = try bench.mirror("build", "sample", "x86_64")
        #expect(first.exitCode == 0, "\(first.errors)")
        try bench.edit(
            "distros/sample.yaml", list, "    metalink: \(bench.server.url)/metalink.xml\n")
        let second = try bench.mirror("build", "sample", "x86_64")
        #expect(second.exitCode == 0, "\(second.errors)")
        // What the Metalink vouches for is not what the mirror has.
        try bench.rewrite("baseos") { $0.revision += 50 }
        try bench.expectRefusal(exits: 4, saying: "Metalink")
        // A weak digest promises nothing.
        let strong = try bench.text(root / "metalink.xml")
        let weak = strong.replacing(/<hash type="sha(256|512)">[0-9a-f]+<\/hash>/, with: "")
        #expect(weak != strong)
        try Files.replace(root / "metalink.xml", with: Array(weak.utf8))
        let third = try bench.mirror("build", "sample", "x86_64")
        #expect(third.exitCode == 0, "\(third.errors)")
    }

    @Test func `loose packages take part like a repository`() throws {
        let bench = try RPMBench()
        let extra = RPMPackageSpec(
            "team-agent", "1.0-1", architecture: "noarch", requires: ["curl"])
        let files = try RPMPackageBuilder.files(of: [extra], signature: nil)
        try Files.makeDirectory(bench.directory / "distros/team")
        try Files.linkOrCopy(
            files[0], to: bench.directory / "distros/team" / extra.fileName)
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        try bench.directory.write(
            "distros/sample.yaml",
            text + "  - id: team\n    packages: team\n    trust: unsigned\n")
        try bench.wish("team-agent")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains("team-agent-0:1.0-1.noarch"))
        #expect(Files.exists(bench.tree / "Packages" / extra.fileName))
        let again = try bench.mirror("build", "sample", "x86_64")
        #expect(again.output.contains("nothing is new"), "\(again.errors)")
    }

    @Test func `a package that no server has is named with all that was tried`() throws {
        let bench = try RPMBench(.built)
        try Files.removeTree(bench.directory / "cache/pool")
        let built = try bench.rewrite("baseos")
        try Files.remove(built.root / "Packages/bash-4.4.20-5.el8.x86_64.rpm")
        try bench.expectRefusal(
            exits: 3, saying: "bash-4.4.20-5.el8.x86_64.rpm", bench.server.url)
    }
}
