internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import PackageDiff
internal import SystemIO

/// `mirror diff`: what changed between two locks, trees, snapshots or manifests.
struct DiffCommand: Command {
    static let words = PositionalList<String>(
        "WORD", minimum: 1, completion: .fileOrDynamic("mirrors"),
        help: "What to compare: OLD NEW, or LOCK alone, or NEW-MANIFEST DISTRO ARCH")
    static let exitCode = Flag(
        "exit-code",
        help: "Exit with 1 if there are differences, as git diff does; with -q print none of them")
    static let changelog = Flag(
        "changelog", help: "Print what the makers wrote about upgrades; -v does the same")

    static let schema = Schema(
        "diff", "Show what changed between two locks, trees, snapshots or manifests",
        arguments: [words, exitCode, changelog, Globals.formats(.text, .json, .markdown, .html)],
        discussion: """
            OLD and NEW each are a lock file, FILE@REVISION of its git repository, DISTRO/ARCH for the lock \
            there is now, DISTRO/ARCH@N of the history (also @latest, @previous, a day, a time), or the \
            directory of a published tree, whoever made it. Distros and architectures may differ; packages \
            are matched by name.

            With one word, a lock is compared with what it was: DISTRO/ARCH with the newest mirror of the \
            history that differs from it, a file with the last commit, a snapshot or revision with the lock \
            there is now.

            With three words, the manifests of `--manifest` and NEW-MANIFEST, each a file or FILE@REVISION, \
            are solved over the same repositories as they are now, and neither lock nor tree is written.

            Upgrades of rpm packages come with their advisories and, in markdown, JSON and HTML or where it is \
            asked for, with the changelog between the two versions.
            """,
        examples: [
            Example("mirror diff debian12/amd64", "The lock, and the mirror before it"),
            Example("mirror diff rocky9/x86_64@3 rocky9/x86_64@latest -v", "Two builds"),
            Example(
                "mirror diff locks/debian12-amd64.lock.json@origin/main locks/debian12-amd64.lock.json --format markdown",
                "A pull request"),
            Example("mirror diff centos7/x86_64 centos7/aarch64", "Two architectures"),
            Example(
                "mirror diff --manifest packages.yaml@HEAD packages.yaml debian12 amd64",
                "What the changes to packages.yaml bring"),
            Example("mirror diff debian12/amd64 --format html > diff.html", "A page to pass on"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions
    private var words: [String] { arguments[Self.words] }

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        if let extra = words.dropFirst(3).first {
            throw .invalid(
                "`\(extra)` is one word too many",
                hints: ["`mirror diff OLD NEW`, or `mirror diff NEW-MANIFEST DISTRO ARCH`"])
        }
    }

    /// Whether changelogs are wanted: in data always, in a terminal if asked for.
    private var hasChangelogs: Bool {
        arguments[Globals.format] != .text || arguments[Self.changelog]
            || arguments[Globals.verbose]
    }

    func run() async throws {
        let difference = try await Terminal(arguments).run(compared)
        // As with git, who asks for the exit code and for quiet wants nothing else.
        if !(arguments[Self.exitCode] && arguments[Globals.quiet]) {
            let output = Output(arguments)
            output.print(text(of: difference, output))
        }
        if arguments[Self.exitCode], !difference.changes.isEmpty {
            try StandardStream.end(.answerIsNo)
        }
    }

    private func compared(_ observer: BuildObserver) async throws(MirrorError) -> Difference {
        let diff = Diff(options, changelogs: hasChangelogs, observer: observer)
        switch words.count {
        case 1: return try diff.run(since: words[0])
        case 2: return try diff.run(words[0], words[1])
        default:
            return try await diff.run(
                manifests: options.manifest.string, words[0], distro: words[1],
                architecture: words[2])
        }
    }

    private func text(of difference: Difference, _ output: Output) -> String {
        switch output.format {
        case .json: return difference.json
        case .markdown: return DiffMarkdown(difference).text
        case .html: return DifferencePage(difference).html
        default:
            return DiffText(
                difference, isDetailed: hasChangelogs, width: output.width, styler: output.styler
            ).text
        }
    }
}
