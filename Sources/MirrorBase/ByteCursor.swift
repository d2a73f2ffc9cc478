/// A position in bytes, with the few steps that a parser of a text format is made of.
///
/// Every step is checked: reading past the end yields `nil` or an empty slice, never a trap.
public struct ByteCursor: ~Escapable {
    /// What is read.
    public let bytes: Span<UInt8>
    /// The offset of the next byte.
    public var offset: Int
    /// One past the last byte that may be read.
    public let end: Int

    /// Reads `bytes` from their beginning.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>) {
        self.bytes = bytes
        offset = 0
        end = bytes.count
    }

    /// Reads a part of `bytes`; offsets stay those of the whole.
    @inlinable
    @_lifetime(copy bytes)
    public init(_ bytes: Span<UInt8>, in range: Range<Int>) {
        self.bytes = bytes
        offset = range.lowerBound
        end = range.upperBound
    }

    /// Whether everything is read.
    @inlinable public var isAtEnd: Bool { offset >= end }

    /// The next byte, without taking it.
    @inlinable
    public func peek() -> UInt8? { offset < end ? bytes[offset] : nil }

    /// Takes the next byte if it is `byte`.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func take(_ byte: UInt8) -> Bool {
        guard offset < end, bytes[offset] == byte else { return false }
        offset += 1
        return true
    }

    /// Moves on while `condition` holds.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func skip(while condition: (UInt8) -> Bool) {
        while offset < end, condition(bytes[offset]) { offset += 1 }
    }

    /// Moves on over blanks and tabs.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func skipBlanks() {
        while offset < end, bytes[offset] == 0x20 || bytes[offset] == 0x09 { offset += 1 }
    }

    /// Takes everything before the first byte for which `condition` holds, and leaves that byte.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func slice(until condition: (UInt8) -> Bool) -> Range<Int> {
        let start = offset
        while offset < end, !condition(bytes[offset]) { offset += 1 }
        return start..<offset
    }

    /// Takes a decimal number; `nil` without a digit, or where it does not fit sixty-three bits.
    @inlinable
    @_lifetime(self: copy self)
    public mutating func decimal() -> Int? {
        var value = 0
        let start = offset
        while offset < end, bytes[offset] >= 0x30, bytes[offset] <= 0x39 {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.addingReportingOverflow(Int(bytes[offset] - 0x30))
            if overflow || carry { return nil }
            value = sum
            offset += 1
        }
        return offset > start ? value : nil
    }
}
