internal import PackageModel

/// Wishes split into as few sets as possible, each of which can be installed on one machine.
public struct WishSets: Sendable {
    /// One set: which wishes it holds, by number, and what was chosen for them.
    public struct Part: Sendable {
        /// The wishes, in ascending order, those that are common to all sets first.
        public var wishes: [Int]
        /// What was chosen for them.
        public var solution: Solution
    }

    /// A few wishes that cannot be met together, though each smaller group of them can.
    public struct Conflict: Sendable {
        /// The wishes, in ascending order, without those that are common to all sets; none where the common
        /// ones exclude one another, and one that they exclude.
        public var wishes: [Int]
        /// Why.
        public var refutation: Refutation
    }

    /// The sets; the first holds every wish that takes part in no conflict.
    public var parts: [Part]
    /// What forced the split; empty where there is one set.
    public var conflicts: [Conflict]
}

/// The answer to a question about all wishes.
public enum SetsAnswer: Sendable {
    /// Every wish is met, in one set or several.
    case solved(WishSets)
    /// These wishes cannot be met even alone.
    case impossible([WishSets.Conflict])
    /// The search took that many steps (`StepBudget`) and was given up.
    case undecided(steps: Int)
}

/// Whoever answers what meets some wishes together.
public protocol WishResolver: ~Copyable {
    /// Finds packages that meet all wishes together, or why there are none.
    mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer
    /// The same without an objective: the client's own choice, or why there is none.
    mutating func usualAnswer(to wishes: [ResolverWish]) -> ResolverAnswer
    /// Whether `answer` has an objective beside the client's own choice.
    var hasObjective: Bool { get }
    /// Everything else that could serve an answer, transitively, as far as it can be installed at all beside
    /// what is on the machine already. What that asks for is not followed.
    mutating func broadClosure(of solution: Solution, beside base: AssumedBase?)
        -> [Solution.Choice]
}

extension DebianResolver: WishResolver {
    /// Finds a set of packages that meets all wishes together, or why there is none.
    public mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer {
        solve(wishes)
    }

    /// Finds what apt would take, whatever its size.
    public mutating func usualAnswer(to wishes: [ResolverWish]) -> ResolverAnswer { ask(wishes) }

    /// Whether fewest bytes are asked for.
    public var hasObjective: Bool { policy.objective != nil }
}

extension RPMResolver: WishResolver {
    /// Finds what dnf would install for all wishes together, or why nothing can be.
    public mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer { solve(wishes) }

    /// Finds what dnf would install, whatever its size.
    public mutating func usualAnswer(to wishes: [ResolverWish]) -> ResolverAnswer {
        usual(wishes)
    }

    /// Whether fewest bytes are asked for.
    public var hasObjective: Bool { policy.objective != nil }
}

extension Solution {
    /// The same with wishes numbered as in the list that `numbers` was taken from.
    func renumbered(by numbers: [Int]) -> Solution {
        Solution(
            choices: choices.map {
                Choice(package: $0.package, parent: $0.parent, wish: numbers[$0.wish])
            }, sizes: sizes)
    }
}

extension Refutation {
    /// The same with wishes numbered as in the list that `numbers` was taken from.
    func renumbered(by numbers: [Int]) -> Refutation {
        var copy = self
        copy.wishes = wishes.map { numbers[$0] }
        copy.facts = facts.map { fact in
            switch fact {
            case .wish(let index, let choices) where index < numbers.count:
                return .wish(numbers[index], choices: choices)
            case .best(let index, let choices) where index < numbers.count:
                return .best(numbers[index], choices: choices)
            default: return fact
            }
        }
        return copy
    }
}
