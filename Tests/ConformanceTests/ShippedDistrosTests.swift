import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Every distro file that comes with the program, against the archives of the world.
@Suite("Shipped distros", .enabled(if: BuiltMirror.isPossible, "\(BuiltMirror.notice)"))
struct ShippedDistrosTests {
    /// One distro and architecture.
    struct Cell: Sendable, CustomTestStringConvertible {
        var distro: String
        var architecture: String
        var testDescription: String { "\(distro) \(architecture)" }
    }

    static let cells: [Cell] = {
        guard let directory = try? TemporaryDirectory("distros"),
            let outcome = try? Program.run(
                ["distros", "--format", "json"], keepingIn: directory.path),
            let list = try? JSONValue(parsing: outcome.standardOutput),
            case .array(let distros)? = list["distros"]?.content
        else { return [] }
        return distros.flatMap { distro -> [Cell] in
            guard let name = distro["name"]?.text,
                case .array(let architectures)? = distro["architectures"]?.content
            else { return [] }
            return architectures.compactMap(\.text).map { Cell(distro: name, architecture: $0) }
        }
    }()

    @Test func `there are 29 of them for two architectures`() {
        #expect(Self.cells.count == 58)
    }

    @Test(arguments: cells)
    func `resolves whatever the manifest wishes of it`(cell: Cell) throws {
        let directory = try TemporaryDirectory("shipped")
        let outcome = try Program.run(
            ["build", cell.distro, cell.architecture, "--dry-run", "--format", "json"],
            keepingIn: directory.path)
        // No mirror of it can be reached from here: the exit code for that is 3.
        if outcome.exitCode == 3 {
            try Test.cancel("no mirror of \(cell.testDescription) answers: \(outcome.errors)")
        }
        // Nor is this machine entitled to anything.
        if outcome.exitCode == 2, outcome.errors.contains("registered with the archive") {
            try Test.cancel("\(cell.testDescription) needs a subscription")
        }
        #expect(outcome.succeeded, "\(outcome.errors)")
        let summary = try JSONValue(parsing: outcome.standardOutput)
        #expect(summary["result"]?.text == "resolved")
    }
}
