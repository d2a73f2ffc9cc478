internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine

/// `mirror gc`: remove from the pool what nothing names any more.
struct GcCommand: Command {
    static let keep = Option<Int>(
        "keep", value: "N", default: GarbageCollection.defaultKeep,
        help: "Keep the packages of the newest N mirrors of each distro and architecture"
    ).within(1...Int.max)
    static let dryRun = Flag("dry-run", short: "n", help: "Say what would go; remove nothing")
    static let noWait = Flag(
        "no-wait", help: "Give up, with exit code 1, where a build uses the pool")
    static let withoutHistory = Flag(
        "without-history",
        help:
            "Go on where the history has no mirror or there are no locks; keep what the others name and trees share"
    )

    static let schema = Schema(
        "gc",
        "Remove packages from the pool that no kept mirror and no lock file names, and no tree shares",
        arguments: [keep, dryRun, noWait, withoutHistory],
        discussion: """
            Kept are the packages of the newest mirrors of each distro and architecture in the history, of \
            every lock file, and those that a tree shares with the pool as hard links; a tree of copies, on another \
            file system, needs none. Of mirrors that are the same, one counts. The history itself stays whole: what was removed is fetched again when somebody goes back to \
            it. Downloads and indexes that nothing has needed for a week go, too. A build that uses the pool is \
            waited for, and builds wait in turn. Where there is no cache, no mirror in the history or no \
            directory of locks, most likely they are elsewhere: nothing is removed, and the exit code is 2.
            """,
        examples: [
            Example("mirror gc --dry-run", "What would go"),
            Example("mirror gc --keep 1", "Keep what is published, and nothing to go back to"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        var options = try BuildOptions(arguments)
        options.isDryRun = arguments[Self.dryRun]
        self.options = options
    }

    func run() async throws {
        let report = try await Terminal(arguments).run { observer throws(MirrorError) in
            try GarbageCollection(
                options, keep: arguments[Self.keep], waits: !arguments[Self.noWait],
                forgets: arguments[Self.withoutHistory], observer: observer
            ).run()
        }
        Output(arguments).print(json: Self.json(report), summary: Self.text(report))
    }

    // MARK: - Output

    private static func text(_ report: GarbageCollection.Report) -> String {
        let verb = report.isDryRun ? "would free" : "freed"
        var lines = ["\(verb) \(ByteCount.text(Int64(report.freed)))"]
        for (name, figures) in [
            ("from the pool", report.removed), ("of unfinished downloads", report.partials),
            ("of indexes", report.indexes),
        ] where figures.files > 0 {
            lines.append("  \(Self.figures(figures)) \(name)")
        }
        let mirrors = Count.text(report.snapshots, "mirror")
        let locks = Count.text(report.locks, "lock file")
        lines.append("kept \(Self.figures(report.named)) of \(mirrors) and \(locks)")
        if report.shared.files > 0 {
            lines.append("  and \(Self.figures(report.shared)) that trees share")
        }
        if report.isDryRun { lines.append("nothing was removed (--dry-run)") }
        return lines.joined(separator: "\n") + "\n"
    }

    private static func figures(_ figures: GarbageCollection.Report.Figures) -> String {
        Count.text(figures.files, "file", bytes: figures.bytes)
    }

    private static func json(_ report: GarbageCollection.Report) -> String {
        JSONText.document { json in
            json.field("dry-run", report.isDryRun)
            json.field("freed", report.freed)
            for (name, figures) in [
                ("removed", report.removed), ("partials", report.partials),
                ("indexes", report.indexes), ("named", report.named), ("shared", report.shared),
            ] {
                json.object(name) { json in
                    json.field("files", figures.files)
                    json.field("bytes", figures.bytes)
                }
            }
            json.field("snapshots", report.snapshots)
            json.field("locks", report.locks)
        }
    }
}
