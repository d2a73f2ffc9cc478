/// A part of a buffer, by offsets; half as large as a `Range<Int>`, since millions are kept.
public struct ByteRange: Sendable, Hashable {
    /// The first byte.
    public var lower: UInt32
    /// One past the last byte.
    public var upper: UInt32

    /// Makes a range of offsets below four gigabytes.
    @inlinable
    public init(_ range: Range<Int>) {
        lower = UInt32(range.lowerBound)
        upper = UInt32(range.upperBound)
    }

    /// The empty range at the beginning of the buffer, which stands for "not there".
    public static let empty = ByteRange(0..<0)

    /// The offsets, to subscript with.
    @inlinable public var range: Range<Int> { Int(lower)..<Int(upper) }
    /// The number of bytes.
    @inlinable public var count: Int { Int(upper) - Int(lower) }
    /// Whether there is nothing in it.
    @inlinable public var isEmpty: Bool { lower == upper }
}
