/// A value of a JSON text, or a key of an object, as `JSONParser` found it.
struct JSONToken: Sendable {
    enum Kind: UInt8, Sendable {
        case null, yes, no
        /// A whole number that fits sixty-four bits.
        case integer
        case number
        /// A string of ASCII without escapes, whose text is what stands there.
        case plainString
        case string
        case array, object

        var isString: Bool { self == .plainString || self == .string }
    }

    var kind: Kind
    /// The offset of its first byte.
    var offset: Int
    /// The offset behind its last byte; of an array or object, the place of the token behind what it has.
    var end: Int

    /// Of a string, what stands between the quotes.
    var content: Range<Int> { (offset + 1)..<(end - 1) }

    /// Whether it is a string of this text.
    func isString(_ text: String, in bytes: Span<UInt8>) -> Bool {
        if kind != .plainString { return JSONParser.text(of: self, in: bytes) == text }
        return content.count == text.utf8.count
            && ByteSearch.isEqual(text.utf8.span, bytes, at: content.lowerBound)
    }
}

extension [JSONToken] {
    /// The place behind the value at a place and all that it has.
    func place(after place: Int) -> Int {
        let token = self[place]
        return token.kind == .array || token.kind == .object ? token.end : place + 1
    }
}

/// A JSON text that was checked, with all that stands in it, in order: behind an object its keys, each
/// followed by its value, behind an array its elements.
final class JSONDocument: Sendable {
    let bytes: [UInt8]
    let tokens: [JSONToken]

    init(bytes: [UInt8], tokens: [JSONToken]) {
        self.bytes = bytes
        self.tokens = tokens
    }

    /// The text of a string.
    func text(of token: JSONToken) -> String {
        let bytes = bytes
        return JSONParser.text(of: token, in: bytes.span)
    }
}
