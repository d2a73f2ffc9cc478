internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror list`: the packages of a lock.
struct ListCommand: Command {
    static let words = PositionalList<String>(
        "WORD", minimum: 1, completion: .dynamic("packages"),
        help: "DISTRO ARCH [PATTERN...], or LOCK [PATTERN...]")
    static let wishes = OptionList<String>(
        "for", value: "WISH", completion: .dynamic("groups"),
        help: "List only what this wish, or this group, brings in; may be repeated")
    static let repositories = OptionList<String>(
        "repository", value: "REPOSITORY", commas: true, completion: .dynamic("repositories"),
        help: "List only packages of these repositories")
    static let sort = Option<Order>(
        "sort", value: "KEY", default: .name, help: "List by name, or the largest first")

    /// In which order packages are listed.
    enum Order: String, CaseIterable, ArgumentValue { case name, size }

    static let schema = Schema(
        "list", "List the packages of a mirror",
        arguments: [words, wishes, repositories, sort, Globals.formats(.text, .json, .list)],
        discussion: """
            Reads the lock alone. A PATTERN is a name, with or without version and architecture, or a pattern such \
            as 'lib*'. Of a package that a wish names, the wishes and their groups are shown; of one that merely \
            follows, one wish that it follows from, in brackets. Exits with 1 if no package fits.

            LOCK is a lock file, FILE@REVISION of its git repository, DISTRO/ARCH, or DISTRO/ARCH@N of the \
            history. `--format list` prints one name-version-release.arch, or name_version_arch, a line.
            """,
        examples: [
            Example("mirror list debian12 amd64 'lib*' --sort size", "The largest libraries first"),
            Example("mirror list rocky9 x86_64 --for kubelet", "What one wish brings in"),
            Example("mirror list centos7 x86_64 --format list", "For scripts"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions
    private let choice: LockChoice
    private let patterns: [String]

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        guard let (choice, rest) = LockChoice.split(arguments[Self.words], options) else {
            throw .invalid(
                "an architecture is missing",
                hints: ["`mirror list DISTRO ARCH`, or `mirror list LOCK`"])
        }
        self.choice = choice
        patterns = rest
    }

    func run() async throws {
        var listing = try LockListing(
            choice,
            LockListing.Filter(
                patterns: patterns, wishes: arguments[Self.wishes],
                repositories: arguments[Self.repositories]), options)
        if arguments[Self.sort] == .size {
            // Those of one size stay in the order of names.
            listing.packages = listing.packages.enumerated()
                .sorted { ($1.element.size, $0.offset) < ($0.element.size, $1.offset) }
                .map(\.element)
        }
        let output = Output(arguments)
        switch output.format {
        case .json: output.print(listing.json)
        case .list: output.print(listing.packages.map { $0.identity + "\n" }.joined())
        default: output.print(text(listing, output))
        }
        if listing.packages.isEmpty || !listing.unmet.isEmpty { throw Self.absence(listing) }
    }

    /// What is said where nothing fits, or a pattern is one too many.
    private static func absence(_ listing: LockListing) -> MirrorError {
        let place = "\(listing.distro) \(listing.architecture)"
        let unmet = listing.unmet.map { "`\($0)`" }.joined(separator: ", ")
        let near = listing.near.map { "`\($0)`" }.joined(separator: " or ")
        var hints: [String] = []
        if !near.isEmpty {
            hints = ["did you mean \(near)?"]
        } else if let name = listing.unmet.first {
            hints = ["`mirror why-not \(place) \(name)` says why it is not there"]
        }
        return MirrorError(
            .answerIsNo,
            "no package of the lock of \(place) fits" + (unmet.isEmpty ? "" : " \(unmet)"),
            hints: hints)
    }

    private func text(_ listing: LockListing, _ output: Output) -> String {
        if listing.packages.isEmpty { return "" }
        var table = Table([
            .init("name"), .init("version"), .init("arch"),
            .init("repository", isFlexible: true), .init("size", .right),
            .init("for", yieldsFirst: true),
        ])
        for package in listing.packages {
            let reasons = package.reasons.joined(separator: ", ")
            table.append([
                .init(package.name), .init(package.version.withoutZeroEpoch),
                .init(package.architecture),
                .init(package.repository), .init(ByteCount.text(Int64(package.size))),
                package.isWished ? .init(reasons) : .init("(\(reasons))", .dim),
            ])
        }
        let bytes = listing.packages.reduce(0) { $0 + $1.size }
        let wished = listing.packages.count(where: \.isWished)
        return table.rendered(width: output.width, styler: output.styler)
            + "\(Count.text(listing.packages.count, "package")), \(wished) by name, \(ByteCount.text(Int64(bytes)))\n"
    }
}

extension LockListing {
    /// The packages as data; docs/reference/list-json.md describes it.
    fileprivate var json: String {
        JSONText.document { json in
            json.field("lock", lock)
            json.field("distro", distro)
            json.field("arch", architecture)
            json.field("bytes", packages.reduce(0) { $0 + $1.size })
            json.objects("packages", packages, indent: 1) { json, package in
                json.fields(
                    package.name, version: package.version, architecture: package.architecture,
                    repository: package.repository)
                json.field("size", package.size)
                json.field("for", package.reasons)
                json.field("wished", package.isWished)
                if sets > 1 { json.field("sets", package.sets) }
                if package.isBroad { json.field("broad", true) }
            }
        }
    }
}
