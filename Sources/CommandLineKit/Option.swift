/// An option with a value: the constant that declares it also documents and reads it.
///
/// `Option("jobs", value: "N", default: 8, help: …)` has a default, `Option<String?>("sign-key", …)` may
/// be absent, and `Option<String>("family", …)` without a default is required.
public struct Option<Value: ArgumentValue>: ArgumentDeclaration {
    /// What is declared about the option.
    public private(set) var form: ArgumentForm
    let fallback: Value?
    private let range: ClosedRange<Int>?

    private init(form: ArgumentForm, fallback: Value?, range: ClosedRange<Int>?) {
        self.form = form
        self.fallback = fallback
        self.range = range
    }

    /// Declares an option that has a default.
    ///
    /// `setting` lets the environment (`PROGRAM_NAME`) and the site file give the value as well;
    /// `shownDefault` replaces the default in the help, for one that depends on the machine. The
    /// placeholders `FILE` and `DIR` imply the completion of file and directory names.
    public init(
        _ name: String, short: Character? = nil, value placeholder: String, default fallback: Value,
        shownDefault: String? = nil, setting: Bool = false, completion: Completion? = nil,
        hidden: Bool = false, help: String
    ) {
        form = ArgumentForm(.option, name, short: short, placeholder: placeholder, help: help)
        form.describe(Value.self, completion: completion)
        form.defaultText = shownDefault ?? fallback.argumentText
        form.isSetting = setting
        form.isHidden = hidden
        self.fallback = fallback
        range = nil
    }

    /// Declares an option that has to be given, or with an optional type may be absent and is nil then.
    public init(
        _ name: String, short: Character? = nil, value placeholder: String,
        shownDefault: String? = nil, setting: Bool = false, completion: Completion? = nil,
        hidden: Bool = false, help: String
    ) {
        form = ArgumentForm(.option, name, short: short, placeholder: placeholder, help: help)
        form.describe(Value.self, completion: completion)
        form.defaultText = shownDefault
        form.isSetting = setting
        form.isHidden = hidden
        form.isRequired = Value.absent == nil
        fallback = Value.absent
        range = nil
    }

    /// Whether a word can be read as the value.
    public func accepts(_ word: String) -> Bool {
        guard let value = Value(argument: word), !form.allowedElsewhere.contains(word) else {
            return false
        }
        if let range, let number = value as? Int { return range.contains(number) }
        return true
    }
}

extension Option where Value: CaseIterable {
    /// The same option with some of its values; a command that declares a global option in this way has it in
    /// place of the global one.
    public func offering(_ values: [Value]) -> Option {
        var form = form
        form.allowed = values.compactMap(\.argumentText)
        form.allowedElsewhere = Value.allCases.compactMap(\.argumentText)
            .filter { !form.allowed.contains($0) }
        form.expected = quotedList(form.allowed)
        return Option(form: form, fallback: fallback, range: range)
    }
}

extension Option where Value == Int {
    /// The same option, which refuses numbers outside of a range.
    public func within(_ range: ClosedRange<Int>) -> Option<Int> {
        var form = form
        form.expected =
            range.upperBound == Int.max
            ? "a whole number from \(range.lowerBound) on"
            : "a whole number from \(range.lowerBound) to \(range.upperBound)"
        return Option(form: form, fallback: fallback, range: range)
    }
}
