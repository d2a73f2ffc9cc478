import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Disks that are full, files where directories should be, and a damaged state.
@Suite struct DiskTests {
    /// Runs something with a small file system mounted at a path; skips it where that cannot be.
    private func withSmallDisk(_ path: FilePath, _ size: String, _ body: () throws -> Void) throws {
        try Files.makeDirectory(path)
        guard Environment.isRoot, mount("none", path.string, "tmpfs", 0, "size=\(size)") == 0 else {
            print("notice: a small file system cannot be mounted here, so a full one is not tested")
            return
        }
        defer { umount2(path.string, Int32(MNT_DETACH)) }
        try body()
    }

    @Test("says that the disk of the cache is full")
    func cacheFull() throws {
        let bench = try Bench()
        try withSmallDisk(bench.directory / "cache", "96k") {
            let outcome = try bench.mirror("build", "sample", "amd64")
            #expect(outcome.exitCode == 5, "\(outcome.errors)")
            #expect(outcome.errors.contains("No space left on device\nhint: free some space"))
            #expect(!Files.exists(bench.suite / "InRelease"))
        }
    }

    @Test("says that the disk of the output is full")
    func outputFull() throws {
        let bench = try Bench()
        try withSmallDisk(bench.directory / "out", "64k") {
            let outcome = try bench.mirror("build", "sample", "amd64")
            try bench.expect(outcome, exits: 5, golden: "output-full")
            #expect(!Files.exists(bench.suite / "InRelease"))
            #expect(!Files.exists(bench.lock))
        }
    }

    @Test("leaves the old suite as it was when the disk fills up")
    func outputFillsUp() throws {
        let bench = try Bench(.built)
        let small = bench.directory / "small"
        try withSmallDisk(small, "512k") {
            try Subprocess.check("cp", ["-a", (bench.directory / "out").string, small.string])
            let before = try bench.snapshot(small / "out/sample/dists")
            bench.moveUpstreamOn()
            var random = SeededRandom(seed: 3)
            let noise = (0..<900_000).map { _ in
                Character(UnicodeScalar(UInt8.random(in: 33...126, using: &random)))
            }
            bench.upstream.add(
                DebPackage(
                    name: "nginx", version: "1.22.1-10",
                    fields: ["Depends": "nginx-common, libc6"], files: ["/noise": String(noise)]),
                to: "sample")
            try bench.writeUpstream()
            let options = bench.options.map {
                $0 == (bench.directory / "out").string ? (small / "out").string : $0
            }
            let failed = try bench.run(["build", "sample", "amd64"] + options)
            #expect(failed.exitCode == 5, "\(failed.errors)")
            #expect(try bench.snapshot(small / "out/sample/dists") == before)
        }
    }

    @Test("says that the output is not a directory")
    func outputIsFile() throws {
        let bench = try Bench()
        try bench.directory.write("out", "in the way\n")
        try bench.expectRefusal(exits: 5, golden: "output-is-file")
        #expect(try bench.text(bench.directory / "out") == "in the way\n")
        // That is known before anything is downloaded.
        #expect(!bench.server.requests.contains { $0.path.hasPrefix("/pool") })
    }

    @Test(
        "says which directory cannot be made",
        arguments: ["cache", "state", "locks"])
    func inTheWay(_ name: String) throws {
        let bench = try Bench()
        try Files.removeTree(bench.directory / name)
        try bench.directory.write(name, "in the way\n")
        try bench.expectRefusal(exits: 5, golden: "\(name)-is-file")
    }

    @Test("goes on with a new state when the old one is damaged, and says so")
    func damagedState() throws {
        let bench = try Bench(.built)
        for name in ["mirror.db-wal", "mirror.db-shm"] {
            try Files.remove(bench.directory / "state/\(name)")
        }
        try bench.directory.write(
            "state/mirror.db", String(repeating: "this is no database. ", count: 500))
        let outcome = try bench.mirror("build", "sample", "amd64")
        try bench.expect(outcome, exits: 0, golden: "state-damaged")
    }

    @Test("fetches a package of the pool again when its size is wrong")
    func damagedPool() throws {
        let bench = try Bench(.built)
        let pool = bench.directory / "cache/pool"
        let files = try Files.walk(pool).filter { $0.hasPrefix("sha256/") }
        // A new file, as the trees link to the old one.
        try Files.replace(pool / (try #require(files.first)), with: [1, 2, 3])
        let outcome = try bench.mirror("build", "sample", "amd64", "--force")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests.filter { $0.path.hasPrefix("/pool") }.count == 1)
    }
}
