import MirrorTestSupport
import SystemIO
import Testing

/// An archive that only answers clients with a certificate, over real TLS.
final class EntitledServer {
    let port: String
    private let process: Subprocess

    static let isPossible =
        Tool.isAsked("openssl") && Tool.isAsked("python3")
        && RPMBench.isPossible

    private static let script = """
        import functools, http.server, os, ssl, sys
        root, pki, port = sys.argv[1:]
        class Handler(http.server.SimpleHTTPRequestHandler):
            def log_message(self, *rest): pass
        handler = functools.partial(Handler, directory=root)
        server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler)
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(pki + "/server.pem", pki + "/server-key.pem")
        context.load_verify_locations(pki + "/7.pem")
        context.verify_mode = ssl.CERT_REQUIRED
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False)
        with open(port + ".new", "w") as file: file.write(str(server.server_port))
        os.rename(port + ".new", port)
        print("ready", flush=True)
        server.serve_forever()
        """

    /// Serves `root`; `pki` gets the server's certificate and the client's, `7.pem` and `7-key.pem`.
    init(_ root: FilePath, pki: FilePath) throws {
        try Files.makeDirectory(pki)
        for (name, more) in [
            ("server", ["-addext", "subjectAltName=IP:127.0.0.1"]), ("7", []),
        ] {
            try Subprocess.check(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256",
                    "-nodes", "-days", "2", "-subj", "/CN=\(name)",
                    "-keyout", "\(pki / "\(name)-key.pem")", "-out", "\(pki / "\(name).pem")",
                ] + more)
        }
        let file = pki / "port"
        process = try Subprocess(
            "python3", ["-c", EntitledServer.script, root.string, pki.string, file.string])
        guard process.waitForOutput("ready") else {
            throw Subprocess.Failure.failed(command: ["python3"], process.wait())
        }
        port = String(decoding: try Files.read(file), as: UTF8.self)
    }
}

/// Archives that ask their clients for a certificate.
@Suite(
    "Entitled archives",
    .enabled(if: EntitledServer.isPossible, "needs openssl, python3; \(RPMBench.notice)"))
struct EntitledTests {
    /// A bench whose distro file names an entitled archive and its certificate.
    private func bench() throws -> (RPMBench, EntitledServer) {
        let bench = try RPMBench()
        let pki = bench.directory / "pki"
        let server = try EntitledServer(bench.directory / "upstream", pki: pki)
        bench.sources = []
        for repository in RPMSample.repositories {
            try bench.edit(
                "distros/sample.yaml",
                "http://archive.example.org/\(repository)/$basearch",
                """
                https://127.0.0.1:\(server.port)/\(RPMSample.path(repository, "x86_64"))
                    client-certificate: {certificate: \(pki)/?.pem, ca: \(pki)/server.pem}
                """)
        }
        return (bench, server)
    }

    @Test("answer who has one, and the mirror of it is like any other")
    func entitled() throws {
        let (bench, server) = try bench()
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.succeeded, "\(outcome.errors)")
        let plain = try RPMBench(.built)
        #expect(try bench.locked() == plain.locked())
        withExtendedLifetime(server) {}
    }

    @Test("refuse who has none, and the build says so")
    func strangers() throws {
        let (bench, server) = try bench()
        let pki = bench.directory / "pki"
        try Files.rename(pki / "7.pem", to: pki / "away")
        try bench.expectRefusal(
            exits: 2, saying: "the certificate for `baseos` is not there",
            "registered with the archive")
        // Another's certificate is shown, and the server ends the connection.
        try Files.rename(pki / "server-key.pem", to: pki / "8-key.pem")
        try Files.linkOrCopy(pki / "server.pem", to: pki / "8.pem")
        try bench.expectRefusal(exits: 3, saying: "alert", "baseos")
        withExtendedLifetime(server) {}
    }

    @Test("are not asked where the run brings its own addresses")
    func sources() throws {
        let (bench, server) = try bench()
        try Files.removeTree(bench.directory / "pki")
        bench.architecture = "x86_64"
        let outcome = try bench.mirror("build", "sample", "x86_64")
        #expect(outcome.succeeded, "\(outcome.errors)")
        withExtendedLifetime(server) {}
    }
}
