import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferAddressTests {
    @Test(arguments: [
        ("http://example.org/a", "http://example.org/a"),
        ("http://user:secret@example.org/a@b", "http://example.org/a@b"),
        ("https://user:p@ss@example.org:8080/", "https://example.org:8080/"),
        ("http://user@example.org", "http://example.org"),
        ("http://example.org?mail=a@b", "http://example.org?mail=a@b"),
        ("file:///tmp/a@b", "file:///tmp/a@b"),
        ("", ""), ("no url", "no url"), ("http:", "http:"), ("http://", "http://"),
        ("http://@", "http://"), ("a@b", "a@b"),
    ])
    func `an address is shown without credentials`(url: String, shown: String) {
        #expect(redacted(url) == shown)
    }

    @Test func `results and errors never show a password`() async throws {
        let fixture = try TransferFixture(files: ["/a": [1]])
        let secret = "http://user:secret@127.0.0.1:\(fixture.server.port)"
        let result = try await fixture.client.fetch(fixture.request(secret + "/a"))
        #expect(fixture.server.requests.first?.headers["authorization"] != nil)
        #expect(!"\(result)".contains("secret"))
        let error = try await fixture.failure(fixture.request(secret + "/b"))
        #expect(!"\(error.attempts) \(error)".contains("secret"))
    }

    @Test(arguments: [
        "ftp://example.org/a", "gopher://127.0.0.1/", "dict://127.0.0.1/", "http://",
        "nonsense://x", "",
    ])
    func `uses no other protocol and no malformed address`(url: String) async throws {
        let fixture = try TransferFixture(files: ["/a": [1]])
        let result = try await fixture.client.fetch(fixture.request(url, "/a"))
        #expect(result.attempts.count == 2)
        guard case .refused = result.attempts[0].outcome else {
            Issue.record("\(result.attempts)")
            return
        }
    }

    @Test func `follows redirects, as far as they go`() async throws {
        let fixture = try TransferFixture(files: ["/a": [1, 2]]) { $0.maximumRedirects = 3 }
        let other = try LoopbackServer()
        other.misbehave(on: "/there", .redirect(to: fixture.server.url("/a")))
        fixture.server.misbehave(on: "/start", .redirect(to: other.url("/there"), status: 301))
        _ = try await fixture.client.fetch(fixture.request("/start"))
        #expect(try Files.read(fixture.target) == [1, 2])
        fixture.server.misbehave(on: "/loop", .redirect(to: "/loop"))
        let error = try await fixture.failure(fixture.request("/loop"))
        #expect(error.kind == .network)
        #expect(fixture.server.requests(for: "/loop").count == 4)
    }

    @Test(arguments: ["file:///etc/passwd", "ftp://example.org/a", "gopher://127.0.0.1/"])
    func `a redirect never leaves HTTP`(target: String) async throws {
        let fixture = try TransferFixture()
        fixture.server.misbehave(on: "/a", .redirect(to: target))
        let error = try await fixture.failure(fixture.request("/a"))
        #expect(error.kind == .network)
        #expect(try fixture.names() == [])
        guard case .refused = error.attempts[0].outcome else {
            Issue.record("\(error)")
            return
        }
    }

    @Test func `credentials do not follow a redirect to another host`() async throws {
        let fixture = try TransferFixture()
        let other = try LoopbackServer(files: ["/a": [1]])
        fixture.server.misbehave(
            on: "/a", .redirect(to: "http://localhost:\(other.port)/a"))
        let url = "http://user:secret@127.0.0.1:\(fixture.server.port)/a"
        _ = try? await fixture.client.fetch(fixture.request(url))
        #expect(fixture.server.requests.first?.headers["authorization"] != nil)
        #expect(other.requests.allSatisfy { $0.headers["authorization"] == nil })
    }
}
