internal import PackageModel

/// A repair under way.
struct AptRepair {
    var scores: AptScores
    /// In which order slots are looked at: by the scores that they had at the beginning.
    let order: AptOrder
    let wished: Set<Int>
    /// What was to be installed when the repair began.
    let marked: Set<Int>
    /// What was tried already for the sake of another package.
    var tried: Set<Int> = []
    /// The upgrades that were tried once more.
    var reinstated: Set<Int> = []
    /// Whether this pass changed anything.
    var isChanged = false
    var pass = 0
}

/// apt's problem resolver: up to 20 passes, from the highest score to the lowest.
extension AptClient {
    /// Repairs what marking has left broken; `false` where apt gives up.
    mutating func repair(_ wished: [Int]) -> Bool {
        reviveKept()
        var counted = slots.occupied
        for slot in state.touched where slots.installed[slot] == AptSlots.none {
            counted.append(slot)
        }
        let scores = AptScores(
            counted, wished: Set(wished), planned: state.planned, slots, in: universe)
        var repair = AptRepair(
            scores: scores, order: AptOrder(scores.values), wished: Set(wished),
            marked: Set(state.touched.filter { state.modes[$0] == .install }))
        while repair.pass < 20 {
            repair.isChanged = false
            onePass(&repair)
            repair.pass += 1
            if !repair.isChanged { break }
        }
        return brokenSlots().isEmpty
    }

    /// What is kept and broken gets its candidate, as long as that changes anything.
    private mutating func reviveKept() {
        var isChanged = true
        while isChanged {
            isChanged = false
            for slot in brokenSlots() where state.modes[slot] != .install {
                markAlone(slot)
                if state.modes[slot] == .install { isChanged = true }
            }
        }
    }

    /// Takes each slot that needs it once, in order; what a repair breaks further on comes in this pass, too.
    private mutating func onePass(_ repair: inout AptRepair) {
        var last: AptOrder.Key?
        while let key = nextKey(after: last, repair) {
            last = key
            reinstate(key.slot, &repair)
            if state.planned[key.slot] != AptSlots.none, isBroken(key.slot) {
                investigate(key.slot, &repair)
            }
        }
    }

    private mutating func nextKey(
        after last: AptOrder.Key?, _ repair: AptRepair
    ) -> AptOrder.Key? {
        var next: AptOrder.Key?
        let held = repair.marked.filter { wasHeldBack($0, repair) }
        for slot in brokenSlots() + held {
            let key = repair.order.key(slot, slots, in: universe)
            if let last, !(last < key) { continue }
            if let best = next, !(key < best) { continue }
            next = key
        }
        return next
    }

    /// Whether a slot was to be upgraded, and is not any more.
    private func wasHeldBack(_ slot: Int, _ repair: AptRepair) -> Bool {
        repair.marked.contains(slot) && slots.installed[slot] != AptSlots.none
            && state.planned[slot] != AptSlots.none && !repair.wished.contains(slot)
            && state.planned[slot] != state.candidates[slot]
            && !repair.reinstated.contains(slot)
    }

    /// Tries an upgrade again that was taken back.
    private mutating func reinstate(_ slot: Int, _ repair: inout AptRepair) {
        guard wasHeldBack(slot, repair) else { return }
        repair.reinstated.insert(slot)
        let before = brokenSlots().count
        markAlone(slot)
        if isBroken(slot) || brokenSlots().count > before { keep(slot) }
    }
}
