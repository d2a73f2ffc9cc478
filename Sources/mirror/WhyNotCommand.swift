internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror why-not`: why a package or version is not in a mirror, and what would bring it.
struct WhyNotCommand: Command {
    static let distro = Positional<String>(
        "DISTRO", completion: .dynamic("distros"), help: "A distro file's name, such as debian12")
    static let architecture = Positional<String>(
        "ARCH", completion: .dynamic("architectures"), help: "An architecture, such as amd64")
    static let spec = Positional<String>(
        "SPEC", completion: .dynamic("packages"),
        help: "What is missed, in the manifest's words, such as 'nginx (>= 1.26)'")
    static let refresh = Flag(
        "refresh", help: "Fetch the indexes anew, even where earlier runs kept them")

    static let schema = Schema(
        "why-not", "Explain why a package or version is not chosen, and what would bring it",
        arguments: [
            distro, architecture, spec, refresh, BaselineOptions.baseline, BaselineOptions.mode,
        ],
        discussion: """
            Says that it is there, or why not: that nothing wishes for it, that another version is preferred, \
            that no repository has it, or what excludes it. Then what would bring it, as a change to the \
            manifest that was tried with all other wishes, and what that would cost. Exits with 0 if it is \
            there or can be had as it was written, with 1 if it cannot.

            Answers from the indexes that earlier runs kept, and fetches only where there are none.
            """,
        examples: [
            Example("mirror why-not debian12 amd64 curl=8.0", "A version"),
            Example(
                "mirror why-not debian12 amd64 'nginx (>= 1.26)' --with docker",
                "At least a version"),
            Example("mirror why-not rocky9 x86_64 /usr/bin/dig --format json", "A file, as data"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        var options = try BuildOptions(arguments)
        options.readBaselines(arguments)
        self.options = options
        try Self.check(arguments)
    }

    /// Refuses to fetch anew without a network.
    static func check(_ arguments: Arguments) throws(UsageError) {
        if arguments[refresh], arguments[Globals.offline] {
            throw .invalid(
                "`--refresh` fetches, and `--offline` forbids it", hints: ["leave out one of them"])
        }
    }

    func run() async throws {
        let terminal = Terminal(arguments, isQuestion: true)
        let answer = try await terminal.run { observer throws(MirrorError) in
            try await WhyNot(
                options, refreshes: arguments[Self.refresh], observer: observer
            ).run(
                distro: arguments[Self.distro], architecture: arguments[Self.architecture],
                spec: arguments[Self.spec])
        }
        let output = Output(arguments)
        output.print(
            json: answer.json(),
            text: WhyNotText(answer, width: output.width, styler: output.styler).text)
        if !answer.isYes { try StandardStream.end(.answerIsNo) }
    }
}
