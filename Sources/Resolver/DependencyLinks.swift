public import PackageModel

/// Which packages of a universe meet what each of them asks for, by the rules that answers are found by.
///
/// A universe that is an answer has these links and no others: what is asked for beside what is not there, as
/// in `(a if b)`, is no link, and neither is what a package gives itself.
public struct DependencyLinks: ~Copyable {
    /// One package that meets one dependency.
    public struct Link: Sendable, Hashable {
        /// How the dependency is meant: `requires`, `recommends` or `supplements`.
        public var kind: RelationKind
        /// Where the dependency begins among the universe's relations.
        public var position: Int
        /// Where it ends: alternatives of one dependency lie together.
        public var end: Int
        /// The package that meets it; with `supplements` the one that brings in the package that asks.
        public var package: PackageID
    }

    private let universe: Universe
    private let order = CandidateOrder()
    private var rich: RichTable

    /// Begins with no dependency looked up.
    public init(_ universe: Universe) {
        self.universe = universe
        rich = RichTable(universe)
    }

    /// The links of a package, in the order of its dependencies.
    public mutating func links(of package: PackageID) -> [Link] {
        switch universe.scheme {
        case .debian: debianLinks(of: package)
        case .rpm: rpmLinks(of: package)
        }
    }

    private func debianLinks(of package: PackageID) -> [Link] {
        var found: [Link] = []
        for kind in [RelationKind.requires, .recommends] {
            let relations = universe.relations(kind, of: package)
            var position = relations.lowerBound
            while position < relations.upperBound {
                var end = position + 1
                while end < relations.upperBound, universe.relation(end).continuesGroup { end += 1 }
                var packages: [PackageID] = []
                for alternative in position..<end {
                    let relation = universe.relation(alternative)
                    for provider in universe.providers(of: relation.name)
                    where order.accepts(relation, provider, from: package, in: universe)
                        && !packages.contains(provider.package)
                    {
                        packages.append(provider.package)
                    }
                }
                if !packages.contains(package) {
                    found += packages.map {
                        Link(kind: kind, position: position, end: end, package: $0)
                    }
                }
                position = end
            }
        }
        return found
    }

    private mutating func rpmLinks(of package: PackageID) -> [Link] {
        var found: [Link] = []
        for kind in [RelationKind.requires, .recommends, .supplements] {
            for position in universe.relations(kind, of: package) {
                for other in providers(of: universe.relation(position), kind, for: package) {
                    found.append(
                        Link(
                            kind: kind, position: position, end: position + 1,
                            package: PackageID(Int(other))))
                }
            }
        }
        return found
    }

    /// The packages that meet a relation; none where the package meets it itself.
    private mutating func providers(
        of relation: Relation, _ kind: RelationKind, for package: PackageID
    ) -> [Int32] {
        let own = Int32(package.raw)
        if let plain = rich.plain(relation) {
            let providers = Array(rich.table[plain])
            return providers.contains(own) ? [] : providers
        }
        guard let expression = relation.expression else { return [] }
        if kind == .supplements {
            let formula = rich.formula(expression)
            // What is here is the whole answer: the package comes along if its condition holds in it.
            if !formula.holds(rich.table, { _ in true }) { return [] }
            return Set(formula.packages(rich.table)).subtracting([own]).sorted()
        }
        var found: [Int32] = []
        for block in rich.blocks(relation) where !block.contains(own + 1) {
            found += block.filter { $0 > 0 && !found.contains($0 - 1) }.map { $0 - 1 }
        }
        return found
    }
}
