internal import PackageModel

/// What nothing needs in the end.
extension AptClient {
    /// Drops new packages that nothing leads to which was wished for, is essential or is installed.
    mutating func dropGarbage(_ wished: [Int]) {
        var reached: Set<Int> = []
        var pending: [Int] = []
        for slot in wished where reached.insert(slot).inserted { pending.append(slot) }
        for slot in state.touched where state.planned[slot] != AptSlots.none {
            let isRoot =
                state.isProtected[slot] || slots.isNeeded(slot)
                || slots.installed[slot] != AptSlots.none
                || isKeptByInstalled.contains(state.planned[slot])
            if isRoot, reached.insert(slot).inserted { pending.append(slot) }
        }
        while let slot = pending.popLast() {
            let version = state.planned[slot]
            if version == AptSlots.none { continue }
            for index in groups(of: version) {
                for alternative in relations.groups[index].alternatives {
                    for target in relations.targets[relations.alternatives[alternative]]
                    where isPlanned(target) {
                        let other = slots.slot(of: Int(target))
                        if reached.insert(other).inserted { pending.append(other) }
                    }
                }
            }
        }
        let garbage = state.touched.filter { slot in
            slots.installed[slot] == AptSlots.none && state.planned[slot] != AptSlots.none
                && !reached.contains(slot)
        }
        for slot in garbage { state.plan(slot, AptSlots.none, .keep) }
        if !garbage.isEmpty { saveNamed(garbage) }
    }

    /// apt takes back what it dropped if any dependency of what is there names it, met or not, where
    /// something is broken or lacks what it recommends.
    private mutating func saveNamed(_ garbage: [Int]) {
        guard isAnythingLacking() else { return }
        var left = garbage
        while let index = left.firstIndex(where: { isNamed($0) }) {
            markAlone(left[index])
            left.remove(at: index)
            guard isAnythingLacking() else { return }
        }
    }

    private mutating func isAnythingLacking() -> Bool {
        for slot in state.touched + slots.occupied where isBroken(slot) || lacksRecommended(slot) {
            return true
        }
        return false
    }

    /// Whether any version of what is to be there names a slot in a dependency.
    private func isNamed(_ slot: Int) -> Bool {
        let kinds: [RelationKind] = policy.recommends ? [.requires, .recommends] : [.requires]
        for other in Set(state.touched + slots.occupied).sorted()
        where state.planned[other] != AptSlots.none {
            for version in slots.versions(of: other, universe) {
                for kind in kinds {
                    for position in universe.relations(kind, of: version) {
                        let name = universe.relation(position).name
                        if name == slots.names[slot],
                            slots.slot(named: name, beside: version, universe) == slot
                        {
                            return true
                        }
                    }
                }
            }
        }
        return false
    }
}
