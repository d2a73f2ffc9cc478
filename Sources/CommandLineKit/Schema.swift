/// A command line that shows how a command is used.
public struct Example: Sendable, Hashable {
    /// The line as typed, with the program's name.
    public var line: String
    /// What it does, a sentence without a full stop.
    public var text: String

    /// Makes an example.
    public init(_ line: String, _ text: String) {
        self.line = line
        self.text = text
    }
}

/// What a command is: its name, what it does, and its arguments.
public struct Schema: Sendable {
    /// The word that selects the command.
    public let name: String
    /// What the command does, in one line without a full stop.
    public let abstract: String
    /// The arguments, positionals in their order.
    public let arguments: [any ArgumentDeclaration]
    /// More about the command; blank lines separate paragraphs.
    public let discussion: String
    /// How the command is used.
    public let examples: [Example]
    /// Whether lists of commands leave it out.
    public let isHidden: Bool

    /// Declares a command.
    ///
    /// A positional that may be absent cannot stand before one that may not, a variadic one has to be
    /// the last, and names and letters are given once: all else is a bug and traps in a debug build.
    public init(
        _ name: String, _ abstract: String, arguments: [any ArgumentDeclaration] = [],
        discussion: String = "", examples: [Example] = [], isHidden: Bool = false
    ) {
        self.name = name
        self.abstract = abstract
        self.arguments = arguments
        self.discussion = discussion
        self.examples = examples
        self.isHidden = isHidden
        assert(Schema.isSound(arguments, of: name))
    }

    var forms: [ArgumentForm] { arguments.map(\.form) }
    var positionals: [ArgumentForm] { forms.filter(\.isPositional) }
    var options: [ArgumentForm] { forms.filter { !$0.isPositional } }

    /// Traps where declarations contradict each other. For `assert`: a program that was tested need not look
    /// at all its commands whenever it starts.
    static func isSound(_ arguments: [any ArgumentDeclaration], of command: String) -> Bool {
        var names: Set<String> = ["--help", "-h"]
        var mayBeAbsent = false
        var isClosed = false
        for form in arguments.map(\.form) {
            var own = [form.spelling]
            if let short = form.short { own.append("-\(short)") }
            if form.isNegatable { own.append("--no-\(form.name)") }
            for name in own {
                precondition(names.insert(name).inserted, "\(command) declares \(name) twice")
            }
            guard form.isPositional else { continue }
            precondition(!isClosed, "\(command): nothing follows a variadic positional")
            precondition(
                !mayBeAbsent || !form.isRequired, "\(command): \(form.name) follows an optional one"
            )
            mayBeAbsent = mayBeAbsent || !form.isRequired
            isClosed = form.kind == .positionalList
        }
        return true
    }
}

/// One command of a program.
public protocol Command: Sendable {
    /// The command's name, documents and arguments.
    static var schema: Schema { get }

    /// Reads the arguments, which fit the schema; throws where they contradict each other.
    init(_ arguments: Arguments) throws(UsageError)

    /// Does the work.
    func run() async throws
}
