/// A value of a JSON text (RFC 8259) together with where it stands, for strict readers of data files.
///
/// Objects keep the order of their keys. A whole number that fits sixty-four bits is an integer; any
/// other number is kept as it is written, since no file of ours has one.
public struct JSONValue: Sendable, Hashable {
    /// What a value is.
    public enum Content: Sendable, Hashable {
        case null
        case truth(Bool)
        case integer(Int)
        case number(String)
        case string(String)
        case array([JSONValue])
        case object([Member])
    }

    /// A key of an object and its value.
    public struct Member: Sendable, Hashable {
        /// The key, with its escapes resolved.
        public var key: String
        /// The offset of the key's first byte in the text.
        public var offset: Int
        /// What the key stands for.
        public var value: JSONValue

        /// Makes a member of its parts.
        public init(key: String, offset: Int, value: JSONValue) {
            self.key = key
            self.offset = offset
            self.value = value
        }
    }

    /// What it is.
    public var content: Content
    /// The offset of its first byte in the text.
    public var offset: Int

    /// Makes a value that stands at an offset of a text.
    public init(_ content: Content, at offset: Int = 0) {
        self.content = content
        self.offset = offset
    }

    /// Reads a text that is one value with nothing but white space around it.
    ///
    /// Stricter than RFC 8259 where it leaves room: a key may stand in an object once only, the text
    /// must be UTF-8 without a byte order mark, surrogates must come in pairs, and arrays and objects
    /// may be nested `depth` deep. Errors carry line and column. Never traps, whatever the bytes.
    ///
    /// - Parameter key: A key of the outermost object below which strings are checked as all others are,
    ///   and left empty: of a large file, what nobody is going to read.
    public init(parsing bytes: [UInt8], depth: Int = 64, passingOver key: String? = nil)
        throws(JSONError)
    {
        var parser = JSONParser(bytes: bytes.span, depthLimit: depth, passingOver: key)
        self = try parser.document()
    }

    /// The kind of value, as a message names it: `string`, `array`, …
    public var kind: String {
        switch content {
        case .null: "null"
        case .truth: "truth value"
        case .integer, .number: "number"
        case .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    /// The value of a key of an object; `nil` where it is no object or has no such key.
    public subscript(_ key: String) -> JSONValue? {
        guard case .object(let members) = content else { return nil }
        for index in members.indices where members[index].key == key {
            return members[index].value
        }
        return nil
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
