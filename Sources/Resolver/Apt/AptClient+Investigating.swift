internal import PackageModel

/// What has to give way to a package, and for which dependency of it.
private struct Yielding {
    var slot: Int
    /// Whether that dependency is met by what is installed.
    var wasMet: Bool
    var isExclusion: Bool
}

/// What came of one alternative, or of one exclusion.
private enum Verdict {
    /// The package was dealt with: no other of its dependencies is looked at.
    case done
    /// It goes on with the next.
    case next
    /// The package is not broken any more.
    case fixed
}

/// The problem resolver at one broken package.
extension AptClient {
    /// Deals with the dependencies of a broken package that are not met: either the package gives way, or
    /// something of a lower score does.
    mutating func investigate(_ slot: Int, _ repair: inout AptRepair) {
        let version = state.planned[slot]
        var yielding: [Yielding] = []
        if settle(slot, version, &yielding, &repair) == .next {
            for index in exclusions(of: version) {
                let exclusion = relations.exclusions[index]
                if !isHit(exclusion) { continue }
                if settle(slot, exclusion, &yielding, &repair) == .done { break }
            }
        }
        guard state.planned[slot] != AptSlots.none else { return }
        for other in yielding {
            var hasYielded = true
            if other.wasMet {
                hasYielded = keep(other.slot)
            } else if other.isExclusion {
                hasYielded = delete(other.slot)
            }
            if repair.pass > 1 || !hasYielded,
                repair.scores[slot] > repair.scores[other.slot]
            {
                repair.scores[other.slot] = repair.scores[slot]
            }
            repair.isChanged = true
        }
    }

    // MARK: - What is needed

    private mutating func settle(
        _ slot: Int, _ version: Int32, _ yielding: inout [Yielding], _ repair: inout AptRepair
    ) -> Verdict {
        for index in groups(of: version) {
            let group = relations.groups[index]
            if !group.isCritical || isMet(group) { continue }
            let isOr = group.alternatives.count > 1
            var mayKeep = false
            var isMetNow = false
            for alternative in group.alternatives {
                if isMet(group) {
                    isMetNow = true
                    break
                }
                let verdict = settle(
                    slot, alternative, isOr, mayKeep: &mayKeep, &yielding, &repair)
                if verdict == .fixed || (!isOr && verdict == .done) { return verdict }
            }
            if isOr, !isMetNow {
                if mayKeep {
                    keep(slot)
                    repair.isChanged = true
                } else if !state.isProtected[slot] {
                    delete(slot)
                    repair.isChanged = true
                }
            }
        }
        return .next
    }

    /// One alternative of a dependency that is not met.
    private mutating func settle(
        _ slot: Int, _ alternative: Int, _ isOr: Bool, mayKeep: inout Bool,
        _ yielding: inout [Yielding], _ repair: inout AptRepair
    ) -> Verdict {
        let targets = Array(relations.cached[relations.alternatives[alternative]])
        let isWished = state.isProtected[slot]
        if targets.isEmpty {
            if isWished { return .next }
            if isOr { return .next }
            keep(slot)
            if state.planned[slot] != AptSlots.none, isBroken(slot) { delete(slot) }
            repair.isChanged = true
            return .done
        }
        let wasMet = targets.contains { isInstalled($0) }
        for target in targets {
            let other = slots.slot(of: Int(target))
            if repair.scores[slot] <= repair.scores[other] || !wasMet {
                if isWished {
                    if upgrade(other, &repair) {
                        repair.scores[other] = min(repair.scores[other], repair.scores[slot])
                        return .next
                    }
                    continue
                }
                if installs(target, for: slot) { return .fixed }
                giveWay(slot, to: other, isOr, mayKeep: &mayKeep, &repair)
                return .done
            }
            yielding.append(Yielding(slot: other, wasMet: wasMet, isExclusion: false))
            return .next
        }
        return .next
    }

    /// Marks what an installed package lacks now; `false` where that does not mend it.
    private mutating func installs(_ target: Int32, for slot: Int) -> Bool {
        let other = slots.slot(of: Int(target))
        guard slots.installed[slot] != AptSlots.none,
            state.planned[slot] == slots.installed[slot],
            slots.installed[other] == AptSlots.none, isCandidate(target)
        else { return false }
        if exclusions(of: target).contains(where: { isHit(relations.exclusions[$0]) }) {
            return false
        }
        return mark(other) && !isBroken(slot)
    }

