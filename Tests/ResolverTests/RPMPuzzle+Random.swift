import MirrorTestSupport
import PackageModel

/// Packages that a seed determines.
extension RPMPuzzle {
    /// What the packages of a universe look like.
    struct Shape: Sendable {
        var packages = 10...26
        var names = 9
        var rich = 0.2
        var weak = 0.35
        var architectures = ["x86_64", "x86_64", "x86_64", "i686", "noarch"]
    }

    init(seed: UInt64, shape: Shape = Shape()) {
        self.init()
        var random = SeededRandom(seed: seed)
        let count = Int.random(in: shape.packages, using: &random)
        let names = (0..<shape.names).map { "\(Character(UnicodeScalar(97 + UInt8($0))))" }
        priorities = (0..<2).map { _ in Int.random(in: 0...1, using: &random) }
        let second = Int.random(in: 0...count, using: &random)
        for index in 0..<count {
            var package = Package(
                name: names.randomElement(using: &random) ?? "a",
                version: Self.version(&random, hasRelease: true),
                architecture: shape.architectures.randomElement(using: &random) ?? "noarch",
                repository: index < second ? 0 : 1, relations: [])
            for kind in RelationKind.allCases {
                package.relations.append(Self.relations(kind, names, shape, &random))
            }
            package.relations[RelationKind.provides.rawValue].append(
                .plain(package.name, .equal, package.version))
            packages.append(package)
        }
    }

    private static func version(_ random: inout SeededRandom, hasRelease: Bool) -> String {
        let version = Int.random(in: 1...3, using: &random)
        if !hasRelease { return "\(version)" }
        return "\(version)-\(Int.random(in: 1...2, using: &random))"
    }

    private static func relations(
        _ kind: RelationKind, _ names: [String], _ shape: Shape, _ random: inout SeededRandom
    ) -> [Dependency] {
        let count: Int
        switch kind {
        case .requires: count = Int.random(in: 0...3, using: &random)
        case .provides: count = Int.random(in: 0...2, using: &random)
        case .conflicts: count = Double.random(in: 0...1, using: &random) < 0.25 ? 1 : 0
        case .obsoletes: count = Double.random(in: 0...1, using: &random) < 0.15 ? 1 : 0
        default:
            count =
                Double.random(in: 0...1, using: &random) < shape.weak
                ? Int.random(in: 1...2, using: &random) : 0
        }
        let things = names + ["x", "y", "z", "u", "v"]
        return (0..<count).map { _ in
            let isRich =
                kind != .provides && kind != .obsoletes
                && Double.random(in: 0...1, using: &random) < shape.rich
            return isRich
                ? rich(things, depth: 0, &random)
                : plain(kind == .provides ? Array(things.suffix(5)) : things, kind, &random)
        }
    }

    private static func plain(
        _ names: [String], _ kind: RelationKind, _ random: inout SeededRandom
    ) -> Dependency {
        let name = names.randomElement(using: &random) ?? "x"
        let isVersioned = Double.random(in: 0...1, using: &random) < 0.4
        if !isVersioned { return .plain(name, .any, "") }
        let operators: [VersionOperator] =
            kind == .provides
            ? [.equal, .equal, .equal, .lessOrEqual, .less]
            : [.less, .lessOrEqual, .equal, .greaterOrEqual, .greaterOrEqual, .greater]
        let hasRelease = Bool.random(using: &random)
        return .plain(
            name, operators.randomElement(using: &random) ?? .equal,
            version(&random, hasRelease: hasRelease))
    }

    private static func rich(
        _ names: [String], depth: Int, _ random: inout SeededRandom
    ) -> Dependency {
        func part() -> Dependency {
            if depth < 1, Double.random(in: 0...1, using: &random) < 0.25 {
                return rich(names, depth: depth + 1, &random)
            }
            return plain(names, .requires, &random)
        }
        let operators = [
            "and", "or", "if", "ifelse", "unless", "unlesselse", "with", "without",
        ]
        let chosen = operators.randomElement(using: &random) ?? "or"
        if chosen == "with" || chosen == "without" {
            return .rich(
                chosen, [plain(names, .requires, &random), plain(names, .requires, &random)])
        }
        return .rich(chosen, (0..<(chosen.hasSuffix("else") ? 3 : 2)).map { _ in part() })
    }
}

extension RPMPuzzle {
    /// Gives packages and capabilities other names.
    mutating func rename(_ names: [String: String]) {
        for index in packages.indices {
            packages[index].name = names[packages[index].name] ?? packages[index].name
            packages[index].relations = packages[index].relations.map { relations in
                relations.map { Self.renamed($0, names) }
            }
        }
    }

    private static func renamed(
        _ dependency: Dependency, _ names: [String: String]
    ) -> Dependency {
        switch dependency {
        case .plain(let name, let comparison, let version):
            .plain(names[name] ?? name, comparison, version)
        case .rich(let name, let parts): .rich(name, parts.map { renamed($0, names) })
        }
    }
}
