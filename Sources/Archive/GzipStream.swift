internal import CArchive

/// One gzip member, made of parts that are compressed beside one another.
///
/// Deflate looks back at most 32 KiB, so each part starts with what lies before it as its dictionary, and
/// ends on a whole byte. Head and tail (RFC 1952) carry neither a time nor a name.
enum GzipStream {
    /// Large enough that cutting costs next to nothing.
    private static let partSize = 1 << 18
    private static let windowSize = 1 << 15

    /// The content compressed; the result does not depend on the number of threads.
    static func encode(
        _ content: [UInt8], level: Int, threads: Int
    ) throws(ArchiveError) -> [UInt8] {
        let partCount = max(1, (content.count + partSize - 1) / partSize)
        let parts = try ParallelParts.make(count: partCount, threads: threads) {
            (index) throws(ArchiveError) in
            let start = index * partSize
            let part = start..<min(start + partSize, content.count)
            return try deflated(
                content.span, part, window: max(0, start - windowSize)..<start, level: level,
                isLast: index == partCount - 1)
        }
        // Flags, time: none. The last two: how well it is compressed, as zlib says it; made on Unix.
        var stream: [UInt8] = [
            0x1f, 0x8b, 8, 0, 0, 0, 0, 0, level == 9 ? 2 : level == 1 ? 4 : 0, 3,
        ]
        stream.reserveCapacity(stream.count + parts.reduce(8) { $0 + $1.count })
        for part in parts { stream += part }
        append(checksum(content), to: &stream)
        append(UInt32(truncatingIfNeeded: content.count), to: &stream)
        return stream
    }

    private static func checksum(_ content: [UInt8]) -> UInt32 {
        unsafe content.withUnsafeBufferPointer { buffer in
            UInt32(truncatingIfNeeded: unsafe crc32_z(0, buffer.baseAddress, buffer.count))
        }
    }

    private static func append(_ number: UInt32, to stream: inout [UInt8]) {
        for shift: UInt32 in [0, 8, 16, 24] {
            stream.append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    private static func deflated(
        _ content: Span<UInt8>, _ part: Range<Int>, window: Range<Int>, level: Int, isLast: Bool
    ) throws(ArchiveError) -> [UInt8] {
        var stream = unsafe z_stream()
        guard unsafe carchive_deflate_init_raw(&stream, Int32(level)) == Z_OK else {
            throw .corrupt(.gzip, reason: "zlib does not start")
        }
        defer { unsafe deflateEnd(&stream) }
        // A flush adds a marker of five bytes at most, after up to seven bits.
        let bound = unsafe Int(deflateBound(&stream, UInt(part.count))) + 16
        var result = Z_OK
        let output = unsafe content.withUnsafeBufferPointer { input in
            unsafe [UInt8](unsafeUninitializedCapacity: bound) { buffer, filled in
                if let base = input.baseAddress {
                    let before = unsafe base + window.lowerBound
                    if !window.isEmpty {
                        unsafe deflateSetDictionary(&stream, before, UInt32(window.count))
                    }
                    unsafe stream.next_in = UnsafeMutablePointer(mutating: base + part.lowerBound)
                }
                unsafe stream.avail_in = UInt32(part.count)
                unsafe stream.next_out = buffer.baseAddress
                unsafe stream.avail_out = UInt32(bound)
                result = unsafe deflate(&stream, isLast ? Z_FINISH : Z_SYNC_FLUSH)
                filled = unsafe Int(stream.total_out)
            }
        }
        let isWhole = unsafe stream.avail_in == 0 && result == (isLast ? Z_STREAM_END : Z_OK)
        if !isWhole { throw .corrupt(.gzip, reason: "zlib error \(result)") }
        return output
    }
}
