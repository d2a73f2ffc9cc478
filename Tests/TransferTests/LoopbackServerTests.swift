import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct LoopbackServerTests {
    @Test func `serves a directory, decodes names and stays inside`() async throws {
        let root = Files.temporaryName(beside: TemporaryPlace.path / "loopback-test")
        defer { try? Files.removeTree(root) }
        try Files.makeDirectory(root / "inside" / "deep")
        try Files.replace(root / "secret", with: [7])
        try Files.replace(root / "inside" / "deep" / "a b+c", with: [1, 2])
        let fixture = try TransferFixture(root: root / "inside")
        _ = try await fixture.client.fetch(fixture.request("/deep/a%20b+c?x=y"))
        #expect(try Files.read(fixture.target) == [1, 2])
        #expect(fixture.server.requests.map(\.path) == ["/deep/a b+c"])
        for path in ["/%2e%2e/secret", "/deep", "/deep/"] {
            let error = try await fixture.failure(fixture.request(path))
            #expect(error.kind == .notFound)
            #expect(error.category == .network)
        }
    }

    @Test func `misbehaves below a prefix, in the order given, and as often as told`() async throws
    {
        let fixture = try TransferFixture(files: ["/p/a": [1], "/q": [2]])
        fixture.server.misbehave(on: "/p/", .status(404), times: 1)
        fixture.server.misbehave(on: "/p/", .status(403), times: 1)
        fixture.server.misbehave(on: "/p/a", .replaceAfter(requests: 1, with: [9]))
        for expected in [404, 403] {
            let error = try await fixture.failure(fixture.request("/p/a"))
            #expect(error.attempts.map(\.outcome) == [.status(expected)])
        }
        for expected in [[1], [9], [9]] as [[UInt8]] {
            _ = try await fixture.client.fetch(fixture.request("/p/a"))
            #expect(try Files.read(fixture.target) == expected)
        }
        fixture.server.behave()
        _ = try await fixture.client.fetch(fixture.request("/p/a"))
        #expect(try Files.read(fixture.target) == [1])
        fixture.server.remove("/p/a")
        #expect(try await fixture.failure(fixture.request("/p/a")).kind == .notFound)
        #expect(fixture.server.requests(for: "/p/a").count == 7)
        fixture.server.forgetRequests()
        #expect(fixture.server.requests.isEmpty)
        #expect(fixture.server.connectionCount == 1)
    }
}
