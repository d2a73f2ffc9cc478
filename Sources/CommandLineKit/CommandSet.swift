/// Commands that the help shows together.
public struct CommandGroup: Sendable {
    /// The heading.
    public let title: String
    /// The commands in the order shown.
    public let commands: [any Command.Type]

    /// Makes a group.
    public init(_ title: String, _ commands: [any Command.Type]) {
        self.title = title
        self.commands = commands
    }
}

/// What an exit code means, for the manual.
public struct ExitStatus: Sendable, Hashable {
    /// The code.
    public var code: Int32
    /// When the program ends with it, a sentence without a full stop.
    public var meaning: String

    /// Makes an entry.
    public init(_ code: Int32, _ meaning: String) {
        self.code = code
        self.meaning = meaning
    }
}

/// A program: its commands, the options they share, and everything that is said about them.
public struct CommandSet: Sendable {
    /// The program's name as typed.
    public let program: String
    /// The version without a leading `v`.
    public let version: String
    /// What the program does, in one line without a full stop.
    public let abstract: String
    /// More about the program; blank lines separate paragraphs.
    public let discussion: String
    /// The commands.
    public let groups: [CommandGroup]
    /// Options that every command takes, before or behind its name.
    public let globals: [any ArgumentDeclaration]
    /// What the exit codes mean.
    public let exitStatus: [ExitStatus]

    /// Declares a program; a name declared twice is a bug and traps in a debug build.
    public init(
        program: String, version: String, abstract: String, discussion: String = "",
        groups: [CommandGroup], globals: [any ArgumentDeclaration] = [],
        exitStatus: [ExitStatus] = []
    ) {
        self.program = program
        self.version = version
        self.abstract = abstract
        self.discussion = discussion
        self.groups = groups
        self.globals = globals
        self.exitStatus = exitStatus
        assert(globals.allSatisfy { !$0.form.isPositional }, "only options are global")
        assert(hasSoundSchemas)
    }

    /// Whether the commands fit each other and the global options; traps where they do not.
    private var hasSoundSchemas: Bool {
        var names: Set<String> = ["help", "__complete"]
        return schemas.allSatisfy { schema in
            precondition(names.insert(schema.name).inserted, "\(schema.name) is declared twice")
            return Schema.isSound(schema.arguments + commonOptions(for: schema), of: schema.name)
        }
    }

    /// Declares a program whose commands are shown under one heading.
    public init(
        program: String, version: String, abstract: String, discussion: String = "",
        commands: [any Command.Type], globals: [any ArgumentDeclaration] = [],
        exitStatus: [ExitStatus] = []
    ) {
        self.init(
            program: program, version: version, abstract: abstract, discussion: discussion,
            groups: [CommandGroup("Commands", commands)], globals: globals, exitStatus: exitStatus)
    }

    /// The schemas of all commands in their order, hidden ones too.
    public var schemas: [Schema] { groups.flatMap(\.commands).map { $0.schema } }

    /// The long names of all options that a site file may set, in alphabetical order.
    public var settingNames: [String] {
        let all = globals + schemas.flatMap(\.arguments)
        return Set(all.map(\.form).filter(\.isSetting).map(\.name)).sorted()
    }

    var visibleSchemas: [Schema] { schemas.filter { !$0.isHidden } }

    var globalForms: [ArgumentForm] { globals.map(\.form) }

    /// The global options but for those that a command declares itself, with other values.
    func commonOptions(for schema: Schema?) -> [any ArgumentDeclaration] {
        let own = Set((schema?.options ?? []).map(\.spelling))
        return globals.filter {
            !own.contains($0.form.spelling) || $0.form.allowedElsewhere.isEmpty
        }
    }

    func schema(named name: String) -> Schema? { schemas.first { $0.name == name } }

    /// The options that are understood without being declared.
    static let help = Flag("help", short: "h", help: "Show help and exit")
    static let versionFlag = Flag("version", help: "Show the version and exit")
}
