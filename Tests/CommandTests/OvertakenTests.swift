import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Builds that others overtake: what goes live last is what was worked out last.
@Suite struct OvertakenTests {
    /// Starts a build, and waits until the server holds what it asks for.
    private func start(_ bench: Bench, holding path: String, _ arguments: String...) throws
        -> Subprocess
    {
        bench.server.misbehave(on: path, .hold(afterBytes: 100), times: 1)
        let build = try bench.start(["build", "sample", "amd64", "-v"] + arguments + bench.options)
        let limit = ContinuousClock.now + .seconds(30)
        while bench.server.heldCount < 1, ContinuousClock.now < limit { usleep(2000) }
        #expect(bench.server.heldCount == 1)
        return build
    }

    private func package(_ number: Int) -> String {
        "/pool/main/c/curl/curl_7.88.1-10+deb12u\(number)_amd64.deb"
    }

    /// Options with a cache of its own, so that no download is waited for.
    private func elsewhere(_ bench: Bench) -> [String] {
        let cache = (bench.directory / "cache").string
        return bench.options.map { $0 == cache ? cache + "-elsewhere" : $0 }
    }

    private func version(_ bench: Bench) throws -> String? {
        try bench.stanzas()["curl"]?.firstMatch(of: /Version: .*deb12(.*)/).map { String($0.1) }
    }

    @Test(arguments: [false, true])
    func `a build that another one overtook does not go back behind it`(isForced: Bool) throws {
        let bench = try Bench(.built)
        try bench.moveCurlOn(to: 20)
        let slow = try start(bench, holding: package(20), isForced ? "--force" : "-v")
        try bench.moveCurlOn(to: 21)
        let fast = try bench.run(["build", "sample", "amd64"] + elsewhere(bench))
        #expect(fast.exitCode == 0, "\(fast.errors)")
        let lock = try Files.read(bench.lock)
        bench.server.release()
        let outcome = slow.wait()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(outcome.errors.contains("has gone live meanwhile; resolving again"))
        #expect(try version(bench) == "u21")
        #expect(try Files.read(bench.lock) == lock)
        #expect(try bench.mismatches() == [])
        let list = try bench.mirror("history", "--format", "json").output
        #expect(list.contains(/"number":3,.*"result":"unchanged"/), "\(list)")
        // Its first answer was fetched, and counts.
        #expect(!outcome.output.contains("downloaded 0 packages"), "\(outcome.output)")
    }

    @Test func `a build that was begun before a rollback does not undo it`() throws {
        let bench = try Bench(.built)
        _ = try bench.buildNewer(generations: 1)
        try bench.moveCurlOn(to: 21)
        let build = try start(bench, holding: package(21))
        #expect(try bench.mirror("rollback", "sample", "amd64", "1").exitCode == 0)
        let before = try bench.published()
        bench.server.release()
        let outcome = build.wait()
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
        #expect(
            outcome.errors.contains(
                "sample amd64 went back to build 1 while this build was under way"))
        #expect(outcome.errors.contains("hint: build again"))
        #expect(try Workbench.changes(before, bench.published()) == [])
        // What is begun afterwards takes what is new.
        #expect(try bench.mirror("build", "sample", "amd64").exitCode == 0)
        #expect(try version(bench) == "u21")
    }

    @Test func `a lock that is written alone is not older than what went live`() throws {
        let bench = try Bench(.built)
        try bench.moveCurlOn(to: 20)
        let slow = try start(
            bench, holding: "/dists/sample-security/main/binary-amd64/", "--lock-only")
        try bench.moveCurlOn(to: 21)
        let fast = try bench.run(["build", "sample", "amd64"] + elsewhere(bench))
        #expect(fast.exitCode == 0, "\(fast.errors)")
        let lock = try Files.read(bench.lock)
        bench.server.release()
        let outcome = slow.wait()
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(try Files.read(bench.lock) == lock)
    }
}
