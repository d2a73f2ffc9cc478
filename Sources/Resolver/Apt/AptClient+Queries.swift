internal import PackageModel

/// Looking at what is marked.
extension AptClient {
    /// The dependencies of a version.
    mutating func groups(of version: Int32) -> Range<Int> {
        fill(version)
        return relations.groups(of: Int(version))
    }

    /// What a version excludes.
    mutating func exclusions(of version: Int32) -> Range<Int> {
        fill(version)
        return relations.exclusions(of: Int(version))
    }

    private mutating func fill(_ version: Int32) {
        relations.fill(
            Int(version), recommends: policy.recommends, slots, policy.order, in: universe)
    }

    /// Whether this very version is to be there.
    func isPlanned(_ version: Int32) -> Bool {
        state.planned[slots.slot(of: Int(version))] == version
    }

    /// Whether this very version may be chosen.
    func isCandidate(_ version: Int32) -> Bool {
        state.candidates[slots.slot(of: Int(version))] == version
    }

    /// Whether this very version is installed before anything happens.
    func isInstalled(_ version: Int32) -> Bool {
        slots.installed[slots.slot(of: Int(version))] == version
    }

    func isMet(_ group: AptRelations.Group) -> Bool {
        group.alternatives.contains { isMet(alternative: $0) }
    }

    func isMet(alternative: Int) -> Bool {
        relations.targets[relations.alternatives[alternative]].contains { isPlanned($0) }
    }

    func isHit(_ exclusion: AptRelations.Exclusion) -> Bool {
        relations.targets[exclusion.targets].contains { isPlanned($0) }
    }

    /// Whether what is to be there of a slot lacks something it needs, or excludes something.
    mutating func isBroken(_ slot: Int) -> Bool {
        let version = state.planned[slot]
        if version == AptSlots.none { return false }
        for index in groups(of: version) {
            let group = relations.groups[index]
            if group.isCritical, !isMet(group) { return true }
        }
        return exclusions(of: version).contains { isHit(relations.exclusions[$0]) }
    }

    /// Whether what is to be there of a slot lacks something that it recommends.
    mutating func lacksRecommended(_ slot: Int) -> Bool {
        let version = state.planned[slot]
        if version == AptSlots.none || !policy.recommends { return false }
        return groups(of: version).contains { index in
            let group = relations.groups[index]
            return !group.isCritical && !isMet(group)
        }
    }

    /// The slots that are broken, among those that can be: what was changed, and what names it.
    mutating func brokenSlots() -> [Int] {
        var broken: [Int] = []
        var seen: Set<Int> = []
        for slot in state.touched {
            if seen.insert(slot).inserted, isBroken(slot) { broken.append(slot) }
            for dependent in dependents[slot] ?? []
            where seen.insert(dependent).inserted && isBroken(dependent) {
                broken.append(dependent)
            }
        }
        for slot in brokenBefore where seen.insert(slot).inserted && isBroken(slot) {
            broken.append(slot)
        }
        return broken
    }

    /// Notes which slots the installed packages name, and which of them are broken.
    mutating func indexInstalled() {
        for slot in slots.occupied {
            let version = slots.installed[slot]
            var named: Set<Int> = []
            for index in groups(of: version) {
                for alternative in relations.groups[index].alternatives {
                    for target in relations.targets[relations.alternatives[alternative]] {
                        isKeptByInstalled.insert(target)
                        if named.insert(slots.slot(of: Int(target))).inserted {
                            dependents[slots.slot(of: Int(target)), default: []].append(slot)
                        }
                    }
                }
            }
            for index in exclusions(of: version) {
                for target in relations.targets[relations.exclusions[index].targets]
                where named.insert(slots.slot(of: Int(target))).inserted {
                    dependents[slots.slot(of: Int(target)), default: []].append(slot)
                }
            }
        }
        for slot in slots.occupied where isBroken(slot) { brokenBefore.append(slot) }
    }
}
