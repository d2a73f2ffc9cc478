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
        let found = try History(options).snapshots(
            distro: arguments[Self.distro], architecture: arguments[Self.architecture],
            limit: limit == 0 ? nil : limit)
        let output = Output(arguments)
        let text = text(found.list, output)
        output.print(json: SnapshotJSON.list(found.list), text: text)
        if output.format != .text { return }
        if let cut = SnapshotText(output).cut(found.list, in: text) {
            Terminal(arguments).remark(
                "`mirror show-snapshot \(cut.distro) \(cut.architecture) \(cut.number)` tells all of what went wrong"
            )
        }
        if found.hasMore {
            Terminal(arguments).remark("there are older ones; `--limit 0` lists all")
        }
    }

    private func text(_ list: [Snapshot], _ output: Output) -> String {
        let words = [arguments[Self.distro], arguments[Self.architecture]].compactMap { $0 }
        if list.isEmpty {
            let place = words.isEmpty ? "" : " of \(words.joined(separator: " "))"
            return "the history has no build\(place)\n"
        }
        return SnapshotText(output).table(
            list, showsPlace: words.count < 2, width: output.width)
    }
}
