/// A value of a JSON text that is read where it stands: nothing is made of the text but what is asked for.
///
/// A whole number that fits sixty-four bits is an integer; no file of ours has another.
public struct JSONNode: Sendable {
    private let document: JSONDocument
    /// Its place among the tokens.
    private let place: Int

    private init(_ document: JSONDocument, _ place: Int) {
        self.document = document
        self.place = place
    }

    /// Reads a text that is one value with nothing but white space around it.
    ///
    /// Stricter than RFC 8259 where it leaves room: a key may stand in an object once only, the text
    /// must be UTF-8 without a byte order mark, surrogates must come in pairs, and arrays and objects
    /// may be nested `depth` deep. Errors carry line and column. Never traps, whatever the bytes.
    public init(parsing bytes: [UInt8], depth: Int = 64) throws(JSONError) {
        var parser = JSONParser(bytes: bytes.span, depthLimit: depth)
        self.init(JSONDocument(bytes: bytes, tokens: try parser.document()), 0)
    }

    private var token: JSONToken { document.tokens[place] }

    /// The offset of its first byte in the text.
    public var offset: Int { token.offset }

    /// The kind of value, as a message names it: `string`, `array`, …
    public var kind: String {
        switch token.kind {
        case .null: "null"
        case .yes, .no: "truth value"
        case .integer, .number: "number"
        case .plainString, .string: "string"
        case .array: "array"
        case .object: "object"
        }
    }

    // MARK: - Objects and arrays

    /// Whether it is an object.
    public var isObject: Bool { token.kind == .object }

    /// The value of a key of an object; `nil` where it is no object or has no such key.
    public subscript(_ key: String) -> JSONNode? {
        guard isObject else { return nil }
        let (bytes, tokens) = (document.bytes, document.tokens)
        var index = place + 1
        while index < tokens[place].end {
            if tokens[index].isString(key, in: bytes.span) { return JSONNode(document, index + 1) }
            index = tokens.place(after: index + 1)
        }
        return nil
    }

    /// The first key of an object that is none of some, with the offset of its first byte.
    public func firstKey(notAmong known: [String]) -> (key: String, offset: Int)? {
        guard isObject else { return nil }
        let (bytes, tokens) = (document.bytes, document.tokens)
        var index = place + 1
        // Mostly they are in the order in which they are known.
        var expected = 0
        while index < tokens[place].end {
            let key = tokens[index]
            let isKey = { (name: String) in key.isString(name, in: bytes.span) }
            guard
                let found = known[expected...].firstIndex(where: isKey)
                    ?? known[..<expected].firstIndex(where: isKey)
            else { return (document.text(of: key), key.offset) }
            expected = found + 1
            index = tokens.place(after: index + 1)
        }
        return nil
    }

    /// The keys of an object in their order, each with the offset of its first byte and its value; `nil` where
    /// it is none.
    public var members: [(key: String, offset: Int, value: JSONNode)]? {
        guard isObject else { return nil }
        var members: [(key: String, offset: Int, value: JSONNode)] = []
        var index = place + 1
        while index < token.end {
            let key = document.tokens[index]
            members.append((document.text(of: key), key.offset, JSONNode(document, index + 1)))
            index = document.tokens.place(after: index + 1)
        }
        return members
    }

    /// The elements of an array; `nil` where it is none.
    public var elements: [JSONNode]? {
        guard token.kind == .array else { return nil }
        var elements: [JSONNode] = []
        var index = place + 1
        while index < token.end {
            elements.append(JSONNode(document, index))
            index = document.tokens.place(after: index)
        }
        return elements
    }

    // MARK: - Other values

    /// Whether it is a string.
    public var isString: Bool { token.kind.isString }

    /// The text of a string, with its escapes resolved; `nil` where it is none.
    public var string: String? { isString ? document.text(of: token) : nil }

    /// Shows the bytes of a string, with its escapes resolved, which costs less than the text; does nothing where
    /// it is no string.
    public func withBytes(_ body: (Span<UInt8>) -> Void) {
        let bytes = document.bytes
        switch token.kind {
        case .plainString: body(bytes.span.extracting(token.content))
        case .string: body(document.text(of: token).utf8.span)
        default: break
        }
    }

    /// A whole number that fits sixty-four bits; `nil` for any other value.
    public var integer: Int? {
        guard token.kind == .integer else { return nil }
        let bytes = document.bytes
        return JSONParser.integer(bytes.span, token.offset..<token.end)
    }

    /// A truth value; `nil` for any other value.
    public var truth: Bool? {
        switch token.kind {
        case .yes: true
        case .no: false
        default: nil
        }
    }
}
