import Archive
import SystemIO
import Testing

@Suite("Compression")
struct CompressorTests {
    @Test("is read back by us and by the format's own tool", arguments: [Compression.gzip, .xz])
    func roundTrip(_ compression: Compression) throws {
        for content in [[], Array("a".utf8), sampleText(lines: 50_000)] {
            let packed = try Compressor.compress(content, as: compression)
            let own = try Decompressor.decompress(
                packed, compression: compression, limit: content.count)
            #expect(own == content)
            try withTemporaryDirectory { directory in
                try Files.replace(directory / "packed", with: packed)
                let tool = compression == .xz ? "xz" : "gzip"
                try shell("\(tool) -dc < packed > plain", in: directory)
                #expect(try Files.read(directory / "plain") == content)
            }
        }
    }

    @Test("gives the same bytes every time, without time or name")
    func deterministic() throws {
        let content = sampleText(lines: 5_000)
        for compression in [Compression.gzip, .xz] {
            let first = try Compressor.compress(content, as: compression)
            #expect(try Compressor.compress(content, as: compression) == first)
        }
        let gzip = try Compressor.compress(content, as: .gzip)
        #expect(Array(gzip[3..<8]) == [0, 0, 0, 0, 0], "no flags, no time")
    }

    @Test("says what it cannot write")
    func unsupported() {
        #expect(throws: ArchiveError.cannotWrite(.bzip2)) {
            try Compressor.compress([1], as: .bzip2)
        }
    }
}
