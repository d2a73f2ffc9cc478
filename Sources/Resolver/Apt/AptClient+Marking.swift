internal import PackageModel

/// A version that is being marked, with what is left to do for it.
struct AptFrame {
    var slot: Int
    var version: Int32
    /// Whether what it cannot do without is protected as it is.
    var propagates: Bool
    /// Installed packages that it excludes, and that may have a version which it does not.
    var upgrades: [Int] = []
    /// Installed packages that go when everything else is done.
    var removals: [Int] = []
    /// The dependencies that are left.
    var groups: [Int] = []
    /// What could meet the first of them, the best last; `nil` before it is looked at.
    var solutions: [Int32]?
    /// What is being marked for it.
    var pending: Pending?

    enum Pending {
        case upgrade(Int)
        case solution(Int)

        var slot: Int {
            switch self {
            case .upgrade(let slot), .solution(let slot): slot
            }
        }
    }

    /// What comes next.
    enum Step {
        case mark(Pending)
        case done(Bool)
    }
}

/// Marking for installation, depth first, on a stack of its own.
extension AptClient {
    /// Marks the candidate of a slot with everything that it needs; `false` where that fails.
    ///
    /// What a failed attempt has marked besides stays marked: apt does not go back.
    mutating func mark(_ slot: Int) -> Bool {
        frames.removeAll(keepingCapacity: true)
        var outcome = enter(slot)
        while let frame = frames.popLast() { outcome = proceed(frame, outcome) }
        return outcome ?? false
    }

    /// Begins to mark a slot; an answer where nothing is left to do, else there is a frame more.
    private mutating func enter(_ slot: Int) -> Bool? {
        let version = state.candidates[slot]
        guard mayChange(slot, to: .install), version != AptSlots.none else { return false }
        let isThere = state.modes[slot] == .install || version == slots.installed[slot]
        if isThere, !state.isProtected[slot], !isBroken(slot), !lacksRecommended(slot) {
            if state.planned[slot] == AptSlots.none { state.plan(slot, version, .keep) }
            return true
        }
        var frame = AptFrame(slot: slot, version: version, propagates: state.isProtected[slot])
        guard collect(&frame) else { return abandon(frame) }
        guard clearTheWay(&frame) else { return false }
        state.plan(slot, version, version == slots.installed[slot] ? .keep : .install)
        state.begin(slot)
        frames.append(frame)
        return nil
    }

    /// Works off a frame, which gets to know what came of the slot that it waited for; an answer where it
    /// is done, else it is on the stack again below another.
    private mutating func proceed(_ frame: AptFrame, _ outcome: Bool?) -> Bool? {
        var frame = frame
        var outcome = outcome
        while true {
            if let pending = frame.pending {
                frame.pending = nil
                if !take(outcome ?? false, of: pending, in: &frame) {
                    return finish(frame, false)
                }
            }
            switch nextStep(&frame) {
            case .done(let isMarked): return finish(frame, isMarked)
            case .mark(let pending):
                frame.pending = pending
                frames.append(frame)
                let height = frames.count
                outcome = enter(pending.slot)
                if frames.count > height { return nil }
                frames.removeLast()
            }
        }
    }

    /// What came of a slot that was marked for a frame; `false` where the frame fails by it.
    private mutating func take(
        _ isMarked: Bool, of pending: AptFrame.Pending, in frame: inout AptFrame
    ) -> Bool {
        switch pending {
        case .upgrade(let slot):
            return isMarked || remove(slot)
        case .solution:
            if isMarked {
                frame.groups.removeFirst()
                frame.solutions = nil
            }
            return true
        }
    }

    private mutating func nextStep(_ frame: inout AptFrame) -> AptFrame.Step {
        if let slot = frame.upgrades.popLast() { return .mark(.upgrade(slot)) }
        while let index = frame.groups.first {
            let group = relations.groups[index]
            if frame.solutions == nil { prepare(&frame, group) }
            if let version = frame.solutions?.popLast() {
                let slot = slots.slot(of: Int(version))
                return .mark(.solution(slot))
            }
            if group.isCritical, !isMet(group) { return .done(false) }
            frame.groups.removeFirst()
            frame.solutions = nil
        }
        return .done(true)
    }

