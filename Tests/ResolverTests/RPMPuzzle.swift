import MirrorBase
import PackageModel

/// A few rpm packages, as a universe and as data for libsolv.
struct RPMPuzzle {
    indirect enum Dependency {
        case plain(String, VersionOperator, String)
        case rich(String, [Dependency])
    }

    struct Package {
        var name: String
        var version: String
        var architecture: String
        var repository: Int
        var relations: [[Dependency]]
    }

    static let foreign = ["i686", "i586", "i486", "i386"]

    /// The lesser architectures of each that puzzles are made for, the best first.
    static let lesser = [
        "x86_64": foreign, "i686": ["i586", "i486", "i386"], "aarch64": [],
        "armv7hl": ["armv6hl"],
    ]

    var packages: [Package] = []
    var priorities: [Int] = []
    /// Whether the first repository is what is installed.
    var hasInstalled = false
    /// Capabilities whose providers can be installed in several versions.
    var installOnly: [String] = []
    /// Packages that weak dependencies do not bring in, by number.
    var notWeak: [Int] = []
    /// Whether weak dependencies do not bring in what they could have brought in with what is installed, either.
    var leavesOutWeak = false
    /// What is wished beside a question, by its number, where something else comes.
    var conditional: [(question: Int, name: String, condition: String)] = []
    /// Packages that must not be installed, by number.
    var excluded: [Int] = []
    var architecture = "x86_64"

    /// The names, in the order of the packages.
    var names: [String] {
        var seen: Set<String> = []
        return packages.map(\.name).filter { seen.insert($0).inserted }
    }

    // MARK: - As a universe

    func universe() -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: architecture,
            foreignArchitectures: Self.lesser[architecture] ?? [], scheme: .rpm)
        let origins = priorities.enumerated().map { index, priority in
            builder.addOrigin(
                PackageOrigin(
                    repository: hasInstalled && index == 0 ? "@System" : "r\(index)", suite: "",
                    component: "", priority: priority))
        }
        let text = builder.nextText
        for package in packages {
            builder.beginPackage()
            for relations in package.relations {
                for dependency in relations { Self.append(dependency, to: &builder) }
                builder.endKind()
            }
            builder.endPackage(
                name: builder.names.intern(package.name),
                version: VersionID(builder.versions.intern(Self.full(package.version)).raw),
                architecture: UInt8(
                    builder.architectures.firstIndex(of: package.architecture) ?? 0),
                traits: PackageTraits(), origin: origins[package.repository], text: text,
                stanza: ByteRange(0..<0))
        }
        builder.addText([])
        return builder.finish()
    }

    /// A version with its epoch.
    private static func full(_ version: String) -> String {
        version.contains(":") ? version : "0:" + version
    }

    private static func append(_ dependency: Dependency, to builder: inout UniverseBuilder) {
        switch dependency {
        case .plain: builder.append(relation(dependency, &builder))
        case .rich:
            let id = builder.addExpression(expression(dependency, &builder))
            let text = builder.names.intern(text(dependency))
            builder.append(Relation(expression: id, text: text))
        }
    }

    private static func relation(
        _ dependency: Dependency, _ builder: inout UniverseBuilder
    ) -> Relation {
        guard case .plain(let name, let comparison, let version) = dependency else {
            preconditionFailure("a rich dependency is no relation")
        }
        let id = builder.names.intern(name)
        if comparison == .any { return Relation(name: id) }
        return Relation(
            name: id, comparison: comparison,
            version: VersionID(builder.versions.intern(Self.full(version)).raw))
    }

    private static func expression(
        _ dependency: Dependency, _ builder: inout UniverseBuilder
    ) -> DependencyExpression {
        guard case .rich(let name, let parts) = dependency else {
            return .relation(relation(dependency, &builder))
        }
        var expressions: [DependencyExpression] = []
        for part in parts { expressions.append(expression(part, &builder)) }
        let last = expressions.count > 2 ? expressions[2] : nil
        switch name {
        case "and": return .and(expressions)
        case "or": return .or(expressions)
        case "with": return .with(expressions)
        case "without": return .without(expressions[0], expressions[1])
        case "if", "ifelse":
            return .ifThere(expressions[0], condition: expressions[1], otherwise: last)
        default:
            return .unlessThere(expressions[0], condition: expressions[1], otherwise: last)
        }
    }

    /// As rpm writes it.
    static func text(_ dependency: Dependency) -> String {
        switch dependency {
        case .plain(let name, .any, _): return name
        case .plain(let name, let comparison, let version):
            return "\(name) \(comparison.rpmText) \(version)"
        case .rich(let name, let parts):
            let isElse = name.hasSuffix("else")
            let start = "(\(text(parts[0])) \(isElse ? String(name.dropLast(4)) : name) "
            return start + text(parts[1]) + (isElse ? " else \(text(parts[2])))" : ")")
        }
    }

    // MARK: - As data

    /// The universe as one line of JSON, with questions: lists of packages, by number, per wish.
    func json(questions: [[[Int]]], best: Bool, weak: Bool) -> String {
        let list = packages.map { package in
            let relations = package.relations.map { relations in
                "[" + relations.map(Self.json).joined(separator: ",") + "]"
            }
            return "[\"\(package.name)\",\"\(package.version)\",\"\(package.architecture)\","
                + "\(package.repository),[\(relations.joined(separator: ","))]]"
        }
        let onlies = installOnly.map { "\"\($0)\"" }.joined(separator: ",")
        let conditions = conditional.map { "[\($0.question),\"\($0.name)\",\"\($0.condition)\"]" }
        return "{\"architecture\":\"\(architecture)\",\"excluded\":\(excluded),"
            + "\"conditional\":[\(conditions.joined(separator: ","))],"
            + "\"priorities\":\(priorities),\"best\":\(best),\"weak\":\(weak),"
            + "\"hasInstalled\":\(hasInstalled),\"installOnly\":[\(onlies)],\"notWeak\":\(notWeak),"
            + "\"leavesOutWeak\":\(leavesOutWeak),"
            + "\"packages\":[\(list.joined(separator: ","))],\"questions\":\(questions)}"
    }

    private static func json(_ dependency: Dependency) -> String {
        switch dependency {
        case .plain(let name, .any, _): return "\"\(name)\""
        case .plain(let name, let comparison, let version):
            return "[\"\(comparison.rpmText)\",\"\(name)\",\"\(version)\"]"
        case .rich(let name, let parts):
            return "[\"\(name)\"," + parts.map(json).joined(separator: ",") + "]"
        }
    }
}
