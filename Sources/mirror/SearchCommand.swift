internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import MirrorQuestions
internal import SystemIO

/// `mirror search`: packages of a distro's repositories, by words.
struct SearchCommand: Command {
    static let distro = Positional<String>(
        "DISTRO", completion: .dynamic("distros"), help: "A distro file's name, such as debian12")
    static let architecture = Positional<String>(
        "ARCH", completion: .dynamic("architectures"), help: "An architecture, such as amd64")
    static let words = PositionalList<String>(
        "WORD", minimum: 1,
        help: "A part of a name, a summary or a path; a pattern with *, ? or [ describes all of it")
    static let names = Flag("names", help: "Look into names of packages")
    static let provides = Flag("provides", help: "Look into names that packages provide")
    static let files = Flag("files", help: "Look into paths of files")
    static let summary = Flag("summary", help: "Look into summaries")
    static let exact = Flag("exact", help: "Find what is called exactly so, not what holds a word")
    static let limit = Option<Int?>(
        "limit", value: "N", shownDefault: "50 on a terminal, else all",
        help: "Show at most N packages; 0 for all")
    static let refresh = Flag("refresh", help: "Ask for new indexes although they are kept")

    static let schema = Schema(
        "search", "Find packages of a distro's repositories",
        arguments: [
            distro, architecture, words, names, provides, files, summary, exact, limit, refresh,
            Globals.formats(.text, .json, .list),
        ],
        discussion: """
            All words have to fit a package: its name, what it provides, or its summary; a word that begins \
            with a slash is looked for among files. The options that name a part say where to look instead, \
            and may be combined. Capital and small letters are the same. Exact names come first, then names \
            that begin with a word, names that hold it, then what is provided, files and summaries.

            It answers from the indexes that earlier runs kept, and fetches them where they are not there. \
            An asterisk marks what the lock has. Exits with 1 if nothing is found.
            """,
        examples: [
            Example("mirror search debian12 amd64 http server", "What fits both words"),
            Example("mirror search rocky9 x86_64 /usr/bin/dig --exact", "Who has a file"),
            Example("mirror search debian12 amd64 --names 'php8.2-*'", "Names of a pattern"),
            Example(
                "mirror search rocky9 x86_64 --provides 'pkgconfig(zlib)'", "Who provides a name"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions
    private let query: SearchQuery

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        var fields: Set<SearchField> = []
        if arguments[Self.names] { fields.insert(.names) }
        if arguments[Self.provides] { fields.insert(.provides) }
        if arguments[Self.files] { fields.insert(.files) }
        if arguments[Self.summary] { fields.insert(.summary) }
        query = SearchQuery(
            arguments[Self.words], fields: fields, isExact: arguments[Self.exact])
        if let limit = arguments[Self.limit], limit < 0 {
            throw .invalid("`--limit` is \(limit), but has to be 0 or more")
        }
    }

    func run() async throws {
        let terminal = Terminal(arguments, isQuestion: true)
        let report = try await terminal.run { observer throws(MirrorError) in
            try await Search(
                options, observer: observer, refreshes: arguments[Self.refresh]
            ).run(
                query, distro: arguments[Self.distro], architecture: arguments[Self.architecture])
        }
        let output = Output(arguments)
        let text = SearchText(
            report, limit: limit(output.isTerminal), styler: output.styler, width: output.width)
        switch output.format {
        case .json: output.print(text.json)
        case .list: output.print(text.list)
        default: output.print(text.table)
        }
        if report.packages.isEmpty { throw text.failure }
        if text.hiddenCount > 0 {
            terminal.remark("\(text.hiddenCount) more; `--limit 0` shows all")
        }
    }

    private func limit(_ isTerminal: Bool) -> Int {
        let limit = arguments[Self.limit] ?? (isTerminal ? 50 : 0)
        return limit == 0 ? .max : limit
    }
}
