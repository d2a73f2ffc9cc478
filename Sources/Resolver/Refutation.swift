public import PackageModel

/// Why wishes cannot be met together: the clauses, as they were given, that exclude one another.
public struct Refutation: Sendable {
    /// One fact that takes part.
    public enum Fact: Sendable, Hashable {
        /// A package needs one of `choices` for the dependency at `relation`, up to `end`.
        case requires(PackageID, relation: RelationID, end: RelationID, choices: [PackageID])
        /// A package excludes another by a relation of its own.
        case conflicts(PackageID, PackageID, relation: RelationID)
        /// Two versions or builds of one name exclude each other.
        case sameName(PackageID, PackageID)
        /// A wish needs one of `choices`.
        case wish(Int, choices: [PackageID])
    }

    /// The facts, in the order in which they were met going back from the contradiction.
    public var facts: [Fact]
    /// The wishes that take part, by number, in ascending order.
    public var wishes: [Int]
}

extension DebianResolver {
    /// Follows the clauses back from one that is violated, or that ruled out a wish.
    func refutation(from start: ClauseID, wish: Int? = nil, firstWish: Int) -> Refutation {
        var pending = [start]
        var visited: Set<ClauseID> = [start]
        var facts: [Refutation.Fact] = []
        var wishes: Set<Int> = []
        if let wish { wishes.insert(wish) }
        var next = 0
        while next < pending.count {
            let clause = pending[next]
            next += 1
            let literals = solver.literals(of: clause)
            let choices = literals.filter(\.isPositive).map { PackageID($0.variable) }
            switch solver.reason(of: clause) {
            case .requires(let package, let relation, let end):
                facts.append(.requires(package, relation: relation, end: end, choices: choices))
            case .conflicts(let package, let other, let relation):
                facts.append(.conflicts(package, other, relation: relation))
            case .sameName(let left, let right): facts.append(.sameName(left, right))
            case .wish(let index):
                // A wish of an earlier question cannot take part: nothing assumes it any more.
                facts.append(.wish(index, choices: choices))
            case .learnt(let from, let to):
                for antecedent in solver.antecedents(from: from, to: to)
                where visited.insert(antecedent).inserted {
                    pending.append(antecedent)
                }
            }
            for literal in literals {
                if literal.variable >= firstWish, solver.values[literal.variable] == 1 {
                    wishes.insert(literal.variable - firstWish)
                }
                let reason = solver.reasons[literal.variable]
                if solver.values[literal.variable] != 0, reason != .none,
                    visited.insert(reason).inserted
                {
                    pending.append(reason)
                }
            }
        }
        return Refutation(facts: facts, wishes: wishes.sorted())
    }
}
