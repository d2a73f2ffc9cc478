public import MirrorBase

/// A command line that cannot be obeyed.
public struct UsageError: Error, Sendable, Hashable {
    /// What is wrong.
    public enum Kind: Sendable, Hashable {
        /// No command is named.
        case missingCommand
        /// The command does not exist; with the names near it.
        case unknownCommand(String, near: [String])
        /// The option does not exist; with the options near it and the commands that do have it.
        case unknownOption(String, near: [String], commands: [String])
        /// The option is the last word, or the next word is an option.
        case missingValue(option: String, placeholder: String)
        /// A flag is given a value.
        case unexpectedValue(option: String, value: String)
        /// The value is not one of those expected.
        case badValue(
            argument: String, value: String, expected: String, near: [String],
            origin: ArgumentOrigin)
        /// An argument that has to be there is not; `form` is how it is written.
        case missing(String)
        /// More words than the command takes.
        case tooMany(String)
        /// An option that takes one value is given two.
        case givenTwice(String)
        /// The arguments contradict each other, in the words of the command.
        case invalid(String, hints: [String])
    }

    /// What is wrong.
    public var kind: Kind
    /// The program and the command, such as `mirror build`; empty until the command set fills it in.
    public var invocation: String

    /// Makes an error; the invocation is filled in by the command set.
    public init(_ kind: Kind, invocation: String = "") {
        self.kind = kind
        self.invocation = invocation
    }

    /// Arguments that contradict each other, for a command's own checks.
    public static func invalid(_ message: String, hints: [String] = []) -> UsageError {
        UsageError(.invalid(message, hints: hints))
    }

    /// What is wrong, in one sentence that starts in lower case.
    public var message: String {
        switch kind {
        case .missingCommand: "no command is given"
        case .unknownCommand(let name, _): "unknown command `\(name)`"
        case .unknownOption(let name, _, _): "unknown option `\(name)`"
        case .missingValue(let option, let placeholder):
            "`\(option)` needs a value: `\(option) \(placeholder)`"
        case .unexpectedValue(let option, let value):
            "`\(option)` takes no value, but is given `\(value)`"
        case .badValue(let argument, let value, let expected, _, let origin):
            switch origin {
            case .commandLine: "`\(value)` is no value for `\(argument)`: expected \(expected)"
            case .environment(let name):
                "`\(value)` in the environment variable `\(name)` is no value for `\(argument)`: expected \(expected)"
            case .siteFile:
                "`\(value)` in the site file is no value for `\(argument)`: expected \(expected)"
            }
        case .missing(let argument): "`\(argument)` is missing"
        case .tooMany(let word): "unexpected argument `\(word)`"
        case .givenTwice(let option): "`\(option)` is given twice"
        case .invalid(let message, _): message
        }
    }

    /// What to do about it.
    public var hints: [String] {
        var hints: [String] = []
        switch kind {
        case .unknownCommand(_, let near): hints += UsageError.didYouMean(near)
        case .unknownOption(let name, let near, let commands):
            hints += UsageError.didYouMean(near)
            if !commands.isEmpty {
                hints.append(
                    "`\(name)` belongs to \(quotedList(commands, conjunction: "and")); options of a command stand behind it"
                )
            }
        case .missingValue(let option, _):
            hints.append("a value that starts with a dash is written `\(option)=VALUE`")
        case .badValue(_, _, _, let near, _): hints += UsageError.didYouMean(near)
        case .invalid(_, let own): hints += own
        default: break
        }
        if !invocation.isEmpty {
            hints.append("`\(invocation) --help` shows how it is used")
        }
        return hints
    }

    /// The error as the command prints it, of the category `usage`.
    public var mirrorError: MirrorError { MirrorError(.usage, message, hints: hints) }

    private static func didYouMean(_ near: [String]) -> [String] {
        near.isEmpty ? [] : ["did you mean \(quotedList(near))?"]
    }
}
