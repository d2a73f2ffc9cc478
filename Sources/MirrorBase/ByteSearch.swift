/// Looks for bytes eight at a time.
///
/// This is the one file outside the wrappers of C libraries that touches memory without a check for
/// each byte: every function checks its whole range once and then reads words. BENCHMARKS.md says what
/// that is worth.
public enum ByteSearch {
    /// A word whose eight bytes are all `byte`.
    @inlinable
    @inline(__always)
    public static func repeated(_ byte: UInt8) -> UInt64 {
        UInt64(byte) &* 0x0101_0101_0101_0101
    }

    /// The eight bytes at `offset` as one word, the first byte lowest.
    ///
    /// All eight have to lie in `bytes`: reading past the end is a bug and traps.
    @inlinable
    @inline(__always)
    public static func word(_ bytes: Span<UInt8>, at offset: Int) -> UInt64 {
        precondition(offset >= 0 && offset <= bytes.count &- 8, "a word beyond the end")
        return unsafe bytes.withUnsafeBytes { buffer in
            UInt64(
                littleEndian: unsafe buffer.loadUnaligned(fromByteOffset: offset, as: UInt64.self))
        }
    }

    /// The place in a word of the first byte that equals `byte`, from 0; 8 where there is none.
    @inlinable
    @inline(__always)
    public static func place(of byte: UInt8, in word: UInt64) -> Int {
        // A byte of the difference is zero where they are equal. Borrows can mark wrong bytes, but only
        // above a right one, and the lowest mark is the one that counts.
        let difference = word ^ repeated(byte)
        let marks = (difference &- repeated(0x01)) & ~difference & repeated(0x80)
        return marks.trailingZeroBitCount >> 3
    }

    /// The first place from `start` on that holds `byte`; the end of `bytes` where there is none.
    @inlinable
    public static func first(_ byte: UInt8, in bytes: Span<UInt8>, from start: Int) -> Int {
        let count = bytes.count
        precondition(start >= 0 && start <= count, "a search from beyond the end")
        return unsafe bytes.withUnsafeBytes { buffer in
            var offset = start
            while offset &+ 8 <= count {
                let word = UInt64(
                    littleEndian: unsafe buffer.loadUnaligned(
                        fromByteOffset: offset, as: UInt64.self))
                let place = place(of: byte, in: word)
                if place < 8 { return offset &+ place }
                offset &+= 8
            }
            while offset < count, unsafe buffer[offset] != byte { offset &+= 1 }
            return offset
        }
    }

    /// Whether `bytes` is what lies in `other` from `start` on.
    @inlinable
    public static func isEqual(_ bytes: Span<UInt8>, _ other: Span<UInt8>, at start: Int) -> Bool {
        let count = bytes.count
        precondition(start >= 0 && start <= other.count &- count, "a comparison beyond the end")
        return unsafe bytes.withUnsafeBytes { left in
            unsafe other.withUnsafeBytes { right in
                let right = unsafe UnsafeRawBufferPointer(rebasing: right[start..<start &+ count])
                if count < 8 { return unsafe (ending(left) == ending(right)) }
                var offset = 0
                while offset &+ 8 < count {
                    let a = unsafe left.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    let b = unsafe right.loadUnaligned(fromByteOffset: offset, as: UInt64.self)
                    if a != b { return false }
                    offset &+= 8
                }
                return unsafe (ending(left) == ending(right))
            }
        }
    }

    /// A number that depends on every byte, in the lower half as in the upper; the same on all machines.
    ///
    /// It tells texts apart in a table and is no protection against someone who wants collisions.
    @inlinable
    public static func hash(_ bytes: Span<UInt8>) -> UInt64 {
        let count = bytes.count
        return unsafe bytes.withUnsafeBytes { buffer in
            var hash: UInt64 = 0xcbf2_9ce4_8422_2325 ^ UInt64(truncatingIfNeeded: count)
            var offset = 0
            while offset &+ 8 < count {
                let word = UInt64(
                    littleEndian: unsafe buffer.loadUnaligned(
                        fromByteOffset: offset, as: UInt64.self))
                hash = mixed(hash ^ word)
                offset &+= 8
            }
            return unsafe mixed(hash ^ ending(buffer))
        }
    }

    /// The last eight bytes; of fewer, all of them, some twice.
    ///
    /// Words may overlap, so that the end of a text is one step and not up to seven.
    @inlinable
    @inline(__always)
    static func ending(_ buffer: UnsafeRawBufferPointer) -> UInt64 {
        let count = buffer.count
        if count >= 8 {
            return UInt64(
                littleEndian: unsafe buffer.loadUnaligned(
                    fromByteOffset: count &- 8, as: UInt64.self))
        }
        if count >= 4 {
            let first = unsafe buffer.loadUnaligned(as: UInt32.self)
            let last = unsafe buffer.loadUnaligned(fromByteOffset: count &- 4, as: UInt32.self)
            return UInt64(UInt32(littleEndian: first)) | UInt64(UInt32(littleEndian: last)) << 32
        }
        if count == 0 { return 0 }
        let first = unsafe UInt64(buffer[0])
        let middle = unsafe UInt64(buffer[count >> 1])
        return unsafe first | middle << 8 | UInt64(buffer[count &- 1]) << 16
    }

    /// Both halves of a product of full width, folded: each bit of the input reaches all of the result.
    @inlinable
    @inline(__always)
    static func mixed(_ value: UInt64) -> UInt64 {
        let product = value.multipliedFullWidth(by: 0x9e37_79b9_7f4a_7c15)
        return product.high ^ product.low
    }
}

extension Array<UInt8> {
    /// Appends all bytes of a span at once.
    @inlinable
    public mutating func append(_ bytes: Span<UInt8>) {
        unsafe bytes.withUnsafeBufferPointer { unsafe append(contentsOf: $0) }
    }
}
