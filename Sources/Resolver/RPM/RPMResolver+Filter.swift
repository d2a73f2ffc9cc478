internal import MirrorBase
internal import PackageModel

/// Which of several packages are the best: libsolv's policy, on packages as numbers.
extension RPMResolver {
    /// Keeps the best by priority, architecture and version; sorts by name.
    func filterBest(_ list: inout [Int32]) {
        if list.count > 1 { keepBestPriority(&list) }
        if list.count > 1 { keepBestArchitecture(&list) }
        if list.count > 1 { keepNewestOfEach(&list) }
    }

    /// Keeps the newest of each name that none of the others takes the place of; sorts by name.
    func keepNewestOfEach(_ list: inout [Int32]) {
        keepNewest(&list)
        if list.count > 1 { dropObsoleted(&list) }
    }

    private func keepBestPriority(_ list: inout [Int32]) {
        var best = Int.min
        for package in list where !installed.contains(package) {
            best = max(best, universe.priority(PackageID(Int(package))))
        }
        // What is installed stays in any case.
        list.removeAll {
            universe.priority(PackageID(Int($0))) != best && !installed.contains($0)
        }
    }

    /// What is for no architecture stays in any case.
    private func keepBestArchitecture(_ list: inout [Int32]) {
        let independent = UniverseBuilder.allArchitectures
        var best = UInt8.max
        for package in list {
            let architecture = universe.architecture(PackageID(Int(package)))
            if architecture != independent { best = min(best, architecture) }
        }
        if best == .max { return }
        list.removeAll {
            let architecture = universe.architecture(PackageID(Int($0)))
            return architecture != independent && architecture != best
        }
    }

    /// The newest of each name; sorted by name, byte by byte.
    private func keepNewest(_ list: inout [Int32]) {
        list.sort { precedes($0, $1) }
        var kept = 0
        for index in list.indices.dropFirst() {
            let package = PackageID(Int(list[index]))
            let best = PackageID(Int(list[kept]))
            if universe.name(package) != universe.name(best) {
                kept += 1
                list[kept] = list[index]
            } else if universe.compare(universe.version(best), universe.version(package)) < 0 {
                list[kept] = list[index]
            }
        }
        list.removeLast(list.count - kept - 1)
    }

    /// By name, then what is installed first, then as listed.
    private func precedes(_ left: Int32, _ right: Int32) -> Bool {
        let a = PackageID(Int(left))
        let b = PackageID(Int(right))
        if universe.name(a) != universe.name(b) {
            return universe.names.precedes(universe.name(a), universe.name(b))
        }
        if installed.contains(left) != installed.contains(right) { return installed.contains(left) }
        return left < right
    }

    // MARK: - Obsoletes

    /// Drops what others of the list take the place of, unless these obsolete each other.
    ///
    /// After `keepNewest` each name is there once.
    private func dropObsoleted(_ list: inout [Int32]) {
        let (replaced, replacing) = replacements(in: list)
        if replaced.isEmpty { return }
        list.removeAll { candidate in
            if replacing[candidate] == nil { return false }
            let below = RPMResolver.reached(from: candidate, replaced)
            return RPMResolver.reached(from: candidate, replacing).contains {
                !below.contains($0)
            }
        }
    }

    /// Which packages of a list each takes the place of, and the other way round.
    private func replacements(in list: [Int32]) -> ([Int32: [Int32]], [Int32: [Int32]]) {
        var replaced: [Int32: [Int32]] = [:]
        var replacing: [Int32: [Int32]] = [:]
        var bearers: [NameID: Int32] = [:]
        for one in list {
            let package = PackageID(Int(one))
            for position in universe.relations(.obsoletes, of: package) {
                if bearers.isEmpty {
                    for other in list { bearers[universe.name(PackageID(Int(other)))] = other }
                }
                let relation = universe.relation(position)
                guard let other = bearers[relation.name], other != one,
                    universe.meets(relation, .equal, universe.version(PackageID(Int(other))))
                else { continue }
                replaced[one, default: []].append(other)
                replacing[other, default: []].append(one)
            }
        }
        return (replaced, replacing)
    }

    /// What can be reached from a package in one step or more.
    private static func reached(from start: Int32, _ steps: [Int32: [Int32]]) -> Set<Int32> {
        var found: Set<Int32> = []
        var pending = [start]
        while let package = pending.popLast() {
            for next in steps[package] ?? [] where found.insert(next).inserted {
                pending.append(next)
            }
        }
        return found
    }

    // MARK: - Preferences

    /// Keeps what something chosen recommends, or what supplements something chosen, if there is any; what
    /// is installed stays beside it.
    mutating func keepRecommended(_ list: inout [Int32]) {
        if list.count(where: { !installed.contains($0) }) < 2 { return }
        updateRecommended()
        let values = solver.values
        let kept = list.filter { installed.contains($0) || isRecommended($0, values) }
        if kept.contains(where: { !installed.contains($0) }) { list = kept }
    }

