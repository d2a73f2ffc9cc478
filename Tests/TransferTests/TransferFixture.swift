import Glibc
import MirrorTestSupport
import Synchronization
import SystemIO
import Testing
import Transfer

/// Says whether content is the expected one, by its FNV-1a hash.
final class FingerprintVerifier: ContentVerifier {
    private let expected: UInt64
    private var hash: UInt64 = 0

    init(_ expected: UInt64) { self.expected = expected }

    static func fingerprint(_ bytes: [UInt8]) -> UInt64 {
        bytes.reduce(0xcbf2_9ce4_8422_2325) { ($0 ^ UInt64($1)) &* 0x100_0000_01b3 }
    }

    func begin() { hash = 0xcbf2_9ce4_8422_2325 }

    func update(_ bytes: Span<UInt8>) {
        for index in bytes.indices { hash = (hash ^ UInt64(bytes[index])) &* 0x100_0000_01b3 }
    }

    func finish() -> String? {
        hash == expected ? nil : "fingerprint is \(hash), expected \(expected)"
    }
}

/// A server, a client that is quick to try again, and a directory that goes away with the test.
final class TransferFixture: Sendable {
    let server: LoopbackServer
    let client: TransferClient
    let directory: FilePath

    init(
        files: [String: [UInt8]] = [:], root: FilePath? = nil,
        _ change: (inout TransferOptions) -> Void = { _ in }
    ) throws {
        _ = ProxyEnvironment.shared
        server = try LoopbackServer(root: root, files: files)
        var options = TransferOptions()
        options.firstBackoff = .milliseconds(1)
        options.longestBackoff = .milliseconds(4)
        options.longestRetryAfter = .milliseconds(5)
        change(&options)
        client = try TransferClient(options)
        directory = Files.temporaryName(beside: TemporaryPlace.path / "transfer-test")
        try Files.makeDirectory(directory)
    }

    deinit {
        client.shutdown()
        server.stop()
        try? Files.removeTree(directory)
    }

    /// The destination of every request that does not say otherwise.
    var target: FilePath { directory / "file" }
    var part: FilePath { directory / "file.part" }

    /// A request for content that is known by its fingerprint.
    func request(
        _ urls: String..., content: [UInt8]? = nil, size: Int? = nil, resumes: Bool = true
    ) -> TransferRequest {
        var makeVerifier: (@Sendable () -> any ContentVerifier)?
        if let content {
            let expected = FingerprintVerifier.fingerprint(content)
            makeVerifier = { FingerprintVerifier(expected) }
        }
        return TransferRequest(
            name: "file", urls: urls.map { $0.hasPrefix("/") ? server.url($0) : $0 },
            destination: target, expectedSize: size,
            makeVerifier: makeVerifier,
            resumes: resumes)
    }

    /// Fetches and expects a failure.
    func failure(
        _ request: TransferRequest, sourceLocation: SourceLocation = #_sourceLocation
    ) async throws -> TransferError {
        do throws(TransferError) {
            _ = try await client.fetch(request)
        } catch {
            return error
        }
        Issue.record("the transfer succeeded", sourceLocation: sourceLocation)
        throw TransferError(name: "", kind: .network)
    }

    /// The names in the directory.
    func names() throws -> [String] { try Files.list(directory) }
}

/// A server that the environment names as the proxy for everything but this machine.
///
/// It is set once, before the first client is made, since changing the environment while libcurl reads
/// it is no good.
enum ProxyEnvironment {
    static let shared: LoopbackServer? = {
        let server = try? LoopbackServer(files: ["/through/proxy": Array("by proxy".utf8)])
        setenv("http_proxy", server?.url ?? "", 1)
        setenv("no_proxy", "127.0.0.1,localhost", 1)
        return server
    }()
}

/// The same bytes in every run, without a pattern that a wrong offset would preserve.
func sampleBytes(_ count: Int, seed: UInt64 = 1) -> [UInt8] {
    var state = seed
    return (0..<count).map { _ in
        state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
        return UInt8(truncatingIfNeeded: state >> 56)
    }
}

/// Waits until another thread has brought something about; the test's time limit is the bound.
func until(_ condition: () -> Bool) async {
    while !condition() { await Task.yield() }
}
