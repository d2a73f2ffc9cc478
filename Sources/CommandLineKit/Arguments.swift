/// Where the value of an argument comes from.
public enum ArgumentOrigin: Sendable, Hashable {
    /// The command line itself.
    case commandLine
    /// The environment variable of this name.
    case environment(String)
    /// The site file.
    case siteFile
}

/// What the environment and the site file say; asked only about arguments that the command line leaves out.
public struct Settings: Sendable {
    /// Looks up an environment variable; an empty one counts as absent.
    public var environment: @Sendable (String) -> String?
    /// The values of the site file by the long name of the option.
    public var site: [String: [String]]

    /// Makes settings from a way to look up the environment and the values of a site file.
    public init(
        environment: @escaping @Sendable (String) -> String? = { _ in nil },
        site: [String: [String]] = [:]
    ) {
        self.environment = environment
        self.site = site
    }
}

/// The arguments of one command after parsing, read by the keys that declare them.
///
/// Every word in here has been accepted by its declaration. Reading a key that is not part of the
/// command's schema is a bug and traps.
public struct Arguments: Sendable {
    struct Entry: Sendable {
        var words: [String]
        var origin: ArgumentOrigin

        static let none = Entry(words: [], origin: .commandLine)
    }

    var entries: [String: Entry] = [:]
    var declared: Set<String> = []

    private func words(_ form: ArgumentForm) -> [String]? {
        precondition(
            declared.contains(form.spelling),
            "\(form.spelling) is not part of this command's schema"
        )
        return entries[form.spelling]?.words
    }

    /// Whether a flag is on; the last word about it counts.
    public subscript(flag: Flag) -> Bool {
        words(flag.form)?.last.flatMap(Flag.value) ?? flag.fallback
    }

    /// How often a flag is given, as in `-vv`; a negation takes back what stands before it.
    public func count(of flag: Flag) -> Int {
        var count = 0
        for word in words(flag.form) ?? [] { count = Flag.value(of: word) == true ? count + 1 : 0 }
        return count
    }

    /// The value of an option: given, set, or its default.
    public subscript<Value>(option: Option<Value>) -> Value {
        read(words(option.form)?.last, fallback: option.fallback, option.form)
    }

    /// The values of a repeatable option in the order given.
    public subscript<Value>(list: OptionList<Value>) -> [Value] {
        (words(list.form) ?? []).compactMap { Value(argument: $0) }
    }

    /// The value of a positional: given or its default.
    public subscript<Value>(positional: Positional<Value>) -> Value {
        read(words(positional.form)?.last, fallback: positional.fallback, positional.form)
    }

    /// The words of a variadic positional in the order given.
    public subscript<Value>(list: PositionalList<Value>) -> [Value] {
        (words(list.form) ?? []).compactMap { Value(argument: $0) }
    }

    /// Where the value of an argument comes from; nil where it is the default.
    public func origin(of declaration: any ArgumentDeclaration) -> ArgumentOrigin? {
        _ = words(declaration.form)
        return entries[declaration.form.spelling]?.origin
    }

    private func read<Value: ArgumentValue>(
        _ word: String?, fallback: Value?, _ form: ArgumentForm
    ) -> Value {
        if let word, let value = Value(argument: word) { return value }
        guard let fallback else { preconditionFailure("\(form.spelling) was not checked") }
        return fallback
    }
}
