internal import MirrorBase

extension Universe {
    /// A universe of some packages alone, in the order given, as if one repository listed them.
    ///
    /// For rpm, where no choice depends on the numbers of names. Records stay behind: `stanza` is empty.
    ///
    /// - Parameters:
    ///   - packages: The packages, each once.
    ///   - origin: Where all of them come from then.
    ///   - paths: The files of which it has to be known who holds them, beside those that relations name.
    public func selecting(
        _ packages: [PackageID], origin: PackageOrigin, paths: [String] = []
    ) -> Universe {
        var selection = Selection(self, origin, paths)
        for package in packages { selection.add(package) }
        selection.addFiles(packages)
        return selection.builder.finish()
    }
}

/// Copies packages of one universe into another.
private struct Selection: ~Copyable {
    var builder: UniverseBuilder
    private let source: Universe
    private let origin: UInt16
    /// The new number of each name, version and rich dependency that was met.
    private var names: [NameID: NameID] = [:]
    private var versions: [VersionID: VersionID] = [:]
    private var expressions: [ExpressionID: ExpressionID] = [:]

    init(_ source: Universe, _ origin: PackageOrigin, _ paths: [String]) {
        self.source = source
        builder = UniverseBuilder(
            nativeArchitecture: source.architectures[0],
            foreignArchitectures: Array(source.architectures.dropFirst(2)), scheme: source.scheme,
            nameCapacity: 1 << 12)
        self.origin = builder.addOrigin(origin)
        builder.addText([])
        for path in paths {
            if let name = source.names.find(path) { _ = self.name(name) }
        }
    }

    mutating func add(_ package: PackageID) {
        builder.beginPackage()
        for kind in RelationKind.allCases {
            for position in source.relations(kind, of: package) {
                builder.append(copy(source.relation(position)))
            }
            if kind != RelationKind.allCases.last { builder.endKind() }
        }
        builder.endPackage(
            name: name(source.name(package)), version: version(source.version(package)),
            architecture: source.architecture(package), traits: source.traits(package),
            origin: origin, text: 0, stanza: .empty)
    }

    /// Says which packages hold the paths that were met: what a reader of files would add.
    mutating func addFiles(_ packages: [PackageID]) {
        var numbers: [PackageID: Int] = [:]
        for (number, package) in packages.enumerated() { numbers[package] = number }
        for (old, new) in names.sorted(by: { $0.value < $1.value })
        where source.names.isPath(old) {
            for provider in source.providers(of: old) {
                guard let number = numbers[provider.package], !provides(provider.package, old)
                else { continue }
                builder.addFile(new, of: PackageID(number))
            }
        }
    }

    private func provides(_ package: PackageID, _ name: NameID) -> Bool {
        source.relations(.provides, of: package).contains { source.relation($0).name == name }
    }

    private mutating func name(_ old: NameID) -> NameID {
        if let known = names[old] { return known }
        let new = Selection.copy(old, of: source.names, into: &builder.names)
        names[old] = new
        return new
    }

    private mutating func version(_ old: VersionID) -> VersionID {
        if old == .none { return .none }
        if let known = versions[old] { return known }
        let copied = Selection.copy(old.name, of: source.versions, into: &builder.versions)
        let new = VersionID(copied.raw)
        versions[old] = new
        return new
    }

    private static func copy(
        _ id: NameID, of source: borrowing Interner, into target: inout Interner
    ) -> NameID {
        target.intern(source[id])
    }

    private mutating func copy(_ relation: Relation) -> Relation {
        let name = name(relation.name)
        if let expression = relation.expression {
            return Relation(expression: copy(expression), text: name)
        }
        return Relation(
            name: name, comparison: relation.comparison, version: version(relation.version),
            architecture: relation.architecture, continuesGroup: relation.continuesGroup)
    }

    private mutating func copy(_ id: ExpressionID) -> ExpressionID {
        if let known = expressions[id] { return known }
        let new = builder.addExpression(copy(source.expression(id)))
        expressions[id] = new
        return new
    }

    private mutating func copy(_ expression: DependencyExpression) -> DependencyExpression {
        switch expression {
        case .relation(let relation): .relation(copy(relation))
        case .and(let parts): .and(copy(parts))
        case .or(let parts): .or(copy(parts))
        case .with(let parts): .with(copy(parts))
        case .without(let first, let second): .without(copy(first), copy(second))
        case .ifThere(let wanted, let condition, let otherwise):
            .ifThere(
                copy(wanted), condition: copy(condition), otherwise: copy(otherwise))
        case .unlessThere(let wanted, let condition, let otherwise):
            .unlessThere(
                copy(wanted), condition: copy(condition), otherwise: copy(otherwise))
        }
    }

    private mutating func copy(_ parts: [DependencyExpression]) -> [DependencyExpression] {
        var copies: [DependencyExpression] = []
        for part in parts { copies.append(copy(part)) }
        return copies
    }

    private mutating func copy(_ expression: DependencyExpression?) -> DependencyExpression? {
        guard let expression else { return nil }
        let copied: DependencyExpression = copy(expression)
        return copied
    }
}
