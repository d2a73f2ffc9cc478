import Archive
import MirrorBase
import SystemIO
import Testing

@Suite("Decompression")
struct DecompressorTests {
    static let compressed = Compression.allCases.filter { $0 != .plain }
    static let checked: [Compression] = [.gzip, .xz, .zstd, .bzip2]

    @Test("gives back what each tool compressed", arguments: Compression.allCases)
    func roundTrip(_ compression: Compression) throws {
        let content = sampleText(lines: 60_000)
        let packed = try pack(content, compression)
        let result = try Decompressor.decompress(
            packed, compression: compression, limit: content.count)
        #expect(result == content)
    }

    @Test("gives nothing for compressed nothing", arguments: Compression.allCases)
    func emptyContent(_ compression: Compression) throws {
        let packed = try pack([], compression)
        let result = try Decompressor.decompress(packed, compression: compression, limit: 0)
        #expect(result.isEmpty)
    }

    @Test("reads in parts of any size", arguments: Compression.allCases, [1, 7, 4096, 1 << 22])
    func parts(_ compression: Compression, _ size: Int) throws {
        let content = sampleText(lines: size == 1 ? 300 : 6_000)
        var stream = try Decompressor(
            bytes: try pack(content, compression), compression: compression, limit: 1 << 30)
        var result: [UInt8] = [1, 2, 3]
        while try stream.read(appendingTo: &result, atMost: size) > 0 {}
        #expect(Array(result[3...]) == content)
        #expect(try stream.read(atMost: size).isEmpty)
    }

    @Test("refuses a stream cut off anywhere", arguments: compressed)
    func truncated(_ compression: Compression) throws {
        let packed = try pack(sampleText(lines: 40), compression)
        for length in 0..<packed.count {
            #expect(
                throws: ArchiveError.truncated(compression), "cut to \(length) of \(packed.count)"
            ) {
                try Decompressor.decompress(
                    Array(packed[..<length]), compression: compression, limit: 1 << 30)
            }
        }
    }

    @Test("refuses a large stream cut off at its end", arguments: compressed)
    func truncatedLarge(_ compression: Compression) throws {
        let packed = try pack(sampleText(lines: 400_000), compression)
        for cut in [1, 4, 8, 9, 1000, packed.count / 2] {
            #expect(throws: ArchiveError.truncated(compression)) {
                try Decompressor.decompress(
                    packed.dropLast(cut), compression: compression, limit: 1 << 30)
            }
        }
    }

    @Test("never gives wrong content for a flipped bit", arguments: checked)
    func corrupt(_ compression: Compression) throws {
        let content = sampleText(lines: 40)
        let packed = try pack(content, compression)
        var refused = 0
        for index in packed.indices {
            var damaged = packed
            damaged[index] ^= 1 << UInt8(index % 8)
            do {
                let result = try Decompressor.decompress(
                    damaged, compression: compression, limit: 1 << 20)
                // Bits of the header such as the time of a gzip file are not content.
                #expect(result == content, "byte \(index)")
            } catch { refused += 1 }
        }
        #expect(refused > packed.count - 12)
    }

    @Test("refuses data after the end", arguments: checked + [.lzma])
    func trailing(_ compression: Compression) throws {
        let packed = try pack(sampleText(lines: 40), compression)
        for garbage in [[0], Array("x".utf8), [UInt8](repeating: 0x0a, count: 600_000)] {
            #expect(throws: ArchiveError.self) {
                try Decompressor.decompress(
                    packed + garbage, compression: compression, limit: 1 << 30)
            }
        }
    }

    @Test(
        "reads streams one after another, except xz", arguments: [Compression.gzip, .zstd, .bzip2])
    func concatenated(_ compression: Compression) throws {
        let content = sampleText(lines: 20_000)
        let packed = try pack(content, compression)
        let result = try Decompressor.decompress(
            packed + packed, compression: compression, limit: 1 << 30)
        #expect(result == content + content)
    }

    @Test("reads several xz streams and the padding between them")
    func concatenatedXZ() throws {
        let content = sampleText(lines: 10)
        let packed = try pack(content, .xz)
        let zeros = [UInt8](repeating: 0, count: 8)
        for whole in [packed + packed, packed + zeros + packed, packed + packed + zeros] {
            let text = try Decompressor.decompress(whole, compression: .xz, limit: 1 << 30)
            #expect(text == content + content)
        }
    }

    @Test("refuses xz padding that is no multiple of four bytes, and lzma with anything behind it")
    func badPadding() throws {
        let packed = try pack(sampleText(lines: 10), .xz)
        for tail in [[0], [0, 0, 0, 0, 0], [0, 0, 0, 0, 7]] as [[UInt8]] {
            #expect(throws: ArchiveError.trailingData(.xz)) {
                try Decompressor.decompress(packed + tail, compression: .xz, limit: 1 << 30)
            }
        }
        let lzma = try pack(sampleText(lines: 10), .lzma)
        #expect(throws: ArchiveError.trailingData(.lzma)) {
            try Decompressor.decompress(lzma + [0, 0, 0, 0], compression: .lzma, limit: 1 << 30)
        }
    }

    @Test("stops at the limit", arguments: Compression.allCases)
    func limit(_ compression: Compression) throws {
        let content = [UInt8](repeating: 0, count: 3_000_000)
        let packed = try pack(content, compression)
        for limit in [0, 1, 2_999_999] {
            #expect(throws: ArchiveError.exceeds(limit: limit)) {
                try Decompressor.decompress(packed, compression: compression, limit: limit)
            }
        }
        let exact = try Decompressor.decompress(packed, compression: compression, limit: 3_000_000)
        #expect(exact == content)
    }

    @Test("refuses another format", arguments: checked)
    func wrongFormat(_ compression: Compression) throws {
        #expect(throws: ArchiveError.wrongFormat(expected: compression)) {
            try Decompressor.decompress(
                Array("<!DOCTYPE html><html>".utf8), compression: compression, limit: 1 << 20)
        }
    }

    @Test("leaves compressed content of a compressed stream alone")
    func nested() throws {
        let inner = try pack(Array("content".utf8), .zstd)
        let outer = try pack(inner, .zstd)
        #expect(try Decompressor.decompress(outer, compression: .zstd, limit: 1 << 20) == inner)
    }

    @Test("says which file is missing")
    func missingFile() {
        #expect {
            _ = try Decompressor(file: "/nonexistent/Packages.xz", compression: .xz, limit: 1)
        } throws: { error in
            guard case ArchiveError.system(let failure) = error else { return false }
            return failure.isNotFound
        }
    }

    @Test("knows the compression by name and by the first bytes")
    func detection() throws {
        #expect(Compression(fileName: "Packages") == .plain)
        #expect(Compression(fileName: "main/Packages.xz") == .xz)
        #expect(Compression(fileName: "Packages.lz4") == nil)
        for compression in Compression.allCases {
            #expect(Compression(fileName: "x" + compression.fileExtension) == compression)
            let packed = try pack(Array("Package: a\n".utf8), compression)
            #expect(Compression.detect(magic: packed.span) == compression)
        }
        #expect(Compression.detect(magic: [UInt8]().span) == .plain)
    }
}
