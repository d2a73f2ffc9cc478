import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Going back to an older mirror.
@Suite struct RollbackTests {
    /// The indexes by their plain names, and the Release files.
    private func indexes(_ bench: Bench) throws -> [String: [UInt8]] {
        try bench.snapshot(bench.suite).filter { !$0.key.contains("by-hash") }
    }

    private func date(_ seconds: Int) -> [String: String] { ["SOURCE_DATE_EPOCH": "\(seconds)"] }

    @Test func `publishes what the build published, to the byte`() throws {
        let bench = try Bench()
        let first = try bench.mirror(
            "build", "sample", "amd64", environment: date(1_800_000_000))
        #expect(first.exitCode == 0, "\(first.errors)")
        let indexes = try indexes(bench)
        let lock = try Files.read(bench.lock)
        #expect(try bench.mirror("build", "sample", "arm64").exitCode == 0)
        _ = try bench.buildNewer(generations: 1)
        let other = try bench.stanzas("main", "arm64")
        // The manifest may say anything by now.
        try bench.directory.write("packages.yaml", "this is no manifest\n")
        try bench.expect(
            bench.mirror("rollback", "sample", "amd64", "1", "--dry-run"), exits: 0,
            golden: "rollback-dry-run")
        #expect(try Files.read(bench.lock) != lock)
        let outcome = try bench.mirror(
            "rollback", "sample", "amd64", "1", environment: date(1_800_000_000))
        try bench.expect(outcome, exits: 0, golden: "rollback")
        #expect(try Files.read(bench.lock) == lock)
        #expect(try bench.mismatches() == [])
        // The other architecture stays, and so the Release file lists it.
        #expect(try bench.stanzas("main", "arm64") == other)
        for (name, bytes) in try self.indexes(bench) where name.contains("binary-amd64") {
            #expect(indexes[name] == bytes, "\(name)")
        }
        let list = try bench.mirror("history", "sample", "amd64").output
        #expect(list.contains("rollback of 1, v2"), "\(list)")
        let again = try bench.mirror("rollback", "sample/amd64@1", "--format", "json")
        #expect(again.exitCode == 0, "\(again.errors)")
        #expect(again.output.contains("\"rollback-of\":1,\"number\":5,\"result\":\"unchanged\""))
    }

