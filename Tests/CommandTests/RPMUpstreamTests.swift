import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Upstream rpm repositories that are not as they should be, and signed all the same.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMUpstreamTests {
    /// Ways in which a document is no XML that can be read.
    static let damage: [(label: String, change: @Sendable (String) -> String)] = [
        ("cut off", { String($0.prefix($0.count * 2 / 3)) }),
        (
            "not well-formed",
            { $0.replacing("</name>", with: "</nam>").replacing("</data>", with: "</dat>") }
        ),
        (
            "with a wrong root",
            {
                $0.replacing("<metadata", with: "<comps").replacing("<repomd", with: "<comps")
                    .replacing("</metadata", with: "</comps").replacing("</repomd", with: "</comps")
            }
        ),
        (
            "with entities that expand",
            {
                let bomb =
                    "<!DOCTYPE x [<!ENTITY a \"aaaaaaaaaa\"><!ENTITY b \"&a;&a;&a;&a;&a;\">]>"
                return $0.replacing("?>", with: "?>" + bomb, maxReplacements: 1)
                    .replacing("<revision>", with: "<revision>&b;")
                    .replacing("<summary>", with: "<summary>&b;")
            }
        ),
        ("empty", { _ in "" }),
    ]

    @Test(arguments: damage.indices)
    func `a root that is no XML is refused`(index: Int) throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("baseos") { $0.editRoot(Self.damage[index].change) }
        try bench.expectRefusal(exits: 4, saying: "repomd.xml")
    }

    @Test(arguments: damage.indices)
    func `a list of packages that is no XML is refused`(index: Int) throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("baseos") { $0.edit("primary", Self.damage[index].change) }
        try bench.expectRefusal(exits: 4, saying: "primary")
    }

    @Test(arguments: ["-1", "99999999999999999999", "abc"])
    func `a number that is none is refused`(number: String) throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            $0.edit("primary") {
                $0.replacing(/<size package="[0-9]+"/, with: "<size package=\"\(number)\"")
            }
        }
        try bench.expectRefusal(exits: 4)
    }

    @Test(arguments: ["../../../etc/passwd", "Packages/../../x.rpm", "/etc/passwd", ""])
    func `a location that leads out of the tree is refused`(location: String) throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            $0.edit("primary") {
                $0.replacing(
                    /<location href="Packages\/nginx-1[^"]*"/,
                    with: "<location href=\"\(location)\"")
            }
        }
        try bench.expectRefusal(exits: 4, saying: "nginx")
        #expect(!Files.exists(bench.directory / "x.rpm"))
    }

    @Test func `a document that unpacks to far more than the root says is refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            $0.edit("primary") { $0 + "<!--" + String(repeating: " ", count: 2 << 20) + "-->" }
        }
        #expect(try bench.mirror("build", "sample", "x86_64").exitCode == 0)
        try bench.rewrite("appstream") {
            $0.revision += 1
            $0.edit("primary") { $0 + "<!--" + String(repeating: " ", count: 2 << 20) + "-->\n" }
            $0.editRoot {
                $0.replacing(/<open-size>[0-9]+</, with: "<open-size>4096<")
            }
        }
        try bench.expectRefusal(exits: 4, saying: "primary")
    }

    @Test func `a digest that does not fit the package is refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            $0.edit("primary") { text in
                let pattern = /(>nginx<[\s\S]*?pkgid="YES">)[0-9a-f]+/
                return text.replacing(pattern) { $0.1 + String(repeating: "5a", count: 32) }
            }
        }
        try bench.expectRefusal(exits: 4, saying: "nginx")
    }

    @Test func `two packages with one digest are refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") {
            $0.edit("primary") { text in
                let pattern = /<checksum type="sha256" pkgid="YES">([0-9a-f]+)/
                let digests = text.matches(of: pattern).map { String($0.1) }
                return digests.dropFirst().reduce(text) { $0.replacing($1, with: digests[0]) }
            }
        }
        try bench.expectRefusal(exits: 4)
    }

    @Test func `a package that is not as the metadata says is refused`() throws {
        for damage in [
            { (builder: inout RPMRepositoryBuilder, path: String) in builder.corrupt(path) },
            { (builder: inout RPMRepositoryBuilder, path: String) in builder.truncate(path) },
        ] {
            let bench = try RPMBench(.built)
            try bench.rewrite("appstream") {
                // Another file than the one that the pool has.
                $0.change("nginx") { $0.release = "17.el8" }
                $0.change("nginx-filesystem") {
                    $0.provides = ["nginx-filesystem = 1:1.20.1-17.el8"]
                }
                $0.change("nginx") { $0.requires = ["libc.so.6()(64bit)"] }
                damage(&$0, "Packages/nginx-1.20.1-17.el8.x86_64.rpm")
            }
            try bench.expectRefusal(exits: 4, saying: "nginx")
        }
    }

    @Test(arguments: ["primary", "filelists", "other", "modules", "group"])
    func `a document that is not as the root says is refused`(type: String) throws {
        let bench = try RPMBench()
        try bench.rewrite("appstream") {
            $0.corrupt("repodata/\(type)")
            // The groups are there twice.
            if type == "group" { $0.corrupt("repodata/group_gz") }
        }
        try bench.expectRefusal(exits: 4, saying: type == "group" ? "comps" : type)
    }

    @Test(arguments: ["primary", "filelists", "modules"])
    func `a root that names what is not there is refused`(type: String) throws {
        let bench = try RPMBench()
        let built = try bench.rewrite("appstream")
        try Files.remove(built.root / built.path("repodata/\(type)"))
        try bench.expectRefusal(exits: 3, saying: type)
    }

    @Test(arguments: ["{", "- a\n  b: [", "---\ndocument: modulemd\nversion: 2\ndata: 7\n"])
    func `modules that cannot be read are refused`(text: String) throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") { $0.modules = text }
        try bench.expectRefusal(exits: 4, saying: "modules")
    }

    @Test func `groups that cannot be read are refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("appstream") { $0.groups = $0.groups.map { String($0.prefix(200)) } }
        try bench.expectRefusal(exits: 4)
    }

    @Test func `a root older than the one that was seen is refused`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("baseos") { $0.revision -= 1_000_000 }
        try bench.expectRefusal(exits: 4, saying: "baseos", "mirror.db")
        // What the refusal says is a way back, and half of it is none.
        try Files.remove(bench.directory / "state/mirror.db")
        try bench.expectRefusal(exits: 4, saying: "baseos", "the locks that name")
        try Files.remove(bench.directory / "state/mirror.db")
        try Files.remove(bench.lock)
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test func `a release that a variable leads to has a root of its own`() throws {
        let bench = try RPMBench()
        var old = try RPMSample.builder("baseos", "x86_64", root: bench.directory / "upstream/old")
        old.revision -= 1_000_000
        try old.write()
        bench.sources.removeAll { $0.hasPrefix("baseos=") }
        try bench.edit(
            "distros/sample.yaml", "    url: http://archive.example.org/baseos/$basearch\n",
            """
                url: \(bench.server.url)/$snapshot
                variables: {snapshot: baseos/x86_64}

            """)
        let older = ["--set", "snapshot=old/baseos/x86_64"]
        var digests: [String] = []
        for arguments in [[], older, ["--offline"], ["--offline"] + older] {
            let outcome = try bench.run(["build", "sample", "x86_64"] + arguments + bench.options)
            #expect(outcome.exitCode == 0, "\(arguments): \(outcome.errors)")
            let lock = try bench.text(bench.lock)
            digests.append(
                String(try #require(lock.firstMatch(of: /"digest":"([0-9a-f]+)"/)).1))
        }
        #expect(digests[0] != digests[1] && digests[..<2] == digests[2...])
    }

    @Test func `a root whose list of packages is bad is not remembered`() throws {
        let bench = try RPMBench(.built)
        // Where other roots come from changes with the server.
        let roots = {
            try bench.snapshot(bench.directory / "cache/roots").filter {
                !$0.key.hasSuffix(".url") || $0.key.contains("baseos")
            }
        }
        let before = try roots()
        try bench.rewrite("baseos") {
            $0.revision += 1_000_000
            $0.edit("primary") { String($0.prefix($0.count / 2)) }
        }
        try bench.expectRefusal(exits: 4, saying: "primary")
        #expect(try roots() == before)
        try bench.rewrite("baseos")
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    @Test(arguments: RPMRepositoryBuilder.Compression.allCases, [true, false])
    func `every form of the metadata gives the same`(
        compression: RPMRepositoryBuilder.Compression, uniqueNames: Bool
    ) throws {
        let bench = try RPMBench(.built)
        let before = try bench.locked()
        for (index, name) in RPMSample.repositories.enumerated() {
            try bench.rewrite(name) {
                $0.compression = compression
                $0.uniqueNames = uniqueNames
                $0.checksum = ["sha512", "sha1", "sha256"][index]
            }
        }
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked() == before)
    }
}
