internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror index`: a repository of loose packages.
struct IndexCommand: Command {
    static let directory = Positional<String>(
        "DIR", completion: .directory, help: "The directory that holds `.rpm` or `.deb` files")
    static let compression = Option<IndexCompressionName>(
        "compression", value: "NAME", default: .gz,
        help: "Compress an rpm repository's documents as NAME; yum of EL7 reads gz alone")
    static let databases = Flag(
        "databases", help: "Write sqlite databases for yum beside an rpm repository's documents")
    static let changes = Option<Int>(
        "changes", value: "N", default: 10, help: "List the newest N changes of each rpm package"
    ).within(0...1_000_000)
    static let sign = Flag(
        "sign", help: "Sign the metadata with the mirror's own key, or with that of --sign-key")
    static let skipBroken = Flag(
        "skip-broken", help: "Leave out files that are no packages, instead of writing nothing")

    static let schema = Schema(
        "index", "Make a repository of loose package files",
        arguments: [directory, compression, databases, changes, sign, skipBroken],
        discussion: """
            Reads the headers of all `.rpm` and `.deb` files below DIR, and writes what their package managers \
            need to install from it: `repodata` for rpm, `Packages` and `Release` for deb. Packages stay where \
            they are. The same files with the same times give the same metadata; SOURCE_DATE_EPOCH sets the time. \
            What others have put into `repodata`, such as groups, stays in it.
            """,
        examples: [
            Example("mirror index packages/", "Packages of your own, of either kind"),
            Example("mirror index packages/ --databases --sign", "For yum, and signed"),
        ])

    private let arguments: Arguments
    private let options: LooseIndex.Options

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        let shared = try BuildOptions(arguments)
        var options = LooseIndex.Options()
        options.jobs = shared.jobs
        options.compression = arguments[Self.compression].compression
        options.hasDatabases = arguments[Self.databases]
        options.changeLimit = arguments[Self.changes]
        options.skipsBroken = arguments[Self.skipBroken]
        options.isSigned = arguments[Self.sign]
        options.signKey = shared.signKey
        options.state = shared.state
        options.sourceDate = shared.sourceDate
        self.options = options
    }

    func run() async throws {
        let directory = FilePath(arguments[Self.directory])
        let summary = try await Terminal(arguments).run { observer throws(MirrorError) in
            try LooseIndex(directory, options: options, observer: observer).run()
        }
        Output(arguments).print(json: summary.json() + "\n", summary: text(of: summary))
    }

    private func text(of summary: LooseIndex.Summary) -> String {
        var counts: [String] = []
        if summary.rpmPackages > 0 || summary.debPackages == 0 {
            counts.append(Count.text(summary.rpmPackages, "rpm package"))
        }
        if summary.debPackages > 0 {
            counts.append(Count.text(summary.debPackages, "Debian package"))
        }
        let skipped = summary.skipped.isEmpty ? "" : ", \(summary.skipped.count) left out"
        return "\(summary.directory): indexed \(counts.joined(separator: " and "))\(skipped)\n"
    }
}

/// The compressions of an rpm repository's documents, by their endings.
enum IndexCompressionName: String, CaseIterable, ArgumentValue {
    case gz, xz, zst

    var compression: LooseIndex.Options.Compression {
        switch self {
        case .gz: .gz
        case .xz: .xz
        case .zst: .zst
        }
    }
}
