internal import PackageModel

/// What a search does for the packages that are installed already.
extension RPMResolver {
    /// Adds the clauses that keep what is installed, or something in its place.
    mutating func addInstalled(_ wishes: [ResolverWish]) {
        search.released = released(by: wishes)
        for (place, package) in installed.packages.enumerated() {
            let own = PackageID(Int(package))
            if installed.isFrozen {
                solver.addClause([.positive(own.index)], .frozen(own))
            } else if !search.released.contains(place) {
                let others = installed.updaters[place].map { Literal.positive(Int($0)) }
                solver.addClause([.positive(own.index)] + others, .keeps(own))
            }
        }
    }

    /// Installed packages that all candidates of some wish take the place of: these need not be kept.
    ///
    /// A wish that something installed can meet releases nothing.
    private func released(by wishes: [ResolverWish]) -> Set<Int> {
        var found: Set<Int> = []
        if installed.isFrozen { return found }
        for wish in wishes where wish.condition == nil {
            if wish.candidates.contains(where: { installed.contains($0) }) { continue }
            var common: Set<Int32>?
            for package in wish.candidates {
                let replaced = Set(installed.replaced(by: package))
                common = common?.intersection(replaced) ?? replaced
                if common?.isEmpty ?? true { break }
            }
            for package in (common ?? []).sorted() {
                if let place = installed.packages.firstIndex(of: package) { found.insert(place) }
            }
        }
        return found
    }

    /// Adds what holds packages of a split one together, and the preferences that stand.
    mutating func addPartners() {
        for (package, others) in preferences.partners {
            solver.addClause(
                [.negative(Int(package))] + others.map { .positive(Int($0)) },
                .split(PackageID(Int(package))))
        }
    }

    // MARK: - Wishes

    /// Of what meets a wish only what is installed, if anything is.
    func keepInstalled(_ list: inout [Int32]) {
        if list.count < 2 { return }
        let kept = list.filter { installed.contains($0) }
        if !kept.isEmpty { list = kept }
    }

    /// While wishes are decided nothing that is installed is: puts first what the installed packages will
    /// recommend or suggest.
    mutating func putFutureFirst(_ list: inout [Int32]) {
        if list.count < 2 { return }
        var chosen = PackageSet(count: universe.count)
        for literal in solver.trail where literal.isPositive { chosen.insert(literal.variable) }
        var isFuture = false
        for (place, package) in installed.packages.enumerated()
        where !search.released.contains(place) && solver.values[Int(package)] == 0 {
            chosen.insert(Int(package))
            isFuture = true
        }
        if !isFuture { return }
        let (recommended, suggested) = wanted(by: chosen)
        list.moveBack { package in
            !installed.contains(package) && !suggested.contains(Int(package))
                && !soft.holds(soft.enhances(Int(package)), rich.table) { chosen.contains(Int($0)) }
        }
        list.moveBack { package in
            !installed.contains(package) && !recommended.contains(Int(package))
                && !soft.holds(soft.supplements(Int(package)), rich.table) {
                    chosen.contains(Int($0))
                }
        }
    }

    /// What some packages recommend and suggest.
    private func wanted(
        by chosen: PackageSet
    ) -> (recommended: PackageSet, suggested: PackageSet) {
        var recommended = PackageSet(count: universe.count)
        var suggested = recommended
        for package in chosen.members {
            for index in soft.recommends(Int(package)) { note(index, chosen, &recommended) }
            for index in soft.suggests(Int(package)) { note(index, chosen, &suggested) }
        }
        return (recommended, suggested)
    }

    private func note(_ index: Int, _ chosen: PackageSet, _ found: inout PackageSet) {
        let item = soft.items[index]
        for provider in rich.table[item.providers] { found.insert(Int(provider)) }
        if item.formula < 0 { return }
        for block in soft.blocks[Int(item.formula)]
        where block.allSatisfy({ $0 > 0 || chosen.contains(Int(-$0) - 1) }) {
            for literal in block where literal > 0 { found.insert(Int(literal) - 1) }
        }
    }

    // MARK: - What is installed

    /// Decides for everything that is installed, or for the best in the place of what cannot stay.
    mutating func decideInstalled() -> RPMSearch.Step {
        let count = installed.packages.count
        let startLevel = solver.level
        var passLevel = startLevel
        var looked = 0
        while looked < count {
            let place = search.installedPlace
            let before = solver.level
            switch decideInstalled(at: place) {
            case nil:
                looked += 1
                search.installedPlace = (place + 1) % count
            case .over(let outcome): return .over(outcome)
            case .jumpedBack:
                if solver.level < startLevel { return .jumpedBack }
                if solver.level < before { looked = 0 }
                if solver.level < passLevel { passLevel = solver.level }
            case .decided: continue
            }
        }
        search.installedPlace = 0
        return .decided
    }

    /// Decides for one installed package, or something in its place; `nil` where nothing is left to decide.
    private mutating func decideInstalled(at place: Int) -> RPMSearch.Step? {
        let package = installed.packages[place]
        switch solver.values[Int(package)] {
        case 1: return nil
        case 0: return decide(package)
        default: break
        }
        if search.released.contains(place) || installed.isFrozen { return nil }
        var list: [Int32] = []
        for updater in installed.updaters[place] {
            switch solver.values[Int(updater)] {
            case 1: return nil
            case 0: list.append(updater)
            default: continue
            }
        }
        if list.isEmpty { return nil }
        filterForChoice(&list)
        reorder(&list)
        return decide(among: list)
    }
}
