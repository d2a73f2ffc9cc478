import Glibc
import MirrorTestSupport
import SystemIO
import Testing

/// A TLS server made of the `openssl` program: each file of a directory is a whole answer.
final class TLSServer {
    let certificate: FilePath
    let port: Int
    private let pipe: UnsafeMutablePointer<FILE>
    private let process: pid_t

    static let isAvailable = Tool.isAsked("openssl")

    /// Starts it; with `clients`, only who has a certificate of that authority is answered.
    init(_ directory: FilePath, answers: [String: String], clients: FilePath? = nil) throws {
        for (name, text) in answers {
            try Files.replace(directory / name, with: Array(text.utf8))
        }
        certificate = directory / "certificate.pem"
        let verification = clients.map { "-Verify 1 -verify_return_error -CAfile '\($0)'" } ?? ""
        let script = """
            cd '\(directory)' && openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes \
            -keyout key.pem -out certificate.pem -days 2 -subj /CN=localhost \
            -addext subjectAltName=IP:127.0.0.1 2>/dev/null && echo $$ && \
            exec openssl s_server -HTTP -accept 127.0.0.1:0 -cert certificate.pem -key key.pem \
            \(verification) 2>&1
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
