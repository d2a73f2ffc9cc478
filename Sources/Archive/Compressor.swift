internal import CArchive
internal import CLZMA

/// Compresses content in one piece; the same bytes give the same result at any time and place.
public enum Compressor {
    /// The content compressed.
    ///
    /// gzip carries neither a time nor a name, and `level` is 0 to 9. xz is one block of one stream,
    /// written on one thread with a CRC64, and `level` is the preset, 0 to 9. Without `level` it is 9 for
    /// gzip and 6 for xz. Other compressions throw `cannotWrite`; `.plain` is a copy.
    public static func compress(
        _ bytes: Span<UInt8>, as compression: Compression, level: Int? = nil
    ) throws(ArchiveError) -> [UInt8] {
        switch compression {
        case .plain: unsafe bytes.withUnsafeBufferPointer { unsafe Array($0) }
        case .gzip: try gzip(bytes, level: level ?? 9)
        case .xz: try xz(bytes, preset: level ?? 6)
        case .zstd, .bzip2, .lzma: throw .cannotWrite(compression)
        }
    }

    /// The content compressed; see the other form.
    public static func compress(
        _ bytes: [UInt8], as compression: Compression, level: Int? = nil
    ) throws(ArchiveError) -> [UInt8] {
        try compress(bytes.span, as: compression, level: level)
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

    private static func gzip(_ bytes: Span<UInt8>, level: Int) throws(ArchiveError) -> [UInt8] {
        precondition((0...9).contains(level), "gzip levels are 0 to 9")
        var stream = unsafe z_stream()
        guard unsafe carchive_deflate_init_gzip(&stream, Int32(level)) == Z_OK else {
            throw .corrupt(.gzip, reason: "zlib does not start")
        }
        defer { unsafe deflateEnd(&stream) }
        let bound = unsafe Int(deflateBound(&stream, UInt(bytes.count)))
        var result = Z_OK
        let output = unsafe bytes.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
                unsafe result = deflateAll(&stream, input, buffer)
                filled = unsafe Int(stream.total_out)
            }
        }
        if result != Z_STREAM_END { throw .corrupt(.gzip, reason: "zlib error \(result)") }
        return output
    }

    /// zlib counts in 32 bits, so that content over four gigabytes goes in several steps.
    private static func deflateAll(
        _ stream: inout z_stream, _ input: UnsafeBufferPointer<UInt8>,
        _ output: UnsafeMutableBufferPointer<UInt8>
    ) -> Int32 {
        unsafe stream.next_in = UnsafeMutablePointer(mutating: input.baseAddress)
        unsafe stream.next_out = output.baseAddress
        while true {
            let unread = unsafe input.count - Int(stream.total_in)
            let room = unsafe output.count - Int(stream.total_out)
            unsafe stream.avail_in = UInt32(clamping: unread)
            unsafe stream.avail_out = UInt32(clamping: room)
            let isLast = unread <= Int(UInt32.max)
            let result = unsafe deflate(&stream, isLast ? Z_FINISH : Z_NO_FLUSH)
            if result != Z_OK { return result }
        }
    }
}
