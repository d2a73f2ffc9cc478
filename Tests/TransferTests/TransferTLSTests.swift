import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)), .enabled(if: TLSServer.isAvailable, "needs the openssl program"))
struct TransferTLSTests {
    @Test func `trusts a server that a named authority vouches for, and no other`() async throws {
        let fixture = try TransferFixture()
        let server = try TLSServer(
            fixture.directory, answers: ["a": "HTTP/1.0 200 ok\r\nContent-Length: 2\r\n\r\nhi"])
        let error = try await fixture.failure(fixture.request(server.url("/a")))
        #expect(error.kind == .network)
        guard case .refused(let reason) = error.attempts[0].outcome, error.attempts.count == 1
        else {
            Issue.record("\(error)")
            return
        }
        #expect(reason.contains("certificate"))
        var options = TransferOptions()
        options.certificateAuthorities = server.certificate
        let client = try TransferClient(options)
        _ = try await client.fetch(fixture.request(server.url("/a")))
        #expect(try Files.read(fixture.target) == Array("hi".utf8))
    }

    @Test func `leaves TLS by a redirect only where a verifier vouches for the content`()
        async throws
    {
        let fixture = try TransferFixture(files: ["/plain": [1, 2]])
        let server = try TLSServer(
            fixture.directory,
            answers: [
                "down": "HTTP/1.0 302 there\r\nLocation: \(fixture.server.url("/plain"))\r\n\r\n",
                "file": "HTTP/1.0 302 there\r\nLocation: file:///etc/passwd\r\n\r\n",
            ])
        var options = TransferOptions()
        options.certificateAuthorities = server.certificate
        let client = try TransferClient(options)
        for request in [
            fixture.request(server.url("/down")),
            fixture.request(server.url("/file"), content: [1, 2]),
        ] {
            do throws(TransferError) {
                _ = try await client.fetch(request)
                Issue.record("the redirect was followed")
            } catch {
                guard case .refused = error.attempts[0].outcome else {
                    Issue.record("\(error)")
                    return
                }
            }
        }
        #expect(fixture.server.requests.isEmpty)
        _ = try await client.fetch(fixture.request(server.url("/down"), content: [1, 2]))
        #expect(try Files.read(fixture.target) == [1, 2])
    }
}
