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
}

extension DebianResolver: WishResolver {
    /// Finds a set of packages that meets all wishes together, or why there is none.
    public mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer {
        solve(wishes)
    }
}

extension RPMResolver: WishResolver {
    /// Finds what dnf would install for all wishes together, or why nothing can be.
    public mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer { solve(wishes) }
}

extension WishResolver where Self: ~Copyable {
    /// Meets all wishes together or, where they exclude one another, in as few sets as possible.
    ///
    /// The first `common` wishes are part of every set: what every machine has from the start. A wish that
    /// cannot be met beside them is impossible.
    ///
    /// Smallest groups of wishes that exclude one another are collected until a colouring of the wishes
    /// that splits each of them holds; the colouring with the fewest colours is searched exactly, so no
    /// smaller number of sets would do. The work grows with the number of conflicts, not of wishes.
    public mutating func solveInSets(_ wishes: [ResolverWish], common: Int = 0) -> SetsAnswer {
        let base = Array(0..<common)
        var conflicts: [WishSets.Conflict] = []
        var impossible: [WishSets.Conflict] = []
        var solved: [[Int]: Solution] = [:]
        while true {
            let excluded = Set(impossible.flatMap(\.wishes))
            let members = wishes.indices.dropFirst(common).filter { !excluded.contains($0) }
            var sets = WishColouring.smallest(members, conflicts: conflicts.map(\.wishes))
            if sets.isEmpty { sets = [[]] }
            sets = sets.map { base + $0 }
            var found: WishSets.Conflict?
            for set in sets where solved[set] == nil {
                switch answer(to: set.map { wishes[$0] }) {
                case .solved(let solution): solved[set] = solution
                case .unsatisfiable(let refutation):
                    found = minimize(refutation, of: set, base, in: wishes)
                case .undecided(let steps): return .undecided(steps: steps)
                }
                if found != nil { break }
            }
            if let found {
                if found.wishes.isEmpty { return .impossible([found]) }
                if found.wishes.count == 1 {
                    impossible.append(found)
                } else {
                    conflicts.append(found)
                }
                continue
            }
            if !impossible.isEmpty {
                return .impossible(impossible.sorted { $0.wishes[0] < $1.wishes[0] })
            }
            let parts = sets.compactMap { set in
                solved[set].map {
                    WishSets.Part(wishes: set, solution: $0.renumbered(by: set))
                }
            }
            return .solved(WishSets(parts: parts, conflicts: conflicts))
        }
    }

    /// The conflict that is left of a refutation of some wishes when those are dropped that it does not need.
    public mutating func smallestConflict(
        _ refutation: Refutation, in wishes: [ResolverWish]
    ) -> WishSets.Conflict {
        minimize(refutation, of: Array(wishes.indices), [], in: wishes)
    }

    /// Drops wishes from a conflict one by one until each that is left is needed for it; those of the base
    /// stay throughout.
    private mutating func minimize(
        _ refutation: Refutation, of set: [Int], _ base: [Int], in wishes: [ResolverWish]
    ) -> WishSets.Conflict {
        let all = refutation.renumbered(by: set)
        var members = all.wishes.filter { $0 >= base.count }
        var best = all
        var index = 0
        while index < members.count {
            var fewer = members
            fewer.remove(at: index)
            let question = base + fewer
            switch answer(to: question.map { wishes[$0] }) {
            case .solved, .undecided: index += 1
            case .unsatisfiable(let smaller):
                best = smaller.renumbered(by: question)
                members = best.wishes.filter { $0 >= base.count }
                index = 0
            }
        }
        return WishSets.Conflict(wishes: members, refutation: best)
    }
}

extension Solution {
    /// The same with wishes numbered as in the list that `numbers` was taken from.
    func renumbered(by numbers: [Int]) -> Solution {
        Solution(
            choices: choices.map {
                Choice(package: $0.package, parent: $0.parent, wish: numbers[$0.wish])
            })
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

/// Splits wishes so that no conflict lies within one set.
enum WishColouring {
    /// The fewest sets; ties go to the earliest wishes in the first set. Each set is in ascending order.
    static func smallest(_ members: [Int], conflicts: [[Int]]) -> [[Int]] {
        let involved = Set(conflicts.joined()).sorted()
        var colours = 1
        while true {
            var assigned: [Int: Int] = [:]
            if colour(involved[...], colours, conflicts, &assigned) {
                var sets = Array(repeating: [Int](), count: colours)
                for member in members { sets[assigned[member] ?? 0].append(member) }
                return sets.filter { !$0.isEmpty }
            }
            colours += 1
        }
    }

    private static func colour(
        _ open: ArraySlice<Int>, _ colours: Int, _ conflicts: [[Int]], _ assigned: inout [Int: Int]
    ) -> Bool {
        guard let wish = open.first else { return true }
        // A colour that nobody has yet is as good as any other such: trying one of them is enough.
        let used = (assigned.values.max() ?? -1) + 1
        for candidate in 0..<min(colours, used + 1) {
            assigned[wish] = candidate
            let isSplit = conflicts.allSatisfy { conflict in
                !conflict.contains(wish) || conflict.contains { assigned[$0] != candidate }
            }
            if isSplit, colour(open.dropFirst(), colours, conflicts, &assigned) { return true }
            assigned[wish] = nil
        }
        return false
    }
}
