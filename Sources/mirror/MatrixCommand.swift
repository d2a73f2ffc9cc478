internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror matrix`: what there is to build, in the words of those who build it.
struct MatrixCommand: Command {
    static let patterns = PositionalList<String>(
        "DISTRO[/ARCH]", completion: .dynamic("distro-names"),
        help:
            "Distros and architectures, also as patterns such as 'ubuntu*' or '*/arm64'; all if none is given"
    )
    static let changedSince = Option<String?>(
        "changed-since", value: "REV",
        help:
            "Only those of which wishes, distro file, files beside it or lock differ from git's revision REV, or of which the lock has other options"
    )
    static let skipEnded = Flag(
        "skip-ended", help: "Leave out distros that are past their end of life")

    static let schema = Schema(
        "matrix", "Print distros and architectures for a pipeline that builds each in a job",
        arguments: [
            patterns, changedSince, skipEnded,
            Globals.formats(.text, .list, .json, .github, .gitlab),
        ],
        discussion: """
            `--format github` prints one line that GitHub Actions takes as a matrix, `gitlab` a job template \
            for GitLab with a parallel matrix, `list` a distro and an architecture a line, `json` all that is \
            known; the default is a table. With `--changed-since` there may be nothing to build: GitHub \
            refuses an empty matrix, so a workflow has to ask first.
            """,
        examples: [
            Example("mirror matrix", "Everything"),
            Example("mirror matrix 'ubuntu*' debian12/arm64 --format list", "Some, for a loop"),
            Example(
                "mirror matrix --format github --changed-since origin/main",
                "What a pull request has to build"),
        ])

    /// How many jobs one matrix makes at most, as the makers of the pipelines say.
    private static let limits: [OutputFormat: (name: String, jobs: Int)] = [
        .github: ("GitHub", 256), .gitlab: ("GitLab", 200),
    ]

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        if arguments[Self.changedSince] == "" {
            throw .invalid(
                "`--changed-since` needs a revision",
                hints: ["a branch, a tag or a commit, such as `origin/main`"])
        }
    }

    func run() async throws {
        let now = Timestamp(seconds: Environment.now())
        var matrix = try BuildMatrix(
            arguments[Self.patterns], options: options,
            endingAfter: arguments[Self.skipEnded] ? now : nil)
        let revision = arguments[Self.changedSince]
        if let revision {
            try await Terminal(arguments).run { observer throws(MirrorError) in
                try matrix.keepChanged(since: revision, options: options, observer: observer)
            }
        }
        let entries = matrix.entries.enumerated().sorted { left, right in
            let names = (left.element.distro, right.element.distro)
            return names.0 == names.1
                ? left.offset < right.offset : NaturalOrder.areInOrder(names.0, names.1)
        }.map(\.element)
        let output = Output(arguments)
        if let limit = Self.limits[output.format], entries.count > limit.jobs {
            throw MirrorError(
                .usage,
                "\(limit.name) takes \(limit.jobs) jobs in a matrix, and there are \(entries.count)",
                hints: ["patterns such as 'debian*' make several smaller ones"])
        }
        output.print(MatrixText(entries: entries, revision: revision, now: now).text(output))
    }
}
