import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// What is removed from the pool, and when.
@Suite struct GarbageCollectionTests {
    private func pool(_ bench: Workbench) throws -> Set<String> {
        Set(try Files.walk(bench.directory / "cache/pool/sha256").map { String($0.dropFirst(3)) })
    }

    /// The digests of the packages that a lock names.
    private func named(_ bench: Workbench, _ lock: FilePath) throws -> Set<String> {
        let text = try bench.text(lock)
        return Set(
            text.matches(of: /"(?:sha256|filelists|other)":"([0-9a-f]{64})"/).map { String($0.1) })
    }

    /// Gives the tree files of its own, as one on another file system has.
    private func copyTree(_ bench: Bench) throws {
        let copy = bench.directory / "copy"
        try Subprocess.check("cp", ["-r", (bench.directory / "out").string, copy.string])
        try Files.removeTree(bench.directory / "out")
        try Files.rename(copy, to: bench.directory / "out")
    }

    @Test func `removes what no kept mirror names, and says what it frees`() throws {
        let bench = try Bench(.built)
        let first = try named(bench, bench.lock)
        _ = try bench.buildNewer(generations: 3)
        try copyTree(bench)
        let last = try named(bench, bench.lock)
        let before = try pool(bench)
        #expect(first.isSubset(of: before))
        let dry = try bench.mirror("gc", "--keep", "1", "--dry-run")
        #expect(dry.exitCode == 0, "\(dry.errors)")
        #expect(try pool(bench) == before)
        // Of four mirrors, the three newest are kept unless told otherwise.
        let usual = try bench.mirror("gc", "--format", "json")
        #expect(usual.output.contains("\"removed\":{\"files\":2,"), "\(usual.output)")
        #expect(usual.output.contains("\"snapshots\":3,\"locks\":1}"))
        let outcome = try bench.mirror("gc", "--keep", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        // What a file takes is a matter of the file system.
        let text = outcome.output.replacing(/[0-9.]+ k?B/, with: "<size>")
        #expect(
            text == """
                freed <size>
                  4 files (<size>) from the pool
                kept 16 files (<size>) of 1 mirror and 1 lock file

                """)
        #expect(try pool(bench) == last)
        let again = try bench.mirror("gc", "--keep", "1")
        #expect(again.output.hasPrefix("freed 0 B\n"))
        // The history is whole, and what is gone is fetched again.
        let back = try bench.mirror("rollback", "sample", "amd64", "1")
        #expect(back.exitCode == 0, "\(back.errors)")
        #expect(back.output.contains("downloaded 2 packages"), "\(back.output)")
        #expect(try bench.mismatches() == [])
    }

