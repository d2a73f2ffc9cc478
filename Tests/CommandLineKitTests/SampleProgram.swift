import CommandLineKit

/// A small program that uses every kind of declaration; its name and hosts are invented.
enum Sample {
    enum Format: String, CaseIterable, ArgumentValue {
        case text, json
    }

    static let color = Option<ColorMode>(
        "color", value: "WHEN", default: .auto, setting: true, help: "When output is coloured")
    static let cache = Option<String?>(
        "cache", value: "DIR", shownDefault: "~/.cache/depot", setting: true,
        help: "Keep downloads in DIR")
    static let quiet = Flag("quiet", short: "q", setting: true, help: "Say less")
    static let verbose = Flag("verbose", short: "v", help: "Say more; twice for still more")

    static let commands = CommandSet(
        program: "depot", version: "1.2.0", abstract: "Keep a depot of parcels",
        discussion: "Parcels are `kept` until they are sent.",
        groups: [
            CommandGroup("Work", [Send.self, Compare.self]),
            CommandGroup("Other", [Check.self, Secret.self]),
        ],
        globals: [color, cache, quiet, verbose],
        exitStatus: [ExitStatus(0, "Done"), ExitStatus(2, "The command line is wrong")])

    /// Parses a command line that is expected to run `Send`.
    static func send(_ words: String..., settings: Settings = Settings()) throws -> (
        Send, Arguments
    ) {
        guard
            case .run(let command, let arguments) = try commands.dispatch(
                words, settings: settings), let send = command as? Send
        else { throw Unexpected() }
        return (send, arguments)
    }

    /// The error of a command line that is expected to be refused.
    static func refusal(_ words: String..., settings: Settings = Settings()) -> UsageError? {
        do throws(UsageError) {
            _ = try commands.dispatch(words, settings: settings)
            return nil
        } catch { return error }
    }

    struct Unexpected: Error {}
}

struct Send: Command {
    static let depot = Positional<String>(
        "DEPOT", completion: .dynamic("depots"), help: "The depot to send from")
    static let parcels = PositionalList<String>("PARCEL", minimum: 1, help: "What to send")
    static let jobs = Option(
        "jobs", short: "j", value: "N", default: 8, setting: true, help: "Send at most N at once"
    )
    .within(1...64)
    static let format = Option<Sample.Format>(
        "format", short: "f", value: "FORMAT", default: .text, help: "How to report")
    static let list = Option<String?>("list", value: "FILE", help: "Read more parcels from FILE")
    static let rate = Option<ByteRate?>(
        "limit-rate", value: "RATE", setting: true, help: "Send at most RATE")
    static let sources = OptionList<NamedValue>(
        "source", value: "NAME=URL", setting: true, help: "Take NAME from URL")
    static let with = OptionList<String>(
        "with", value: "GROUP", commas: true, setting: true, completion: .dynamic("groups"),
        help: "Add the parcels of GROUP")
    static let marks = OptionList<Mark>(
        "mark", value: "MARK", commas: true, help: "Put a MARK on each")
    static let weak = Flag(
        "weak", negatable: true, default: true, help: "Send what is recommended too")
    static let dryRun = Flag(
        "dry-run", short: "n", help: "Report [only]: send nothing, it's a test")
    static let trace = Flag("trace", hidden: true, help: "Not for everyone")

    enum Mark: String, CaseIterable, ArgumentValue { case fragile, heavy, urgent }

    static let schema = Schema(
        "send", "Pack and send parcels",
        arguments: [
            depot, parcels, jobs, format, list, rate, sources, with, marks, weak, dryRun, trace,
        ],
        discussion: """
            Every parcel is weighed, packed and sent; what is in the cache is not packed again, however long ago it was put there.

            .A second paragraph.
            """,
        examples: [Example("depot send north -n lamp", "See what `lamp` would take")])

    let depot: String
    let parcels: [String]
    let jobs: Int

    init(_ arguments: Arguments) throws(UsageError) {
        depot = arguments[Self.depot]
        parcels = arguments[Self.parcels]
        jobs = arguments[Self.jobs]
        if parcels.contains(depot) { throw .invalid("`\(depot)` cannot be sent to itself") }
    }

    func run() async throws {}
}

struct Compare: Command {
    static let old = Positional<String>("OLD", completion: .file, help: "The one side")
    static let new = Positional<String?>("NEW", completion: .file, help: "The other side")
    static let schema = Schema("compare", "Show what changed", arguments: [old, new])
    let old: String
    let new: String?
    init(_ arguments: Arguments) throws(UsageError) {
        old = arguments[Self.old]
        new = arguments[Self.new]
    }
    func run() async throws {}
}

struct Check: Command {
    static let family = Option<Sample.Format>("family", value: "FAMILY", help: "What to check")
    static let limit = Positional<Int>("LIMIT", default: 10, help: "Stop after LIMIT problems")
    static let schema = Schema("check", "Look for damage", arguments: [family, limit])
    init(_ arguments: Arguments) throws(UsageError) {
        _ = arguments[Self.family]
        _ = arguments[Self.limit]
    }
    func run() async throws {}
}

struct Secret: Command {
    static let schema = Schema("secret", "Not for everyone", isHidden: true)
    init(_ arguments: Arguments) throws(UsageError) {}
    func run() async throws {}
}
