internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror lint`: what is wrong in the manifest and the distro files.
struct LintCommand: Command {
    static let distros = PositionalList<String>(
        "DISTRO", completion: .dynamic("distro-names"),
        help: "Distros to look at; all if none is named")
    static let online = Flag(
        "online", help: "Look names up in the repositories, too, and say what they are called there"
    )
    static let strict = Flag("strict", help: "Fail also where there are only warnings")
    static let refresh = Flag("refresh", help: "Ask for new indexes although they are kept")

    static let schema = Schema(
        "lint", "Find mistakes in the manifest and the distro files",
        arguments: [distros, online, strict, refresh, Globals.formats(.text, .json, .github)],
        discussion: """
            Reads packages.yaml, the distro files and the locks, and reports everything at once: errors, which \
            a build would refuse, and warnings. No network is used, unless `--online` asks which names exist \
            on no or only some of the distros that take them; it uses the indexes that earlier runs kept, and \
            fetches them where they are not there. Exits with 2 if there are errors.
            """,
        examples: [
            Example("mirror lint", "Everything"),
            Example("mirror lint --strict --format github", "In a job, with marks in its page"),
            Example("mirror lint --online debian12 rocky9", "Which names two distros lack"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        if arguments[Self.refresh], !arguments[Self.online] {
            throw .invalid("`--refresh` needs `--online`")
        }
    }

    func run() async throws {
        let terminal = Terminal(arguments)
        let report = try await terminal.run { observer throws(MirrorError) in
            try await Lint(options, observer: observer).run(
                distros: arguments[Self.distros], online: arguments[Self.online],
                refreshes: arguments[Self.refresh])
        }
        for place in report.unreachable {
            terminal.warn("\(place.place) is passed over: \(place.message)")
        }
        let output = Output(arguments)
        let text = LintText(report, styler: output.styler)
        switch output.format {
        case .json: output.print(text.json)
        case .github: output.print(text.annotations)
        default: output.print(text.findings)
        }
        let isBad =
            report.count(.error) > 0 || arguments[Self.strict] && !report.findings.isEmpty
        if isBad { try StandardStream.end(.usage) }
    }
}
