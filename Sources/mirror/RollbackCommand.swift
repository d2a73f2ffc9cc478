internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine

/// `mirror rollback`: publish an older mirror again.
struct RollbackCommand: Command {
    static let dryRun = Flag(
        "dry-run", short: "n", help: "Say what would change and be fetched; write nothing")

    static let schema = Schema(
        "rollback", "Publish an older mirror again",
        arguments: SnapshotWords.all + [dryRun],
        discussion: """
            The tree becomes what the lock of that build says, through the same checks as a build, signed \
            anew; the lock file becomes that lock. Packages that the pool does not have any more are fetched by \
            their digests from the addresses of the distro file, or of `--source`. The manifest is not read, so \
            it may say something else by now. The history notes the rollback as a build of its own. The next \
            `mirror build` takes what is new upstream again.
            """,
        examples: [
            Example("mirror rollback debian12 amd64 previous", "The mirror before this one"),
            Example(
                "mirror rollback debian12 amd64 3 --dry-run", "What going back to 3 would mean"),
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
        let words = try SnapshotWords(arguments, of: "rollback")
        let summary = try await Terminal(arguments).run { observer throws(MirrorError) in
            try await Rollback(options, observer: observer).run(
                words.moment, distro: words.distro, architecture: words.architecture)
        }
        Output(arguments).print(json: SnapshotJSON.rollback(summary), summary: text(summary))
    }

    private func text(_ summary: Rollback.Summary) -> String {
        let target = summary.target
        let size = Count.text(target.packages, "package", bytes: target.bytes)
        let place = "\(target.distro) \(target.architecture)"
        let verb = summary.build == nil ? "would go back" : "went back"
        var lines = [
            "\(place): \(verb) to build \(target.number) of \(target.finished.iso8601), \(size)"
        ]
        let isSame = target.lock == summary.former.lock
        lines.append(
            isSame
                ? "  the same mirror as build \(summary.former.number), the newest"
                : "  \(SnapshotText.long(summary.changes)) since build \(summary.former.number), the newest"
        )
        guard let build = summary.build else {
            lines.append(
                summary.missingPackages == 0
                    ? "  nothing has to be fetched"
                    : "  to be fetched: \(Count.text(summary.missingPackages, "package", bytes: summary.missingBytes))"
            )
            if !isSame {
                let name = "\(target.distro)/\(target.architecture)"
                lines.append(
                    "  `mirror diff \(name)@\(summary.former.number) \(name)@\(target.number)` shows each change"
                )
            }
            lines += stay(summary)
            lines.append("  nothing was written (--dry-run)")
            return lines.joined(separator: "\n") + "\n"
        }
        lines.append(SummaryText.transfer(build))
        lines += SummaryText.places(build)
        if let number = build.snapshot { lines.append("  this is build \(number)") }
        lines += stay(summary)
        return lines.joined(separator: "\n") + "\n"
    }

    /// What undoes it, where that is for more than what is new upstream.
    private func stay(_ summary: Rollback.Summary) -> [String] {
        guard let departure = summary.departure else { return [] }
        return [
            "  the next build leaves it again, and `--locked` refuses its lock: \(departure.reason)",
            "  hint: \(departure.hint)",
        ]
    }
}
