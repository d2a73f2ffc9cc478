import Archive
import SystemIO
import Testing

@Suite("Compression")
struct CompressorTests {
    @Test(
        "is read back by us and by the format's own tool",
        arguments: [Compression.gzip, .xz, .zstd, .bzip2])
    func roundTrip(_ compression: Compression) throws {
        for content in [[], Array("a".utf8), sampleText(lines: 50_000)] {
            let packed = try Compressor.compress(content, as: compression)
            let own = try Decompressor.decompress(
                packed, compression: compression, limit: content.count)
            #expect(own == content)
            try withTemporaryDirectory { directory in
                try Files.replace(directory / "packed", with: packed)
                let tool = ["xz", "zstd", "bzip2"].first { $0 == compression.name } ?? "gzip"
                try shell("\(tool) -dc < packed > plain", in: directory)
                #expect(try Files.read(directory / "plain") == content)
            }
        }
    }

    @Test("gives the same bytes every time, without time or name")
    func deterministic() throws {
        let content = sampleText(lines: 5_000)
        for compression in [Compression.gzip, .xz, .zstd, .bzip2] {
            let first = try Compressor.compress(content, as: compression)
            #expect(try Compressor.compress(content, as: compression) == first)
        }
        let gzip = try Compressor.compress(content, as: .gzip)
        #expect(Array(gzip[3..<8]) == [0, 0, 0, 0, 0], "no flags, no time")
    }

    @Test("gives one gzip member, the same from any number of threads", arguments: [1, 5, 9])
    func gzipMember(_ level: Int) throws {
        let text = sampleText(lines: 40_000)
        // Ends of parts: nothing in the last one, and one byte in it.
        for content in [text, Array(text.prefix(1 << 19)), Array(text.prefix(1 + (1 << 18)))] {
            let packed = try Compressor.compress(content, as: .gzip, level: level)
            for threads in [2, 3, 16] {
                let other = try Compressor.compress(
                    content, as: .gzip, level: level, threads: threads)
                #expect(other == packed)
            }
            #expect(
                try Decompressor.decompress(packed, compression: .gzip, limit: content.count)
                    == content)
            try withTemporaryDirectory { directory in
                try Files.replace(directory / "packed.gz", with: packed)
                try shell("gzip -t packed.gz", in: directory)
                try shell("gzip -dc packed.gz > plain", in: directory)
                #expect(try Files.read(directory / "plain") == content)
            }
        }
    }

    @Test("gives one bzip2 stream, the same from any number of threads")
    func bzip2Stream() throws {
        // Runs grow before they are compressed: the worst case of how much goes into a block.
        let runs = (0..<500_000).flatMap {
            Array(repeating: UInt8(truncatingIfNeeded: $0), count: 4)
        }
        for content in [sampleText(lines: 30_000), runs, Array(runs.prefix(719_985))] {
            let packed = try Compressor.compress(content, as: .bzip2)
            for threads in [2, 3, 16] {
                let other = try Compressor.compress(content, as: .bzip2, threads: threads)
                #expect(other == packed)
            }
            try withTemporaryDirectory { directory in
                try Files.replace(directory / "packed", with: packed)
                // A decompressor that stops after the first stream, as those of old Python do.
                let program = """
                    import bz2
                    reader = bz2.BZ2Decompressor()
                    plain = reader.decompress(open("packed", "rb").read())
                    assert reader.eof and not reader.unused_data
                    open("plain", "wb").write(plain)
                    """
                try Files.replace(directory / "read.py", with: Array(program.utf8))
                try shell("python3 read.py", in: directory)
                #expect(try Files.read(directory / "plain") == content)
            }
        }
    }

    @Test("makes bzip2 blocks of every size", arguments: 1...9)
    func bzip2Level(_ level: Int) throws {
        let content = sampleText(lines: 40_000)
        let packed = try Compressor.compress(content, as: .bzip2, level: level)
        #expect(packed[3] == UInt8(ascii: "0") + UInt8(level))
        #expect(
            try Decompressor.decompress(packed, compression: .bzip2, limit: content.count)
                == content)
    }

    @Test("says what it cannot write")
    func unsupported() {
        #expect(throws: ArchiveError.cannotWrite(.lzma)) {
            try Compressor.compress([1], as: .lzma)
        }
    }
}
