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
    }
}
