/// The hash functions that repository metadata uses.
///
/// `md5` and `sha1` are read for completeness; nothing is trusted by them alone (apt refuses a
/// Release that has no stronger section).
public enum HashAlgorithm: UInt8, Sendable, Hashable, CaseIterable, Comparable {
    case md5, sha1, sha224, sha256, sha384, sha512

    /// The lower-case name, as in lock files and messages.
    public var name: String {
        switch self {
        case .md5: "md5"
        case .sha1: "sha1"
        case .sha224: "sha224"
        case .sha256: "sha256"
        case .sha384: "sha384"
        case .sha512: "sha512"
        }
    }

    /// The length of a digest in bytes.
    public var byteCount: Int {
        switch self {
        case .md5: 16
        case .sha1: 20
        case .sha224: 28
        case .sha256: 32
        case .sha384: 48
        case .sha512: 64
        }
    }

    /// Whether a digest of this kind may vouch for content on its own.
    public var isStrong: Bool { self >= .sha224 }

    /// Orders by strength, weakest first.
    public static func < (left: HashAlgorithm, right: HashAlgorithm) -> Bool {
        left.rawValue < right.rawValue
    }
}

/// The hash of some content, together with the function that made it.
public struct Digest: Sendable, Hashable {
    /// The function that made it.
    public let algorithm: HashAlgorithm
    /// The raw bytes, as many as the function yields.
    public let bytes: [UInt8]

    /// Makes a digest of raw bytes; `bytes` must be as long as the function's output.
    public init(_ algorithm: HashAlgorithm, bytes: [UInt8]) {
        precondition(bytes.count == algorithm.byteCount, "wrong digest length")
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads a digest written in hexadecimal digits of either case; `nil` for a wrong length or digit.
    public init?(_ algorithm: HashAlgorithm, hex: Span<UInt8>) {
        guard hex.count == algorithm.byteCount * 2 else { return nil }
        var bytes = [UInt8](repeating: 0, count: algorithm.byteCount)
        var seen: UInt8 = 0
        for index in bytes.indices {
            let high = Hexadecimal.valueOrMore(of: hex[2 * index])
            let low = Hexadecimal.valueOrMore(of: hex[2 * index + 1])
            seen |= high | low
            bytes[index] = high << 4 | low
        }
        if seen > 15 { return nil }
        self.algorithm = algorithm
        self.bytes = bytes
    }

    /// Reads a digest written in hexadecimal digits of either case; `nil` for a wrong length or digit.
    public init?(_ algorithm: HashAlgorithm, hex: String) {
        self.init(algorithm, hex: hex.utf8.span)
    }

    /// The digest in lower-case hexadecimal digits.
    public var hex: String { Hexadecimal.string(of: bytes) }
}

/// Hexadecimal digits, read in either case and written in lower case.
public enum Hexadecimal {
    /// The value of one digit; more than 15 for any other byte. Without branches, since nobody can guess
    /// whether the next digit of a digest is a letter.
    static func valueOrMore(of digit: UInt8) -> UInt8 {
        let number = digit &- UInt8(ascii: "0")
        let letter = (digit | 0x20) &- UInt8(ascii: "a")
        return number < 10 ? number : letter < 6 ? letter &+ 10 : .max
    }

    /// The value of one digit; `nil` for any other byte.
    public static func value(of digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    /// The digits of some bytes.
    public static func string(of bytes: [UInt8]) -> String {
        let digits = Array("0123456789abcdef".utf8)
        var text: [UInt8] = []
        text.reserveCapacity(bytes.count * 2)
        for byte in bytes {
            text.append(digits[Int(byte >> 4)])
            text.append(digits[Int(byte & 15)])
        }
        return String(decoding: text, as: UTF8.self)
    }
}
