/// Why a text is not the JSON that we read.
public struct JSONError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Reason: Sendable, Hashable {
        /// The text ends inside a value.
        case unexpectedEnd
        /// A byte that cannot stand here.
        case unexpectedByte(UInt8)
        /// Something follows the value.
        case trailingBytes
        /// A number with a form that JSON does not have, such as `01` or `.5`.
        case malformedNumber
        /// An unknown escape, bad digits, or half of a surrogate pair.
        case malformedEscape
        /// A control character that stands unescaped in a string.
        case controlCharacter(UInt8)
        /// Bytes that are not UTF-8.
        case notUnicode
        /// A key that the object has already.
        case duplicateKey(String)
        /// More nested than the reader allows.
        case tooDeep(limit: Int)
    }

    /// What is wrong.
    public var reason: Reason
    /// Where.
    public var position: SourcePosition

    /// Makes an error of its parts.
    public init(_ reason: Reason, at position: SourcePosition) {
        self.reason = reason
        self.position = position
    }
}

extension JSONError: CustomStringConvertible {
    /// What is wrong, in words, without the place.
    public var description: String {
        switch reason {
        case .unexpectedEnd: "the text ends inside a value"
        case .unexpectedByte(let byte) where byte > 0x20 && byte < 0x7f:
            "unexpected `\(Character(Unicode.Scalar(byte)))`"
        case .unexpectedByte(let byte): "unexpected byte 0x\(Hexadecimal.string(of: [byte]))"
        case .trailingBytes: "something follows the value"
        case .malformedNumber: "a number that JSON does not have"
        case .malformedEscape: "a malformed escape in a string"
        case .controlCharacter(let byte):
            "control character 0x\(Hexadecimal.string(of: [byte])) in a string"
        case .notUnicode: "the text is not UTF-8"
        case .duplicateKey(let key): "the key `\(key)` stands twice in one object"
        case .tooDeep(let limit): "nested more than \(limit) deep"
        }
    }
}

extension SourcePosition {
    /// The line and column of an offset of a text; one past the end is allowed.
    ///
    /// Lines end with `\n`. Columns count characters, so this decodes the line up to the offset.
    public init(ofOffset offset: Int, in bytes: [UInt8]) {
        self.init(ofOffset: offset, in: bytes.span)
    }

    /// The line and column of an offset of a text; one past the end is allowed.
    init(ofOffset offset: Int, in bytes: Span<UInt8>) {
        let end = min(max(0, offset), bytes.count)
        var line = 1
        var start = 0
        for index in 0..<end where bytes[index] == UInt8(ascii: "\n") {
            line += 1
            start = index + 1
        }
        var content: [UInt8] = []
        content.append(bytes.extracting(start..<end))
        let before = String(decoding: content, as: UTF8.self)
        self.init(line: line, column: before.count + 1)
    }
}
