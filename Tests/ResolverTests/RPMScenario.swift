import MirrorBase
import MirrorTestSupport
import PackageModel
import SystemIO

/// One puzzle of rpm packages, as a text file holds it.
///
/// Prose comes first; then, in any order, blocks apart by blank lines. A block whose first line is
/// `package NAME-VERSION[-RELEASE][.ARCH]` is a package (`x86_64` where no architecture is given, `NAME = VERSION`
/// where the name has numbers of its own); its other
/// lines are lists: `requires: b >= 2, (c if d)`, likewise for the other kinds, and `files:`. What a package is
/// by name and version it provides. Others hold instructions:
///
///     repo NAME [priority N]   the packages below are there; the higher the better
///     weak: yes                weak dependencies come along
///     best: no                 older builds will do, too
///     architecture: i686       the machine's, where it is not x86_64
///     exclude: a-1             packages that must not be installed
///     exclude-from-weak: a-1   packages that weak dependencies do not bring in
///     wish: TEXT               as on dnf's command line, or with a range: `a >= 2`
///     install: a-1 b-2.i686    what has to be chosen, in any order
///     sets: a-1 / b-1          or: the sets, each with its packages
///     refused: best requires   or: the kinds of facts that take part in the refusal, beside the wishes
///     error: TEXT              or: the lines of the explanation, one each
///     libsolv: same            what libsolv does with it; a reason where that is something else
struct RPMScenario {
    enum Expectation: Equatable {
        case install(Set<String>)
        case sets([Set<String>])
        case refused(Set<String>)
        case error([String])
    }

    struct Mistake: Error {
        var line: String
    }

    let path: FilePath
    var prose = ""
    var puzzle = RPMPuzzle()
    var isWeak = false
    var isBest = true
    var excluded: Set<String> = []
    var excludedFromWeak: Set<String> = []
    var wishes: [String] = []
    var expectation: Expectation?
    var libsolv = ""

    static let directory = ProjectRoot.path / "Tests/ScenarioTests/rpm"

    /// The names of all files, with the directory of their topic.
    static let names: [String] = {
        let found = (try? Files.walk(directory)) ?? []
        return found.filter { $0.hasSuffix(".scenario") }.sorted()
    }()

    init(named name: String) throws {
        path = RPMScenario.directory / name
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var block: [String] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.map(String.init) + [""] {
            if !line.isEmpty {
                block.append(line)
                continue
            }
            try take(block)
            block = []
        }
    }

    private mutating func take(_ block: [String]) throws {
        guard let first = block.first else { return }
        if first.hasPrefix("package ") {
            if puzzle.priorities.isEmpty { puzzle.priorities = [0] }
            try puzzle.packages.append(package(block))
        } else if prose.isEmpty {
            prose = block.joined(separator: "\n")
        } else {
            for line in block { try instruct(line) }
        }
    }

    private mutating func instruct(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        if words.first == "repo" {
            puzzle.priorities.append(words.count == 4 ? Int(words[3]) ?? 0 : 0)
            return
        }
        guard let colon = line.firstIndex(of: ":") else { throw Mistake(line: line) }
        var value = String(line[line.index(after: colon)...])
        if value.hasPrefix(" ") { value.removeFirst() }
        switch line[..<colon] {
        case "weak": isWeak = value == "yes"
        case "best": isBest = value != "no"
        case "architecture": puzzle.architecture = value
        case "exclude": excluded = Self.set(value)
        case "exclude-from-weak": excludedFromWeak = Self.set(value)
        case "wish": wishes.append(value)
        case "install": expectation = .install(Self.set(value))
        case "refused": expectation = .refused(Self.set(value))
        case "sets": expectation = .sets(value.split(separator: "/").map { Self.set(String($0)) })
        case "error":
            if case .error(let lines) = expectation {
                expectation = .error(lines + [value])
            } else {
                expectation = .error([value])
            }
        case "libsolv": libsolv = value
        default: throw Mistake(line: line)
        }
    }

    private static func set(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    /// `package NAME-VERSION[.ARCH]` where the name has no numbers, or `package NAME = VERSION`.
    private static func identity(
        _ line: String
    ) throws -> (name: String, version: String, architecture: String) {
        var identity = String(line.dropFirst("package ".count))
        var architecture = "x86_64"
        let known = RPMPuzzle.lesser.flatMap { [$0] + $1 } + ["noarch"]
        for known in known where identity.hasSuffix("." + known) {
            architecture = known
            identity.removeLast(known.count + 1)
        }
        let sides = identity.split(separator: " ").map(String.init)
        if sides.count == 3 { return (sides[0], sides[2], architecture) }
        let parts = identity.split(separator: "-").map(String.init)
        guard
            let split = parts.indices.dropFirst().first(where: { parts[$0].first?.isNumber == true }
            )
        else { throw Mistake(line: line) }
        let name = parts[..<split].joined(separator: "-")
        return (name, parts[split...].joined(separator: "-"), architecture)
    }

    private func package(_ block: [String]) throws -> RPMPuzzle.Package {
        let (name, version, architecture) = try Self.identity(block[0])
        var package = RPMPuzzle.Package(
            name: name, version: version, architecture: architecture,
            repository: puzzle.priorities.count - 1,
            relations: Array(repeating: [], count: RelationKind.allCases.count))
        for line in block.dropFirst() {
            if line.hasPrefix("files: ") {
                package.relations[RelationKind.provides.rawValue] += line.dropFirst(7)
                    .split(separator: " ").map { .plain(String($0), .any, "") }
                continue
            }
            guard let colon = line.firstIndex(of: ":"),
                let kind = RelationKind.allCases.first(where: { "\($0)" == line[..<colon] })
            else { throw Mistake(line: line) }
            var reader = DependencyText(String(line[line.index(after: colon)...]))
            package.relations[kind.rawValue] += try reader.list()
        }
        package.relations[RelationKind.provides.rawValue].append(
            .plain(package.name, .equal, package.version))
        return package
    }

    /// Writes the file anew with another explanation, where it expects one.
    func rewrite(errors: [String]) throws {
        guard case .error = expectation else { return }
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var lines: [String] = []
        var isWritten = false
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            guard line.hasPrefix("error:") else {
                lines.append(String(line))
                continue
            }
            if !isWritten { lines += errors.map { "error: " + $0 } }
            isWritten = true
        }
        try Files.replace(path, with: Array(lines.joined(separator: "\n").utf8))
    }
}
