internal import PackageModel

/// Deciding what dependencies leave open.
extension RPMResolver {
    /// Which way round the clauses are looked at.
    private struct Round {
        /// The rounds that are left, the present one first.
        var rounds = DependencyRound.allCases[...]
        /// The first clause that had several.
        var postponed: RPMSearch.Place?
    }

    private var firstPlace: RPMSearch.Place {
        RPMSearch.Place(package: universe.count - 1, clause: 0)
    }

    /// Decides what dependencies leave open: first, going round, whatever has one best candidate, then
    /// everything, from the first clause on that had several.
    mutating func decideDependencies() -> RPMSearch.Step {
        let startLevel = solver.level
        var place = firstPlace
        var round = Round()
        var list: [Int32] = []
        while true {
            syncTrail()
            guard let found = nextOpen(from: place, &round, &list) else {
                round.rounds.removeFirst()
                guard !round.rounds.isEmpty, let next = round.postponed else { return .decided }
                place = next
                continue
            }
            place = RPMSearch.Place(package: found.package, clause: found.clause + 1)
            let step = decide(among: list)
            if case .over = step { return step }
            if solver.level < startLevel { return .jumpedBack }
        }
    }

    /// Notes which packages were chosen since the last look.
    mutating func syncTrail() {
        let standing = solver.standingTrail
        if standing < search.recommendedUpTo { search.forgetRecommended() }
        let trail = solver.trail
        for position in min(standing, search.activeUpTo)..<trail.count
        where trail[position].isPositive {
            let package = trail[position].variable
            if choices.counts[package] > 0 { search.active.insert(package) }
        }
        search.activeUpTo = trail.count
        solver.markTrail()
    }

    /// The next clause, going round from a place, that is to be decided, and its candidates in order.
    private mutating func nextOpen(
        from start: RPMSearch.Place, _ round: inout Round, _ list: inout [Int32]
    ) -> RPMSearch.Place? {
        nextOpen(from: start, to: nil, &round, &list)
            ?? nextOpen(from: firstPlace, to: start, &round, &list)
    }

    private mutating func nextOpen(
        from start: RPMSearch.Place, to end: RPMSearch.Place?, _ round: inout Round,
        _ list: inout [Int32]
    ) -> RPMSearch.Place? {
        var package = start.package
        var clause = start.clause
        while let next = search.active.last(upTo: package) {
            if next != package { clause = 0 }
            if let end, next < end.package { return nil }
            if solver.values[next] == 1 {
                let range = choices.clauses(of: next)
                while clause < range.count {
                    let place = RPMSearch.Place(package: next, clause: clause)
                    if place == end { return nil }
                    if isOpen(range.lowerBound + clause, &list), choose(place, &round, &list) {
                        return place
                    }
                    clause += 1
                }
            } else {
                search.active.remove(next)
            }
            package = next - 1
            clause = 0
        }
        if let end, end.package >= 0 { return nil }
        clause = start.package < 0 ? start.clause : 0
        let limit = end?.clause ?? (solver.clauses.count - search.firstClause)
        while clause < limit {
            let place = RPMSearch.Place(package: -1, clause: clause)
            let id = ClauseID(raw: Int32(search.firstClause + clause))
            if isOpen(solver.literals(of: id), &list), choose(place, &round, &list) {
                return place
            }
            clause += 1
        }
        return nil
    }

    /// Whether a clause of a chosen package asks for something, and what is not decided of it.
    private func isOpen(_ clause: Int, _ list: inout [Int32]) -> Bool {
        list.removeAll(keepingCapacity: true)
        for position in choices.literals(of: clause) {
            let literal = choices.literals[position]
            if literal > 0 {
                switch solver.values[Int(literal) - 1] {
                case 1: return false
                case 0: list.append(literal - 1)
                default: continue
                }
            } else if solver.values[Int(-literal) - 1] != 1 {
                return false
            }
        }
        return true
    }

    /// Whether a clause is to be decided in this round; brings its candidates into order.
    private mutating func choose(
        _ place: RPMSearch.Place, _ round: inout Round, _ list: inout [Int32]
    ) -> Bool {
        if list.count < 2 { return !list.isEmpty }
        filterForChoice(&list)
        if round.rounds.first == .open {
            reorder(&list)
            return true
        }
        if list.count == 1 { return true }
        if round.postponed == nil { round.postponed = place }
        return false
    }
}
