/// A type that can be read from one command-line word.
///
/// The same description serves the parser, its error messages, the help text and the completions.
public protocol ArgumentValue: Sendable {
    /// Reads a word, or refuses it with nil.
    init?(argument: String)

    /// The word that would be read back as this value; nil where there is no value to show.
    var argumentText: String? { get }

    /// All words that are accepted, where they can be counted; empty where they cannot.
    static var allowed: [String] { get }

    /// What a word has to be, as the end of the sentence "expected …".
    static var expected: String { get }

    /// The value of an argument that may be absent and is; nil for a type whose argument has to be there.
    static var absent: Self? { get }
}

extension ArgumentValue {
    /// Has to be there, unless the type says otherwise.
    public static var absent: Self? { nil }

    /// No closed list of words, unless the type says otherwise.
    public static var allowed: [String] { [] }

    /// The general wording, unless the type says otherwise.
    public static var expected: String {
        allowed.isEmpty ? "another value" : "one of \(quotedList(allowed))"
    }
}

extension String: ArgumentValue {
    /// Takes any word.
    public init?(argument: String) { self = argument }
    /// The string itself.
    public var argumentText: String? { self }
    /// Any word will do, so this is said only where a further check refuses one.
    public static var expected: String { "another text" }
}

extension Int: ArgumentValue {
    /// Reads a decimal number with an optional sign.
    public init?(argument: String) { self.init(argument, radix: 10) }
    /// The number in decimal.
    public var argumentText: String? { String(self) }
    /// A whole number.
    public static var expected: String { "a whole number" }
}

extension Optional: ArgumentValue where Wrapped: ArgumentValue {
    /// Reads what the wrapped type reads; nil is only ever the absence of the argument.
    public init?(argument: String) {
        guard let value = Wrapped(argument: argument) else { return nil }
        self = .some(value)
    }
    /// The text of the value, if there is one.
    public var argumentText: String? { self?.argumentText }
    /// What the wrapped type allows.
    public static var allowed: [String] { Wrapped.allowed }
    /// What the wrapped type expects.
    public static var expected: String { Wrapped.expected }
    /// An argument with an optional type may be absent, and is nil then.
    public static var absent: Wrapped?? { .some(nil) }
}

/// An enumeration whose raw values are the words of the command line.
extension ArgumentValue where Self: CaseIterable & RawRepresentable, RawValue == String {
    /// Reads the exact raw value of a case.
    public init?(argument: String) { self.init(rawValue: argument) }
    /// The raw value.
    public var argumentText: String? { rawValue }
    /// The raw values in the order of the cases.
    public static var allowed: [String] { allCases.map(\.rawValue) }
}

/// `` `a`, `b` or `c` ``.
func quotedList(_ words: [String], conjunction: String = "or") -> String {
    let quoted = words.map { "`\($0)`" }
    guard let last = quoted.last, quoted.count > 1 else { return quoted.first ?? "" }
    return quoted.dropLast().joined(separator: ", ") + " \(conjunction) \(last)"
}
