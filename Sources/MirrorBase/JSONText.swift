/// Writes JSON whose keys keep the order in which they are given, so that files diff well.
public struct JSONText: Sendable {
    /// The text so far.
    public private(set) var text = ""
    private var needsComma: [Bool] = [false]
    private var afterKey = false
    /// A line break that waits for what follows: a comma goes before it only if that is an element.
    private var pendingBreak: String?

    /// Begins an empty text.
    public init() {}

    /// Opens an object, as an element or as the value of the last key.
    public mutating func beginObject() {
        separate()
        text += "{"
        needsComma.append(false)
    }

    /// Closes the innermost object.
    public mutating func endObject() {
        needsComma.removeLast()
        flushBreak()
        text += "}"
    }

    /// Opens an array, as an element or as the value of the last key.
    public mutating func beginArray() {
        separate()
        text += "["
        needsComma.append(false)
    }

    /// Closes the innermost array.
    public mutating func endArray() {
        needsComma.removeLast()
        flushBreak()
        text += "]"
    }

    /// Begins a new line before what is written next, indented by `indent` blanks.
    ///
    /// That may be an element or the end of an array or object; after the outermost value the line ends
    /// at once.
    public mutating func breakLine(indent: Int = 0) {
        flushBreak()
        pendingBreak = "\n" + String(repeating: " ", count: indent)
        if afterKey || needsComma.count == 1 { flushBreak() }
    }

    /// Writes the key of the next value.
    public mutating func key(_ name: String) {
        separate()
        text += JSONText.quoted(name) + ":"
        afterKey = true
    }

    /// Writes a string.
    public mutating func value(_ string: String) {
        separate()
        text += JSONText.quoted(string)
    }

    /// Writes a number.
    public mutating func value(_ number: Int) {
        separate()
        text += String(number)
    }

    /// Writes a truth value.
    public mutating func value(_ truth: Bool) {
        separate()
        text += truth ? "true" : "false"
    }

    /// Writes an array of strings.
    public mutating func value(_ strings: [String]) {
        beginArray()
        for string in strings { value(string) }
        endArray()
    }

    /// Writes a key and a string.
    public mutating func field(_ name: String, _ string: String) {
        key(name)
        value(string)
    }

    /// Writes a key and a number.
    public mutating func field(_ name: String, _ number: Int) {
        key(name)
        value(number)
    }

    /// Writes a key and a truth value.
    public mutating func field(_ name: String, _ truth: Bool) {
        key(name)
        value(truth)
    }

    /// Writes a key and an array of strings.
    public mutating func field(_ name: String, _ strings: [String]) {
        key(name)
        value(strings)
    }

    private mutating func separate() {
        if afterKey {
            afterKey = false
            return
        }
        if needsComma[needsComma.count - 1] { text += "," }
        needsComma[needsComma.count - 1] = true
        flushBreak()
    }

    private mutating func flushBreak() {
        text += pendingBreak ?? ""
        pendingBreak = nil
    }

    /// A string as a JSON literal: quotes, backslashes and control characters escaped, the rest as it is.
    public static func quoted(_ string: String) -> String {
        var result = "\""
        for scalar in string.unicodeScalars {
            switch scalar {
            case "\"": result += "\\\""
            case "\\": result += "\\\\"
            case "\n": result += "\\n"
            case "\r": result += "\\r"
            case "\t": result += "\\t"
            case _ where scalar.value < 0x20 || (0x7F...0x9F).contains(scalar.value):
                result += "\\u00" + Hexadecimal.string(of: [UInt8(scalar.value)])
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result + "\""
    }
}
