internal import CommandLineKit
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// `mirror distros`: what can be built.
struct DistrosCommand: Command {
    static let schema = Schema(
        "distros", "List the distros that can be built",
        discussion: "Reads every distro file; those whose support has ended are marked.")

    private let arguments: Arguments
    private let options: BuildOptions

    init(_ arguments: Arguments) throws(UsageError) {
        self.arguments = arguments
        options = try BuildOptions(arguments)
    }

    func run() async throws {
        var table = Table([
            .init("distro"), .init("title", isFlexible: true), .init("architectures"),
            .init("optional repositories"), .init("end of life"),
        ])
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.key("distros")
        json.beginArray()
        let now = Timestamp(seconds: Environment.now())
        let names = Workspace.names(in: options.distros).keys.sorted(by: NaturalOrder.areInOrder)
        for name in names {
            let distro = try Workspace.distro(name, in: options.distros).distro
            let optional = distro.repositories.filter { !$0.isOnByDefault }.map(\.id)
            let end = distro.endOfLife?.date
            let day = end.map { String($0.iso8601.prefix(10)) }
            let isOver = end.map { $0 < now } ?? false
            table.append([
                .init(name), .init(distro.title),
                .init(distro.architectures.map(\.name).joined(separator: " ")),
                .init(optional.joined(separator: " ")),
                .init((day ?? "-") + (isOver ? " (passed)" : "")),
            ])
            json.breakLine(indent: 1)
            json.beginObject()
            json.field("name", name)
            json.field("title", distro.title)
            json.field("family", distro.family.rawValue)
            json.field("architectures", distro.architectures.map(\.name))
            json.field("optional", optional)
            if let day { json.field("end-of-life", day) }
            json.endObject()
        }
        json.breakLine()
        json.endArray()
        json.endObject()
        let isJSON = arguments[Globals.format] == .json
        let width = Environment.isTerminal(1) ? Environment.terminalWidth(1) : nil
        StandardStream.output.write(isJSON ? json.text + "\n" : table.rendered(width: width))
    }
}
