internal import MirrorBase

/// The local name of an element or attribute, as words that compare at once.
///
/// Names of rpm-md have at most seventeen bytes. One of more than twenty-four equals none that is written
/// in this program; two such names are never told apart here, nor need they be: tags are matched by their bytes.
public struct XMLName: Hashable, Sendable, ExpressibleByStringLiteral {
    /// The first eight bytes, the first of them lowest, and zeros behind the name.
    var first: UInt64 = 0
    /// The next eight.
    var second: UInt64 = 0
    /// The next eight.
    var third: UInt64 = 0
    /// The number of bytes; 25 for every longer name.
    var length = 0

    static let longest = 24

    /// The name of nothing.
    init() {}

    /// A name that a reader looks for.
    public init(stringLiteral text: String) {
        for byte in text.utf8 {
            let bits = UInt64(byte) << UInt64(8 * (length & 7))
            switch length >> 3 {
            case 0: first |= bits
            case 1: second |= bits
            case 2: third |= bits
            default: preconditionFailure("a name too long to look for")
            }
            length += 1
        }
    }

    /// The name in a range of a text.
    @inline(__always)
    init(_ bytes: Span<UInt8>, _ range: Range<Int>) {
        let count = range.upperBound &- range.lowerBound
        length = min(count, XMLName.longest + 1)
        first = XMLName.word(bytes, range.lowerBound, count)
        if count > 8 {
            second = XMLName.word(bytes, range.lowerBound + 8, count - 8)
            if count > 16 { third = XMLName.word(bytes, range.lowerBound + 16, count - 16) }
        }
    }

    /// Up to eight bytes, of which `count` or fewer exist.
    @inline(__always)
    static func word(_ bytes: Span<UInt8>, _ start: Int, _ count: Int) -> UInt64 {
        if start &+ 8 <= bytes.count {
            let word = ByteSearch.word(bytes, at: start)
            if count >= 8 { return word }
            return word & ((1 as UInt64) << UInt64(8 &* count) &- 1)
        }
        var word: UInt64 = 0
        for index in 0..<min(count, 8) {
            word |= UInt64(bytes[start + index]) << UInt64(8 * index)
        }
        return word
    }
}
