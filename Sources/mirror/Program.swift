internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// The program: its commands, and how it begins and ends.
@main
enum Program {
    static let version = "0.1.0"

    static let commands = CommandSet(
        program: "mirror", version: version,
        abstract: "Build offline mirrors of operating system packages",
        discussion: """
            From one packages.yaml and one small file per distribution, mirror works out which packages an \
            isolated machine needs, fetches and verifies them, and publishes a signed repository that the \
            machine's own package manager installs from; for any distribution and architecture, on any host.
            """,
        groups: [
            CommandGroup(
                "Mirrors",
                [
                    BuildCommand.self,
                    ResolveCommand.self,
                    CheckCommand.self,
                    ProveCommand.self,
                    DistrosCommand.self,
                    IndexCommand.self,
                    MatrixCommand.self,
                    LintCommand.self,
                ]),
            CommandGroup(
                "Questions",
                [
                    DiffCommand.self,
                    WhyCommand.self,
                    WhyNotCommand.self,
                    ShowCommand.self,
                    SearchCommand.self,
                    ListCommand.self,
                ]),
            CommandGroup(
                "History",
                [
                    HistoryCommand.self,
                    ShowSnapshotCommand.self,
                    RollbackCommand.self,
                    GcCommand.self,
                ]),
            CommandGroup(
                "The program itself",
                [CompletionsCommand.self, ManCommand.self, ReferenceCommand.self]),
        ],
        globals: Globals.all,
        exitStatus: [
            ExitStatus(0, "Done."),
            ExitStatus(
                1,
                "The answer is no: the wishes or packages cannot be installed, or not on every baseline; nothing was found; or `diff --exit-code` found differences."
            ),
            ExitStatus(2, "The command line, the manifest or a distro file is wrong."),
            ExitStatus(3, "The network failed, after retries."),
            ExitStatus(4, "Content, a signature or a date does not bear out what it should."),
            ExitStatus(5, "The local disk failed: unreadable, not writable, full."),
            ExitStatus(70, "A bug of this program."),
            ExitStatus(130, "Interrupted; the next run goes on where this one stopped."),
        ])

    static func main() async {
        FileHandle.holdStandardStreams()
        let words = Array(CommandLine.arguments.dropFirst())
        do {
            try await run(words)
            if let loss = StandardStream.loss { throw loss }
            Environment.exit(0)
        } catch {
            let lenient = commands.globalArguments(words)
            let styler = Styler(
                lenient[Globals.color], isTerminal: Environment.isTerminal(2),
                environment: { Environment[$0] })
            StandardStream.error.write(styler.rendered(mirrorError(error)) + "\n")
            Environment.exit(mirrorError(error).category.exitCode)
        }
    }

    private static func mirrorError(_ error: any Error) -> MirrorError {
        switch error {
        case let error as MirrorError: error
        case let error as UsageError: error.mirrorError
        case is CancellationError: MirrorError(.interrupted, "interrupted")
        default: MirrorError(.bug, "unexpected: \(error)")
        }
    }

    private static func run(_ words: [String]) async throws {
        let site = try site(words)
        let settings = Settings(environment: { Environment[$0] }, site: site.options)
        switch try commands.dispatch(words, settings: settings) {
        case .run(let command, _): try await interruptibly { try await command.run() }
        case .help(let command):
            let width = Environment.terminalWidth(1) ?? 80
            StandardStream.output.write(commands.help(command: command, width: min(width, 100)))
        case .version: StandardStream.output.write(commands.versionText + "\n")
        case .complete(let kind, let options, let words):
            Completion(commands.globalArguments(options, settings: settings), words)?.answer(kind)
        }
    }

    /// What the site files set. One that cannot be read stops a command, but not a look at the help.
    private static func site(_ words: [String]) throws(MirrorError) -> Site {
        do throws(MirrorError) { return try Site.load(knownOptions: commands.settingNames) } catch {
            let settings = Settings(environment: { Environment[$0] }, site: [:])
            if case .run = try? commands.dispatch(words, settings: settings) { throw error }
            return Site()
        }
    }

    /// Runs a command so that the first signal ends it in order; the second ends the process.
    private static func interruptibly(_ body: @escaping @Sendable () async throws -> Void)
        async throws
    {
        let work = Task { try await body() }
        do {
            try Signals.install { _ in work.cancel() }
        } catch {
            throw MirrorError(.bug, "cannot listen for signals: \(error.reason)")
        }
        try await work.value
    }
}
