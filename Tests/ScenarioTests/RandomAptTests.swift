import MirrorTestSupport
import Testing

/// Random puzzles, put to the resolver and to the real apt.
///
/// Everything in them can be installed: apt leaves behind what a failed choice has marked, and then finds
/// dependencies met by it. There is no reason to do likewise.
@Suite struct RandomAptTests {
    /// A puzzle; with `foreign`, every package has a second build that stands beside the first
    /// (`Multi-Arch: same`) or can take its place (`foreign`).
    static func scenario(seed: UInt64, foreign: [String] = []) -> Scenario {
        var random = SeededRandom(seed: seed)
        let recommends = Bool.random(using: &random)
        let names = (0..<24).map { "p\($0)" }.shuffled(using: &random)
        let leaves = names.suffix(5)
        let capabilities = (0..<4).map { "v\($0)" }
        func relation() -> String {
            let isCapability = Int.random(in: 0..<3, using: &random) == 0
            let name =
                (isCapability ? capabilities : names).randomElement(using: &random) ?? "p0"
            if isCapability || Int.random(in: 0..<5, using: &random) > 0 { return name }
            return name + " (>= 1)"
        }
        func field(_ name: String, _ groups: ClosedRange<Int>, bars: Bool = true) -> String {
            let count = Int.random(in: groups, using: &random)
            guard count > 0 else { return "" }
            let all = (0..<count).map { _ in
                let alternatives = bars ? Int.random(in: 1...3, using: &random) : 1
                let choice = (0..<alternatives).map { _ in relation() }.joined(separator: " | ")
                return bars && Int.random(in: 0..<8, using: &random) == 0
                    ? "nowhere | \(choice)" : choice
            }
            return "\(name): \(all.joined(separator: ", "))\n"
        }
        let priorities = ["required", "important", "standard", "optional", "optional", "extra"]
        var suite = Scenario.Suite(name: "main", priority: 500)
        for name in names {
            var stanza = "Package: \(name)\nVersion: 1\nArchitecture: amd64\n"
            stanza += "Priority: \(priorities.randomElement(using: &random) ?? "extra")\n"
            if Int.random(in: 0..<12, using: &random) == 0 { stanza += "Essential: yes\n" }
            if Int.random(in: 0..<12, using: &random) == 0 { stanza += "Protected: yes\n" }
            // A circle with a Pre-Depends in it cannot be unpacked; leaves make none.
            if !leaves.contains(name) {
                stanza += field("Depends", 0...3)
                if Bool.random(using: &random), let leaf = leaves.randomElement(using: &random) {
                    stanza += "Pre-Depends: \(leaf)\n"
                }
            }
            if recommends { stanza += field("Recommends", 0...2) }
            stanza += field("Replaces", 0...1, bars: false) + field("Enhances", 0...1)
            if let index = leaves.firstIndex(of: name), index - leaves.startIndex < 4 {
                stanza += "Provides: v\(index - leaves.startIndex)\n"
            } else if Bool.random(using: &random) {
                let provided = capabilities.randomElement(using: &random) ?? "v0"
                stanza += "Provides: \(provided)\n"
            }
            stanza += "Filename: pool/\(name).deb\nSize: 1\nDescription: a piece of a puzzle\n"
            stanza += "SHA256: \(String(repeating: "0", count: 64))\n"
            if foreign.isEmpty {
                suite.stanzas.append(stanza)
                continue
            }
            stanza += "Multi-Arch: \(Bool.random(using: &random) ? "same" : "foreign")\n"
            for architecture in ["amd64"] + foreign {
                suite.stanzas.append(
                    stanza.replacing(
                        "Architecture: amd64", with: "Architecture: \(architecture)"))
            }
        }
        var wishes = Array(names.prefix(Int.random(in: 1...3, using: &random)))
        if let other = foreign.first { wishes[0] += ":" + other }
        var scenario = Scenario(suites: [suite], wishes: wishes, recommends: recommends)
        scenario.foreign = foreign
        return scenario
    }

    @Test(.enabled(if: AptRoot.isPossible, "needs apt-get"), arguments: UInt64(1)...60)
    func `chooses what apt chooses`(seed: UInt64) throws {
        try check(Self.scenario(seed: seed), seed)
    }

    @Test(.enabled(if: AptRoot.isPossible, "needs apt-get"), arguments: UInt64(1)...40)
    func `chooses what apt chooses of two architectures`(seed: UInt64) throws {
        try check(Self.scenario(seed: seed, foreign: ["i386"]), seed)
    }

    func check(_ scenario: Scenario, _ seed: UInt64) throws {
        let expected = try #require(try AptRoot(scenario).install(), "apt refuses seed \(seed)")
        let answer = try scenario.answer()
        #expect(
            answer == .install(expected),
            "seed \(seed), wishes \(scenario.wishes)\n\(Scenario.index(scenario.suites[0]))")
    }
}
