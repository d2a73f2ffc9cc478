import Glibc
import MirrorTestSupport
import SystemIO
import Testing
import Transfer

@Suite(.timeLimit(.minutes(1)))
struct TransferIntegrityTests {
    static let sample = sampleBytes(200_000)
    let content = sample

    @Test func `goes elsewhere after wrong content and says what was wrong`() async throws {
        let fixture = try TransferFixture(files: ["/a": content, "/b": content])
        fixture.server.misbehave(on: "/a", .corrupt(offset: 777))
        let result = try await fixture.client.fetch(fixture.request("/a", "/b", content: content))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.url == fixture.server.url("/b"))
        #expect(fixture.server.requests.map(\.path) == ["/a", "/b"])
        #expect(result.attempts.first?.description.contains("fingerprint is") == true)
    }

    @Test func `wrong content outweighs every other failure and leaves nothing`() async throws {
        let fixture = try TransferFixture(files: ["/a": content]) { $0.attemptsPerURL = 2 }
        fixture.server.misbehave(on: "/a", .corrupt(offset: 0))
        fixture.server.misbehave(on: "/c", .status(500))
        try Files.replace(fixture.target, with: [42])
        let error = try await fixture.failure(
            fixture.request("/missing", "/a", "/c", content: content))
        #expect(error.kind == .integrity)
        #expect(error.attempts.count == 4)
        #expect(error.reason.contains("fingerprint is"))
        #expect(try fixture.names() == ["file"])
        #expect(try Files.read(fixture.target) == [42])
    }

    @Test func `a size that is announced wrong is refused before anything arrives`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .truncate(to: 100))
        let error = try await fixture.failure(
            fixture.request("/a", content: content, size: content.count))
        #expect(error.kind == .integrity)
        #expect(
            error.attempts.map(\.outcome) == [.wrongSize(got: 100, expected: content.count)])
        #expect(fixture.client.counter.bytesReceived == 0)
        #expect(try fixture.names() == [])
    }

    @Test func `more than announced by the index is refused`() async throws {
        let fixture = try TransferFixture(files: ["/a": content, "/b": content, "/c": content])
        fixture.server.misbehave(on: "/a", .extraBytes(1))
        fixture.server.misbehave(on: "/b", .unannouncedBytes(1_000_000))
        let error = try await fixture.failure(
            fixture.request("/a", "/b", content: content, size: content.count))
        #expect(error.kind == .tooLarge)
        #expect(
            error.attempts.map(\.outcome) == [
                .tooLarge(limit: content.count), .tooLarge(limit: content.count),
            ])
        #expect(fixture.client.counter.bytesReceived <= content.count)
        #expect(try fixture.names() == [])
        var bounded = fixture.request("/c")
        bounded.maximumSize = content.count - 1
        #expect(try await fixture.failure(bounded).kind == .tooLarge)
        bounded.maximumSize = content.count
        #expect(try await fixture.client.fetch(bounded).size == content.count)
    }

    @Test func `a body without a length must still be as long as promised`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        fixture.server.misbehave(on: "/a", .unannouncedBytes(0))
        let size = content.count
        let result = try await fixture.client.fetch(
            fixture.request("/a", content: content, size: size))
        #expect(result.size == size)
        let error = try await fixture.failure(fixture.request("/a", size: size + 1))
        #expect(error.attempts.map(\.outcome) == [.wrongSize(got: size, expected: size + 1)])
    }

    @Test func `the text of a refusal is not taken for content`() async throws {
        let fixture = try TransferFixture(files: ["/b": content])
        let result = try await fixture.client.fetch(fixture.request("/missing", "/b"))
        #expect(try Files.read(fixture.target) == content)
        #expect(result.bytesReceived == content.count)
    }

    @Test func `a full disk is reported at once and nothing is tried again`() async throws {
        try #require(Files.exists("/dev/full"))
        let fixture = try TransferFixture(files: ["/a": content, "/b": content])
        #expect(symlink("/dev/full", fixture.part.string) == 0)
        let error = try await fixture.failure(fixture.request("/a", "/b", content: content))
        guard case .disk(let cause) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(cause.isNoSpace)
        #expect(cause.path == fixture.part.string)
        #expect(fixture.server.requests.count == 1)
    }

    @Test func `a destination that cannot be written is reported at once`() async throws {
        let fixture = try TransferFixture(files: ["/a": content])
        var request = fixture.request("/a", "/a")
        request.destination = fixture.directory / "missing" / "file"
        let error = try await fixture.failure(request)
        guard case .disk(let cause) = error.kind else {
            Issue.record("\(error)")
            return
        }
        #expect(cause.isNotFound)
        #expect(error.reason.contains("cannot create"))
        #expect(fixture.server.requests.count == 1)

        try Files.makeDirectory(fixture.directory / "directory" / "inside")
        request.destination = fixture.directory / "directory"
        guard case .disk = try await fixture.failure(request).kind else {
            Issue.record("a directory was replaced")
            return
        }
        #expect(try fixture.names() == ["directory"])
    }
}
