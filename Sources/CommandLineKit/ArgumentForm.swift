/// How a shell completes the value of an argument whose words cannot be counted beforehand.
public enum Completion: Sendable, Hashable {
    /// Nothing is offered.
    case nothing
    /// Names of files and of the directories on the way to them.
    case file
    /// Names of directories.
    case directory
    /// The lines that `<program> __complete <kind> [positionals so far]` prints.
    case dynamic(String)
    /// Names of files, and what the program prints for a kind.
    case fileOrDynamic(String)
}

/// What is declared about an argument apart from its type: all that the parser and the documents need.
public struct ArgumentForm: Sendable, Hashable {
    /// The ways in which an argument appears on the command line.
    public enum Kind: Sendable, Hashable {
        /// `--name`, without a value.
        case flag
        /// `--name VALUE`, at most once.
        case option
        /// `--name VALUE`, any number of times.
        case optionList
        /// A word in a fixed place.
        case positional
        /// The rest of the words.
        case positionalList
    }

    /// The way the argument appears.
    public var kind: Kind
    /// The long name without dashes, or the upper-case name of a positional.
    public var name: String
    /// The letter of the short form.
    public var short: Character?
    /// What stands for the value in the help; empty for a flag.
    public var placeholder: String
    /// What the argument does, a sentence without a full stop.
    public var help: String
    /// The default as text; nil where there is none to show.
    public var defaultText: String?
    /// Whether leaving the argument away is an error.
    public var isRequired = false
    /// All words that are accepted, empty where they cannot be counted.
    public var allowed: [String] = []
    /// The values that only other commands take: an error on the command line, passed over in the environment
    /// and the site file.
    public var allowedElsewhere: [String] = []
    /// What a word has to be, as the end of the sentence "expected …".
    public var expected = ""
    /// How a shell completes the value, unless `allowed` says it.
    public var completion = Completion.nothing
    /// Whether `--no-name` switches a flag off.
    public var isNegatable = false
    /// Whether one word can carry several values, separated by commas.
    public var splitsCommas = false
    /// Whether the environment and the site file can give the value too.
    public var isSetting = false
    /// How many words a variadic positional needs.
    public var minimum = 0
    /// Whether help, completions and documents leave the argument out.
    public var isHidden = false

    /// Whether the argument is found by its place and not by its name.
    public var isPositional: Bool { kind == .positional || kind == .positionalList }

    /// Whether an option stands before a value.
    public var takesValue: Bool { kind == .option || kind == .optionList }

    /// Whether the argument may be given more than once.
    public var isRepeatable: Bool {
        kind == .optionList || kind == .positionalList || kind == .flag
    }

    /// `--jobs` or `DISTRO`: the argument as messages name it, unique in a command.
    public var spelling: String { isPositional ? name : "--\(name)" }

    /// The environment variable of an option of `program`, such as `MIRROR_LIMIT_RATE`.
    public func environmentName(program: String) -> String {
        "\(program)_\(name)".uppercased().replacing("-", with: "_")
    }

    init(
        _ kind: Kind, _ name: String, short: Character? = nil, placeholder: String = "",
        help: String
    ) {
        self.kind = kind
        self.name = name
        self.short = short
        self.placeholder = placeholder
        self.help = help
    }

    /// Takes what the value's type says, and the completion that a placeholder implies.
    mutating func describe<Value: ArgumentValue>(
        _ type: Value.Type, completion given: Completion?
    ) {
        allowed = type.allowed
        expected = type.expected
        if let given {
            completion = given
        } else if placeholder == "FILE" {
            completion = .file
        } else if placeholder == "DIR" {
            completion = .directory
        }
    }
}

/// A declared argument, whatever its type.
public protocol ArgumentDeclaration: Sendable {
    /// What is declared about the argument.
    var form: ArgumentForm { get }

    /// Whether a word can be read as a value of this argument.
    func accepts(_ word: String) -> Bool
}
