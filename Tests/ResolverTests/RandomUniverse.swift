import DebianRepository
import MirrorBase
import MirrorTestSupport
import PackageModel
import Resolver

/// A few packages that a seed determines, with a checker that is easy to believe.
struct RandomUniverse {
    struct Relation {
        var name: String
        var comparison: VersionOperator = .any
        var version = 0

        var text: String { comparison == .any ? name : "\(name) (\(comparison.text) \(version))" }
    }

    struct Package {
        var name: String
        var version: Int
        var depends: [[Relation]] = []
        var recommends: [[Relation]] = []
        var conflicts: [Relation] = []
        var provides: [(name: String, version: Int?)] = []

        /// Whether it counts as what a relation names.
        func meets(_ relation: Relation) -> Bool {
            if name == relation.name, relation.comparison.accepts(version - relation.version) {
                return true
            }
            return provides.contains { provided in
                guard provided.name == relation.name else { return false }
                if relation.comparison == .any { return true }
                guard let version = provided.version else { return false }
                return relation.comparison.accepts(version - relation.version)
            }
        }
    }

    var packages: [Package] = []

    /// Random packages: about `names` names with up to three versions each, at most `limit` in all.
    init(seed: UInt64, names: Int, limit: Int) {
        var random = SeededRandom(seed: seed)
        let known = (0..<names).map { "p\($0)" }
        let capabilities = ["v0", "v1"]
        for name in known.shuffled(using: &random) {
            let versions = Set(
                (0..<Int.random(in: 1...2, using: &random)).map { _ in
                    Int.random(in: 1...3, using: &random)
                })
            for version in versions.sorted() where packages.count < limit {
                var package = Package(name: name, version: version)
                for _ in 0..<Int.random(in: 0...3, using: &random) {
                    let count = Int.random(in: 1...2, using: &random)
                    package.depends.append(
                        (0..<count).map { _ in
                            Self.relation(known + capabilities + ["none"], &random)
                        })
                }
                for _ in 0..<Int.random(in: 0...2, using: &random) {
                    package.recommends.append([
                        Self.relation(known, &random), Self.relation(known, &random),
                    ])
                }
                if Int.random(in: 0..<3, using: &random) == 0 {
                    package.conflicts.append(Self.relation(known + capabilities, &random))
                }
                if Int.random(in: 0..<4, using: &random) == 0 {
                    let version =
                        Bool.random(using: &random) ? Int.random(in: 1...3, using: &random) : nil
                    let name = capabilities.randomElement(using: &random) ?? "v0"
                    package.provides.append((name, version))
                }
                packages.append(package)
            }
        }
    }

    private static func relation(_ names: [String], _ random: inout SeededRandom) -> Relation {
        var relation = Relation(name: names.randomElement(using: &random) ?? "p0")
        if Int.random(in: 0..<3, using: &random) == 0 {
            let operators: [VersionOperator] = [
                .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
            ]
            relation.comparison = operators.randomElement(using: &random) ?? .equal
            relation.version = Int.random(in: 1...3, using: &random)
        }
        return relation
    }

    /// The names, in the order of the packages.
    var names: [String] {
        var seen: Set<String> = []
        return packages.map(\.name).filter { seen.insert($0).inserted }
    }

    /// The Packages index.
    var index: String {
        packages.map { package in
            var text =
                "Package: \(package.name)\nVersion: \(package.version)\nArchitecture: amd64\n"
            let depends = package.depends.map { $0.map(\.text).joined(separator: " | ") }
            if !depends.isEmpty { text += "Depends: \(depends.joined(separator: ", "))\n" }
            let recommends = package.recommends.map { $0.map(\.text).joined(separator: " | ") }
            if !recommends.isEmpty { text += "Recommends: \(recommends.joined(separator: ", "))\n" }
            let conflicts = package.conflicts.map(\.text).joined(separator: ", ")
            if !conflicts.isEmpty { text += "Conflicts: \(conflicts)\n" }
            let provides = package.provides.map { provided in
                provided.name + (provided.version.map { " (= \($0))" } ?? "")
            }
            if !provides.isEmpty { text += "Provides: \(provides.joined(separator: ", "))\n" }
            return text
        }.joined(separator: "\n")
    }

    func universe() throws -> Universe { try Universe.reading(index) }

    // MARK: - The naive model

    /// Why packages cannot be installed together, if they cannot.
    func flaw(_ chosen: [Package]) -> String? {
        for package in chosen {
            for group in package.depends
            where !chosen.contains(where: { other in group.contains { other.meets($0) } }) {
                return "\(package.name) \(package.version) lacks \(group.map(\.text))"
            }
            for other in chosen where other.name != package.name {
                for conflict in package.conflicts where other.meets(conflict) {
                    return "\(package.name) \(package.version) conflicts with \(other.name)"
                }
            }
        }
        if Set(chosen.map(\.name)).count != chosen.count { return "two versions of one name" }
        return nil
    }

    /// The sets of names that can be installed together, by looking at every set of packages.
    func installableSets() -> [Set<String>] {
        var found: Set<Set<String>> = []
        let groups = packages.map { package in
            package.depends.map { group in
                mask { other in group.contains { other.meets($0) } }
            }
        }
        let excluded = packages.map { package in
            mask { other in
                other.name != package.name && package.conflicts.contains { other.meets($0) }
            }
        }
        let siblings = packages.map { package in mask { $0.name == package.name } }
        for subset in 0..<(1 << packages.count) {
            let isFine = packages.indices.allSatisfy { index in
                if subset >> index & 1 == 0 { return true }
                return subset & excluded[index] == 0 && subset & siblings[index] == 1 << index
                    && groups[index].allSatisfy { subset & $0 != 0 }
            }
            if isFine {
                let members = packages.indices.filter { subset >> $0 & 1 == 1 }
                found.insert(Set(members.map { packages[$0].name }))
            }
        }
        return Array(found)
    }

    private func mask(_ condition: (Package) -> Bool) -> Int {
        packages.indices.reduce(0) { condition(packages[$1]) ? $0 | 1 << $1 : $0 }
    }
}

extension Universe {
    /// Reads an index of the native architecture amd64.
    static func reading(_ text: String) throws -> Universe {
        try reading(Array(text.utf8), native: "amd64")
    }

    static func reading(_ bytes: [UInt8], native: String) throws -> Universe {
        try reading(all: [bytes], native: native)
    }

    /// Reads several indexes, one after the other.
    static func reading(all indexes: [[UInt8]], native: String, foreign: [String] = []) throws
        -> Universe
    {
        var builder = UniverseBuilder(
            nativeArchitecture: native, foreignArchitectures: foreign)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "r", suite: "s", component: "main"))
        for bytes in indexes {
            var reader = PackagesReader(origin: origin, text: builder.nextText, for: builder)
            try reader.read(bytes.span, isComplete: true, into: &builder)
            builder.addText(bytes)
        }
        return builder.finish()
    }

    /// A wish for any version of a name.
    func wish(_ name: String) -> ResolverWish {
        ResolverWish(
            label: name, candidates: CandidateOrder().packages(named: name, in: self))
    }
}
