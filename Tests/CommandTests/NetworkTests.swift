import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Servers that fail, and downloads that go on where they stopped.
@Suite struct NetworkTests {
    private let curl = "/pool/main/c/curl/curl_7.88.1-10+deb12u8_amd64.deb"

    /// Replaces a package upstream by one that is too large for one moment.
    private func withLargePackage(_ bench: Bench) throws -> String {
        bench.moveUpstreamOn()
        var random = SeededRandom(seed: 7)
        let noise = (0..<400_000).map { _ in
            Character(UnicodeScalar(UInt8.random(in: 33...126, using: &random)))
        }
        bench.upstream.add(
            DebPackage(
                name: "nginx", version: "1.22.1-10", fields: ["Depends": "nginx-common, libc6"],
                files: ["/usr/share/noise": String(noise)]),
            to: "sample")
        try bench.writeUpstream()
        return "/pool/main/n/nginx/nginx_1.22.1-10_amd64.deb"
    }

    @Test("stops on the first signal, leaves the old tree, and goes on where it stopped")
    func interrupted() throws {
        let bench = try Bench(.built)
        let path = try withLargePackage(bench)
        let before = try bench.published()
        bench.server.misbehave(on: path, .hold(afterBytes: 200_000))
        let run = try bench.start(["build", "sample", "amd64"] + bench.options)
        let limit = ContinuousClock.now + .seconds(30)
        // Until the bytes that were sent are on disk.
        func part() throws -> Int {
            let files = try Files.walk(bench.directory / "cache/pool")
            return try files.map { bench.directory / "cache/pool" / $0 }
                .compactMap { try Files.status($0)?.size }.filter { $0 > 100_000 }.max() ?? 0
        }
        while try part() < 150_000, ContinuousClock.now < limit { usleep(5000) }
        run.send(signal: SIGINT)
        try bench.expect(run.wait(), exits: 130, golden: "interrupted")
        #expect(try bench.published() == before)
        bench.server.behave()
        bench.server.forgetRequests()
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let requests = bench.server.requests(for: path)
        #expect(requests.count == 1)
        let range = try #require(requests.first?.range)
        #expect(range != "bytes=0-")
        #expect(try bench.locked().contains("nginx 1.22.1-10 amd64"))
    }

    @Test("tries again when a server is busy")
    func busy() throws {
        let bench = try Bench()
        bench.server.misbehave(on: curl, .status(503), times: 2)
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests(for: curl).count == 3)
    }

    @Test("goes on when a connection is closed midway")
    func closedOnce() throws {
        let bench = try Bench()
        bench.server.misbehave(on: curl, .closeMidway(afterBytes: 3000), times: 1)
        let outcome = try bench.mirror("build", "sample", "amd64")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        let requests = bench.server.requests(for: curl)
        #expect(requests.map(\.range) == [nil, "bytes=3000-"])
    }

    @Test("takes the next address when the first has no package, or a wrong one")
    func nextAddress() throws {
        for how in [LoopbackServer.Misbehaviour.status(404), .corrupt(offset: 1000)] {
            let bench = try Bench()
            let other = try LoopbackServer(root: bench.directory / "upstream")
            bench.sources = ["sample", "security"].flatMap {
                ["\($0)=\(bench.server.url)", "\($0)=\(other.url)"]
            }
            bench.server.misbehave(on: curl, how)
            let outcome = try bench.mirror("build", "sample", "amd64")
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            #expect(!bench.server.requests(for: curl).isEmpty)
            #expect(other.requests.map(\.path) == [curl])
        }
    }

    @Test("takes the next address when the first is down or has another Release")
    func nextRoot() throws {
        let bench = try Bench()
        let other = try LoopbackServer(root: bench.directory / "upstream")
        bench.sources = ["sample", "security"].flatMap {
            ["\($0)=\(bench.server.url)", "\($0)=\(other.url)"]
        }
        bench.server.serve("/dists/sample/InRelease", "<html></html>")
        bench.server.misbehave(on: "/dists/sample-security/InRelease", .refuse)
        bench.replacements.insert((other.url, "<other server>"), at: 0)
        try bench.expect(bench.mirror("build", "sample", "amd64"), exits: 0, golden: "next-root")
    }

    @Test("asks through the proxy that the environment names")
    func proxy() throws {
        let bench = try Bench()
        let proxy = try LoopbackServer(root: bench.directory / "upstream")
        bench.sources = ["sample", "security"].map { "\($0)=http://archive.example.org" }
        let outcome = try bench.mirror(
            "build", "sample", "amd64", environment: ["http_proxy": proxy.url])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(proxy.requests.filter { !$0.isProxied } == [])
    }

    @Test("takes a limit of the rate")
    func rate() throws {
        let bench = try Bench()
        let outcome = try bench.mirror(
            "build", "sample", "amd64", "--limit-rate", "10M", "--jobs", "2")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.mostAtOnce <= 2)
    }

    @Test("gives up on a server that is down")
    func down() throws {
        let bench = try Bench(.built)
        bench.server.stop()
        try bench.expectRefusal(exits: 3, golden: "server-down")
    }

    @Test("gives up on a server that always fails")
    func failing() throws {
        let bench = try Bench(.built)
        bench.server.misbehave(on: "/", .status(500))
        try bench.expectRefusal(exits: 3, golden: "server-500")
    }

    @Test("gives up where there is no Release file at all")
    func noRelease() throws {
        let bench = try Bench(.built)
        bench.server.misbehave(on: "/dists/sample/", .status(404))
        try bench.expectRefusal(exits: 3, golden: "no-release")
    }

    @Test("gives up on a server that always closes the connection")
    func closing() throws {
        let bench = try Bench(.built)
        let path = try withLargePackage(bench)
        bench.server.misbehave(on: path, .closeMidway(afterBytes: 0))
        try bench.expectRefusal(exits: 3, golden: "always-closing")
    }

    @Test("gives up on an archive that lacks a package")
    func missingPackage() throws {
        let bench = try Bench(.built)
        let path = try withLargePackage(bench)
        bench.server.misbehave(on: path, .status(404))
        try bench.expectRefusal(exits: 3, golden: "package-missing")
    }

    @Test("fetches nothing when offline, and builds from what was kept")
    func offline() throws {
        let bench = try Bench(.built)
        let before = try bench.published()
        try Files.removeTree(bench.directory / "out")
        let outcome = try bench.mirror("build", "sample", "amd64", "--offline")
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        #expect(bench.server.requests.isEmpty)
        let changed = try Bench.changes(before, bench.published())
        #expect(changed.filter { !$0.contains("Release") && !$0.contains("lock") } == [])
    }

    @Test("says what is missing when offline")
    func offlineWithout() throws {
        let bench = try Bench(.built)
        try Files.removeTree(bench.directory / "cache/pool")
        try Files.remove(bench.lock)
        try bench.expectRefusal(
            exits: 3, golden: "offline-no-packages", ["build", "sample", "amd64", "--offline"])
        try Files.removeTree(bench.directory / "cache")
        try bench.expectRefusal(
            exits: 3, golden: "offline-no-release", ["build", "sample", "amd64", "--offline"])
    }

    @Test("never prints the password of an address")
    func password() throws {
        let bench = try Bench(.built)
        bench.server.misbehave(on: "/", .status(404))
        bench.sources = ["sample", "security"].map {
            "\($0)=" + bench.server.url.replacing("http://", with: "http://user:secret@")
        }
        let outcome = try bench.mirror("build", "sample", "amd64", "-v")
        #expect(outcome.exitCode == 3)
        #expect(!outcome.errors.contains("secret") && !outcome.output.contains("secret"))
    }
}