    /// Keeps a package as it is installed, or removes it, rather than change another.
    private mutating func giveWay(
        _ slot: Int, to other: Int, _ isOr: Bool, mayKeep: inout Bool,
        _ repair: inout AptRepair
    ) {
        let wasMarked = state.modes[slot] == .install
        keep(slot)
        repair.isChanged = true
        if !isBroken(slot) {
            mayKeep = true
            if isOr, wasMarked { markAlone(slot) }
            return
        }
        if upgrade(slot, &repair) || isOr { return }
        delete(slot)
        if repair.pass > 1 {
            repair.scores[slot] = max(repair.scores[slot], repair.scores[other])
        }
    }

    // MARK: - What is excluded

    private mutating func settle(
        _ slot: Int, _ exclusion: AptRelations.Exclusion, _ yielding: inout [Yielding],
        _ repair: inout AptRepair
    ) -> Verdict {
        let targets = Array(relations.targets[exclusion.targets])
        let wasMet = !targets.contains { isInstalled($0) }
        for target in targets where isPlanned(target) {
            let other = slots.slot(of: Int(target))
            if repair.scores[slot] <= repair.scores[other] {
                if state.isProtected[slot] {
                    if upgrade(other, &repair) {
                        repair.scores[other] = min(repair.scores[other], repair.scores[slot])
                        break
                    }
                    continue
                }
                var mayKeep = false
                giveWay(slot, to: other, false, mayKeep: &mayKeep, &repair)
                return .done
            }
            if state.isProtected[other] { continue }
            yielding.append(Yielding(slot: other, wasMet: wasMet, isExclusion: true))
        }
        return .next
    }

    // MARK: - Reinstating

    /// Marks the candidate of a slot, and of what it lacks, where all of that works; each once in a repair.
    private mutating func upgrade(_ slot: Int, _ repair: inout AptRepair) -> Bool {
        let candidate = state.candidates[slot]
        guard candidate != AptSlots.none, candidate != slots.installed[slot],
            !repair.wished.contains(slot), repair.tried.insert(slot).inserted
        else { return false }
        let wasKept = state.modes[slot] == .keep
        guard markAlone(slot) else { return false }
        if upgradeNeeded(by: candidate, &repair), mayExclude(candidate, &repair) { return true }
        if wasKept {
            keep(slot)
        } else {
            delete(slot)
        }
        return false
    }

    private mutating func upgradeNeeded(by version: Int32, _ repair: inout AptRepair) -> Bool {
        for index in groups(of: version) {
            let group = relations.groups[index]
            if !group.isCritical { continue }
            var isFailed = false
            for alternative in group.alternatives {
                if isMet(group) {
                    isFailed = false
                    break
                }
                isFailed = true
                let position =
                    group.relation.index + alternative - group.alternatives.lowerBound
                guard let other = target(of: position, version),
                    !state.isProtected[other]
                else { continue }
                let targets = relations.targets[relations.alternatives[alternative]]
                if targets.contains(where: { isCandidate($0) }), upgrade(other, &repair) {
                    isFailed = false
                    break
                }
            }
            if isFailed { return false }
        }
        return true
    }

    /// Whether everything that a version excludes could go, or has another version.
    private mutating func mayExclude(_ version: Int32, _ repair: inout AptRepair) -> Bool {
        for index in exclusions(of: version) {
            let exclusion = relations.exclusions[index]
            guard isHit(exclusion), let relation = exclusion.relation,
                let other = target(of: relation.index, version)
            else { continue }
            if state.isProtected[other] { return false }
            let targets = relations.targets[exclusion.targets]
            if targets.contains(where: { isCandidate($0) }) { continue }
            if !upgrade(other, &repair) { return false }
        }
        return true
    }

    /// The slot that a relation names; where none bears the name, the last listed that provides it.
    private func target(of position: Int, _ version: Int32) -> Int? {
        let name = universe.relation(position).name
        let package = PackageID(Int(version))
        if let slot = slots.slot(named: name, beside: package, universe) { return slot }
        let other = universe.providers(of: name).last {
            slots.slot(of: $0.package) != slots.slot(of: package)
        }
        return other.map { slots.slot(of: $0.package) }
    }
}
