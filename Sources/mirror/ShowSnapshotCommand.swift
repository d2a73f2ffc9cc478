internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror show-snapshot`: all that is known of one build.
struct ShowSnapshotCommand: Command {
    static let lock = Flag("lock", help: "Print the text of its lock, byte for byte")

    static let schema = Schema(
        "show-snapshot", "Show all that is known of one build",
        arguments: SnapshotWords.all + [lock],
        discussion: """
            Shows when it ran and how it ended, the roots that it was made from, its sets of wishes and \
            options, its sizes, where its tree was published, and whether the pool still has its packages. \
            Without N, the newest mirror is shown.
            """,
        examples: [
            Example("mirror show-snapshot debian12 amd64 3", "Number 3 of `mirror history`"),
            Example("mirror show-snapshot debian12/amd64@previous", "The mirror before this one"),
            Example(
                "mirror show-snapshot debian12 amd64 2026-11-01 --lock", "The lock of that day"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
    }

    func run() async throws {
        let words = try SnapshotWords(
            arguments, of: "show-snapshot", fallback: .latest)
        let report = try History(options).report(
            words.moment, distro: words.distro, architecture: words.architecture)
        if arguments[Self.lock] {
            guard report.snapshot.isMirror else {
                throw MirrorError(
                    .usage, "build \(report.snapshot.number) came to no lock: \(phrase(report))")
            }
            StandardStream.output.write(report.lockText)
        } else {
            let output = Output(arguments)
            output.print(
                json: SnapshotJSON.report(report), text: SnapshotText(output).report(report))
        }
    }

    private func phrase(_ report: SnapshotReport) -> String {
        report.snapshot.error ?? "it was \(report.snapshot.result)"
    }
}
