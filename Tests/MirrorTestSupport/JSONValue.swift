public import MirrorBase

/// A value of a JSON text (RFC 8259) together with where it stands, all of it made at once.
///
/// Objects keep the order of their keys. A whole number that fits sixty-four bits is an integer; any
/// other number is kept as it is written, since no test asks for one.
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

    /// Reads a text that is one value with nothing but white space around it, as strictly as `JSONNode` does.
    public init(parsing bytes: [UInt8], depth: Int = 64) throws(JSONError) {
        self.init(try JSONNode(parsing: bytes, depth: depth), in: bytes)
    }

    private init(_ node: JSONNode, in bytes: [UInt8]) {
        offset = node.offset
        if let members = node.members {
            content = .object(
                members.map {
                    Member(key: $0.key, offset: $0.offset, value: JSONValue($0.value, in: bytes))
                })
        } else if let elements = node.elements {
            content = .array(elements.map { JSONValue($0, in: bytes) })
        } else if let text = node.string {
            content = .string(text)
        } else if let number = node.integer {
            content = .integer(number)
        } else if let truth = node.truth {
            content = .truth(truth)
        } else if node.kind == "number" {
            let digits = bytes[node.offset...].prefix { "+-.0123456789Ee".utf8.contains($0) }
            content = .number(String(decoding: digits, as: UTF8.self))
        } else {
            content = .null
        }
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
