import MirrorTestSupport

/// A few packages for three architectures that a seed determines, as an index: every value of `Multi-Arch`, and
/// dependencies with every kind of qualifier.
///
/// Left out is what dose takes in another way than dpkg and apt: `name:any` of a package that does not say
/// `allowed`, `name:arch` of one that says `foreign`, ranges with `:any`, and a package that excludes its own name
/// or what a build of its name provides.
struct MultiArchUniverse {
    static let native = "amd64"
    static let foreign = ["i386", "armhf"]

    private let names: [String]
    private let capability: String
    /// The `Multi-Arch` of each name; empty where there is none.
    private let values: [String]
    /// Whether builds of a name may provide the capability; then they do not exclude it.
    private let providers: [Bool]
    private var random: SeededRandom

    static func index(seed: UInt64, prefix: String) -> String {
        var universe = MultiArchUniverse(seed: seed, prefix: prefix)
        return universe.names.indices.flatMap { universe.stanzas($0) }.joined(separator: "\n")
    }

    private init(seed: UInt64, prefix: String) {
        var random = SeededRandom(seed: seed &* 7919)
        names = (0..<4).map { "\(prefix)p\($0)" }
        capability = "\(prefix)v"
        values = names.map { _ in
            ["", "same", "foreign", "allowed"].randomElement(using: &random) ?? ""
        }
        providers = names.map { _ in Bool.random(using: &random) }
        self.random = random
    }

    private mutating func chance(_ one: Int, in all: Int) -> Bool {
        Int.random(in: 0..<all, using: &random) < one
    }

    private mutating func stanzas(_ name: Int) -> [String] {
        // A version is built for all architectures, or for some.
        var architectures = ["all"]
        if values[name] == "same" || chance(3, in: 4) {
            architectures = []
            for architecture in [Self.native] + Self.foreign where chance(3, in: 5) {
                architectures.append(architecture)
            }
        }
        return architectures.map { architecture in
            let version = chance(1, in: 8) ? 2 : 1
            var stanza = "Package: \(names[name])\nVersion: \(version)\n"
            stanza += "Architecture: \(architecture)\n"
            if !values[name].isEmpty { stanza += "Multi-Arch: \(values[name])\n" }
            stanza += field("Depends", Int.random(in: 0...2, using: &random), of: name)
            if chance(1, in: 3) { stanza += field("Conflicts", 1, of: name) }
            if providers[name], chance(1, in: 2) { stanza += "Provides: \(capability)\n" }
            return stanza
        }
    }

    private mutating func field(_ field: String, _ count: Int, of name: Int) -> String {
        if count == 0 { return "" }
        var groups: [String] = []
        for _ in 0..<count {
            let alternatives = field == "Depends" ? Int.random(in: 1...2, using: &random) : 1
            let choices = (0..<alternatives).map { _ in relation(field, of: name) }
            groups.append(choices.joined(separator: " | "))
        }
        return "\(field): \(groups.joined(separator: ", "))\n"
    }

    private mutating func relation(_ field: String, of name: Int) -> String {
        let other = Int.random(in: 0...names.count, using: &random)
        if field == "Conflicts", other == name || other == names.count && providers[name] {
            return names[(name + 1) % names.count]
        }
        if other == names.count { return capability }
        var text = names[other]
        if chance(1, in: 3) {
            switch values[other] {
            case "allowed": return text + ":any"
            case "foreign": break
            default: text += ":" + (chance(1, in: 2) ? Self.native : Self.foreign[0])
            }
        }
        return text + (chance(1, in: 5) ? " (>= 2)" : "")
    }
}
