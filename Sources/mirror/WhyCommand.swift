internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror why`: which wishes a package of a lock comes from.
struct WhyCommand: Command {
    static let words = PositionalList<String>(
        "WORD", minimum: 2, completion: .dynamic("packages"),
        help: "DISTRO ARCH PACKAGE, or LOCK PACKAGE")
    static let all = Flag(
        "all", help: "Name every wish, and every shortest chain from each, up to 100")
    static let tree = Flag(
        "tree", help: "Show everything that needs the package, up to the wishes")

    static let schema = Schema(
        "why", "Show why a package is in a mirror",
        arguments: [words, all, tree, Globals.formats(.text, .json, .dot)],
        discussion: """
            Reads the lock alone: no network, no indexes. Names the wishes that the package comes from, the nearest \
            five unless `--all` is given, with the shortest chain of dependencies from each, and what would go \
            if the wish went. Exits with 1 if the package is not in the lock.

            PACKAGE is a name, with or without version and architecture as dpkg, apt, rpm and dnf write \
            them, a pattern such as 'libssl*', or what a package provides: a capability or, with rpm, a file.

            LOCK is a lock file, FILE@REVISION of its git repository, DISTRO/ARCH, or DISTRO/ARCH@N of the \
            history.
            """,
        examples: [
            Example("mirror why debian12 amd64 libssl3", "The nearest wishes"),
            Example("mirror why rocky9 x86_64 'libcurl*' --all", "All wishes of several packages"),
            Example(
                "mirror why debian12/amd64@previous libssl3", "As the build before the last had it"),
            Example(
                "mirror why centos7 x86_64 libnl3 --tree --format dot",
                "What needs it, for Graphviz"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions
    private let choice: LockChoice
    private let question: String

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        let words = arguments[Self.words]
        let hints = ["`mirror why DISTRO ARCH PACKAGE`, or `mirror why LOCK PACKAGE`"]
        guard let (choice, rest) = LockChoice.split(words, options), let question = rest.first
        else { throw .invalid("a package is missing", hints: hints) }
        if rest.count > 1 {
            throw .invalid("`\(rest[1])` is one word too many", hints: hints)
        }
        self.choice = choice
        self.question = question
    }

    func run() async throws {
        let isAll = arguments[Self.all]
        let extent = WhyExtent(
            wishes: isAll ? nil : 5, chains: isAll ? 100 : 1, hasTree: arguments[Self.tree])
        let answer = try Why(options).answer(question, in: choice, extent)
        let output = Output(arguments)
        let text = WhyText(answer, styler: output.styler, width: output.width)
        switch output.format {
        case .json: output.print(answer.json(hasTree: extent.hasTree))
        case .dot: if !answer.findings.isEmpty { output.print(answer.dot(hasTree: extent.hasTree)) }
        default: output.print(extent.hasTree ? text.tree : text.chains)
        }
        if answer.findings.isEmpty { throw absence(answer) }
    }

    /// That nothing was found, and where else to look.
    private func absence(_ answer: WhyAnswer) -> MirrorError {
        let place = "\(answer.distro) \(answer.architecture)"
        if !answer.assumed.isEmpty {
            let names = answer.baselines.map { "`\($0)`" }.joined(separator: ", ")
            let list = answer.assumed.joined(separator: ", ")
            return MirrorError(
                .answerIsNo,
                "`\(question)` is not in the lock of \(place), since it is on the machine already: \(list)",
                hints: [
                    "the baseline \(names.isEmpty ? "" : names + " ")says so; `--baseline-mode ship` would ship it"
                ])
        }
        // As it can be pasted.
        let isPlain = question.allSatisfy {
            $0.isASCII && ($0.isLetter || $0.isNumber || "+-._:/=@,^".contains($0))
        }
        let word = isPlain ? question : "'\(question.replacing("'", with: "'\\''"))'"
        var hints: [String] = []
        if !answer.near.isEmpty {
            let near = answer.near.map { "`\($0)`" }.joined(separator: " or ")
            hints.append("did you mean \(near)?")
        }
        if question.hasPrefix("/"), answer.client == "apt" {
            hints.append("a lock of deb packages does not say which files they hold")
        }
        hints += elsewhere(place, word)
        return MirrorError(
            .answerIsNo, "`\(question)` is not in the lock of \(place)", hints: hints)
    }

    /// What tells more of a question: a search knows words alone, neither versions nor architectures.
    private func elsewhere(_ place: String, _ word: String) -> [String] {
        let isWord = question.hasPrefix("/") || question.hasSuffix(")")
        let name = isWord ? question[...] : question.prefix { !"=<>:/ ".contains($0) }
        let isWhole = name == question[...] || name.isEmpty
        return [
            "`mirror why-not \(place) \(word)` says why it is not there",
            isWhole
                ? "`mirror search \(place) \(word)` says whether upstream has it"
                : "`mirror show \(place) \(name)` says what upstream has of it",
        ]
    }
}
