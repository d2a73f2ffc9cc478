import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Builds that share a cache, at the same time.
@Suite struct FetchRaceTests {
    private static let indexes = "/dists/sample/main/binary-amd64/"

    /// Waits until the server holds that many requests, or a process has long had its time.
    private func waitForHeld(_ bench: Bench, _ count: Int) {
        let limit = ContinuousClock.now + .seconds(30)
        while bench.server.heldCount < count, ContinuousClock.now < limit { usleep(2000) }
        #expect(bench.server.heldCount == count)
    }

    private func start(_ bench: Bench, _ arguments: String...) throws -> Subprocess {
        try bench.start(["build", "sample", "amd64", "-v"] + arguments + bench.options)
    }

    @Test("fetches an index once for two builds that want it")
    func index() throws {
        let bench = try Bench()
        bench.server.misbehave(on: Self.indexes, .hold(afterBytes: 100))
        let first = try start(bench, "--dry-run")
        waitForHeld(bench, 1)
        let second = try start(bench, "--dry-run")
        #expect(second.waitForOutput("waiting for another build that fetches indexes"))
        bench.server.release()
        for outcome in [first.wait(), second.wait()] {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        #expect(bench.server.requests.filter { $0.path.hasPrefix(Self.indexes) }.count == 1)
    }

    @Test("two builds over a slow server both succeed")
    func slow() throws {
        let bench = try Bench()
        bench.server.misbehave(on: "/dists/", .slow(piece: 300, pause: 5))
        let runs = try (0..<2).map { _ in try start(bench, "--dry-run") }
        for outcome in runs.map({ $0.wait() }) {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
    }

    @Test("two builds fetch one key without harm to one another")
    func key() throws {
        let bench = try Bench()
        try bench.edit(
            "distros/sample.yaml", "file: keys/sample.asc",
            "url: \"\(bench.server.url)/archive-key.asc\"")
        bench.server.misbehave(on: "/archive-key.asc", .hold(afterBytes: 20))
        let runs = try (0..<2).map { _ in try start(bench, "--dry-run") }
        waitForHeld(bench, 2)
        bench.server.release()
        for outcome in runs.map({ $0.wait() }) {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        let fingerprint = try SigningKey.standard.get().fingerprint
        let kept = bench.directory / "cache/keys"
        #expect(try Files.list(kept) == ["\(fingerprint).key"])
        #expect(
            try Files.read(kept / "\(fingerprint).key")
                == Files.read(bench.directory / "upstream/archive-key.asc"))
    }

    @Test("does not fetch again what another build fetched while this one waited")
    func packages() throws {
        let bench = try Bench()
        let curl = "/pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb"
        bench.server.misbehave(on: curl, .hold(afterBytes: 100))
        let first = try start(bench)
        waitForHeld(bench, 1)
        let second = try start(bench)
        #expect(second.waitForOutput("waiting for another build that downloads"))
        bench.server.release()
        for outcome in [first.wait(), second.wait()] {
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
        }
        let packages = bench.server.requests.filter { $0.path.hasSuffix(".deb") }.map(\.path)
        #expect(Set(packages).count == packages.count)
    }
}
