import DebianRepository
import Manifest
import MirrorBase
import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO

@testable import MirrorEngine

/// One resolver puzzle, as a text file holds it.
///
/// Prose comes first; then, in any order, blocks apart by blank lines. A block that begins with
/// `Package:` is a stanza, in which `Version: 1`, `Architecture: amd64` and `Priority: optional` may be
/// left out. Others hold instructions:
///
///     repo NAME [priority N]     the stanzas below belong to this suite
///     installed                  the stanzas below are what is installed, up to the next `repo`
///     foreign: i386              foreign architectures
///     recommends: yes            recommended packages come along
///     wish: WISH                 as a line of packages.yaml; apt is asked for `apt-wish:` where there is one
///     install: a b=2 c:i386      what has to be chosen, in any order
///     refused: conflicts         or: the kinds of facts that take part in the refusal, beside the wishes
///     error: TEXT                or: the lines of the explanation, one each
///     sets: a b / c              or: the sets, each with its packages
///     change: +a ^b=2 -c         or, where something is installed: what comes, is upgraded and goes; or `nothing`,
///                                or `refused`
///     apt: same | refuses | TEXT what apt 2.6 does with it; a reason where that is something else
struct Scenario: Sendable {
    struct Suite: Sendable {
        var name: String
        var priority: Int
        var stanzas: [String] = []
    }

    enum Expectation: Sendable, Equatable {
        case install(Set<String>)
        case refused(Set<String>)
        case error([String])
        case sets([Set<String>])
        /// What apt changes beside what is installed; `nil` where it refuses.
        case change(Set<String>?)
    }

    /// What is wrong with a file.
    struct Mistake: Error {
        var line: String
    }

    let path: FilePath
    var prose = ""
    var suites: [Suite] = []
    var foreign: [String] = []
    var recommends = false
    var wishes: [String] = []
    var aptWishes: [String] = []
    var expectation: Expectation?
    var apt = ""
    /// What is installed, as stanzas of dpkg's status file.
    var installed: [String] = []
    private var isInstalling = false

