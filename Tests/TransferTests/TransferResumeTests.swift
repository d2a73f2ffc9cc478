import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferResumeTests {
    /// Larger than the pieces in which the verifier is fed with what is there.
    static let sample = sampleBytes(1_500_000)
    let content = sample

    @Test func `continues what an earlier run has left`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: Array(content.prefix(1_200_000)))
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesResumed == 1_200_000)
        #expect(result.bytesReceived == 300_000)
        #expect(result.status == 206)
        #expect(try fixture.names() == ["file"])
    }

    @Test func `asks for nothing where the file was complete already`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: content)
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(fixture.server.requests.isEmpty)
        #expect(result.bytesReceived == 0)
        #expect(try fixture.names() == ["file"])
    }

    @Test func `begins from zero if the server ignores the range`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .ignoreRange)
        try Files.replace(fixture.part, with: Array(content.prefix(1000)))
        let result = try await fixture.client.fetch(fixture.request("/a", content: content))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesResumed == 0)
        #expect(result.bytesReceived == content.count)
        #expect(fixture.server.requests.count == 1)
    }

    @Test(arguments: [1_500_000, 1_500_001])
    func `begins from zero after the server refuses the range`(left: Int) async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: [UInt8](repeating: 1, count: left))
        let result = try await fixture.client.fetch(fixture.request("/a", content: content))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.attempts.map(\.outcome) == [.notResumable, .completed])
        #expect(fixture.server.requests.map(\.range) == ["bytes=\(left)-", nil])
    }

    @Test func `begins from zero if what was left is wrong`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: [UInt8](repeating: 1, count: 1000))
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesResumed == 0)
        #expect(result.attempts.map(\.outcome) == [.notResumable, .completed])
    }

    @Test func `begins from zero if more or wrong content was left than there is`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: content + [1])
        _ = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        try Files.replace(fixture.part, with: [UInt8](repeating: 1, count: content.count))
        _ = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: content.count))
        #expect(try Files.read(fixture.target) == content)
        #expect(fixture.server.requests.map(\.range) == [nil, nil])
    }

    @Test func `does not continue what nothing vouches for or must not be continued`() async throws
    {
        let fixture = try TransferFixture(files: ["/a": content])
        try Files.replace(fixture.part, with: [1, 2, 3])
        _ = try await fixture.client.fetch(fixture.request("/a"))
        #expect(try Files.read(fixture.target) == content)
        try Files.replace(fixture.part, with: Array(content.prefix(10)))
        _ = try await fixture.client.fetch(
            fixture.request("/a", content: content, resumes: false))
        #expect(try Files.read(fixture.target) == content)
        #expect(fixture.server.requests.map(\.range) == [nil, nil])
    }

    @Test func `leaves what arrived for the next run when the network fails`() async throws {
        let fixture = try TransferFixture(files: ["/a": content]) { $0.attemptsPerURL = 1 }
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 123_456), times: 2)
        let request = fixture.request("/a", content: content, size: content.count)
        #expect(try await fixture.failure(request).kind == .network)
        #expect(try Files.read(fixture.part) == Array(content.prefix(123_456)))
        // The second cut is counted from where the first one was.
        #expect(try await fixture.failure(request).kind == .network)
        let result = try await fixture.client.fetch(request)
        #expect(result.bytesResumed == 246_912)
        #expect(try Files.read(fixture.target) == content)
    }

    @Test func `leaves nothing when the network fails and nothing vouches for it`() async throws {
        let fixture = try TransferFixture(files: ["/a": content]) { $0.attemptsPerURL = 2 }
        fixture.server.misbehave(on: "/a", .closeMidway(afterBytes: 1000))
        #expect(try await fixture.failure(fixture.request("/a")).kind == .network)
        #expect(try fixture.names() == [])
    }

    @Test func `cancelling ends the transfer and keeps what arrived`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .stall(afterBytes: 100_000), times: 1)
        let request = fixture.request("/a", content: content)
        let (arrived, signal) = AsyncStream.makeStream(of: Int.self)
        let task = Task {
            try await fixture.client.fetch(request) { signal.yield($0.bytes) }
        }
        for await bytes in arrived where bytes == 100_000 { break }
        task.cancel()
        await #expect(throws: TransferError(name: "file", kind: .cancelled)) {
            try await task.value
        }
        #expect(try Files.read(fixture.part) == Array(content.prefix(100_000)))
        let result = try await fixture.client.fetch(request)
        #expect(result.bytesResumed == 100_000)
        #expect(try Files.read(fixture.target) == content)
    }

    @Test func `a cancelled task fetches nothing`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        let request = fixture.request("/a")
        let task = Task {
            withUnsafeCurrentTask { $0?.cancel() }
            return try await fixture.client.fetch(request)
        }
        await #expect(throws: TransferError(name: "file", kind: .cancelled)) {
            try await task.value
        }
        #expect(try fixture.names() == [])
    }

    @Test func `shutting down cancels what runs, waits or is asked later`() async throws {
        let fixture = try TransferFixture(files: ["/a": content]) { $0.parallel = 1 }
        fixture.server.misbehave(on: "/a", .stall())
        var tasks: [Task<TransferResult, any Error>] = []
        for index in 0..<4 {
            var request = fixture.request("/a")
            request.destination = fixture.directory / "f\(index / 2)"
            tasks.append(Task { [request] in try await fixture.client.fetch(request) })
        }
        await until { fixture.server.requests.count == 1 }
        fixture.client.shutdown()
        fixture.client.shutdown()
        for task in tasks {
            await #expect(throws: TransferError(name: "file", kind: .cancelled)) {
                try await task.value
            }
        }
        #expect(try await fixture.failure(fixture.request("/a")).kind == .cancelled)
        #expect(try fixture.names() == [])
    }
}
