public import PackageModel

extension WishResolver where Self: ~Copyable {
    /// Meets all wishes together or, where they exclude one another, in as few sets as possible.
    ///
    /// The first `common` wishes are part of every set: what every machine has from the start. A wish that
    /// cannot be met beside them is impossible.
    ///
    /// Smallest groups of wishes that exclude one another are collected until a colouring of the wishes
    /// that splits each of them holds; the colouring with the fewest colours is searched exactly, so no
    /// smaller number of sets would do. The work grows with the number of conflicts, not of wishes. Of the
    /// colourings with as many colours a bounded number is tried, and the one is taken whose sets have the
    /// smallest union: in bytes where `size` tells them, else in packages. All this goes by usual answers; an
    /// objective counts for the sets that are taken in the end.
    public mutating func solveInSets(
        _ wishes: [ResolverWish], common: Int = 0, size: ((PackageID) -> Int)? = nil
    ) -> SetsAnswer {
        var search = SetSearch(wishes, common: common)
        return search.run(&self, size)
    }

    /// The conflict that is left of a refutation of some wishes when those are dropped that it does not need.
    public mutating func smallestConflict(
        _ refutation: Refutation, in wishes: [ResolverWish]
    ) -> WishSets.Conflict {
        SetSearch(wishes, common: 0).minimize(refutation, of: Array(wishes.indices), &self)
    }
}

/// The search for sets of wishes.
private struct SetSearch {
    /// How many sets are solved at most to find a smaller union.
    private static let tries = 48

    private let wishes: [ResolverWish]
    /// The wishes that are part of every set.
    private let base: [Int]
    private var conflicts: [WishSets.Conflict] = []
    private var impossible: [WishSets.Conflict] = []
    private var solved: [[Int]: Solution] = [:]

    /// What came of solving one set.
    private enum Step {
        case solved
        case conflict(WishSets.Conflict)
        case undecided(Int)
    }

    init(_ wishes: [ResolverWish], common: Int) {
        self.wishes = wishes
        base = Array(0..<common)
    }

    mutating func run<R: WishResolver & ~Copyable>(
        _ resolver: inout R, _ size: ((PackageID) -> Int)?
    ) -> SetsAnswer {
        while true {
            let excluded = Set(impossible.flatMap(\.wishes))
            let members = wishes.indices.dropFirst(base.count).filter { !excluded.contains($0) }
            let colouring = WishColouring(members, conflicts: conflicts.map(\.wishes))
            let first = colouring.smallest()
            let sets = (first.isEmpty ? [[]] : first).map { base + $0 }
            switch solve(sets, &resolver) {
            case .undecided(let steps): return .undecided(steps: steps)
            case .conflict(let found) where found.wishes.isEmpty: return .impossible([found])
            case .conflict(let found) where found.wishes.count == 1: impossible.append(found)
            case .conflict(let found): conflicts.append(found)
            case .solved where !impossible.isEmpty:
                return .impossible(impossible.sorted { $0.wishes[0] < $1.wishes[0] })
            case .solved:
                let best = sets.count > 1 ? smallest(first, colouring, &resolver, size) : sets
                var parts: [WishSets.Part] = []
                for set in best {
                    guard let solution = final(set, &resolver) else { continue }
                    parts.append(
                        WishSets.Part(wishes: set, solution: solution.renumbered(by: set)))
                }
                return .solved(WishSets(parts: parts, conflicts: conflicts))
            }
        }
    }

    /// The answer for a set that can be met. Only here an objective counts, since the search for it may be long.
    private func final<R: WishResolver & ~Copyable>(
        _ set: [Int], _ resolver: inout R
    ) -> Solution? {
        if resolver.hasObjective,
            case .solved(let solution) = resolver.answer(to: set.map { wishes[$0] })
        {
            return solution
        }
        return solved[set]
    }

    /// Solves those of some sets that are not solved yet, up to the first that cannot be.
    private mutating func solve<R: WishResolver & ~Copyable>(
        _ sets: [[Int]], _ resolver: inout R
    ) -> Step {
        for set in sets where solved[set] == nil {
            switch resolver.usualAnswer(to: set.map { wishes[$0] }) {
            case .solved(let solution): solved[set] = solution
            case .unsatisfiable(let refutation):
                return .conflict(minimize(refutation, of: set, &resolver))
            case .undecided(let steps): return .undecided(steps)
            }
        }
        return .solved
    }

    /// Drops wishes from a conflict one by one until each that is left is needed for it; those of the base
    /// stay throughout.
    func minimize<R: WishResolver & ~Copyable>(
        _ refutation: Refutation, of set: [Int], _ resolver: inout R
    ) -> WishSets.Conflict {
        let all = refutation.renumbered(by: set)
        var members = all.wishes.filter { $0 >= base.count }
        var best = all
        var index = 0
        while index < members.count {
            var fewer = members
            fewer.remove(at: index)
            let question = base + fewer
            switch resolver.usualAnswer(to: question.map { wishes[$0] }) {
            case .solved, .undecided: index += 1
            case .unsatisfiable(let smaller):
                best = smaller.renumbered(by: question)
                members = best.wishes.filter { $0 >= base.count }
                index = 0
            }
        }
        return WishSets.Conflict(wishes: members, refutation: best)
    }

    // MARK: - A small union

    /// Of the ways to split into as many sets the one with the smallest union, as far as tries go: all of
    /// them where they are few, else what is found by moving one wish at a time. Ties stay as they are.
    private mutating func smallest<R: WishResolver & ~Copyable>(
        _ first: [[Int]], _ colouring: WishColouring, _ resolver: inout R,
        _ size: ((PackageID) -> Int)?
    ) -> [[Int]] {
        var best = first
        var cost = union(of: first, size)
        var left = SetSearch.tries
        var failed: Set<[Int]> = []
        let all = colouring.splits(into: first.count, atMost: SetSearch.tries + 1)
        var waiting = all.count > SetSearch.tries ? colouring.neighbours(of: first) : all
        while !waiting.isEmpty {
            let sets = waiting.removeFirst()
            guard isSolvable(sets, &resolver, &left, &failed) else { continue }
            let found = union(of: sets, size)
            if found >= cost { continue }
            (best, cost) = (sets, found)
            if all.count > SetSearch.tries { waiting = colouring.neighbours(of: best) }
        }
        return best.map { base + $0 }
    }

    private mutating func isSolvable<R: WishResolver & ~Copyable>(
        _ sets: [[Int]], _ resolver: inout R, _ left: inout Int, _ failed: inout Set<[Int]>
    ) -> Bool {
        for set in sets.map({ base + $0 }) where solved[set] == nil {
            if failed.contains(set) || left == 0 { return false }
            left -= 1
            guard case .solved(let solution) = resolver.usualAnswer(to: set.map { wishes[$0] })
            else {
                failed.insert(set)
                return false
            }
            solved[set] = solution
        }
        return true
    }

    private func union(
        of sets: [[Int]], _ size: ((PackageID) -> Int)?
    ) -> (bytes: Int, packages: Int) {
        let packages = Set(sets.flatMap { solved[base + $0]?.packages ?? [] })
        let bytes = size.map { size in packages.reduce(0) { $0 + size($1) } }
        return (bytes ?? packages.count, packages.count)
    }
}
