/// A word in a fixed place, as in `mirror diff OLD NEW`.
///
/// `Positional<String>` is required, `Positional<String?>` may be absent.
public struct Positional<Value: ArgumentValue>: ArgumentDeclaration {
    /// What is declared about the word.
    public private(set) var form: ArgumentForm
    let fallback: Value?

    /// Declares a word that has to be there, or with an optional type may be absent and is nil then.
    ///
    /// By convention the name is in upper case.
    public init(_ name: String, completion: Completion? = nil, help: String) {
        form = ArgumentForm(.positional, name, placeholder: name, help: help)
        form.describe(Value.self, completion: completion)
        form.isRequired = Value.absent == nil
        fallback = Value.absent
    }

    /// Declares a word that may be left away and has a default then.
    public init(
        _ name: String, default fallback: Value, completion: Completion? = nil, help: String
    ) {
        form = ArgumentForm(.positional, name, placeholder: name, help: help)
        form.describe(Value.self, completion: completion)
        form.defaultText = fallback.argumentText
        self.fallback = fallback
    }

    /// Whether a word can be read as the value.
    public func accepts(_ word: String) -> Bool { Value(argument: word) != nil }
}

/// The rest of the words, as in `mirror build DISTRO ARCH...`.
public struct PositionalList<Value: ArgumentValue>: ArgumentDeclaration {
    /// What is declared about the words.
    public let form: ArgumentForm

    /// Declares a list of at least `minimum` words; it has to be the last positional of its command.
    public init(
        _ name: String, minimum: Int = 0, completion: Completion? = nil, help: String
    ) {
        var form = ArgumentForm(.positionalList, name, placeholder: name, help: help)
        form.describe(Value.self, completion: completion)
        form.minimum = minimum
        form.isRequired = minimum > 0
        self.form = form
    }

    /// Whether a word can be read as a value.
    public func accepts(_ word: String) -> Bool { Value(argument: word) != nil }
}
