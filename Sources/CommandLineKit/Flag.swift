/// An option without a value.
///
/// Giving a flag twice is no error: it can be counted (`-vv`), and of `--weak` and `--no-weak` the last
/// one counts.
public struct Flag: ArgumentDeclaration {
    /// What is declared about the flag.
    public let form: ArgumentForm
    let fallback: Bool

    /// Declares a flag; with `negatable` there is `--no-name` as well, and the default may be true.
    ///
    /// `shownDefault` is for one whose default is decided elsewhere.
    public init(
        _ name: String, short: Character? = nil, negatable: Bool = false,
        default fallback: Bool = false, shownDefault: String? = nil, setting: Bool = false,
        hidden: Bool = false, help: String
    ) {
        precondition(negatable || !fallback, "a flag that is on by default can be switched off")
        var form = ArgumentForm(.flag, name, short: short, help: help)
        form.isNegatable = negatable
        form.isSetting = setting
        form.isHidden = hidden
        form.allowed = []
        form.expected = "`true` or `false`"
        if let shownDefault {
            form.defaultText = shownDefault
        } else if negatable {
            form.defaultText = fallback ? "--\(name)" : "--no-\(name)"
        }
        self.form = form
        self.fallback = fallback
    }

    /// Whether a word of the environment or the site file says yes or no.
    public func accepts(_ word: String) -> Bool { Flag.value(of: word) != nil }

    static func value(of word: String) -> Bool? {
        switch word.lowercased() {
        case "1", "true", "yes", "on": true
        case "0", "false", "no", "off": false
        default: nil
        }
    }
}