    @Test func `the whole tree is the same where it holds one architecture`() throws {
        let bench = try Bench()
        let epoch = date(1_800_000_000)
        #expect(try bench.mirror("build", "sample", "amd64", environment: epoch).exitCode == 0)
        let before = try indexes(bench)
        _ = try bench.buildNewer(generations: 1)
        #expect(
            try bench.mirror("rollback", "sample", "amd64", "1", environment: epoch).exitCode == 0)
        #expect(try Workbench.changes(before, indexes(bench)) == [])
    }

    @Test func `the next build takes what is new again, and --locked builds the lock`() throws {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        let newer = try bench.locked()
        #expect(try bench.mirror("rollback", "sample", "amd64", "previous").exitCode == 0)
        let older = try bench.locked()
        #expect(older != newer)
        let locked = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(locked.exitCode == 0, "\(locked.errors)")
        #expect(try bench.locked() == older)
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try bench.locked() == newer)
        try bench.wish("gadget")
        let back = try bench.mirror("rollback", "sample", "amd64", "1")
        #expect(back.exitCode == 0, "\(back.errors)")
        #expect(
            back.output.contains(
                "the next build leaves it again, and `--locked` refuses its lock: the wishes of sample"
            ), "\(back.output)")
        #expect(back.output.contains("/packages.yaml` what it was then"), "\(back.output)")
        #expect(back.output.contains("; it asks for `gadget` now\n"), "\(back.output)")
        let stale = try bench.mirror("build", "sample", "amd64", "--locked")
        #expect(stale.exitCode == 2)
        #expect(stale.errors.contains("is stale"))
    }

    @Test func `fetches by digest what the pool has lost`() throws {
        let bench = try Bench(.built)
        let before = try bench.stanzas()
        _ = try bench.buildNewer(generations: 1)
        try Files.removeTree(bench.directory / "cache/pool")
        try Files.removeTree(bench.directory / "out")
        let plan = try bench.mirror("rollback", "sample", "amd64", "1", "-n", "--format", "json")
        #expect(plan.output.contains("\"result\":\"planned\""), "\(plan.output)")
        #expect(plan.output.contains("\"missing\":{\"packages\":16,"), "\(plan.output)")
        let outcome = try bench.mirror("rollback", "sample", "amd64", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("downloaded 16 packages"), "\(outcome.output)")
        #expect(try bench.stanzas() == before)
        #expect(try bench.mismatches() == [])
    }

    @Test func `takes from the tree what neither pool nor servers have`() throws {
        let bench = try Bench(.built)
        let before = try bench.stanzas()
        try Files.removeTree(bench.directory / "cache/pool")
        let outcome = try bench.mirror("rollback", "sample", "amd64", "1", "--offline")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.contains("reused 16 packages"), "\(outcome.output)")
        #expect(try bench.stanzas() == before)
        #expect(try bench.mismatches() == [])
        // What was changed in the tree is not what the lock means.
        try Files.removeTree(bench.directory / "cache/pool")
        let curl = try #require(
            try Files.walk(bench.tree / "pool").first { $0.contains("/curl_") })
        let path = bench.tree / "pool" / curl
        let size = try Files.read(path).count
        try Files.replace(path, with: Array(repeating: 7, count: size))
        let refused = try bench.mirror("rollback", "sample", "amd64", "1", "--offline")
        #expect(refused.exitCode == 3, "\(refused.errors)")
        #expect(refused.errors.contains("is not in the pool"), "\(refused.errors)")
    }

    @Test func `names all packages that no server has any more, and leaves the tree`() throws {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        try Files.removeTree(bench.directory / "cache/pool")
        for name in ["nginx_", "curl_7.88.1-10+deb12u8"] {
            let upstream = bench.directory / "upstream"
            for file in try Files.walk(upstream) where FilePath(file).lastComponent.hasPrefix(name)
            {
                try Files.remove(upstream / file)
            }
            for file in try Files.walk(bench.tree)
            where FilePath(file).lastComponent.hasPrefix(name) {
                try Files.remove(bench.tree / file)
            }
        }
        let before = try bench.published()
        let outcome = try bench.mirror("rollback", "sample", "amd64", "1")
        try bench.expect(outcome, exits: 3, golden: "rollback-gone")
        #expect(try Workbench.changes(before, bench.published()) == [])
        let offline = try bench.mirror("rollback", "sample", "amd64", "1", "--offline")
        #expect(offline.exitCode == 3, "\(offline.errors)")
        #expect(try bench.mirror("history").output.contains("rollback of 1, no server has"))
    }

    @Test func `the options of the lock count, not those of today`() throws {
        let bench = try Bench()
        let with = try bench.mirror("build", "sample", "amd64", "--with", "extra")
        #expect(with.exitCode == 0, "\(with.errors)")
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try !bench.locked().contains { $0.hasPrefix("gadget ") })
        let outcome = try bench.mirror("rollback", "sample", "amd64", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try bench.locked().contains { $0.hasPrefix("gadget ") })
        #expect(try bench.stanzas("extra")["gadget"] != nil)
    }
}

/// Going back to an older mirror of an rpm distribution.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMRollbackTests {
    /// The documents that `repomd.xml` names, by their digests.
    private func documents(_ bench: RPMBench) throws -> [String] {
        try bench.text(bench.tree / "repodata/repomd.xml")
            .matches(of: /href="([^"]+)"/).map { String($0.1) }.sorted()
    }

    @Test func `publishes the documents of the build again`() throws {
        let bench = try RPMBench(.built)
        let documents = try documents(bench)
        let lock = try Files.read(bench.lock)
        try bench.rewrite("updates") {
            $0.add(RPMSample.curl(bench.architecture, release: "7.61.1-40.el8"))
        }
        let newer = try bench.mirror("build", "sample", "x86_64")
        #expect(newer.exitCode == 0, "\(newer.errors)")
        #expect(try Files.read(bench.lock) != lock)
        #expect(try self.documents(bench) != documents)
        try Files.remove(bench.directory / "packages.yaml")
        let outcome = try bench.mirror("rollback", "sample", "x86_64", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try Files.read(bench.lock) == lock)
        #expect(try self.documents(bench) == documents)
        try Files.removeTree(bench.directory / "cache/pool")
        #expect(try bench.mirror("rollback", "sample", "x86_64", "2").exitCode == 0)
        let back = try bench.mirror("rollback", "sample", "x86_64", "1")
        #expect(back.exitCode == 0, "\(back.errors)")
        let list = try bench.mirror("history").output
        #expect(list.contains("rollback of 1"), "\(list)")
    }
}
