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
        /// A package takes the place of another by a relation of its own.
        case obsoletes(PackageID, PackageID, relation: RelationID)
        /// A package excludes what a rich dependency of its own names.
        case excludes(PackageID, relation: RelationID)
        /// A package must not be installed.
        case excluded(PackageID)
        /// A package for a lesser architecture needs one of `choices` beside it.
        case inferior(PackageID, choices: [PackageID])
        /// An installed package is kept, or one of the other `choices` takes its place.
        case keeps(PackageID, choices: [PackageID])
        /// An installed package must not be changed.
        case frozen(PackageID)
        /// A package obsoletes a part of what is installed, and needs one of `choices` for the rest.
        case split(PackageID, choices: [PackageID])
        /// What is installed is preferred, by the number of the preference; in no refutation that is final.
        case preference(Int)
        /// A wish needs one of `choices`, the best of its candidates.
        case best(Int, choices: [PackageID])
        /// A wish needs one of `choices`.
        case wish(Int, choices: [PackageID])
    }

    /// The facts, in the order in which they were met going back from the contradiction.
    public var facts: [Fact]
    /// The wishes that take part, by number, in ascending order.
    public var wishes: [Int]
    /// With rpm: what would be installed for them if only the best were not demanded.
    public var older: [PackageID] = []
    /// What each fact says as a clause over packages; empty where the facts were put together otherwise.
    var clauses: [[Literal]] = []
}

extension Refutation {
    /// Follows the clauses back from one that is violated, or that ruled out a wish.
    ///
    /// Variables from `firstWish` on stand for wishes.
    init(from start: ClauseID, wish: Int? = nil, firstWish: Int, _ solver: borrowing Solver) {
        facts = []
        var wishes: Set<Int> = []
        if let wish { wishes.insert(wish) }
        for clause in solver.clauses(behind: start) {
            let literals = solver.literals(of: clause)
            for literal in literals
            where literal.variable >= firstWish && solver.values[literal.variable] == 1 {
                wishes.insert(literal.variable - firstWish)
            }
            let reason = solver.reason(of: clause)
            if case .learnt = reason { continue }
            let choices = literals.filter(\.isPositive).map { PackageID($0.variable) }
            facts.append(Fact(reason, choices: choices))
            clauses.append(literals.filter { $0.variable < firstWish })
        }
        self.wishes = wishes.sorted()
    }
}

extension Solver {
    /// The clauses from which one follows that is violated, or that decided something; learnt ones among
    /// them, in the order in which they are met going back.
    func clauses(behind start: ClauseID) -> [ClauseID] {
        var pending = [start]
        var visited: Set<ClauseID> = [start]
        var next = 0
        while next < pending.count {
            let clause = pending[next]
            next += 1
            if case .learnt(let from, let to) = reason(of: clause) {
                for antecedent in antecedents(from: from, to: to)
                where visited.insert(antecedent).inserted {
                    pending.append(antecedent)
                }
            }
            for literal in literals(of: clause) where values[literal.variable] != 0 {
                let reason = reasons[literal.variable]
                if reason != .none, visited.insert(reason).inserted { pending.append(reason) }
            }
        }
        return pending
    }
}

extension Refutation {
    /// The same with the wishes that take part as its facts name them.
    func withWishes() -> Refutation {
        var found: Set<Int> = []
        for fact in facts {
            switch fact {
            case .wish(let wish, _), .best(let wish, _): found.insert(wish)
            default: continue
            }
        }
        var copy = self
        copy.wishes = found.sorted()
        return copy
    }
}

extension Refutation {
    /// The same with wishes that say what stays on a machine as facts about what is installed.
    func namingInstalled(_ wishes: [ResolverWish]) -> Refutation {
        var copy = self
        copy.facts = facts.map { fact in
            guard case .wish(let number, let choices) = fact, wishes[number].isInstalled,
                let installed = wishes[number].candidates.first
            else { return fact }
            return .keeps(installed, choices: choices)
        }
        return copy
    }
}

extension Refutation.Fact {
    fileprivate init(_ reason: ClauseReason, choices: [PackageID]) {
        switch reason {
        case .requires(let package, let relation, let end):
            self = .requires(package, relation: relation, end: end, choices: choices)
        case .conflicts(let package, let other, let relation):
            self = .conflicts(package, other, relation: relation)
        case .sameName(let left, let right): self = .sameName(left, right)
        case .obsoletes(let package, let other, let relation):
            self = .obsoletes(package, other, relation: relation)
        case .excludes(let package, let relation): self = .excludes(package, relation: relation)
        case .excluded(let package): self = .excluded(package)
        case .inferior(let package): self = .inferior(package, choices: choices)
        case .best(let wish): self = .best(wish, choices: choices)
        case .keeps(let package): self = .keeps(package, choices: choices)
        case .frozen(let package): self = .frozen(package)
        case .split(let package): self = .split(package, choices: choices)
        case .preference(let number): self = .preference(number)
        // A wish of an earlier question cannot take part: nothing assumes it any more.
        case .wish(let wish): self = .wish(wish, choices: choices)
        case .learnt: preconditionFailure("what was learnt is no fact")
        }
    }
}
