import Glibc
import MirrorTestSupport
import SystemIO
import Testing
import Transfer

/// A certificate with its key, made by the `openssl` program; it is its own authority.
private struct TestIdentity {
    let certificate: FilePath
    let key: FilePath

    init(_ directory: FilePath, name: String) throws {
        certificate = directory / "\(name).pem"
        key = directory / "\(name)-key.pem"
        let status = system(
            """
            openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes -days 2 \
            -keyout '\(key)' -out '\(certificate)' -subj '/CN=\(name)' 2>/dev/null
            """)
        #expect(status == 0)
    }
}

@Suite(.timeLimit(.minutes(1)), .enabled(if: TLSServer.isAvailable, "needs the openssl program"))
struct TransferIdentityTests {
    private static let answer = ["a": "HTTP/1.0 200 ok\r\nContent-Length: 2\r\n\r\nhi"]

    /// Why the address was given up after one attempt; empty where it was not.
    private func refusal(_ client: TransferClient, _ request: TransferRequest) async -> String {
        do throws(TransferError) {
            _ = try await client.fetch(request)
            return ""
        } catch {
            guard case .refused(let reason) = error.attempts[0].outcome,
                error.attempts.count == 1
            else { return "" }
            return reason
        }
    }

    @Test func `a server that wants a certificate answers who has one`() async throws {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        let client = try TransferClient()
        var request = fixture.request(server.url("/a"))
        request.identity = ClientIdentity(
            certificate: member.certificate, key: member.key, authorities: server.certificate)
        _ = try await client.fetch(request)
        #expect(try Files.read(fixture.target) == Array("hi".utf8))
    }

    @Test func `a certificate and its key may be in one file`() async throws {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let both = fixture.directory / "both.pem"
        try Files.replace(both, with: Files.read(member.certificate) + Files.read(member.key))
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        var request = fixture.request(server.url("/a"))
        request.identity = ClientIdentity(certificate: both, authorities: server.certificate)
        _ = try await TransferClient().fetch(request)
        #expect(try Files.read(fixture.target) == Array("hi".utf8))
    }

    @Test func `it refuses who has none, and who has another's`() async throws {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let stranger = try TestIdentity(fixture.directory, name: "stranger")
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        var options = TransferOptions()
        options.certificateAuthorities = server.certificate
        let client = try TransferClient(options)
        var request = fixture.request(server.url("/a"))
        #expect(await refusal(client, request).contains("certificate required"))
        request.identity = ClientIdentity(certificate: stranger.certificate, key: stranger.key)
        let other = await refusal(client, request)
        #expect(other.contains("alert"), "\(other)")
        #expect(!Files.exists(fixture.target))
    }

    @Test func `an identity that cannot be read, or whose key is another's, is not tried again`()
        async throws
    {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let stranger = try TestIdentity(fixture.directory, name: "stranger")
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        let client = try TransferClient(TransferOptions())
        var request = fixture.request(server.url("/a"))
        for identity in [
            ClientIdentity(certificate: fixture.directory / "absent.pem"),
            ClientIdentity(certificate: member.certificate),
            ClientIdentity(certificate: member.certificate, key: stranger.key),
        ] {
            request.identity = identity
            request.identity?.authorities = server.certificate
            let reason = await refusal(client, request)
            #expect(reason.contains("certificate") || reason.contains("key"), "\(reason)")
        }
    }

    @Test func `other hosts than those it is for do not see a certificate`() async throws {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        var options = TransferOptions()
        options.certificateAuthorities = server.certificate
        let client = try TransferClient(options)
        var request = fixture.request(server.url("/a"))
        request.identity = ClientIdentity(certificate: member.certificate, key: member.key)
        request.identity?.hosts = ["cdn.example.org"]
        #expect(await !refusal(client, request).isEmpty)
        request.identity?.hosts?.append(ClientIdentity.host(of: server.url("/b")))
        _ = try await client.fetch(request)
    }

    @Test(arguments: [
        ("https://Example.org:8443/a", "example.org"), ("https://own.org@evil.org/", "evil.org"),
        ("https://u:p@own.org?x@evil.org", "own.org"), ("https://[::1]:80/", "[::1]"),
        ("https://[::1]", "[::1]"), ("file:///a", ""), ("own.org", ""),
    ])
    func `the host of an address is that which is connected to`(url: String, host: String) {
        #expect(ClientIdentity.host(of: url) == host)
    }

    @Test func `another authority than the named one does not vouch for the server`() async throws {
        let fixture = try TransferFixture()
        let member = try TestIdentity(fixture.directory, name: "member")
        let server = try TLSServer(
            fixture.directory, answers: Self.answer, clients: member.certificate)
        var options = TransferOptions()
        options.certificateAuthorities = server.certificate
        var request = fixture.request(server.url("/a"))
        request.identity = ClientIdentity(
            certificate: member.certificate, key: member.key, authorities: member.certificate)
        #expect(
            await refusal(try TransferClient(options), request).contains("certificate"))
    }

    @Test func `a server that knows its client does not redirect it to plain http`() async throws {
        let fixture = try TransferFixture(files: ["/plain": [1, 2]])
        let member = try TestIdentity(fixture.directory, name: "member")
        let server = try TLSServer(
            fixture.directory,
            answers: [
                "down": "HTTP/1.0 302 x\r\nLocation: \(fixture.server.url("/plain"))\r\n\r\n"
            ],
            clients: member.certificate)
        var request = fixture.request(server.url("/down"), content: [1, 2])
        request.identity = ClientIdentity(
            certificate: member.certificate, key: member.key, authorities: server.certificate)
        #expect(await !refusal(try TransferClient(), request).isEmpty)
        #expect(fixture.server.requests.isEmpty && !Files.exists(fixture.target))
    }
}
