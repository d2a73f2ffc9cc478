internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror show`: everything that repositories say of packages.
struct ShowCommand: Command {
    static let distro = Positional<String>(
        "DISTRO", completion: .dynamic("distros"), help: "A distro file's name, such as debian12")
    static let architecture = Positional<String>(
        "ARCH", completion: .dynamic("architectures"), help: "An architecture, such as amd64")
    static let packages = PositionalList<String>(
        "PACKAGE", minimum: 1, completion: .dynamic("packages"),
        help: "A name, name=version, name:arch, a pattern, a file, or what a package provides")
    static let all = Flag("all", help: "Show all versions in full, not the candidate alone")

    static let schema = Schema(
        "show", "Show what repositories say of packages, in all their versions",
        arguments: [distro, architecture, packages, all, WhyNotCommand.refresh],
        discussion: """
            Shows the version that the client would install in full, and the others as lines, the newest \
            first, with what the lock has of them. Without a package of the name, those that provide it. Exits \
            with 1 if there is none.

            Answers from the indexes that earlier runs kept, and fetches only where there are none.
            """,
        examples: [
            Example("mirror show debian12 amd64 curl", "All versions of a package"),
            Example("mirror show rocky9 x86_64 nginx --all", "Each in full"),
            Example("mirror show debian12 amd64 'php8.2-*'", "Those that match a pattern"),
            Example(
                "mirror show rocky9 x86_64 /usr/bin/dig --format json", "What holds a file, as data"
            ),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        try WhyNotCommand.check(arguments)
    }

    func run() async throws {
        let (distro, architecture) = (arguments[Self.distro], arguments[Self.architecture])
        let terminal = Terminal(arguments, isQuestion: true)
        let answers = try await terminal.run { observer throws(MirrorError) in
            try await Show(
                options, refreshes: arguments[WhyNotCommand.refresh], observer: observer
            ).run(
                distro: distro, architecture: architecture, questions: arguments[Self.packages])
        }
        let output = Output(arguments)
        let text = ShowText(
            width: output.width, styler: output.styler, isFull: arguments[Self.all])
        output.print(
            json: ShowAnswer.json(answers, distro: distro, architecture: architecture),
            text: answers.map(text.text).filter { !$0.isEmpty }.joined(separator: "\n"))
        let problems = answers.filter { $0.match == .none }.map { answer in
            MirrorError.Problem(
                "nothing in \(distro) \(architecture) is or provides `\(answer.question)`",
                hints: Self.hints(answer))
        }
        if !problems.isEmpty { throw MirrorError(.answerIsNo, problems: problems) }
    }

    /// What may have been meant.
    private static func hints(_ answer: ShowAnswer) -> [String] {
        var hints = answer.notes
        let near = answer.near.map { "`\($0)`" }
        if !near.isEmpty { hints.append("did you mean \(near.joined(separator: " or "))?") }
        if !answer.elsewhere.isEmpty {
            hints.append(
                "`\(answer.question)` exists in \(answer.elsewhere.joined(separator: ", "))")
        }
        return hints
    }
}