    @Test func `leaves what a tree shares, since that would free nothing`() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "locks")
        try Files.removeTree(bench.directory / "state")
        let before = try pool(bench)
        let outcome = try bench.mirror("gc", "--without-history", "--format", "json")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("there is no history"))
        #expect(outcome.output.contains("\"removed\":{\"files\":0,\"bytes\":0}"))
        #expect(outcome.output.contains("\"shared\":{\"files\":16,"))
        #expect(try pool(bench) == before)
        try Files.removeTree(bench.directory / "out")
        #expect(try bench.mirror("gc", "--without-history").exitCode == 0)
        #expect(try pool(bench) == [])
    }

    @Test func `refuses where neither history nor locks say what to keep`() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "out")
        let before = try pool(bench)
        let elsewhere = bench.options.map {
            ["state", "locks"].contains(FilePath($0).lastComponent) && $0.hasPrefix("/")
                ? $0 + "-elsewhere" : $0
        }
        for words in [["gc"], ["gc", "--dry-run"]] {
            let outcome = try bench.run(words + elsewhere)
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains("there is no directory of locks"))
            #expect(outcome.errors.contains("nothing is removed"))
            #expect(outcome.errors.contains("`--without-history`"))
        }
        #expect(try pool(bench) == before)
    }

    @Test func `refuses where one of the directories is not that of the builds`() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "out")
        let before = try pool(bench)
        func gc(_ name: String) throws -> Subprocess.Outcome {
            let path = (bench.directory / name).string
            return try bench.run(["gc"] + bench.options.map { $0 == path ? path + "-else" : $0 })
        }
        for (name, message) in [
            ("cache", "there is no cache `"), ("locks", "there is no directory of locks `"),
            ("state", "there is no history `"),
        ] {
            let outcome = try gc(name)
            #expect(outcome.exitCode == 2, "\(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(outcome.errors)")
            #expect(outcome.errors.contains("`--\(name)` says where builds have it"))
        }
        // A question has made a state, which has no builds.
        let state = (bench.directory / "state").string
        let asked = try bench.run(
            ["resolve", "sample", "amd64"]
                + bench.options.map { $0 == state ? state + "-else" : $0 })
        #expect(asked.exitCode == 0, "\(asked.errors)")
        let outcome = try gc("state")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("has no mirror; nothing is removed"), "\(outcome.errors)")
        #expect(try pool(bench) == before)
    }

    @Test(arguments: ["state", "state/mirror.db"])
    func `a link that leads nowhere is no history that is not there`(name: String) throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "out")
        let before = try pool(bench)
        let path = bench.directory / name
        try Files.rename(path, to: bench.directory / "unmounted")
        try SymbolicLink.make(path, to: bench.directory / "disk/that/is/away")
        for words in [["gc"], ["gc", "--without-history"], ["history"]] {
            let outcome = try bench.run(words + bench.options)
            #expect(
                outcome.exitCode == (words == ["history"] && name == "state" ? 0 : 5),
                "\(outcome.errors)")
        }
        #expect(try pool(bench) == before)
        guard name != "state" else { return }
        // Nor does a build put a new one in its place.
        let build = try bench.mirror("build", "sample", "amd64")
        #expect(build.exitCode == 5, "\(build.errors)")
        #expect(build.errors.contains("follow the link"), "\(build.errors)")
        #expect(try Files.status(path)?.kind == .link)
    }

    @Test(arguments: ["state", "locks", "cache"])
    func `what is there and cannot be seen is not absent`(name: String) throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "out")
        let path = bench.directory / name
        try Files.rename(path, to: FilePath(path.string + "-before"))
        // A link to itself: as good as a directory that may not be searched, for root too.
        try SymbolicLink.make(path, to: path)
        let outcome = try bench.mirror("gc", "--without-history")
        #expect(outcome.exitCode == 5, "\(outcome.errors)")
        #expect(outcome.errors.contains("cannot look for what is to be kept"), "\(outcome.errors)")
    }

    @Test func `at least one mirror is kept`() throws {
        let outcome = try Bench().mirror("gc", "--keep", "0")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("--keep"), "\(outcome.errors)")
    }

    @Test func `builds that changed nothing do not push older mirrors out`() throws {
        let bench = try Bench(.built)
        let first = try named(bench, bench.lock)
        _ = try bench.buildNewer(generations: 1)
        for _ in 0..<3 { #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0) }
        try copyTree(bench)
        #expect(try bench.mirror("gc", "--keep", "2").exitCode == 0)
        #expect(first.isSubset(of: try pool(bench)))
    }

    @Test func `old downloads and indexes go, young ones stay`() throws {
        let bench = try Bench(.built)
        let cache = bench.directory / "cache"
        let names = ["a", "b"].map { String(repeating: $0, count: 64) }
        for (number, name) in names.enumerated() {
            for path in [cache / "pool/partial" / name, cache / "indexes" / "sha256-\(name)"] {
                try Files.replace(path, with: Array(repeating: 7, count: 5000))
                let age: Int64 = number == 0 ? 8 : 6
                try Files.setModified(
                    path, (Environment.now() - age * 86_400) * 1_000_000_000)
            }
        }
        let indexes = try Files.list(cache / "indexes")
        for name in indexes
        where name.hasPrefix("sha256") && !names.contains(String(name.dropFirst(7))) {
            try Files.setModified(cache / "indexes" / name, 0)
        }
        try bench.directory.write("cache/pool/sha256/ab/notes.txt", "mine\n")
        try bench.directory.write("cache/pool/sha256/ab/.half.1.x.tmp", "half\n")
        let outcome = try bench.mirror("gc")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("one file in the pool has a name that is no digest"))
        #expect(try Files.list(cache / "pool/partial") == [".lock", names[1]])
        #expect(try Files.list(cache / "indexes") == indexes.filter { $0 != "sha256-\(names[0])" })
        #expect(Files.exists(cache / "pool/sha256/ab/notes.txt"))
        #expect(!Files.exists(cache / "pool/sha256/ab/.half.1.x.tmp"))
        // Nothing has to be fetched again.
        let resolved = try bench.mirror("resolve", "sample", "amd64", "--offline")
        #expect(resolved.exitCode == 0, "\(resolved.errors)")
    }

    @Test func `removes nothing where a lock or the history cannot be read`() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "out")
        let before = try pool(bench)
        let text = try bench.text(bench.lock)
        try bench.directory.write(
            "locks/sample-amd64.lock.json", String(text.prefix(text.utf8.count / 2)))
        let damaged = try bench.mirror("gc")
        #expect(damaged.exitCode == 2, "\(damaged.errors)")
        #expect(damaged.errors.contains("nothing is removed"))
        try Files.remove(bench.lock)
        try bench.directory.write("state/mirror.db", String(repeating: "no database ", count: 900))
        let lost = try bench.mirror("gc")
        #expect(lost.exitCode == 5, "\(lost.errors)")
        #expect(try pool(bench) == before)
    }

    @Test func `a pool that is not there is empty`() throws {
        let bench = try Bench()
        try Files.removeTree(bench.directory / "cache")
        try Files.makeDirectory(bench.directory / "cache")
        let outcome = try bench.mirror("gc")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.output.hasPrefix("freed 0 B\n"))
        #expect(try Files.list(bench.directory / "cache") == [])
    }

    @Test func `says that a pool cannot be written to`() throws {
        let bench = try Bench(.built)
        let disk = bench.directory / "disk"
        try Files.makeDirectory(disk)
        guard Environment.isRoot, mount("none", disk.string, "tmpfs", 0, nil) == 0 else {
            print("notice: no file system can be mounted here, so one for reading is not tested")
            return
        }
        defer { umount2(disk.string, Int32(MNT_DETACH)) }
        try Subprocess.check("cp", ["-a", (bench.directory / "cache").string, disk.string])
        try #require(mount("none", disk.string, "tmpfs", UInt(MS_REMOUNT | MS_RDONLY), nil) == 0)
        let options = bench.options.map {
            $0 == (bench.directory / "cache").string ? (disk / "cache").string : $0
        }
        let outcome = try bench.run(["gc"] + options)
        #expect(outcome.exitCode == 5, "\(outcome.errors)")
        #expect(outcome.errors.contains("cannot remove from the pool"), "\(outcome.errors)")
        #expect(outcome.errors.contains("Read-only file system"))
        #expect(try bench.run(["gc", "--dry-run"] + options).exitCode == 0)
    }

    // MARK: - With builds

    /// A build that has begun to fetch into the pool, and waits for its server.
    private func heldBuild(_ bench: Bench) throws -> Subprocess {
        bench.server.misbehave(
            on: "/pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb", .hold(afterBytes: 100))
        let build = try bench.start(["build", "sample", "amd64"] + bench.options)
        let limit = ContinuousClock.now + .seconds(30)
        while bench.server.heldCount < 1, ContinuousClock.now < limit { usleep(2000) }
        #expect(bench.server.heldCount == 1)
        return build
    }

    @Test func `waits for a build, whose packages nothing names yet`() throws {
        let bench = try Bench()
        let build = try heldBuild(bench)
        let hurried = try bench.mirror("gc", "--no-wait")
        #expect(hurried.exitCode == 1, "\(hurried.errors)")
        #expect(hurried.errors.contains("a build uses the pool"))
        let impatient = try bench.start(["gc"] + bench.options)
        #expect(impatient.waitForOutput("waiting for a build that uses the pool"))
        impatient.send(signal: SIGINT)
        let stopped = impatient.wait()
        #expect(stopped.exitCode == 130, "\(stopped.errors)")
        let patient = try bench.start(["gc"] + bench.options)
        #expect(patient.waitForOutput("waiting for a build that uses the pool"))
        // What is dry waits for nobody.
        #expect(try bench.mirror("gc", "--dry-run", "--without-history").exitCode == 0)
        bench.server.release()
        for outcome in [build.wait(), patient.wait()] {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        #expect(try pool(bench) == named(bench, bench.lock))
        #expect(try bench.mismatches() == [])
    }

    @Test func `builds share the pool, and wait for who removes from it`() throws {
        let bench = try Bench(.built)
        try bench.moveCurlOn(to: 30)
        let lock = bench.directory / "cache/pool/.lock"
        let go = bench.directory / "go"
        let holder = try Subprocess(
            "flock",
            [
                lock.string, "sh", "-c",
                "echo held; while [ ! -e \(go) ]; do sleep 0.01; done",
            ])
        #expect(holder.waitForOutput("held"))
        let build = try bench.start(["build", "sample", "amd64", "-v"] + bench.options)
        #expect(build.waitForOutput("waiting for `mirror gc`"))
        try Files.replace(go, with: [])
        let outcome = build.wait()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(holder.wait().succeeded)
    }
}

/// The same over rpm: what lists are made of lies in the pool, too.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMGarbageCollectionTests {
    @Test func `keeps the elements of filelists and other`() throws {
        let bench = try RPMBench(.built)
        let pool = bench.directory / "cache/pool/sha256"
        let before = try Files.walk(pool)
        try Files.removeTree(bench.directory / "out")
        let stray = String(repeating: "c", count: 64)
        try bench.directory.write("cache/pool/sha256/cc/\(stray)", "nobody names this")
        let outcome = try bench.mirror("gc", "--keep", "1")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try Files.walk(pool) == before)
    }
}
