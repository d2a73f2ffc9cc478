internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror check`: which packages of upstream's repositories cannot be installed.
struct CheckCommand: Command {
    static let words = PositionalList<String>(
        "WORD", completion: .dynamic("distros"), help: "DISTRO ARCH, or with `--repo` nothing")
    static let only = OptionList<String>(
        "only", value: "NAME", commas: true,
        help: "Check packages of this name alone, or of all that match a pattern such as 'lib*'")

    static let schema = Schema(
        "check", "Find packages of upstream's repositories that cannot be installed",
        arguments: [
            words, ResolveCommand.family, ResolveCommand.repositories,
            ResolveCommand.architecture, ResolveCommand.platform, only,
        ],
        discussion: """
            Asks for each version of each package by itself, on an empty machine, and says why it cannot be \
            installed if it cannot. Packages that modules or excludes hide do not count. Exits with 1 if there \
            are any that cannot.
            """,
        examples: [
            Example("mirror check debian12 arm64", "All of Debian 12 with its updates"),
            Example("mirror check rocky9 x86_64 --only 'python3*' --format json", "As data"),
            Example(
                "mirror check --family deb --repo main=Packages.xz --arch arm64",
                "A given index"),
        ])

    private let arguments: Arguments
    private let options: BuildOptions
    private var isOverIndexes: Bool { !arguments[ResolveCommand.repositories].isEmpty }

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
        let words = arguments[Self.words]
        let hint = "`mirror check DISTRO ARCH`, or `--repo ID=INDEX`"
        if arguments[ResolveCommand.repositories].isEmpty {
            if words.count < 2 {
                throw .invalid("a distro and an architecture are missing", hints: [hint])
            }
        } else if arguments[ResolveCommand.family] == nil {
            throw .invalid("`--repo` needs `--family`", hints: ["`--family deb` or `--family rpm`"])
        }
        if let extra = words.dropFirst(isOverIndexes ? 0 : 2).first {
            throw .invalid(
                "`\(extra)` is one word too many", hints: [hint, "names go behind `--only`"])
        }
    }

    func run() async throws {
        let report = try await Terminal(arguments).run(check)
        Output(arguments).print(
            json: Self.json(report),
            text: VisibleText.of(Self.text(report), keepingLines: true))
        if !report.broken.isEmpty { try StandardStream.end(.answerIsNo) }
    }

    private func check(_ observer: BuildObserver) async throws(MirrorError) -> Check.Report {
        let check = Check(options, only: arguments[Self.only], observer: observer)
        if !isOverIndexes {
            let words = arguments[Self.words]
            return try await check.run(distro: words[0], architecture: words[1])
        }
        let indexes = arguments[ResolveCommand.repositories].map { ($0.name, $0.value) }
        let architecture = arguments[ResolveCommand.architecture]
        if arguments[ResolveCommand.family] == .rpm {
            return try check.run(
                rpmRepositories: indexes, architecture: architecture ?? "x86_64",
                platform: arguments[ResolveCommand.platform])
        }
        return try check.run(
            indexes: indexes.map { ($0.0, FilePath($0.1)) }, architecture: architecture ?? "amd64")
    }

    // MARK: - Output

    /// The packages by what stands in their way: first what stands in the way of most.
    private static func text(_ report: Check.Report) -> String {
        var order: [String] = []
        var groups: [String: [BrokenPackage]] = [:]
        for package in report.broken {
            if groups[package.cause] == nil { order.append(package.cause) }
            groups[package.cause, default: []].append(package)
        }
        let sorted = order.enumerated().sorted { left, right in
            let counts = [left, right].map { groups[$0.element]?.count ?? 0 }
            return counts[0] != counts[1] ? counts[0] > counts[1] : left.offset < right.offset
        }
        var text = ""
        for (_, cause) in sorted {
            text += cause + "\n"
            for package in groups[cause] ?? [] {
                text += "  \(package.label)\n"
                text += package.lines.map { "    \($0)\n" }.joined()
            }
            text += "\n"
        }
        return text + count(report)
    }

    private static func count(_ report: Check.Report) -> String {
        let all = Count.text(report.checked, "package")
        let hidden = report.hidden == 0 ? "" : "; \(report.hidden) are hidden"
        if report.broken.isEmpty { return "\(all), all can be installed\(hidden)\n" }
        return "\(all), \(report.broken.count) cannot be installed\(hidden)\n"
    }

    private static func json(_ report: Check.Report) -> String {
        JSONText.document { json in
            json.field("checked", report.checked)
            json.field("hidden", report.hidden)
            json.objects("broken", report.broken, indent: 1) { json, package in
                json.fields(
                    package.name, version: package.version, architecture: package.architecture,
                    repository: package.repository)
                json.key("reason")
                package.writeReason(to: &json)
            }
        }
    }
}