    private mutating func finish(_ frame: AptFrame, _ isMarked: Bool) -> Bool {
        state.end(frame.slot)
        var isMarked = isMarked
        for slot in frame.removals where isMarked { isMarked = remove(slot) }
        return isMarked || abandon(frame)
    }

    /// Takes back what failed, and never tries it again, unless it has to be there.
    private mutating func abandon(_ frame: AptFrame) -> Bool {
        if !state.isFixed(frame.slot) {
            let there = slots.installed[frame.slot]
            state.plan(frame.slot, there, .keep)
            state.setCandidate(frame.slot, there)
        }
        return false
    }

    // MARK: - What is needed

    /// Notes what a version needs; `false` where something of that cannot be had at all.
    private mutating func collect(_ frame: inout AptFrame) -> Bool {
        for index in groups(of: frame.version) {
            let group = relations.groups[index]
            if !isMet(group) {
                if !canBeMet(group) {
                    if group.isCritical { return false }
                    continue
                }
                if !group.isCritical, wasLeftOut(group, frame) { continue }
            }
            frame.groups.append(index)
        }
        return true
    }

    /// Whether a dependency could be met before anything was marked.
    private func canBeMet(_ group: AptRelations.Group) -> Bool {
        group.alternatives.contains { alternative in
            relations.targets[relations.alternatives[alternative]].contains { target in
                isCandidate(target) || slots.candidates[slots.slot(of: Int(target))] == target
            }
        }
    }

    /// Whether the installed version recommends the same, and does without it.
    private mutating func wasLeftOut(_ group: AptRelations.Group, _ frame: AptFrame) -> Bool {
        let there = slots.installed[frame.slot]
        guard there != AptSlots.none else { return false }
        let name = universe.relation(group.relation.index).name
        for index in groups(of: there) {
            let old = relations.groups[index]
            if old.isCritical { continue }
            for position in old.relation.index..<old.end.index
            where universe.relation(position).name == name {
                return !isMetByInstalled(old)
            }
        }
        return false
    }

    private func isMetByInstalled(_ group: AptRelations.Group) -> Bool {
        group.alternatives.contains { alternative in
            relations.targets[relations.alternatives[alternative]].contains { isInstalled($0) }
        }
    }

    /// Gathers what could meet a dependency, unless that is met; what alone can, is protected.
    private mutating func prepare(_ frame: inout AptFrame, _ group: AptRelations.Group) {
        let isMet = isMet(group)
        frame.solutions = []
        if isMet, !frame.propagates || !group.isCritical { return }
        let found = solutions(of: group)
        guard frame.propagates, group.isCritical, found.count == 1 else {
            if !isMet { frame.solutions = found }
            return
        }
        let slot = slots.slot(of: Int(found[0]))
        // What is installed and meets it needs no other version.
        if isMet, state.isProtected[slot] || state.planned[slot] != found[0] { return }
        if state.modes[slot] != .install, mayChange(slot, to: .install),
            found[0] != slots.installed[slot]
        {
            state.plan(slot, found[0], .install)
        }
        state.protect(slot)
        frame.solutions = found
    }

    /// The candidates that could meet a dependency, the best last.
    private func solutions(of group: AptRelations.Group) -> [Int32] {
        var found: [Int32] = []
        for alternative in group.alternatives {
            let targets = relations.targets[relations.alternatives[alternative]]
            for isFixed in [true, false] {
                for target in targets where isCandidate(target) && !found.contains(target) {
                    let slot = slots.slot(of: Int(target))
                    if state.isFixed(slot) != isFixed { continue }
                    if isFixed, state.planned[slot] != target { continue }
                    found.append(target)
                }
            }
        }
        return found.reversed()
    }
}
