internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror distros`: what can be built.
struct DistrosCommand: Command {
    static let patterns = PositionalList<String>(
        "DISTRO", completion: .dynamic("distro-names"),
        help: "Distros, also as patterns such as 'ubuntu*'; all if none is given")

    static let schema = Schema(
        "distros", "List the distros that can be built",
        arguments: [patterns],
        discussion: """
            Reads every distro file, and says for each how long it is supported. Those whose support has ended \
            are marked, and a warning counts them: no security fixes come for them any more.
            """,
        examples: [Example("mirror distros 'debian*'", "Some of them")])

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
    }

    /// A distro with what is left of its support.
    private struct Line {
        var name: String
        var distro: Distro
        /// The last day, as `2028-06-30`, and how many days there are until then; negative where it has passed.
        var end: (day: String, daysLeft: Int)?
        var optional: [String] {
            distro.repositories.filter { !$0.isOnByDefault }.map(\.id)
        }
        var hasEnded: Bool { (end?.daysLeft ?? 1) <= 0 }

        init(_ name: String, _ distro: Distro, at now: Timestamp) {
            self.name = name
            self.distro = distro
            end = distro.endOfLife.map { end in
                // A day that has begun is not left.
                let seconds = end.date.seconds - now.seconds
                let days = seconds >= 0 ? (seconds + 86_399) / 86_400 : seconds / 86_400
                return (String(end.date.iso8601.prefix(10)), Int(days))
            }
        }
    }

    func run() async throws {
        let now = Timestamp(seconds: Environment.now())
        let lines = try names().map { (name) throws(MirrorError) in
            Line(name, try Workspace.distro(name, in: options.distros).distro, at: now)
        }
        let output = Output(arguments)
        output.print(
            json: Self.json(lines),
            text: Self.table(lines).rendered(width: output.width, styler: output.styler))
        let ended = lines.filter(\.hasEnded).map { "`\($0.name)`" }
        if !ended.isEmpty {
            Terminal(arguments).warn(
                "support of \(ended.count) of \(Count.text(lines.count, "distro")) has ended: \(ended.joined(separator: ", "))"
            )
        }
    }

    /// The names that are asked for; a word that fits none is a mistake.
    private func names() throws(MirrorError) -> [String] {
        let all = Workspace.names(in: options.distros).keys.sorted(by: NaturalOrder.areInOrder)
        let patterns = arguments[Self.patterns]
        for pattern in patterns where !all.contains(where: { Glob.matches(pattern, $0) }) {
            let near = Suggestion.near(pattern, among: all).map { "`\($0)`" }
            throw MirrorError(
                .usage, "no distro is like `\(pattern)`",
                hints: near.isEmpty ? [] : ["did you mean \(near.joined(separator: " or "))?"])
        }
        return all.filter { name in
            patterns.isEmpty || patterns.contains { Glob.matches($0, name) }
        }
    }

    private static func table(_ lines: [Line]) -> Table {
        var table = Table([
            .init("distro"), .init("title", isFlexible: true), .init("architectures"),
            .init("optional repositories", mayVanish: true), .init("end of life"),
        ])
        for line in lines {
            let day = line.end?.day ?? "-"
            table.append([
                .init(line.name), .init(line.distro.title),
                .init(line.distro.architectures.map(\.name).joined(separator: " ")),
                .init(line.optional.joined(separator: " ")),
                .init(
                    line.hasEnded ? "\(day) (passed)" : day, line.hasEnded ? .warning : nil),
            ])
        }
        return table
    }

    /// The list as data; see docs/reference/distros-json.md.
    private static func json(_ lines: [Line]) -> String {
        JSONText.document { json in
            json.objects("distros", lines, indent: 1) { json, line in
                json.field("name", line.name)
                json.field("title", line.distro.title)
                json.field("family", line.distro.family.rawValue)
                json.field("architectures", line.distro.architectures.map(\.name))
                json.field("optional", line.optional)
                if let end = line.end {
                    json.field("end-of-life", end.day)
                    json.field("ended", line.hasEnded)
                    json.field("days-left", end.daysLeft)
                    if let note = line.distro.endOfLife?.note { json.field("note", note) }
                }
            }
        }
    }
}