    /// Whether something chosen recommends a package, or it supplements something chosen; after
    /// `updateRecommended`.
    func isRecommended(_ package: Int32, _ values: [Int8]) -> Bool {
        if search.recommended.contains(Int(package)) { return true }
        return soft.holds(soft.supplements(Int(package)), rich.table) { values[Int($0)] == 1 }
    }

    /// Filters as for a choice, without bringing what is left into order.
    mutating func filterForChoice(_ list: inout [Int32]) {
        filterBest(&list)
        if list.count > 1 { keepRecommended(&list) }
    }

    /// Brings survivors into the order in which they are tried.
    ///
    /// - Parameter keepsInstalled: Whether names of which something is installed come first.
    mutating func reorder(_ list: inout [Int32], keepsInstalled: Bool = true) {
        if list.count < 2 { return }
        list.moveBack { isOutdated($0) }
        sortByCommonProvisions(&list)
        if keepsInstalled, !installed.isEmpty {
            list.moveBack { !installed.bearsName(of: PackageID(Int($0))) }
        }
        sortByLocale(&list)
        updateRecommended()
        let values = solver.values
        list.moveBack { package in
            !installed.contains(package) && !search.suggested.contains(Int(package))
                && !soft.holds(soft.enhances(Int(package)), rich.table) { values[Int($0)] == 1 }
        }
    }

    /// Whether there is a better build of the same name and architecture, whatever it provides.
    private func isOutdated(_ package: Int32) -> Bool {
        if installed.contains(package) { return false }
        let package = PackageID(Int(package))
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = provider.package
            if other == package || universe.architecture(other) != universe.architecture(package) {
                continue
            }
            if installed.contains(other) { return true }
            let priorities = (universe.priority(package), universe.priority(other))
            if priorities.0 != priorities.1 {
                if priorities.0 < priorities.1 { return true }
                continue
            }
            if universe.compare(universe.version(other), universe.version(package)) > 0 {
                return true
            }
        }
        return false
    }

    /// Which packages something chosen recommends and suggests, brought up to date.
    mutating func updateRecommended() {
        syncTrail()
        let trail = solver.trail
        for position in search.recommendedUpTo..<trail.count where trail[position].isPositive {
            noteWeak(of: trail[position].variable)
        }
        search.recommendedUpTo = trail.count
        // A block counts once all that it is conditional on is chosen.
        for block in search.openBlocks { noteBlock(block) }
    }

    private mutating func noteWeak(of package: Int) {
        for index in soft.recommends(package) {
            let item = soft.items[index]
            for provider in rich.table[item.providers] { search.recommended.insert(Int(provider)) }
            if item.formula >= 0 {
                search.openBlocks += soft.blocks[Int(item.formula)].map { ($0, true) }
            }
        }
        for index in soft.suggests(package) {
            let item = soft.items[index]
            for provider in rich.table[item.providers] { search.suggested.insert(Int(provider)) }
            if item.formula >= 0 {
                search.openBlocks += soft.blocks[Int(item.formula)].map { ($0, false) }
            }
        }
    }

    private mutating func noteBlock(_ entry: (block: RichDependency.Block, isRecommended: Bool)) {
        for literal in entry.block where literal < 0 {
            if solver.values[Int(-literal) - 1] != 1 { return }
        }
        for literal in entry.block where literal > 0 {
            if entry.isRecommended {
                search.recommended.insert(Int(literal) - 1)
            } else {
                search.suggested.insert(Int(literal) - 1)
            }
        }
    }
}

extension [Int32] {
    /// Puts elements that fit behind all others; both keep their order.
    mutating func moveBack(_ fits: (Int32) -> Bool) {
        let isBack = map(fits)
        if !isBack.contains(true) { return }
        self =
            indices.filter { !isBack[$0] }.map { self[$0] }
            + indices.filter { isBack[$0] }.map { self[$0] }
    }
}

extension Interner {
    /// Whether one string comes before another, byte by byte.
    borrowing func precedes(_ left: NameID, _ right: NameID) -> Bool {
        let a = self[left]
        let b = self[right]
        for index in 0..<min(a.count, b.count) where a[index] != b[index] {
            return a[index] < b[index]
        }
        return a.count < b.count
    }
}

extension Universe {
    /// How good a package's architecture is, the best first: none at all, then the native one.
    func rank(_ package: PackageID) -> UInt8 {
        switch architecture(package) {
        case UniverseBuilder.allArchitectures: .max
        case UniverseBuilder.nativeArchitecture: 1
        case let lesser: lesser
        }
    }
}
