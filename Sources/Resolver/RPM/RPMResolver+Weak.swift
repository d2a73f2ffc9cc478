internal import PackageModel

/// Weak dependencies, and looking back whether less would do.
extension RPMResolver {
    /// What stops a round early.
    private enum RoundStep {
        case goesOn
        case stops
        case over(RPMSearch.Outcome)
    }

    /// Installs what is recommended and what supplements something, one round of it.
    mutating func decideWeak() -> RPMSearch.StageStep {
        var supplementing = openSupplements()
        var all = openRecommendations()
        all += supplementing.filter { !all.contains($0) }
        if all.isEmpty { return .nothing }
        let count = solver.trail.count
        if all.count == 1 {
            if case .over(let outcome) = decide(all[0]) { return .over(outcome) }
            return .changed
        }
        filterBest(&all)
        var kept = PackageSet(count: universe.count)
        for package in all { kept.insert(Int(package)) }
        supplementing.removeAll { !kept.contains(Int($0)) }
        reorder(&supplementing, keepsInstalled: false)
        for package in supplementing where solver.values[Int(package)] == 0 {
            let level = solver.level
            if case .over(let outcome) = decide(package) { return .over(outcome) }
            if solver.level <= level { return .changed }
        }
        var position = 0
        while position < count {
            let literal = solver.trail[position]
            position += 1
            guard literal.isPositive, !installed.set.contains(literal.variable) else { continue }
            for index in soft.recommends(literal.variable) {
                switch decide(recommended: soft.items[index], kept, count) {
                case .goesOn: continue
                case .stops: return .changed
                case .over(let outcome): return .over(outcome)
                }
            }
        }
        return solver.trail.count == count ? .nothing : .changed
    }

    /// Packages that are not decided and would meet something recommended, in ascending order.
    private func openRecommendations() -> [Int32] {
        var found = PackageSet(count: universe.count)
        for literal in solver.trail
        where literal.isPositive && !installed.set.contains(literal.variable) {
            for index in soft.recommends(literal.variable) {
                let item = soft.items[index]
                if item.formula < 0 {
                    note(rich.table[item.providers], &found)
                    continue
                }
                for block in soft.blocks[Int(item.formula)] where isDemanded(block) {
                    note(block.filter { $0 > 0 }.map { $0 - 1 }[...], &found)
                }
            }
        }
        var list: [Int32] = []
        for word in found.words.indices where found.words[word] != 0 {
            for bit in 0..<64 where found.contains(word * 64 + bit) {
                list.append(Int32(word * 64 + bit))
            }
        }
        return list
    }

    /// Notes what is not decided of a list, unless something of it is chosen.
    private func note(_ list: ArraySlice<Int32>, _ found: inout PackageSet) {
        if list.contains(where: { solver.values[Int($0)] == 1 }) { return }
        for package in list where isWeaklyOpen(package) { found.insert(Int(package)) }
    }

    private func isWeaklyOpen(_ package: Int32) -> Bool {
        solver.values[Int(package)] == 0 && !policy.excludedFromWeak.contains(Int(package))
    }

    /// Whether all that a block is conditional on is chosen.
    private func isDemanded(_ block: RichDependency.Block) -> Bool {
        block.allSatisfy { $0 > 0 || solver.values[Int(-$0) - 1] == 1 }
    }

    /// Packages that are not decided and supplement something chosen, unless they are chosen for another
    /// architecture.
    private func openSupplements() -> [Int32] {
        let values = solver.values
        return soft.supplementing.filter { package in
            guard isWeaklyOpen(package) else { return false }
            let range = soft.supplements(Int(package))
            // What something installed asked for once is not asked for again.
            let isPulled = soft.isPulled(range, rich.table) { partner in
                values[Int(partner)] != 1 ? 0 : installed.contains(partner) ? 1 : 2
            }
            if !isPulled { return false }
            let name = universe.name(PackageID(Int(package)))
            return !universe.providers(of: name).contains {
                $0.isOwnName && values[$0.package.index] == 1
            }
        }
    }

    /// Decides for something that is recommended and among what is kept, if there is anything.
    private mutating func decide(
        recommended item: SoftDependencies.Item, _ kept: PackageSet, _ count: Int
    ) -> RoundStep {
        if item.formula < 0 {
            return decide(recommended: Array(rich.table[item.providers]), kept, count)
        }
        // All blocks that are not met make one choice.
        var open: [Int32] = []
        for block in soft.blocks[Int(item.formula)] where isDemanded(block) {
            let list = block.filter { $0 > 0 }.map { $0 - 1 }
            if list.contains(where: { solver.values[Int($0)] == 1 }) { continue }
            open += list.filter { !open.contains($0) }
        }
        return decide(recommended: open, kept, count)
    }

    private mutating func decide(
        recommended providers: [Int32], _ kept: PackageSet, _ count: Int
    ) -> RoundStep {
        if providers.contains(where: { solver.values[Int($0)] == 1 }) { return .goesOn }
        var list = providers.filter { kept.contains(Int($0)) && isWeaklyOpen($0) }
        if list.isEmpty { return .goesOn }
        if list.count > 1 {
            filterForChoice(&list)
            reorder(&list)
        }
        let level = solver.level
        if case .over(let outcome) = decide(among: list) { return .over(outcome) }
        return solver.level <= level || solver.trail.count < count ? .stops : .goesOn
    }

    // MARK: - Less

    /// Goes back to the earliest choice that was lost by something that is there all the same, and takes
    /// that instead; `nil` where there is none.
    mutating func minimise() -> RPMSearch.Step? {
        var found: (branch: Int, candidate: Int)?
        for index in search.branches.indices.reversed() {
            if let candidate = betterCandidate(search.branches[index]) {
                found = (index, candidate)
            }
        }
        guard let found else { return nil }
        search.branches.removeLast(search.branches.count - found.branch - 1)
        search.branches[found.branch].isTried[found.candidate] = true
        let branch = search.branches[found.branch]
        solver.backtrack(to: branch.level)
        return decide(branch.candidates[found.candidate])
    }

    /// The first candidate that lost a choice and is there, or is recommended while what won is not.
    private mutating func betterCandidate(_ branch: RPMSearch.Branch) -> Int? {
        for (index, package) in branch.candidates.enumerated() where !branch.isTried[index] {
            if solver.values[Int(package)] == 1, solver.levels[Int(package)] > branch.level {
                return index
            }
        }
        updateRecommended()
        let values = solver.values
        let isPoor = branch.candidates.indices.contains { index in
            let package = branch.candidates[index]
            return branch.isTried[index] && isWinner(package, branch)
                && !isRecommended(package, values)
        }
        if !isPoor { return nil }
        return branch.candidates.indices.first {
            !branch.isTried[$0] && isRecommended(branch.candidates[$0], values)
        }
    }

    /// Whether a candidate was decided for, or came with the one that was.
    private func isWinner(_ package: Int32, _ branch: RPMSearch.Branch) -> Bool {
        solver.values[Int(package)] == 1 && Int(solver.levels[Int(package)]) == branch.level + 1
    }
}
