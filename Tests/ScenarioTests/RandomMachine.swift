import MirrorTestSupport
import PackageModel
import Resolver

/// Many small random universes side by side in one index, so that one root of apt answers for all of them.
///
/// Where something is installed, the index has moved on since: packages have new versions, older ones, or
/// are gone.
struct RandomMachine {
    private(set) var scenario: Scenario
    /// What is asked, each by itself.
    private(set) var questions: [[String]] = []

    private var random: SeededRandom
    private let size: Int
    private let exclusions: Double
    private let versions: Int

    init(
        seed: UInt64, universes: Int, questions count: Int, size: Int = 14,
        exclusions: Double = 0.4, versions: Int = 2, recommends: Bool = false,
        isInstalled: Bool = false
    ) throws {
        random = SeededRandom(seed: seed)
        scenario = Scenario(suites: [], wishes: [], recommends: recommends)
        self.size = size
        self.exclusions = exclusions
        self.versions = isInstalled ? 1 : versions
        var stanzas: [String] = []
        for number in 0..<universes {
            let names = (0..<size).map { "u\(number)p\($0)" }
            let old = universe(names)
            if isInstalled {
                let there = try install(old)
                scenario.installed += there
                stanzas += moved(old)
            } else {
                stanzas += old
            }
            for _ in 0..<count {
                let wishes = [1, 1, 1, 2, 3].randomElement(using: &random) ?? 1
                questions.append(Array(names.shuffled(using: &random).prefix(wishes)))
            }
        }
        scenario.suites = [Scenario.Suite(name: "main", priority: 500, stanzas: stanzas)]
        let known = Set((stanzas + scenario.installed).map(RandomMachine.name))
        questions = questions.filter { $0.allSatisfy(known.contains) }
    }

    private static func name(_ stanza: String) -> String {
        String(stanza.dropFirst(9).prefix { $0 != "\n" })
    }

    private mutating func chance(_ probability: Double) -> Bool {
        Double.random(in: 0..<1, using: &random) < probability
    }

    // MARK: - Packages

    private mutating func universe(_ names: [String]) -> [String] {
        let capabilities = (0..<3).map { names[0].dropLast(2) + "v\($0)" }.map(String.init)
        var stanzas: [String] = []
        for name in names.shuffled(using: &random) {
            let count = Int.random(in: 1...versions, using: &random)
            let numbers = Set((0..<count).map { _ in Int.random(in: 1...3, using: &random) })
            for version in numbers.sorted().shuffled(using: &random) {
                stanzas.append(stanza(name, version, names, capabilities))
            }
        }
        return stanzas
    }

    private mutating func stanza(
        _ name: String, _ version: Int, _ names: [String], _ capabilities: [String]
    ) -> String {
        let priorities = ["required", "important", "standard", "optional", "optional", "extra"]
        var text = "Package: \(name)\nVersion: \(version)\nArchitecture: amd64\n"
        text += "Priority: \(priorities.randomElement(using: &random) ?? "extra")\n"
        if chance(0.04) { text += "Essential: yes\n" }
        if chance(0.04) { text += "Protected: yes\n" }
        let all = names + names + capabilities + capabilities
        text += field("Depends", [0, 0, 1, 1, 2, 3], all, bars: 3)
        if chance(exclusions) { text += field("Conflicts", [1, 1, 2], all, bars: 1) }
        if chance(exclusions * 0.7) { text += field("Breaks", [1, 1, 2], all, bars: 1) }
        if scenario.recommends { text += field("Recommends", [0, 0, 1, 2], all, bars: 3) }
        if chance(0.35) {
            let provided = capabilities.shuffled(using: &random).prefix(chance(0.3) ? 2 : 1)
            let list = provided.map { chance(0.4) ? "\($0) (= \(version))" : $0 }
            text += "Provides: \(list.joined(separator: ", "))\n"
        }
        text += "Filename: pool/\(name)_\(version).deb\nSize: 1\nDescription: a piece\n"
        return text + "SHA256: \(String(repeating: "0", count: 64))\n"
    }

    private mutating func field(
        _ name: String, _ counts: [Int], _ all: [String], bars: Int
    ) -> String {
        let count = counts.randomElement(using: &random) ?? 0
        guard count > 0 else { return "" }
        let groups = (0..<count).map { _ in
            let alternatives = Int.random(in: 1...bars, using: &random)
            return (0..<alternatives).map { _ in relation(all) }.joined(separator: " | ")
        }
        return "\(name): \(groups.joined(separator: ", "))\n"
    }

    private mutating func relation(_ all: [String]) -> String {
        let name = all.randomElement(using: &random) ?? "nowhere"
        guard chance(0.3) else { return name }
        let comparison = ["<<", "<=", "=", ">=", ">>"].randomElement(using: &random) ?? "="
        return "\(name) (\(comparison) \(Int.random(in: 1...3, using: &random)))"
    }

    // MARK: - What is installed

    /// Some packages that can be installed together, as stanzas of a status file.
    private mutating func install(_ stanzas: [String]) throws -> [String] {
        let plain = Scenario(
            suites: [Scenario.Suite(name: "main", priority: 500, stanzas: stanzas)], wishes: [],
            recommends: scenario.recommends)
        let universe = try plain.universe()
        var client = plain.client(universe)
        for _ in 0..<4 {
            guard let package = universe.packages.randomElement(using: &random) else { break }
            let wish = ResolverWish(label: "", candidates: [package])
            guard case .changes(let transaction) = client.install([wish]) else { continue }
            let there = transaction.packages.map { stanzas[$0.index] }
            return there.shuffled(using: &random).map(RandomMachine.status)
        }
        return []
    }

    static func status(_ stanza: String) -> String {
        let lines = stanza.split(separator: "\n").filter { line in
            !["Filename", "Size", "SHA256"].contains { line.hasPrefix("\($0): ") }
        }
        return lines.joined(separator: "\n")
            + "\nStatus: install ok installed\nMaintainer: nobody\n"
    }

    /// The index some time later.
    private mutating func moved(_ old: [String]) -> [String] {
        let names = Array(Set(old.map(RandomMachine.name))).sorted()
        let fresh = universe(names)
        var stanzas: [String] = []
        for (stanza, other) in zip(old.shuffled(using: &random), fresh) {
            if chance(0.4) { stanzas.append(stanza) }
            if chance(0.6) {
                let lines = other.split(separator: "\n").map { line in
                    line.hasPrefix("Version: ")
                        ? "Version: \([0, 4, 5, 6].randomElement(using: &random) ?? 4)"
                        : String(line)
                }
                stanzas.append(lines.joined(separator: "\n") + "\n")
            }
        }
        return stanzas
    }
}
