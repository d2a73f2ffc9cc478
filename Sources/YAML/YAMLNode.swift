public import MirrorBase

/// A node of a YAML document, and where it stands in the file.
public struct YAMLNode: Sendable {
    /// How a scalar is written, which decides whether `yes` is a word or a truth value.
    public enum Style: Sendable { case plain, singleQuoted, doubleQuoted, literal, folded }

    /// A key of a mapping with its value.
    public struct Entry: Sendable {
        /// The key.
        public var key: YAMLNode
        /// The value.
        public var value: YAMLNode
    }

    /// What a node is.
    public indirect enum Content: Sendable {
        case scalar(String, Style)
        case sequence([YAMLNode])
        case mapping([Entry])
    }

    /// What the node is.
    public var content: Content
    /// The first line of the node.
    public var span: SourceSpan
    /// Where it ends: behind its last character; for a collection without brackets where the next thing
    /// begins.
    public var end: SourcePosition
    /// Whether the characters of a scalar stand in the file as they are, so that a part of it has a place.
    public var isVerbatim = false
    /// The node and all below it, aliases counted where they are used.
    public var size = 1

    /// The text of a scalar; `nil` for collections.
    public var text: String? {
        if case .scalar(let text, _) = content { text } else { nil }
    }

    /// Whether nothing is written, or one of YAML's words for nothing.
    public var isNull: Bool {
        guard case .scalar(let text, .plain) = content else { return false }
        return ["", "~", "null", "Null", "NULL"].contains(text)
    }

    /// The truth value of a plain word.
    public var bool: Bool? {
        guard case .scalar(let text, .plain) = content else { return nil }
        switch text.lowercased() {
        case "true", "yes", "on": return true
        case "false", "no", "off": return false
        default: return nil
        }
    }

    /// What the node is, for messages.
    public var kind: String {
        switch content {
        case .scalar: isNull ? "nothing" : "text"
        case .sequence: "a list"
        case .mapping: "a mapping"
        }
    }

    /// The place of a part of a scalar, in characters; the whole where the text is not written as it is.
    public func span(of range: Range<Int>) -> SourceSpan {
        guard isVerbatim else { return span }
        var offset = range.lowerBound
        if case .scalar(_, let style) = content, style != .plain { offset += 1 }
        return span.part(offset, length: range.count)
    }
}
