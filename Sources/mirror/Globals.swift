internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// The options that every command takes; each also as `MIRROR_<NAME>` and in the site file.
enum Globals {
    static let manifest = Option<String>(
        "manifest", value: "FILE", default: "packages.yaml", setting: true,
        help:
            "Read the wanted packages from FILE; if there is no packages.yaml here, the installed one"
    )
    static let distros = OptionList<String>(
        "distros", value: "DIR", setting: true,
        help: "Look for distro files in DIR before ./distros and the installed ones")
    static let output = Option<String>(
        "output", short: "o", value: "DIR", default: "out", setting: true,
        completion: .directory, help: "Publish trees below DIR")
    static let locks = Option<String>(
        "locks", value: "DIR", default: "locks", setting: true, help: "Keep lock files in DIR")
    static let state = Option<String?>(
        "state", value: "DIR", shownDefault: "$XDG_STATE_HOME/mirror", setting: true,
        help: "Keep the signing key and the history in DIR")
    static let cache = Option<String?>(
        "cache", value: "DIR", shownDefault: "$XDG_CACHE_HOME/mirror", setting: true,
        help: "Keep fetched packages and indexes in DIR")
    static let source = OptionList<NamedValue>(
        "source", value: "REPOSITORY=URL",
        help: "Fetch a repository from URL or a directory, not its own addresses; may be repeated")
    static let with = OptionList<String>(
        "with", value: "REPOSITORY", commas: true, setting: true,
        completion: .dynamic("repositories"),
        help: "Use repositories that are off by default, such as docker,kubernetes")
    static let without = OptionList<String>(
        "without", value: "REPOSITORY", commas: true, setting: true,
        completion: .dynamic("repositories"),
        help: "Do not use these repositories")
    static let set = OptionList<NamedValue>(
        "set", value: "VARIABLE=VALUE", setting: true,
        help: "Set a variable of the distro file, such as kubernetes=v1.33")
    static let signKey = Option<String?>(
        "sign-key", value: "KEY", setting: true, completion: .file,
        help: "Sign with KEY, a file or a key of your keyring, instead of the mirror's own")
    static let jobs = Option<Int>(
        "jobs", short: "j", value: "N", default: 8, setting: true,
        help: "Run at most N downloads at once"
    ).within(1...256)
    static let limitRate = Option<ByteRate?>(
        "limit-rate", value: "RATE", setting: true,
        help: "Fetch at most RATE bytes per second, such as 10M")
    static let offline = Flag(
        "offline", setting: true, help: "Fetch nothing; use what earlier runs kept")
    static let format = Option<OutputFormat>(
        "format", value: "FORMAT", default: .text, setting: true,
        help: "Print results as FORMAT; some commands have others"
    ).offering([.text, .json])
    static let quiet = Flag(
        "quiet", short: "q", setting: true,
        help:
            "Print no progress, notes or warnings; a history that is lost is told of all the same"
    )
    static let verbose = Flag("verbose", short: "v", setting: true, help: "Print every step")
    static let color = Option<ColorMode>(
        "color", value: "WHEN", default: .auto, setting: true, help: "Use colour")

    // What build and resolve have in common beside these.

    static let preferLocked = Flag(
        "prefer-locked", help: "Stay close to the former lock: change only what has to change")
    static let minimal = Flag("minimal", help: "Take the answer with fewest bytes")
    static let closure = Option<Closure?>(
        "closure", value: "KIND", shownDefault: "as the distro file says",
        help: "Take what a client would choose, or with `broad` every provider of every need")

    /// The option of a command that prints its results in other formats than text and JSON alone.
    static func formats(_ formats: OutputFormat...) -> Option<OutputFormat> {
        Option<OutputFormat>(
            "format", value: "FORMAT", default: .text, setting: true,
            help: "Print results as FORMAT"
        ).offering(formats)
    }

    static let all: [any ArgumentDeclaration] = [
        manifest, distros, output, locks, state, cache, source, with, without, set, signKey, jobs,
        limitRate, offline, format, quiet, verbose, color,
    ]
}

/// How results are printed.
enum OutputFormat: String, CaseIterable, ArgumentValue {
    case text, json, markdown, html, dot, github, gitlab, list
}

/// How much of what could serve a wish is taken.
enum Closure: String, CaseIterable, ArgumentValue {
    case exact, broad

    var kind: ClosureKind {
        switch self {
        case .exact: .exact
        case .broad: .broad
        }
    }
}

