/// An option that may be given many times, as in `--source A=B --source C=D`.
public struct OptionList<Value: ArgumentValue>: ArgumentDeclaration {
    /// What is declared about the option.
    public let form: ArgumentForm

    /// Declares a repeatable option; without it the list is empty.
    ///
    /// With `commas` one word can carry several values (`--with docker,kubernetes`). In the environment
    /// the values of an option without `commas` are separated by blanks.
    public init(
        _ name: String, short: Character? = nil, value placeholder: String, commas: Bool = false,
        setting: Bool = false, completion: Completion? = nil, required: Bool = false,
        hidden: Bool = false, help: String
    ) {
        var form = ArgumentForm(
            .optionList, name, short: short, placeholder: placeholder, help: help)
        form.describe(Value.self, completion: completion)
        form.splitsCommas = commas
        form.isSetting = setting
        form.isRequired = required
        form.isHidden = hidden
        self.form = form
    }

    /// Whether a word, already split at commas, can be read as a value.
    public func accepts(_ word: String) -> Bool { Value(argument: word) != nil }
}
