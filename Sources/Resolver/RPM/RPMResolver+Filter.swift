internal import MirrorBase
internal import PackageModel

/// Which of several packages are the best: libsolv's policy, on packages as numbers.
extension RPMResolver {
    /// Keeps the best, whatever was chosen; sorts by name.
    mutating func filterBest(_ list: inout [Int32]) { apply(RPMPreference.best, to: &list) }

    /// Filters as for a choice, without bringing what is left into order.
    mutating func filterForChoice(_ list: inout [Int32]) {
        apply(RPMPreference.choice, to: &list)
    }

    /// Brings survivors into the order in which they are tried.
    ///
    /// - Parameter keepsInstalled: Whether names of which something is installed come first.
    mutating func reorder(_ list: inout [Int32], keepsInstalled: Bool = true) {
        apply(
            keepsInstalled
                ? RPMPreference.order : RPMPreference.order.filter { $0 != .installedName },
            to: &list)
    }

    /// Keeps the newest of each name that none of the others takes the place of; sorts by name.
    func keepNewestOfEach(_ list: inout [Int32]) {
        list.sort { precedes($0, $1) }
        keepNewest(&list)
        if list.count > 1 { dropObsoleted(&list) }
    }

    /// Filters and sorts candidates by some preferences, in their order.
    mutating func apply(_ preferences: [RPMPreference], to list: inout [Int32]) {
        for preference in preferences {
            if list.count < 2 { return }
            switch preference {
            case .preferred: keepPreferred(&list)
            case .priority: keepBestPriority(&list)
            case .architecture: keepBestArchitecture(&list)
            case .name: list.sort { precedes($0, $1) }
            case .newest: keepNewest(&list)
            case .obsoleted: dropObsoleted(&list)
            case .recommended: keepRecommended(&list)
            case .outdated: putBackOutdated(&list)
            case .commonProvisions: sortByCommonProvisions(&list)
            case .installedName: putBackNewNames(&list)
            case .locale: sortByLocale(&list)
            case .suggested: putFirstSuggested(&list)
            }
        }
    }

    /// What is preferred for a lesser architecture does not count where there is a better one: a wish for
    /// a name means the native build.
    private func keepPreferred(_ list: inout [Int32]) {
        if policy.preferred.isEmpty { return }
        var best = list
        keepBestArchitecture(&best)
        best.removeAll { !policy.preferred.contains(Int($0)) }
        if !best.isEmpty { list = best }
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

    /// The newest of each name, after sorting by name.
    private func keepNewest(_ list: inout [Int32]) {
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

    /// What is installed stays beside what is recommended.
    private mutating func keepRecommended(_ list: inout [Int32]) {
        if list.count(where: { !installed.contains($0) }) < 2 { return }
        updateRecommended()
        let values = solver.values
        let kept = list.filter { installed.contains($0) || isRecommended($0, values) }
        if kept.contains(where: { !installed.contains($0) }) { list = kept }
    }

    private func putBackOutdated(_ list: inout [Int32]) {
        list.moveBack { isOutdated($0) }
    }

    private func putBackNewNames(_ list: inout [Int32]) {
        if installed.isEmpty { return }
        list.moveBack { !installed.bearsName(of: PackageID(Int($0))) }
    }

    private mutating func putFirstSuggested(_ list: inout [Int32]) {
        updateRecommended()
        let values = solver.values
        list.moveBack { package in
            !installed.contains(package) && !search.suggested.contains(Int(package))
                && !soft.holds(soft.enhances(Int(package)), rich.table) { values[Int($0)] == 1 }
        }
    }

    /// Whether there is a better build of the same name and architecture, whatever it provides; with
    /// `amongAllowed` one that may be installed.
    func isOutdated(_ package: Int32, amongAllowed: Bool = false) -> Bool {
        if installed.contains(package) { return false }
        let package = PackageID(Int(package))
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = provider.package
            if amongAllowed, policy.excluded.contains(other) { continue }
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
