internal import MirrorBase

/// Writes numbers and texts one after the other, in the order in which `ArchiveReader` takes them.
struct ArchiveWriter {
    private(set) var bytes: [UInt8] = []

    mutating func reserve(_ count: Int) { bytes.reserveCapacity(count) }

    mutating func write(_ value: UInt32) {
        bytes.append(UInt8(truncatingIfNeeded: value))
        bytes.append(UInt8(truncatingIfNeeded: value >> 8))
        bytes.append(UInt8(truncatingIfNeeded: value >> 16))
        bytes.append(UInt8(truncatingIfNeeded: value >> 24))
    }

    mutating func write(_ values: [UInt32]) {
        write(UInt32(values.count))
        for value in values { write(value) }
    }

    mutating func write(_ text: [UInt8]) {
        write(UInt32(text.count))
        bytes += text
        // Numbers stay aligned to their size, so that two of them are one word.
        while bytes.count % 4 != 0 { bytes.append(0) }
    }

    mutating func write(_ text: String) { write(Array(text.utf8)) }
}

/// Takes numbers and texts out of bytes that `ArchiveWriter` wrote; throws where they do not fit.
struct ArchiveReader: ~Copyable, ~Escapable {
    /// The bytes are not what was expected here.
    struct Mismatch: Error {}

    private let bytes: Span<UInt8>
    private var offset: Int

    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, from offset: Int) {
        self.bytes = bytes
        self.offset = offset
    }

    var isAtEnd: Bool { offset == bytes.count }

    @_lifetime(self: copy self)
    mutating func number() throws(Mismatch) -> UInt32 {
        guard bytes.count - offset >= 4 else { throw Mismatch() }
        var value: UInt32 = 0
        for index in 0..<4 { value |= UInt32(bytes[offset + index]) << (8 * UInt32(index)) }
        offset += 4
        return value
    }

    /// The count of things that follow, each of at least `size` bytes.
    @_lifetime(self: copy self)
    mutating func count(size: Int = 4) throws(Mismatch) -> Int {
        let count = Int(try number())
        guard count <= (bytes.count - offset) / size else { throw Mismatch() }
        return count
    }

    @_lifetime(self: copy self)
    mutating func numbers() throws(Mismatch) -> [UInt32] {
        let count = try count()
        var values = [UInt32](repeating: 0, count: count)
        var index = 0
        while index + 2 <= count {
            let word = ByteSearch.word(bytes, at: offset)
            values[index] = UInt32(truncatingIfNeeded: word)
            values[index + 1] = UInt32(truncatingIfNeeded: word >> 32)
            offset += 8
            index += 2
        }
        if index < count { values[index] = try number() }
        return values
    }

    @_lifetime(self: copy self)
    mutating func text() throws(Mismatch) -> [UInt8] {
        let count = try count(size: 1)
        var text: [UInt8] = []
        text.append(bytes.extracting(offset..<(offset + count)))
        offset = min(bytes.count, (offset + count + 3) & ~3)
        return text
    }

    @_lifetime(self: copy self)
    mutating func string() throws(Mismatch) -> String {
        String(decoding: try text(), as: UTF8.self)
    }
}
