public import PackageModel

/// What apt's own resolver would do: the classic one of apt 2.6, asked by `apt-get install`.
///
/// It sees candidate versions only, marks depth first, never takes back a choice, and repairs what is
/// broken afterwards by scores. So it refuses some wishes that can be met: `DebianResolver` finds those.
/// Each question begins from the same machine.
public struct AptClient: PackageClient, ~Copyable {
    /// What the node's configuration says.
    public struct Policy: Sendable {
        /// Whether recommended packages come along (`APT::Install-Recommends`).
        public var recommends: Bool
        /// The versions that wishes name outright, which become candidates.
        public var order: CandidateOrder
        /// Whether everything that is installed has to stay in its version, as if on hold.
        public var isFrozen: Bool

        /// Makes a policy; by default nothing recommended is taken and anything may change.
        public init(
            recommends: Bool = false, order: CandidateOrder = CandidateOrder(),
            isFrozen: Bool = false
        ) {
            self.recommends = recommends
            self.order = order
            self.isFrozen = isFrozen
        }
    }

    let universe: Universe
    let policy: Policy
    let slots: AptSlots
    var state: AptState
    var relations: AptRelations
    /// What is installed and names a slot in a dependency or exclusion, by slot.
    var dependents: [Int: [Int]] = [:]
    /// Versions that something installed would keep from being garbage.
    var isKeptByInstalled: Set<Int32> = []
    /// The installed packages that are broken before anything is asked.
    var brokenBefore: [Int] = []
    var frames: [AptFrame] = []

    /// Begins with a machine on which `installed` are there, packages of the universe.
    public init(_ universe: Universe, installed: PackageSet, policy: Policy = Policy()) {
        self.universe = universe
        self.policy = policy
        slots = AptSlots(universe, installed: installed, policy.order)
        state = AptState(slots)
        relations = AptRelations(packages: universe.count)
        indexInstalled()
    }

    /// What installing all these together would change, or why apt refuses.
    public mutating func install(_ wishes: [ResolverWish]) -> ClientAnswer {
        state.reset(slots)
        var wished: [Int] = []
        for (index, wish) in wishes.enumerated() {
            guard let slot = select(wish) else {
                return refusal("`\(wish.label)` has no installation candidate", wishes: [index])
            }
            if !markWished(slot) {
                return refusal("`\(wish.label)` is on hold", wishes: [index])
            }
            if !wished.contains(slot) { wished.append(slot) }
        }
        for slot in wished where state.modes[slot] == .install { _ = mark(slot) }
        if !brokenSlots().isEmpty, !repair(wished) {
            return refusal(brokenSentence(), wishes: Array(wishes.indices))
        }
        dropGarbage(wished)
        let transaction = transaction()
        if let package = transaction.removals.first(where: { isEssential($0) }) {
            return refusal(
                "it would remove `\(universe.nameText(package))`, which is essential",
                wishes: Array(wishes.indices))
        }
        return .changes(transaction)
    }

    func isEssential(_ package: PackageID) -> Bool {
        slots.isNeeded(slots.slot(of: package))
    }

    // MARK: - Wishes

    /// The slot that a wish means; its candidate becomes the version that the wish names, if it names one.
    private mutating func select(_ wish: ResolverWish) -> Int? {
        guard let first = wish.candidates.first else { return nil }
        var chosen = first
        if let marked = wish.candidates.first(where: { isPlanned(Int32($0.index)) }) {
            chosen = marked
        }
        let slot = slots.slot(of: chosen)
        if policy.order.forced.contains(chosen) {
            state.setCandidate(slot, Int32(chosen.index))
            if policy.order.switchedOrigins.contains(universe.originIndex(chosen)) {
                followSuite(from: Int32(chosen.index))
            }
        }
        return state.candidates[slot] == AptSlots.none ? nil : slot
    }

    /// `name/suite` takes from that suite what it needs as well, where no candidate meets a dependency.
    private mutating func followSuite(from version: Int32) {
        var pending = [version]
        while let version = pending.popLast() {
            for index in groups(of: version) {
                let group = relations.groups[index]
                let targets = group.alternatives.flatMap {
                    Array(relations.targets[relations.alternatives[$0]])
                }
                if !group.isCritical || isMet(group) || targets.contains(where: { isCandidate($0) })
                {
                    continue
                }
                let switched = targets.first { target in
                    let origin = universe.originIndex(PackageID(Int(target)))
                    return policy.order.switchedOrigins.contains(origin)
                }
                guard let switched else { continue }
                state.setCandidate(slots.slot(of: Int(switched)), switched)
                pending.append(switched)
            }
        }
    }

    /// Marks what is wished for, without its dependencies, so that nothing takes it back.
    private mutating func markWished(_ slot: Int) -> Bool {
        let candidate = state.candidates[slot]
        if candidate != slots.installed[slot] {
            if policy.isFrozen, slots.installed[slot] != AptSlots.none { return false }
            state.plan(slot, candidate, .install)
        }
        state.protect(slot)
        return true
    }

    // MARK: - Answers

    private func refusal(_ sentence: String, wishes: [Int]) -> ClientAnswer {
        .refused(ClientRefusal(sentence: sentence, wishes: wishes))
    }

    private func transaction() -> ClientTransaction {
        var answer = ClientTransaction()
        for slot in state.touched {
            let there = slots.installed[slot]
            let planned = state.planned[slot]
            if there == planned { continue }
            if planned == AptSlots.none {
                answer.removals.append(PackageID(Int(there)))
            } else if there == AptSlots.none {
                answer.installs.append(PackageID(Int(planned)))
            } else {
                answer.replacements.append(
                    ClientTransaction.Replacement(
                        package: PackageID(Int(planned)), replaced: [PackageID(Int(there))]))
            }
        }
        answer.installs.sort()
        answer.removals.sort()
        answer.replacements.sort { $0.package < $1.package }
        return answer
    }

    /// What is in the way, in the words of the first dependency that is not met.
    private mutating func brokenSentence() -> String {
        guard let slot = brokenSlots().first else { return "it holds broken packages" }
        let version = state.planned[slot]
        let name = universe.nameText(PackageID(Int(version)))
        for index in groups(of: version) {
            let group = relations.groups[index]
            if !group.isCritical || isMet(group) { continue }
            let text = universe.text(
                ofGroupAt: group.relation.index, end: group.end.index)
            return "`\(name)` needs `\(text)`, which it would not install"
        }
        for index in exclusions(of: version) {
            let exclusion = relations.exclusions[index]
            for target in relations.targets[exclusion.targets] where isPlanned(target) {
                let other = universe.nameText(PackageID(Int(target)))
                return "`\(name)` excludes `\(other)`, and it would install both"
            }
        }
        return "`\(name)` is broken"
    }
}
