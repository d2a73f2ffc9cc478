import MirrorTestSupport

/// A few packages for three architectures that a seed determines, as an index: every value of `Multi-Arch`, and
/// dependencies with every kind of qualifier.
enum MultiArchUniverse {
    static let native = "amd64"
    static let foreign = ["i386", "armhf"]

    static func index(seed: UInt64, prefix: String) -> String {
        var random = SeededRandom(seed: seed &* 7919)
        let names = (0..<4).map { "\(prefix)p\($0)" }
        var stanzas: [String] = []
        for name in names {
            // The builds of a name agree in their version and in `Multi-Arch`, mostly.
            let multiArch = value(&random)
            let architectures = (["all", native] + foreign).filter { _ in
                Int.random(in: 0..<5, using: &random) < 3
            }
            for architecture in architectures {
                let isOdd = Int.random(in: 0..<8, using: &random) == 0
                let version = isOdd ? 2 : 1
                var stanza = "Package: \(name)\nVersion: \(version)\n"
                stanza += "Architecture: \(architecture)\n"
                let value = isOdd ? value(&random) : multiArch
                // dpkg knows no `same` for all architectures.
                if !value.isEmpty, !(architecture == "all" && value == "same") {
                    stanza += "Multi-Arch: \(value)\n"
                }
                stanza += field("Depends", 0...2, names, prefix, &random)
                if Int.random(in: 0..<3, using: &random) == 0 {
                    stanza += field("Conflicts", 1...1, names, prefix, &random)
                }
                if Int.random(in: 0..<4, using: &random) == 0 { stanza += "Provides: \(prefix)v\n" }
                stanzas.append(stanza)
            }
        }
        return stanzas.joined(separator: "\n")
    }

    private static func value(_ random: inout SeededRandom) -> String {
        ["", "same", "foreign", "allowed"].randomElement(using: &random) ?? ""
    }

    private static func field(
        _ field: String, _ counts: ClosedRange<Int>, _ names: [String], _ prefix: String,
        _ random: inout SeededRandom
    ) -> String {
        let count = Int.random(in: counts, using: &random)
        if count == 0 { return "" }
        let groups = (0..<count).map { _ in
            let alternatives = field == "Depends" ? Int.random(in: 1...2, using: &random) : 1
            return (0..<alternatives).map { _ in
                let name = (names + [prefix + "v"]).randomElement(using: &random) ?? ""
                let isPlain = Int.random(in: 0..<3, using: &random) > 0
                let qualifiers = ["", ":any", ":" + native, ":" + foreign[0]]
                let qualifier = isPlain ? "" : qualifiers.randomElement(using: &random) ?? ""
                let range = Int.random(in: 0..<5, using: &random) == 0 ? " (>= 2)" : ""
                return name + qualifier + range
            }.joined(separator: " | ")
        }
        return "\(field): \(groups.joined(separator: ", "))\n"
    }
}
