internal import CLZMA

/// Compresses content in one piece; the same bytes give the same result at any time and place.
public enum Compressor {
    /// The content compressed.
    ///
    /// gzip carries neither a time nor a name, and `level` is 0 to 9. xz is one block of one stream,
    /// written on one thread with a CRC64, and `level` is the preset, 0 to 9. zstd is one frame, and
    /// `level` is 1 to 19; bzip2 is one stream, since old readers stop after the first, and `level` is the
    /// size of its blocks, 1 to 9. Without `level` it is 9 for gzip and bzip2, 6 for xz and 10 for zstd.
    /// lzma throws `cannotWrite`; `.plain` is a copy. gzip and bzip2 use up to `threads` threads;
    /// the result does not depend on how many.
    public static func compress(
        _ bytes: [UInt8], as compression: Compression, level: Int? = nil, threads: Int = 1
    ) throws(ArchiveError) -> [UInt8] {
        switch compression {
        case .plain: bytes
        case .gzip: try gzip(bytes, level: level ?? 9, threads: threads)
        case .xz: try xz(bytes.span, preset: level ?? 6)
        case .zstd: try zstd(bytes.span, level: level ?? 10)
        case .bzip2: try bzip2(bytes, blockSize: level ?? 9, threads: threads)
        case .lzma: throw .cannotWrite(compression)
        }
    }

    private static func zstd(_ bytes: Span<UInt8>, level: Int) throws(ArchiveError) -> [UInt8] {
        precondition((1...19).contains(level), "zstd levels are 1 to 19")
        return try FilterEncoder.encode(bytes, as: .zstd, level: level)
    }

    private static func bzip2(
        _ bytes: [UInt8], blockSize: Int, threads: Int
    ) throws(ArchiveError) -> [UInt8] {
        precondition((1...9).contains(blockSize), "bzip2 blocks are 1 to 9 times 100,000 bytes")
        return try Bzip2Stream.encode(bytes, blockSize: blockSize, threads: threads)
    }

    private static func xz(_ bytes: Span<UInt8>, preset: Int) throws(ArchiveError) -> [UInt8] {
        precondition((0...9).contains(preset), "xz presets are 0 to 9")
        let bound = lzma_stream_buffer_bound(bytes.count)
        var result = LZMA_OK
        let output = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
                result = unsafe lzma_easy_buffer_encode(
                    UInt32(preset), LZMA_CHECK_CRC64, nil, input.baseAddress, input.count,
                    buffer.baseAddress, &filled, bound)
            }
        }
        if result != LZMA_OK { throw .corrupt(.xz, reason: "liblzma error \(result.rawValue)") }
        return output
    }

    private static func gzip(
        _ bytes: [UInt8], level: Int, threads: Int
    ) throws(ArchiveError) -> [UInt8] {
        precondition((0...9).contains(level), "gzip levels are 0 to 9")
        return try GzipStream.encode(bytes, level: level, threads: threads)
    }
}
