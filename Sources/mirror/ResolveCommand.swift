internal import CommandLineKit
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror resolve`: the closure of wishes, without a download.
struct ResolveCommand: Command {
    static let words = PositionalList<String>(
        "WORD", completion: .dynamic("wishes"),
        help: "DISTRO ARCH [WISH...], or with `--repo` only wishes")
    static let family = Option<Family?>(
        "family", value: "FAMILY", help: "What kind of indexes `--repo` names")
    static let repositories = OptionList<NamedValue>(
        "repo", value: "ID=INDEX", completion: .file,
        help:
            "Read this Packages or primary index, or the repository in this directory, instead of a distro's"
    )
    static let architecture = Option<String?>(
        "arch", value: "ARCH", shownDefault: "amd64, with rpm x86_64",
        help: "The native architecture with `--repo`")
    static let platform = Option<String?>(
        "platform", value: "MODULE:STREAM",
        help: "What modules of `--repo` are for, such as platform:el9")
    static let each = Flag("each", help: "Answer each wish by itself, one JSON object a line")
    static let wishes = Option<String?>(
        "wishes", value: "FILE", completion: .file, help: "Read wishes from FILE, one a line")
    static let weak = Flag(
        "weak", negatable: true, shownDefault: "as the distro file says",
        help: "Take recommended packages, whatever the distro file says")

    static let schema = Schema(
        "resolve", "Show what wishes would install, without downloading",
        arguments: [
            words, family, repositories, architecture, platform, each, wishes, weak,
            Globals.preferLocked, Globals.minimal, Globals.closure,
            BaselineOptions.baseline, BaselineOptions.mode,
        ],
        discussion: """
            Without wishes, resolves what the manifest asks for. Exits with 1 if the wishes cannot be met \
            together, and says why.
            """,
        examples: [
            Example("mirror resolve debian12 arm64 curl", "What curl needs on arm64"),
            Example("mirror resolve debian12 amd64 'nginx (>= 1.22)' --format json", "As data"),
            Example(
                "mirror resolve --family deb --repo d=Packages.xz --arch arm64 --each --wishes list",
                "One answer for each line of a file, over a given index"),
            Example(
                "mirror resolve --family rpm --repo base=/srv/rocky/9/BaseOS curl",
                "What curl needs of a repository on this machine"),
        ])

    /// The families whose indexes can be resolved over.
    enum Family: String, CaseIterable, ArgumentValue { case deb, rpm }

    private let arguments: Arguments
    private let options: BuildOptions
    private var isOverIndexes: Bool { !arguments[Self.repositories].isEmpty }

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        var options = try BuildOptions(arguments)
        options.readBaselines(arguments)
        if arguments.count(of: Self.weak) > 0 { options.recommends = arguments[Self.weak] }
        options.readObjectives(arguments)
        self.options = options
        if arguments[Self.repositories].isEmpty, arguments[Self.words].count < 2 {
            throw .invalid(
                "a distro and an architecture are missing",
                hints: ["`mirror resolve DISTRO ARCH [WISH...]`, or `--repo ID=INDEX`"])
        }
        if isOverIndexes, !options.baselines.isEmpty {
            throw .invalid("`--baseline` needs a distro, and `--repo` has none")
        }
        if !arguments[Self.repositories].isEmpty, arguments[Self.family] == nil {
            throw .invalid("`--repo` needs `--family`", hints: ["`--family deb` or `--family rpm`"])
        }
    }

    func run() async throws {
        let terminal = Terminal(arguments)
        let output = Output(arguments)
        let words = arguments[Self.words]
        if !isOverIndexes { terminal.warnOfEnd(of: words[0], options) }
        var wishes = isOverIndexes ? words : Array(words.dropFirst(2))
        if let file = arguments[Self.wishes] { wishes += try Self.lines(of: FilePath(file)) }
        var failure: MirrorError?
        try await terminal.run { observer throws(MirrorError) in
            try await resolve(wishes, observer) { answer in
                terminal.finish()
                if arguments[Self.each] {
                    output.print(Self.line(answer))
                } else if answer.failure.isEmpty {
                    output.print(json: Self.json(answer), text: Self.text(answer, output))
                } else {
                    output.print(json: Self.json(answer), text: "")
                    failure = MirrorError(
                        .answerIsNo, answer.failure.joined(separator: "\n  "), hints: answer.hints)
                }
            }
        }
        if let failure { throw failure }
    }

    private func resolve(
        _ wishes: [String], _ observer: BuildObserver, _ emit: (Resolve.Answer) -> Void
    ) async throws(MirrorError) {
        let resolve = Resolve(options, observer: observer)
        let each = arguments[Self.each]
        if !isOverIndexes {
            let words = arguments[Self.words]
            try await resolve.run(
                distro: words[0], architecture: words[1], wishes: wishes, each: each, emit)
            return
        }
        let indexes = arguments[Self.repositories].map { ($0.name, $0.value) }
        let architecture = arguments[Self.architecture]
        if arguments[Self.family] == .rpm {
            try await resolve.run(
                rpmRepositories: indexes, architecture: architecture ?? "x86_64",
                platform: arguments[Self.platform], wishes: wishes, each: each, emit)
        } else {
            try resolve.run(
                indexes: indexes.map { ($0.0, FilePath($0.1)) },
                architecture: architecture ?? "amd64", wishes: wishes, each: each, emit)
        }
    }

    private static func lines(of path: FilePath) throws(MirrorError) -> [String] {
        do {
            let text = String(decoding: try Files.read(path), as: UTF8.self)
            return text.split(whereSeparator: \.isNewline).map(String.init)
                .filter { !$0.hasPrefix("#") && !$0.allSatisfy(\.isWhitespace) }
        } catch {
            throw MirrorError(.usage, "cannot read the wishes in `\(path)`: \(error.reason)")
        }
    }

    private static func text(_ answer: Resolve.Answer, _ output: Output) -> String {
        var table = Table([
            .init("name"), .init("version"), .init("arch"), .init("repository", isFlexible: true),
            .init("size", .right),
        ])
        for package in answer.packages {
            table.append([
                .init(package.name), .init(package.version.withoutZeroEpoch),
                .init(package.architecture),
                .init(package.repository), .init(ByteCount.text(Int64(package.size))),
            ])
        }
        let bytes = answer.packages.reduce(0) { $0 + $1.size }
        let count = Count.text(answer.packages.count, "package")
        let minimal = answer.sizes.map { $0.text + "\n" } ?? ""
        return table.rendered(width: output.width, styler: output.styler)
            + "\(count), \(ByteCount.text(Int64(bytes)))\n" + minimal
    }

    private static func json(_ answer: Resolve.Answer) -> String {
        JSONText.document { json in
            json.field("wishes", answer.wishes)
            if !answer.failure.isEmpty {
                json.key("error")
                answer.writeError(to: &json)
                return
            }
            json.objects("packages", answer.packages, indent: 1) { json, package in
                json.fields(
                    package.name, version: package.version, architecture: package.architecture,
                    repository: package.repository)
                json.field("size", package.size)
            }
            answer.sizes?.write(to: &json)
        }
    }

    /// One answer on one line, as `--each` prints it.
    private static func line(_ answer: Resolve.Answer) -> String {
        var json = JSONText()
        json.beginObject()
        json.field("wish", answer.wishes.joined(separator: " "))
        if answer.failure.isEmpty {
            json.field("install", answer.packages.map(\.text))
        } else {
            json.key("error")
            answer.writeError(to: &json)
        }
        json.endObject()
        return json.text + "\n"
    }
}
