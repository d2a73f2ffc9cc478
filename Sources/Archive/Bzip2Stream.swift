/// One bzip2 stream, made of blocks that are compressed beside one another.
///
/// bzip2 is slow, and its blocks know nothing of each other. Each part of the content is compressed to a
/// stream of one block; a stream is a head of four bytes, blocks, a mark of the end with a checksum over
/// those of the blocks, and nothing of it is aligned but the head. So blocks are joined bit by bit.
struct Bzip2Stream {
    private var bytes: [UInt8]
    /// Bits that do not fill a byte yet, the last one lowest.
    private var rest: UInt64 = 0
    private var restCount: UInt64 = 0
    private var checksum: UInt32 = 0

    private static let headSize = 4
    private static let blockMark: [UInt8] = [0x31, 0x41, 0x59, 0x26, 0x53, 0x59]
    private static let endMark: UInt64 = 0x1772_4538_5090

    /// The content compressed, with blocks of up to `blockSize` times 100,000 bytes.
    static func encode(
        _ content: [UInt8], blockSize: Int, threads: Int
    ) throws(ArchiveError) -> [UInt8] {
        // The first step of bzip2 makes five bytes of four equal ones; 19 bytes of a block are not used.
        let partSize = (blockSize * 100_000 - 19) * 4 / 5
        let partCount = max(1, (content.count + partSize - 1) / partSize)
        let parts = try ParallelParts.make(count: partCount, threads: threads) {
            (index) throws(ArchiveError) in
            let range = index * partSize..<min((index + 1) * partSize, content.count)
            return try FilterEncoder.encode(
                content.span.extracting(range), as: .bzip2, level: blockSize)
        }
        var stream = Bzip2Stream(blockSize: blockSize)
        for part in parts { try stream.append(part) }
        return stream.finish()
    }

    private init(blockSize: Int) {
        bytes = Array("BZh\(blockSize)".utf8)
    }

    /// Takes over the block of a stream that has one, or none where there is no content.
    private mutating func append(_ stream: [UInt8]) throws(ArchiveError) {
        let body = Bzip2Stream.headSize
        guard stream[body...].starts(with: Bzip2Stream.blockMark) else { return }
        let sum = stream[(body + 6)..<(body + 10)].reduce(UInt32(0)) { $0 << 8 | UInt32($1) }
        // The end is not aligned: up to seven bits follow it. It bears the checksum of the only block.
        let tail = stream.suffix(11).reduce((high: UInt64(0), low: UInt64(0))) {
            (high: $0.high << 8 | $0.low >> 56, low: $0.low << 8 | UInt64($1))
        }
        let padding = (0..<8).first { (padding: UInt64) in
            let low = tail.low >> padding | (padding == 0 ? 0 : tail.high << (64 - padding))
            let high = tail.high >> padding
            let mark = (high << 32 | low >> 32) & 0xffff_ffff_ffff
            return mark == Bzip2Stream.endMark && UInt32(truncatingIfNeeded: low) == sum
        }
        guard let padding else {
            throw .corrupt(.bzip2, reason: "libarchive has written more than one block")
        }
        append(bits: (stream.count - body) * 8 - 80 - Int(padding), of: stream, from: body)
        checksum = (checksum << 1 | checksum >> 31) ^ sum
    }

    private mutating func append(bits count: Int, of source: [UInt8], from start: Int) {
        bytes.reserveCapacity(bytes.count + source.count)
        let whole = count / 8
        for index in start..<(start + whole) { append(UInt64(source[index]), count: 8) }
        let left = UInt64(count % 8)
        if left > 0 { append(UInt64(source[start + whole]) >> (8 - left), count: left) }
    }

    /// Appends the lowest `count` bits of a value, at most 48.
    private mutating func append(_ value: UInt64, count: UInt64) {
        rest = rest << count | value
        restCount += count
        while restCount >= 8 {
            restCount -= 8
            bytes.append(UInt8(truncatingIfNeeded: rest >> restCount))
        }
        rest &= (1 << restCount) - 1
    }

    private consuming func finish() -> [UInt8] {
        append(Bzip2Stream.endMark, count: 48)
        append(UInt64(checksum), count: 32)
        if restCount > 0 { append(0, count: 8 - restCount) }
        return bytes
    }
}