extension BuildOptions {
    /// Takes over what is wanted of an answer beside the client's own choice.
    mutating func readObjectives(_ arguments: Arguments) {
        prefersLocked = arguments[Globals.preferLocked]
        isMinimal = arguments[Globals.minimal]
        closure = arguments[Globals.closure]?.kind
    }

    /// The options of a command, with the site file's sources.
    init(_ arguments: Arguments) throws(UsageError) {
        self.init()
        manifest = BuildOptions.manifest(arguments[Globals.manifest])
        distros =
            try BuildOptions.directories(arguments[Globals.distros])
            + [FilePath("distros"), BuildOptions.installed / "distros"]
        output = FilePath(arguments[Globals.output])
        locks = FilePath(arguments[Globals.locks])
        state = arguments[Globals.state].map { FilePath($0) } ?? BuildOptions.stateDirectory
        cache = arguments[Globals.cache].map { FilePath($0) } ?? BuildOptions.cacheDirectory
        sources = try arguments[Globals.source].map { (source) throws(UsageError) in
            (source.name, try BuildOptions.address(source.value, of: source.name))
        }
        namedSources = sources.map { $0.0 }
        for source in Site.current.sources
        where !sources.contains(where: { $0.0 == source.repository }) {
            sources += source.urls.map { (source.repository, $0) }
        }
        with = arguments[Globals.with]
        without = arguments[Globals.without]
        for value in arguments[Globals.set] { variables[value.name] = value.value }
        signKey = arguments[Globals.signKey]
        jobs = arguments[Globals.jobs]
        rateLimit = arguments[Globals.limitRate].map { Int($0.bytesPerSecond) }
        isOffline = arguments[Globals.offline]
        if let text = Environment["MIRROR_RETRY_WAIT"] {
            guard let wait = Duration(argument: text) else {
                throw .invalid("`MIRROR_RETRY_WAIT` is `\(text)`, which is no duration")
            }
            firstBackoff = wait
        }
        if let text = Environment["SOURCE_DATE_EPOCH"] {
            guard let seconds = Int64(text), seconds >= 0 else {
                throw .invalid("`SOURCE_DATE_EPOCH` is `\(text)`, which is no number of seconds")
            }
            sourceDate = Timestamp(seconds: seconds)
        }
    }

    /// Directories that somebody named, and that therefore have to be there.
    private static func directories(_ names: [String]) throws(UsageError) -> [FilePath] {
        for name in names where !Files.isDirectory(FilePath(name)) {
            let isThere = Files.exists(FilePath(name))
            throw .invalid(
                isThere
                    ? "`--distros \(name)` is no directory"
                    : "there is no directory `\(name)`, which `--distros` names")
        }
        return names.map { FilePath($0) }
    }

    /// Where a repository is: a URL as it is, and a directory by its whole path, since a URL has no working
    /// directory.
    private static func address(_ text: String, of repository: String) throws(UsageError) -> String
    {
        // What is put together from variables shows later.
        let isWhole = text.contains("://") || text.hasPrefix("/") || text.contains("$")
        if isWhole || text.hasPrefix("file:") { return text }
        guard Files.isDirectory(FilePath(text)), let path = try? Files.absolute(FilePath(text))
        else {
            throw .invalid(
                "`\(text)`, from where `--source` takes `\(repository)`, is neither a URL nor a directory"
            )
        }
        return path.string
    }

    private static var stateDirectory: FilePath {
        (Environment["XDG_STATE_HOME"].map { FilePath($0) } ?? Environment.home / ".local/state")
            / "mirror"
    }

    private static var cacheDirectory: FilePath {
        (Environment["XDG_CACHE_HOME"].map { FilePath($0) } ?? Environment.home / ".cache")
            / "mirror"
    }

    /// The manifest that was named; the installed one where none was and there is none here.
    private static func manifest(_ name: String) -> FilePath {
        let fallback = installed / "packages.yaml"
        let isAbsent = name == "packages.yaml" && !Files.exists(FilePath(name))
        return isAbsent && Files.exists(fallback) ? fallback : FilePath(name)
    }

    /// Beside an installed binary: `PREFIX/bin/mirror` has `PREFIX/share/mirror`.
    private static var installed: FilePath {
        let binary = (try? SymbolicLink.target(of: "/proc/self/exe")) ?? "/usr/local/bin/mirror"
        return binary.parent.parent / "share/mirror"
    }
}
