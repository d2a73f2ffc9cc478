import MirrorTestSupport
import Synchronization
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferDownloadTests {
    @Test func `fetches a file and leaves nothing else`() async throws {
        let content = sampleBytes(1_500_000)
        let fixture = try TransferFixture(files: ["/a": content])
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(try fixture.names() == ["file"])
        #expect(result.bytesReceived == content.count)
        #expect(result.size == content.count)
        #expect(result.bytesResumed == 0)
        #expect(result.status == 200)
        #expect(result.attempts.map(\.outcome) == [.completed])
        #expect(fixture.client.counter.bytesReceived == content.count)
        #expect(fixture.client.counter.transfersSucceeded == 1)
    }

    @Test func `fetches an empty file`() async throws {
        let fixture = try TransferFixture(files: ["/empty": []])
        let result = try await fixture.client.fetch(fixture.request("/empty", content: [], size: 0))
        #expect(result.size == 0)
        #expect(try Files.read(fixture.target) == [])
        #expect(try fixture.names() == ["file"])
    }

    @Test func `replaces an older file and syncs it where asked`() async throws {
        let fixture = try TransferFixture(files: ["/a": [1, 2, 3]])
        try Files.replace(fixture.target, with: [9])
        var request = fixture.request("/a")
        request.durable = true
        _ = try await fixture.client.fetch(request)
        #expect(try Files.read(fixture.target) == [1, 2, 3])
    }

    @Test func `fetches from a file URL and calls a missing one not found`() async throws {
        let fixture = try TransferFixture()
        let content = sampleBytes(200_000)
        let source = fixture.directory / "source"
        try Files.replace(source, with: content)
        try Files.replace(fixture.part, with: [1, 2, 3])
        let result = try await fixture.client.fetch(
            fixture.request("file://\(source)", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.status == 0)
        let error = try await fixture.failure(fixture.request("file://\(source).not"))
        #expect(error.kind == .notFound)
        #expect(error.attempts.map(\.outcome) == [.missing])
    }

    @Test func `reports progress up to the whole`() async throws {
        let content = sampleBytes(500_000)
        let fixture = try TransferFixture(files: ["/a": content])
        let seen = Mutex<[TransferProgress]>([])
        _ = try await fixture.client.fetch(fixture.request("/a")) { progress in
            seen.withLock { $0.append(progress) }
        }
        let steps = seen.withLock { $0 }
        #expect(steps.last == TransferProgress(name: "file", bytes: 500_000, total: 500_000))
        #expect(steps.map(\.bytes) == steps.map(\.bytes).sorted())
    }

    @Test func `fetches many files at once within the limits`() async throws {
        var files: [String: [UInt8]] = [:]
        for index in 0..<120 { files["/f\(index)"] = sampleBytes(2000, seed: UInt64(index)) }
        let fixture = try TransferFixture(files: files) {
            $0.parallel = 6
            $0.parallelPerHost = 3
        }
        try await withThrowingTaskGroup(of: Void.self) { group in
            for index in 0..<120 {
                group.addTask {
                    var request = fixture.request("/f\(index)")
                    request.destination = fixture.directory / "f\(index)"
                    _ = try await fixture.client.fetch(request)
                }
            }
            try await group.waitForAll()
        }
        for (path, content) in files {
            #expect(try Files.read(FilePath(fixture.directory.string + path)) == content)
        }
        #expect(fixture.server.mostAtOnce <= 3)
        #expect(fixture.server.connectionCount <= 3)
        #expect(fixture.client.counter.transfersSucceeded == 120)
        #expect(fixture.client.counter.transfersRunning == 0)
    }

    @Test func `a busy host does not hold up another one`() async throws {
        let fixture = try TransferFixture(files: ["/slow": [1], "/quick": [2]]) {
            $0.parallel = 2
            $0.parallelPerHost = 1
        }
        let other = try LoopbackServer(files: ["/quick": [2]])
        fixture.server.misbehave(on: "/slow", .hold())
        var held: [Task<TransferResult, any Error>] = []
        for index in 0..<3 {
            var request = fixture.request("/slow")
            request.destination = fixture.directory / "slow\(index)"
            held.append(Task { [request] in try await fixture.client.fetch(request) })
        }
        await until { fixture.server.heldCount == 1 }
        _ = try await fixture.client.fetch(fixture.request(other.url("/quick")))
        #expect(fixture.server.requests.count == 1)
        fixture.server.release()
        for task in held { _ = try await task.value }
        #expect(fixture.server.mostAtOnce == 1)
    }

    @Test func `two requests for one destination are worked off in turn`() async throws {
        let content = sampleBytes(100_000)
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .hold(afterBytes: 1000), times: 1)
        async let first = fixture.client.fetch(fixture.request("/a", content: content))
        await until { fixture.server.heldCount == 1 }
        async let second = fixture.client.fetch(fixture.request("/a", content: content))
        fixture.server.release()
        _ = try await (first, second)
        #expect(fixture.server.mostAtOnce == 1)
        #expect(try Files.read(fixture.target) == content)
        #expect(try fixture.names() == ["file"])
    }

    @Test func `takes the proxy from the environment`() async throws {
        let fixture = try TransferFixture()
        let url = "http://files.example.org/through/proxy"
        _ = try await fixture.client.fetch(fixture.request(url))
        #expect(try Files.read(fixture.target) == Array("by proxy".utf8))
        let requests = try #require(ProxyEnvironment.shared).requests(for: "/through/proxy")
        #expect(requests.map(\.target) == [url])
        #expect(requests.first?.isProxied == true)
    }

    @Test func `says who it is and asks for no encoding`() async throws {
        let fixture = try TransferFixture(files: ["/a": [1]]) { $0.userAgent = "mirror/1.0" }
        _ = try await fixture.client.fetch(fixture.request("/a"))
        let request = try #require(fixture.server.requests.first)
        #expect(request.headers["user-agent"] == "mirror/1.0")
        #expect(request.headers["accept-encoding"] == nil)
        #expect(request.range == nil)
    }

    @Test func `keeps to a limit on the speed and still completes`() async throws {
        let content = sampleBytes(60_000)
        let fixture = try TransferFixture(files: ["/a": content]) {
            $0.rateLimit = 200_000
            $0.lowSpeedLimit = 1_000_000
        }
        _ = try await fixture.client.fetch(fixture.request("/a", content: content))
        #expect(try Files.read(fixture.target) == content)
    }

    @Test func `reads credentials for a host from a netrc file`() async throws {
        let fixture = try TransferFixture()
        let netrc = fixture.directory / "netrc"
        try Files.replace(netrc, with: Array("machine 127.0.0.1 login u password p\n".utf8))
        var options = TransferOptions()
        options.netrc = netrc
        let client = try TransferClient(options)
        fixture.server.serve("/a", "x")
        _ = try await client.fetch(fixture.request("/a"))
        #expect(fixture.server.requests.last?.headers["authorization"] == "Basic dTpw")
        client.shutdown()
    }
}
