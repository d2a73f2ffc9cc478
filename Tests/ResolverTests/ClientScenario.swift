import MirrorBase
import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO

/// A puzzle for what dnf or yum does on a machine that holds packages already, as a text file holds it.
///
/// Prose comes first; then, in any order, blocks apart by blank lines. Packages are written as in
/// `RPMScenario`: `package NAME-VERSION-RELEASE[.ARCH]` and lists of relations, and `source: NAME` for the
/// source that a package comes from. Those after the line `installed` are on the machine, those after
/// `repo NAME [priority N]` in a repository. Other lines are instructions:
///
///     client: dnf              or yum, or `dnf frozen`
///     weak: yes                weak dependencies come along
///     best: no                 older builds will do, too
///     exclude: a-1-1           packages that must not be installed
///     wish: TEXT               as on the command line
///     install: a-1-1 b-2-1     what comes beside everything that is there; nothing: `install: -`
///     replace: a-2-1 < a-1-1   what comes in the place of something
///     refuse: TEXT             or: the sentence of the refusal
struct ClientScenario {
    enum Client {
        case dnf
        case frozen
        case yum
    }

    struct Mistake: Error {
        var line: String
    }

    private(set) var puzzle = RPMPuzzle()
    private(set) var client = Client.dnf
    private(set) var policy = RPMPolicy()
    private(set) var wishes: [String] = []
    private(set) var expected: [String] = []
    private var excluded: [String] = []
    private var sources: [Int: String] = [:]
    private var hasProse = false

    static let directory = ProjectRoot.path / "Tests/ScenarioTests/client"

    static let names: [String] = {
        let found = (try? Files.walk(directory)) ?? []
        return found.filter { $0.hasSuffix(".scenario") }.sorted()
    }()

    init(named name: String) throws {
        let text = String(decoding: try Files.read(Self.directory / name), as: UTF8.self)
        puzzle.hasInstalled = true
        puzzle.priorities = [0]
        var block: [String] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines.map(String.init) + [""] {
            if !line.isEmpty {
                block.append(line)
                continue
            }
            if !block.isEmpty { try take(block) }
            block = []
        }
        // Packages of the machine come first in a universe.
        let isInstalled = puzzle.packages.map { $0.repository == 0 }
        precondition(!zip(isInstalled, isInstalled.dropFirst()).contains { !$0 && $1 }, name)
    }

    private mutating func take(_ block: [String]) throws {
        if !hasProse {
            hasProse = true
        } else if block[0].hasPrefix("package ") {
            try puzzle.packages.append(package(block))
        } else {
            for line in block { try instruct(line) }
        }
    }

    private mutating func instruct(_ line: String) throws {
        let words = line.split(separator: " ").map(String.init)
        let value = words.dropFirst().joined(separator: " ")
        switch words[0] {
        case "installed": break
        case "repo":
            puzzle.priorities.append(words.count == 4 ? (Int(words[3]) ?? 0) - 10 : -10)
        case "client:": client = value == "yum" ? .yum : value == "dnf" ? .dnf : .frozen
        case "weak:": policy.weakDependencies = value == "yes"
        case "best:": policy.best = value != "no"
        case "exclude:": excluded += words.dropFirst()
        case "wish:": wishes.append(value)
        case "install:" where value == "-": expected = []
        case "install:": expected += words.dropFirst().map { "install " + $0 }
        case "replace:": expected.append("replace " + value)
        case "refuse:": expected = ["refuse " + value]
        default: throw Mistake(line: line)
        }
    }

    private mutating func package(_ block: [String]) throws -> RPMPuzzle.Package {
        var identity = String(block[0].dropFirst("package ".count))
        var architecture = "x86_64"
        for known in ["x86_64", "noarch"] + RPMPuzzle.foreign where identity.hasSuffix("." + known)
        {
            architecture = known
            identity.removeLast(known.count + 1)
        }
        let parts = identity.split(separator: "-").map(String.init)
        guard parts.count >= 3 else { throw Mistake(line: block[0]) }
        var package = RPMPuzzle.Package(
            name: parts.dropLast(2).joined(separator: "-"),
            version: parts.suffix(2).joined(separator: "-"), architecture: architecture,
            repository: puzzle.priorities.count - 1,
            relations: Array(repeating: [], count: RelationKind.allCases.count))
        for line in block.dropFirst() {
            guard let colon = line.firstIndex(of: ":") else { throw Mistake(line: line) }
            if line.hasPrefix("source: ") {
                sources[puzzle.packages.count] = line.dropFirst(8) + "-1-1.src.rpm"
                continue
            }
            guard let kind = RelationKind.allCases.first(where: { "\($0)" == line[..<colon] })
            else { throw Mistake(line: line) }
            var reader = DependencyText(String(line[line.index(after: colon)...]))
            package.relations[kind.rawValue] = try reader.list()
        }
        package.relations[RelationKind.provides.rawValue].append(
            .plain(package.name, .equal, package.version))
        return package
    }

    // MARK: - Answers

    private func name(_ package: PackageID) -> String {
        let package = puzzle.packages[package.index]
        return "\(package.name)-\(package.version)"
            + (package.architecture == "x86_64" ? "" : "." + package.architecture)
    }

    /// What comes and goes, as `DNFOracle` says it.
    func identities() -> [String]? {
        guard case .changes(let changes) = clientAnswer() else { return nil }
        let gone = changes.removals + changes.replacements.flatMap(\.replaced)
        func identity(_ package: PackageID) -> String {
            let package = puzzle.packages[package.index]
            return "\(package.name)-\(package.version).\(package.architecture)"
        }
        return (changes.packages.map { "+" + identity($0) } + gone.map { "-" + identity($0) })
            .sorted()
    }

    /// What the client does, in the words of an expectation.
    func answer() -> [String] { words(clientAnswer()) }

    private func clientAnswer() -> ClientAnswer {
        let universe = puzzle.universe()
        let installed = PackageSet(puzzle.installed.map { PackageID($0) }, count: universe.count)
        var policy = policy
        policy.excluded = PackageSet(
            universe.packages.filter { excluded.contains(name($0)) }, count: universe.count)
        let subject = RPMSubject(universe, excluded: policy.excluded)
        let questions = wishes.flatMap { text in
            subject.select(text).map { ResolverWish(label: text, candidates: $0.candidates) }
        }
        switch client {
        case .dnf, .frozen:
            var dnf = DNFClient(
                universe, installed: installed, policy: policy, frozen: client == .frozen)
            return dnf.install(questions)
        case .yum:
            var yum = YumClient(universe, installed: installed, excluded: policy.excluded) {
                sources[$0.index]
            }
            return yum.install(questions)
        }
    }

    private func words(_ answer: ClientAnswer) -> [String] {
        switch answer {
        case .changes(let changes):
            return changes.installs.map { "install " + name($0) }
                + changes.replacements.map { replacement in
                    "replace \(name(replacement.package)) < "
                        + replacement.replaced.map(name).joined(separator: " ")
                } + changes.removals.map { "remove " + name($0) }
        case .refused(let refusal): return ["refuse " + refusal.sentence]
        case .undecided(let steps): return ["\(steps) steps"]
        }
    }
}
