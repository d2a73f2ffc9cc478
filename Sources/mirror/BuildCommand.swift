internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror build`: from the manifest to a signed tree.
struct BuildCommand: Command {
    static let distro = Positional<String?>(
        "DISTRO", completion: .dynamic("distros"), help: "A distro file's name, such as debian12")
    static let architectures = PositionalList<String>(
        "ARCH", completion: .dynamic("architectures"),
        help: "Architectures, such as amd64 arm64; all of the distro's if none is given")
    static let all = Flag("all", help: "Build every distro and architecture there is")
    static let locked = Flag(
        "locked", help: "Build from the lock alone; fail if it is missing or stale")
    static let dryRun = Flag(
        "dry-run", short: "n", help: "Resolve and report; write neither lock nor tree")
    static let lockOnly = Flag(
        "lock-only", help: "Resolve and write the lock; download and publish nothing")
    static let force = Flag("force", short: "f", help: "Build even where nothing is new")
    static let recommends = Flag(
        "recommends", negatable: true, shownDefault: "as the distro file says",
        help: "Take recommended packages, whatever the distro file says")

    static let schema = Schema(
        "build", "Resolve, download, verify and publish a mirror",
        arguments: [
            distro, architectures, all, locked, lockOnly, dryRun, force, recommends,
            Globals.preferLocked, Globals.minimal, Globals.closure,
            BaselineOptions.baseline, BaselineOptions.mode,
        ],
        discussion: """
            Reads the manifest and the distro file, fetches and verifies the repositories' indexes, works \
            out which packages an isolated machine needs, downloads and verifies them, and publishes a \
            signed repository below the output directory. The lock file records exactly what was taken. \
            When nothing is new, nothing is done.
            """,
        examples: [
            Example("mirror build debian12 amd64", "One distribution, one architecture"),
            Example("mirror build debian12 amd64 arm64", "Both architectures in one tree"),
            Example("mirror build debian12 amd64 --locked", "Exactly what the lock says"),
            Example(
                "mirror build ubuntu2204 amd64 --with docker,kubernetes",
                "With packages of other makers"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        var options = try BuildOptions(arguments)
        options.readBaselines(arguments)
        options.isLocked = arguments[Self.locked]
        options.isDryRun = arguments[Self.dryRun]
        options.isForced = arguments[Self.force]
        options.isLockOnly = arguments[Self.lockOnly]
        options.readObjectives(arguments)
        // Of all distros some have the repository and some do not.
        if arguments[Self.all] { options.namedSources = [] }
        if arguments.count(of: Self.recommends) > 0 {
            options.recommends = arguments[Self.recommends]
        }
        self.options = options
        if options.isLocked, options.isLockOnly {
            throw .invalid("`--locked` reads the lock, and `--lock-only` writes it")
        }
        let isNamed = arguments[Self.distro] != nil
        if arguments[Self.all] == isNamed {
            throw .invalid(
                isNamed
                    ? "`--all` builds everything; no distro can be named beside it"
                    : "no distro is named",
                hints: ["`mirror distros` lists what there is; `--all` builds everything"])
        }
    }

    func run() async throws {
        let terminal = Terminal(arguments)
        let output = Output(arguments)
        var failures: [MirrorError] = []
        var last: String?
        for (distro, architecture) in try cells() {
            // Once for all architectures of a distro, which follow one another.
            if distro != last { terminal.warnOfEnd(of: distro, options) }
            last = distro
            do throws(MirrorError) {
                let summary = try await terminal.run { observer throws(MirrorError) in
                    try await Build(options, observer: observer)
                        .run(distro: distro, architecture: architecture)
                }
                output.print(json: summary.json() + "\n", summary: SummaryText(summary).text)
            } catch {
                if error.category == .interrupted || !arguments[Self.all] { throw error }
                failures.append(error)
                StandardStream.error.write(terminal.styler.rendered(error) + "\n")
            }
        }
        if let first = failures.first {
            throw MirrorError(
                first.category, "\(Count.text(failures.count, "build")) failed; see above")
        }
    }

    private func cells() throws(MirrorError) -> [(String, String)] {
        guard let distro = arguments[Self.distro] else {
            var found: [(String, String)] = []
            for name in Workspace.names(in: options.distros).keys.sorted() {
                let file = try Workspace.distro(name, in: options.distros)
                for architecture in file.distro.architectures {
                    found.append((name, architecture.name))
                }
            }
            return found
        }
        let named = arguments[Self.architectures]
        if !named.isEmpty { return named.map { (distro, $0) } }
        let file = try Workspace.distro(distro, in: options.distros)
        return file.distro.architectures.map { (distro, $0.name) }
    }
}
