internal import PackageModel

/// What marking takes out of the way.
extension AptClient {
    /// Whether a slot may be brought into a mode: what is protected stays, what is on hold stays in its
    /// version, and what is essential is not removed.
    func mayChange(_ slot: Int, to mode: AptState.Mode) -> Bool {
        if state.modes[slot] == mode { return true }
        if state.isFixed(slot) { return false }
        if slots.installed[slot] == AptSlots.none { return true }
        if policy.isFrozen, mode != .keep { return false }
        return mode != .delete || !slots.isNeeded(slot)
    }

    /// Removes what a version excludes and has no other version; what has one waits for its upgrade.
    mutating func clearTheWay(_ frame: inout AptFrame) -> Bool {
        for index in exclusions(of: frame.version) {
            let targets = relations.targets[relations.exclusions[index].targets]
            for target in Array(targets) {
                let slot = slots.slot(of: Int(target))
                if isPlanned(target), !frame.upgrades.contains(slot) {
                    if mayUpgrade(slot, from: target, targets, frame) {
                        frame.upgrades.insert(slot, at: 0)
                    } else if !makeRoom(slot, &frame) {
                        return false
                    }
                }
                if frame.propagates, isCandidate(target) { lockOut(slot) }
            }
        }
        return true
    }

    /// Removes a slot; what is installed goes only when everything else has worked, unless the version that
    /// needs the room has to come.
    private mutating func makeRoom(_ slot: Int, _ frame: inout AptFrame) -> Bool {
        if slots.installed[slot] == AptSlots.none || frame.propagates {
            guard remove(slot) else { return false }
            if frame.propagates { state.protect(slot) }
            return true
        }
        guard mayChange(slot, to: .delete) else { return false }
        if !frame.removals.contains(slot) { frame.removals.append(slot) }
        return true
    }

    /// Whether there is another version than the one that is in the way. Where its own candidate has been
    /// ruled out just now, apt takes that for an upgrade that works.
    private func mayUpgrade(
        _ slot: Int, from target: Int32, _ targets: ArraySlice<Int32>, _ frame: AptFrame
    ) -> Bool {
        let other = slots.candidates[slot]
        guard slots.installed[slot] == target, other != AptSlots.none, other != target else {
            return false
        }
        return frame.propagates || !targets.contains(other)
    }

    /// Sees to it that a slot stays as it is installed.
    private mutating func lockOut(_ slot: Int) {
        state.setCandidate(slot, slots.installed[slot])
        if slots.installed[slot] == AptSlots.none { state.protect(slot) }
    }

    /// Unmarks or removes what is to be there of a slot; `false` where it has to stay.
    mutating func remove(_ slot: Int) -> Bool {
        let isNew = slots.installed[slot] == AptSlots.none
        guard mayChange(slot, to: isNew ? .keep : .delete) else { return false }
        state.plan(slot, AptSlots.none, isNew ? .keep : .delete)
        return true
    }

    /// Removes what is to be there of a slot, unless it has to stay; what the machine cannot do without stays
    /// even where it was not there.
    @discardableResult
    mutating func delete(_ slot: Int) -> Bool {
        guard mayChange(slot, to: .delete), !slots.isNeeded(slot) else { return false }
        let isNew = slots.installed[slot] == AptSlots.none
        state.plan(slot, AptSlots.none, isNew ? .keep : .delete)
        return true
    }

    /// Goes back to what is installed; `false` where that may not be.
    @discardableResult
    mutating func keep(_ slot: Int) -> Bool {
        guard mayChange(slot, to: .keep) else { return false }
        state.plan(slot, slots.installed[slot], .keep)
        return true
    }

    /// Marks the candidate alone, without what it needs.
    @discardableResult
    mutating func markAlone(_ slot: Int) -> Bool {
        let candidate = state.candidates[slot]
        guard mayChange(slot, to: .install), candidate != AptSlots.none else { return false }
        if state.planned[slot] == candidate { return true }
        state.plan(slot, candidate, candidate == slots.installed[slot] ? .keep : .install)
        return true
    }
}
