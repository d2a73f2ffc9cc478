import MirrorTestSupport

extension JSONValue {
    /// The members of an object; none of anything else.
    var members: [Member] { if case .object(let members) = content { members } else { [] } }
    /// The elements of an array; none of anything else.
    var elements: [JSONValue] { if case .array(let elements) = content { elements } else { [] } }
    /// The text of a string.
    var string: String? { if case .string(let text) = content { text } else { nil } }
    /// A whole number.
    var integer: Int? { if case .integer(let number) = content { number } else { nil } }
}
