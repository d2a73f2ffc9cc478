import Glibc
import MirrorTestSupport
import SystemIO
import Testing
import Transfer

/// A TLS server made of the `openssl` program: each file of a directory is a whole answer.
final class TLSServer {
    let certificate: FilePath
    let port: Int
    private let pipe: UnsafeMutablePointer<FILE>
    private let process: pid_t

    static let isAvailable = system("command -v openssl >/dev/null 2>&1") == 0

    init(_ directory: FilePath, answers: [String: String]) throws {
        for (name, text) in answers {
            try Files.replace(directory / name, with: Array(text.utf8))
        }
        certificate = directory / "certificate.pem"
        let script = """
            cd '\(directory)' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
            -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost \
            -addext subjectAltName=IP:127.0.0.1 2>/dev/null && echo $$ && \
            exec openssl s_server -HTTP -accept 127.0.0.1:0 -cert certificate.pem -key key.pem 2>&1
            """
        pipe = try #require(popen(script, "r"))
        process = try #require(Self.line(pipe).flatMap { pid_t($0) })
        var port: Int?
        while port == nil, let line = Self.line(pipe) {
            if line.hasPrefix("ACCEPT ") {
                port = line.split(separator: ":").last.flatMap { Int($0) }
            }
        }
        self.port = try #require(port)
    }

    deinit {
        kill(process, SIGTERM)
        pclose(pipe)
    }

    func url(_ path: String) -> String { "https://127.0.0.1:\(port)\(path)" }

    private static func line(_ pipe: UnsafeMutablePointer<FILE>) -> String? {
        var buffer = [CChar](repeating: 0, count: 1024)
        guard fgets(&buffer, Int32(buffer.count), pipe) != nil else { return nil }
        let bytes = buffer.prefix { $0 != 0 && $0 != 10 }.map { UInt8(bitPattern: $0) }
        return String(decoding: bytes, as: UTF8.self)
    }
}

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
