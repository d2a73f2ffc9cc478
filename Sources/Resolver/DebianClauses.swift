internal import PackageModel

/// The clauses of a whole universe of Debian packages, where every version counts alike.
struct DebianClauses: ~Copyable {
    private let universe: Universe
    private let order = CandidateOrder()
    private var literals: [Literal] = []

    /// Puts what Debian Policy and Multi-Arch demand of any set of packages into a solver.
    static func add(_ universe: Universe, to solver: inout Solver) {
        var clauses = DebianClauses(universe)
        for package in universe.packages { clauses.add(package, to: &solver) }
        solver.watchClauses()
    }

    private init(_ universe: Universe) { self.universe = universe }

    private mutating func add(_ package: PackageID, to solver: inout Solver) {
        addDependencies(of: package, to: &solver)
        for (other, relation) in universe.exclusions(of: package) {
            exclude(
                package, other, .conflicts(package, other, relation: relation), in: &solver)
        }
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName && provider.package > package {
            let other = provider.package
            if universe.canStandBeside(package, other) { continue }
            exclude(package, other, .sameName(package, other), in: &solver)
        }
    }

    private mutating func addDependencies(of package: PackageID, to solver: inout Solver) {
        let relations = universe.relations(.requires, of: package)
        var position = relations.lowerBound
        while position < relations.upperBound {
            let start = position
            literals.removeAll(keepingCapacity: true)
            literals.append(.negative(package.index))
            repeat {
                addChoices(universe.relation(position), of: package)
                position += 1
            } while position < relations.upperBound && universe.relation(position).continuesGroup
            // A package may meet its own dependency, through what it provides.
            if literals.contains(.positive(package.index)) { continue }
            solver.appendClause(
                literals[...],
                .requires(package, relation: RelationID(start), end: RelationID(position)))
        }
    }

    private mutating func addChoices(_ relation: Relation, of package: PackageID) {
        for provider in universe.providers(of: relation.name) {
            let literal = Literal.positive(provider.package.index)
            if literals.contains(literal) { continue }
            if order.accepts(relation, provider, from: package, in: universe) {
                literals.append(literal)
            }
        }
    }

    private mutating func exclude(
        _ left: PackageID, _ right: PackageID, _ reason: ClauseReason, in solver: inout Solver
    ) {
        literals.removeAll(keepingCapacity: true)
        literals.append(.negative(left.index))
        literals.append(.negative(right.index))
        solver.appendClause(literals[...], reason)
    }
}
