import Archive
import MirrorBase
import SystemIO
import Testing

@Suite("Decompression on a thread")
struct DecompressionPipelineTests {
    @Test("gives all parts in order, and the digests at the end", arguments: Compression.allCases)
    func whole(_ compression: Compression) throws {
        let content = sampleText(lines: 100_000)
        let packed = try pack(content, compression)
        try withTemporaryDirectory { directory in
            try Files.replace(directory / "packed", with: packed)
            var pipeline = try DecompressionPipeline(
                .file(directory / "packed"), compression: compression, limit: content.count,
                hash: .sha256, partSize: 100_000, depth: 2)
            var result: [UInt8] = []
            while let part = try pipeline.next() { result += part }
            #expect(result == content)
            let last = pipeline.outcome
            let outcome = try #require(last)
            #expect(outcome.compressedSize == packed.count)
            #expect(outcome.uncompressedSize == content.count)
            #expect(outcome.compressedDigest == ContentHasher.digest(.sha256, of: packed))
            #expect(outcome.uncompressedDigest == ContentHasher.digest(.sha256, of: content))
            let after = try pipeline.next()
            #expect(after == nil)
        }
    }

    @Test("gives the error again after it, and no outcome")
    func failure() throws {
        let packed = try pack(sampleText(lines: 100_000), .xz)
        var pipeline = try DecompressionPipeline(
            .bytes(packed.dropLast(1)), compression: .xz, limit: 1 << 30)
        #expect(throws: ArchiveError.truncated(.xz)) {
            while try pipeline.next() != nil {}
        }
        #expect(throws: ArchiveError.truncated(.xz)) { try pipeline.next() }
        let outcome = pipeline.outcome
        #expect(outcome == nil)
    }

    @Test("gives whole parts until it is let go of, however early")
    func abandoned() throws {
        let packed = try pack([UInt8](repeating: 7, count: 50_000_000), .gzip)
        for taken in 0..<4 {
            var pipeline = try DecompressionPipeline(
                .bytes(packed), compression: .gzip, limit: 1 << 30, partSize: 10_000)
            for _ in 0..<taken { #expect(try pipeline.next()?.count == 10_000) }
            #expect(pipeline.outcome == nil)
        }
    }

    @Test("reports a missing file")
    func missing() throws {
        var pipeline = try DecompressionPipeline(
            .file("/nonexistent/Packages"), compression: .plain, limit: 1)
        #expect(throws: ArchiveError.self) { try pipeline.next() }
    }
}
