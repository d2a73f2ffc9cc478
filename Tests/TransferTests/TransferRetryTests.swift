import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferRetryTests {
    static let sample = sampleBytes(300_000)
    let content = sample

    @Test(arguments: [500, 502, 503, 504, 429, 408])
    func `tries again after a status that may pass`(status: Int) async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .status(status, retryAfter: 3600), times: 2)
        let result = try await fixture.client.fetch(fixture.request("/a", content: content))
        #expect(
            result.attempts.map(\.outcome) == [.status(status), .status(status), .completed])
        #expect(fixture.server.requests.count == 3)
        #expect(fixture.client.counter.retries == 2)
    }

    @Test func `gives up after the last attempt at the last address`() async throws {
        let fixture = try TransferFixture { $0.attemptsPerURL = 3 }
        fixture.server.misbehave(on: "/", .status(500))
        let error = try await fixture.failure(fixture.request("/a", "/b"))
        #expect(error.kind == .network)
        #expect(error.attempts.map(\.outcome) == Array(repeating: .status(500), count: 6))
        #expect(fixture.server.requests.map(\.path) == ["/a", "/a", "/a", "/b", "/b", "/b"])
        #expect(try fixture.names() == [])
        #expect(error.description.contains("status 500"))
    }

    @Test(arguments: [404, 403, 410])
    func `goes elsewhere at once after a status that will not pass`(status: Int) async throws {
        let fixture = try TransferFixture(files: ["/a": content, "/b": content])
        fixture.server.misbehave(on: "/a", .status(status))
        let result = try await fixture.client.fetch(fixture.request("/a", "/b", content: content))
        #expect(result.url == fixture.server.url("/b"))
        #expect(fixture.server.requests.map(\.path) == ["/a", "/b"])
    }

    @Test func `is not found only if every address says so`() async throws {
        let fixture = try TransferFixture()
        fixture.server.misbehave(on: "/gone", .status(410))
        fixture.server.misbehave(on: "/forbidden", .status(403))
        #expect(try await fixture.failure(fixture.request("/gone", "/b")).kind == .notFound)
        #expect(try await fixture.failure(fixture.request("/b", "/forbidden")).kind == .network)
        #expect(try fixture.names() == [])
    }

    @Test func `tries again after a refused or reset connection`() async throws {
        let closed = try LoopbackServer()
        closed.stop()
        let fixture = try TransferFixture(files: ["/a": content]) { $0.attemptsPerURL = 2 }
        fixture.server.misbehave(on: "/a", .refuse, times: 1)
        let result = try await fixture.client.fetch(
            fixture.request(closed.url("/a"), "/a", content: content))
        #expect(result.attempts.count == 4)
        #expect(result.attempts.last?.outcome == .completed)
    }

    @Test func `continues after a connection that was closed midway`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 100_000), times: 2)
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(
            fixture.server.requests.map(\.range) == [nil, "bytes=100000-", "bytes=200000-"])
        #expect(result.bytesReceived == content.count)
        #expect(result.bytesResumed == 0)
    }

    @Test func `continues without a verifier only the very same version`() async throws {
        let newer = sampleBytes(300_000, seed: 7)
        let fixture = try TransferFixture(files: ["/a": content, "/b": content])
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 100_000), times: 1)
        fixture.server.misbehave(on: "/a", .replaceAfter(requests: 0, with: newer))
        _ = try await fixture.client.fetch(fixture.request("/a"))
        #expect(try Files.read(fixture.target) == newer)
        #expect(fixture.server.requests.last?.headers["if-range"] != nil)

        fixture.server.misbehave(on: "/b", .closeMidway(afterBytes: 100_000), times: 1)
        let result = try await fixture.client.fetch(fixture.request("/b"))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesReceived == content.count)
        #expect(result.status == 206)
    }

    @Test func `continues at the next address what a verifier vouches for`() async throws {
        let fixture = try TransferFixture(files: ["/a": content, "/b": content]) {
            $0.attemptsPerURL = 1
        }
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 100_000))
        let result = try await fixture.client.fetch(fixture.request("/a", "/b", content: content))
        #expect(fixture.server.requests.last?.range == "bytes=100000-")
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesReceived == content.count)
    }

    @Test func `begins anew at the next address where nothing vouches for the first`() async throws
    {
        let fixture = try TransferFixture(files: ["/a": content, "/b": [5, 6]]) {
            $0.attemptsPerURL = 1
        }
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 100_000))
        _ = try await fixture.client.fetch(fixture.request("/a", "/b"))
        #expect(try Files.read(fixture.target) == [5, 6])
        #expect(fixture.server.requests.last?.range == nil)
    }

    @Test func `a transfer that is too slow is tried again`() async throws {
        let fixture = try TransferFixture(files: ["/a": content]) {
            $0.lowSpeedTime = .seconds(1)
            $0.lowSpeedLimit = 1000
        }
        fixture.server.misbehave(on: "/a", .stall(afterBytes: 50_000), times: 1)
        let result = try await fixture.client.fetch(fixture.request("/a", content: content))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.attempts.count == 2)
    }

    @Test func `a transfer that trickles but is quick enough completes`() async throws {
        let fixture = try TransferFixture(files: ["/a": Array(content.prefix(5000))])
        fixture.server.misbehave(on: "/a", .slow(piece: 500, pause: 1))
        _ = try await fixture.client.fetch(fixture.request("/a"))
        #expect(try Files.read(fixture.target) == Array(content.prefix(5000)))
        #expect(fixture.server.requests.count == 1)
    }
}