    static let directory = FilePath(#filePath).parent / "deb"
    /// Puzzles for the model of apt on a machine that holds packages.
    static let clientDirectory = FilePath(#filePath).parent / "apt"

    /// The names of all files, with the directory of their topic.
    static let names = files(directory)
    static let clientNames = files(clientDirectory)

    private static func files(_ directory: FilePath) -> [String] {
        let found = (try? Files.walk(directory)) ?? []
        return found.filter { $0.hasSuffix(".scenario") }.sorted()
    }

    /// A puzzle that is in no file.
    init(suites: [Suite], wishes: [String], recommends: Bool) {
        path = Scenario.directory
        self.suites = suites
        self.wishes = wishes
        self.recommends = recommends
    }

    init(named name: String, in directory: FilePath = Scenario.directory) throws {
        path = directory / name
        let text = String(decoding: try Files.read(path), as: UTF8.self)
        var block: [Substring] = []
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for line in lines + [Substring()] {
            if !line.isEmpty {
                block.append(line)
                continue
            }
            try take(block)
            block = []
        }
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

    private mutating func take(_ block: [Substring]) throws {
        guard let first = block.first else { return }
        if first.hasPrefix("Package:"), isInstalling {
            installed.append(RandomMachine.status(Scenario.completed(block)))
        } else if first.hasPrefix("Package:") {
            if suites.isEmpty { suites.append(Suite(name: "main", priority: 500)) }
            suites[suites.count - 1].stanzas.append(Scenario.completed(block))
        } else if prose.isEmpty {
            prose = block.joined(separator: "\n")
        } else {
            for line in block { try instruct(line) }
        }
    }

    private mutating func instruct(_ line: Substring) throws {
        let words = line.split(separator: " ").map(String.init)
        if words.count >= 2, words[0] == "repo" {
            let priority = words.count == 4 ? Int(words[3]) : 500
            guard let priority else { throw Mistake(line: String(line)) }
            suites.append(Suite(name: words[1], priority: priority))
            isInstalling = false
            return
        }
        if words == ["installed"] {
            isInstalling = true
            return
        }
        guard let colon = line.firstIndex(of: ":") else { throw Mistake(line: String(line)) }
        var value = String(line[line.index(after: colon)...])
        // One blank only: explanations are indented.
        if value.hasPrefix(" ") { value.removeFirst() }
        switch line[..<colon] {
        case "foreign": foreign = value.split(separator: " ").map(String.init)
        case "recommends": recommends = value == "yes"
        case "wish": wishes.append(value)
        case "apt-wish": aptWishes.append(value)
        case "install": expectation = .install(Scenario.set(value))
        case "refused": expectation = .refused(Scenario.set(value))
        case "sets":
            expectation = .sets(value.split(separator: "/").map { Scenario.set(String($0)) })
        case "error":
            guard case .error(let lines) = expectation else {
                expectation = .error([value])
                return
            }
            expectation = .error(lines + [value])
        case "change":
            let changes = value == "nothing" ? [] : Scenario.set(value)
            expectation = .change(changes == ["refused"] ? nil : changes)
        case "apt": apt = value
        default: throw Mistake(line: String(line))
        }
    }

    private static func set(_ text: String) -> Set<String> {
        Set(text.split(separator: " ").map(String.init))
    }

    private static func completed(_ block: [Substring]) -> String {
        var lines = block.map(String.init)
        for (field, value) in [
            ("Version", "1"), ("Architecture", "amd64"), ("Priority", "optional"),
        ] where !lines.contains(where: { $0.hasPrefix("\(field):") }) {
            lines.insert("\(field): \(value)", at: 1)
        }
        lines.append("Filename: pool/\(lines[0].dropFirst(9)).deb")
        lines.append("Size: 1")
        lines.append("SHA256: " + String(repeating: "0", count: 64))
        lines.append("Description: a piece of a puzzle")
        return lines.joined(separator: "\n") + "\n"
    }

    /// The text of the index of one suite.
    static func index(_ suite: Suite) -> String { suite.stanzas.joined(separator: "\n") }

    // MARK: - Answers

    func universe() throws -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: "amd64", foreignArchitectures: foreign)
        for suite in suites {
            let origin = builder.addOrigin(
                PackageOrigin(
                    repository: suite.name, suite: suite.name, component: "main",
                    priority: suite.priority))
            let bytes = Array(Scenario.index(suite).utf8)
            var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
            try reader.read(bytes.span, isComplete: true, into: &builder)
            builder.addText(bytes)
        }
        if !installed.isEmpty {
            let origin = builder.addOrigin(.installed)
            let bytes = Array(installed.joined(separator: "\n").utf8)
            var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
            try reader.read(bytes.span, isComplete: true, into: &builder)
            builder.addText(bytes)
        }
        return builder.finish()
    }

    /// What the resolver says, in the form of an expectation.
    func answer() throws -> Expectation {
        let universe = try universe()
        var plan = DebianWishPlan(universe, recommends: recommends, place: "the scenario")
        for wish in wishes { plan.add(try Wish(parsing: wish)) }
        if !plan.problems.isEmpty, case .refused = expectation { return .refused(["wish"]) }
        if !plan.problems.isEmpty { return .error(plan.problems.map(\.message)) }
        let questions = plan.entries.map(\.wish)
        var resolver = DebianResolver(
            universe, policy: DebianResolver.Policy(recommends: recommends, order: plan.order))
        if case .sets = expectation {
            return answerInSets(questions, &resolver, universe)
        }
        switch resolver.solve(questions) {
        case .solved(let solution): return .install(names(solution, universe))
        case .unsatisfiable(let refutation):
            if case .refused = expectation { return .refused(Scenario.kinds(refutation)) }
            // The sets name the smallest groups of wishes that exclude one another.
            switch resolver.solveInSets(questions) {
            case .solved(let sets):
                return .error(lines(sets.conflicts, questions, resolver))
            case .impossible(let conflicts):
                return .error(lines(conflicts, questions, resolver))
            case .undecided(let steps): return .error(["\(steps) steps"])
            }
        case .undecided(let steps): return .error(["\(steps) steps"])
        }
    }

    private static func kinds(_ refutation: Refutation) -> Set<String> {
        var found: Set<String> = []
        for fact in refutation.facts {
            switch fact {
            case .requires: found.insert("requires")
            case .conflicts: found.insert("conflicts")
            case .sameName: found.insert("sameName")
            case .wish: continue
            default: found.insert("other")
            }
        }
        return found
    }

    private func answerInSets(
        _ questions: [ResolverWish], _ resolver: inout DebianResolver, _ universe: Universe
    ) -> Expectation {
        switch resolver.solveInSets(questions) {
        case .solved(let sets): .sets(sets.parts.map { names($0.solution, universe) })
        case .impossible(let conflicts): .error(lines(conflicts, questions, resolver))
        case .undecided(let steps): .error(["\(steps) steps"])
        }
    }

    private func lines(
        _ conflicts: [WishSets.Conflict], _ questions: [ResolverWish],
        _ resolver: borrowing DebianResolver
    ) -> [String] {
        conflicts.flatMap { conflict in
            let explanation = resolver.explain(conflict.refutation, wishes: questions)
            return [explanation.headline] + explanation.lines
        }
    }

    private func names(_ solution: Solution, _ universe: Universe) -> Set<String> {
        Set(
            solution.packages.map { package in
                name(
                    universe.nameText(package), universe.versionText(package),
                    universe.architectureText(package))
            })
    }

    /// A package as `install:` names it: with its version unless that is 1, and a foreign architecture.
    func name(_ name: String, _ version: String, _ architecture: String) -> String {
        name + (foreign.contains(architecture) ? ":\(architecture)" : "")
            + (version == "1" ? "" : "=\(version)")
    }
}
