/// How the values of an entry are written; numbers are big-endian (rpm's `rpmtag.h`).
public enum HeaderValueType: UInt32, Sendable, Hashable {
    case character = 1
    case int8, int16, int32, int64
    /// One string that ends with a zero byte.
    case string
    case binary
    /// Strings, each with a zero byte at its end.
    case stringArray
    /// One text in several languages; the first is the untranslated one.
    case translatedString

    /// The size of a value in bytes, and what its place must be a multiple of; 1 for all that is no number.
    var width: Int {
        switch self {
        case .int16: 2
        case .int32: 4
        case .int64: 8
        default: 1
        }
    }

    var isText: Bool { self == .string || self == .stringArray || self == .translatedString }
    var isNumber: Bool { self == .character || (.int8 ... .int64).contains(self) }
}

extension HeaderValueType: Comparable {
    /// Orders by number.
    public static func < (left: HeaderValueType, right: HeaderValueType) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// One entry of a header, whose data is known to lie inside of it.
public struct HeaderEntry: Sendable, Hashable {
    /// The number that says what it is.
    public var tag: UInt32
    /// How its values are written.
    public var type: HeaderValueType
    /// How many values there are.
    public var count: Int
    /// Where they are, in bytes from the beginning of the file.
    public var range: Range<Int>
}

/// The numbers of one entry.
public struct HeaderNumbers: Sendable {
    private let bytes: [UInt8]
    private let start: Int
    private let width: Int
    /// How many there are.
    public let count: Int

    init(_ entry: HeaderEntry, in bytes: [UInt8]) {
        self.bytes = bytes
        start = entry.range.lowerBound
        width = entry.type.width
        count = entry.count
    }

    /// A number by its place, which must be below `count`; none is negative.
    public subscript(index: Int) -> UInt64 {
        precondition(index >= 0 && index < count, "a value beyond the last")
        var value: UInt64 = 0
        let first = start + index * width
        for offset in first..<first + width { value = value << 8 | UInt64(bytes[offset]) }
        return value
    }
}
