internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror history`: the builds that were made.
struct HistoryCommand: Command {
    static let distro = Positional<String?>(
        "DISTRO", completion: .dynamic("distros"), help: "Only builds of this distro")
    static let architecture = Positional<String?>(
        "ARCH", completion: .dynamic("architectures"), help: "Only builds of this architecture")
    static let limit = Option<Int>(
        "limit", short: "n", value: "N", default: 20,
        help: "List the newest N builds; 0 lists all"
    ).within(0...Int.max)

    static let schema = Schema(
        "history", "List the builds that were made, newest first",
        arguments: [distro, architecture, limit],
        discussion: """
            Every build is a line, those that failed too: its number, when it ended, how, the packages of the \
            mirror and their size, what was fetched, and what changed against the mirror before: packages \
            added (+), removed (-), upgraded (^), downgraded (v), rebuilt under the same version (~), \
            and from another repository (>).
            """,
        examples: [
            Example("mirror history", "The newest builds of all distros"),
            Example("mirror history debian12 amd64 --limit 0", "All builds of one mirror"),
            Example("mirror history --format json", "For a program"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
    }

    func run() async throws {
        let limit = arguments[Self.limit]
        let distro = arguments[Self.distro]
        let architecture = arguments[Self.architecture]
        let found = try History(options).snapshots(
            distro: distro, architecture: architecture, limit: limit == 0 ? nil : limit)
        if arguments[Globals.format] == .json {
            StandardStream.output.write(SnapshotJSON.list(found.list))
            return
        }
        let place = [distro, architecture].compactMap { $0 }.joined(separator: " ")
        if found.list.isEmpty {
            let what = place.isEmpty ? "no build" : "no build of \(place)"
            StandardStream.output.write("the history has \(what)\n")
            return
        }
        let isTerminal = Environment.isTerminal(1)
        let styler = Styler(
            arguments[Globals.color], isTerminal: isTerminal, environment: { Environment[$0] })
        let text = SnapshotText(
            now: isTerminal ? Timestamp(seconds: Environment.now()) : nil, styler: styler)
        let table = text.table(
            found.list, showsPlace: architecture == nil,
            width: isTerminal ? Environment.terminalWidth(1) : nil)
        StandardStream.output.write(table)
        if let cut = text.cut(found.list, in: table), !arguments[Globals.quiet] {
            StandardStream.error.write(
                "`mirror show-snapshot \(cut.distro) \(cut.architecture) \(cut.number)` tells all of what went wrong\n"
            )
        }
        if found.hasMore, !arguments[Globals.quiet] {
            StandardStream.error.write("there are older ones; `--limit 0` lists all\n")
        }
    }
}
