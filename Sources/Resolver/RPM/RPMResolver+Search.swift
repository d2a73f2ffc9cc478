internal import PackageModel

/// The search: wishes first, then dependencies, then what is weak, then whether less would do.
extension RPMResolver {
    /// Searches until everything is settled.
    mutating func run() -> RPMSearch.Outcome {
        search.stepLimit = solver.stepCount + policy.stepBudget
        if case .over(let outcome) = settle() { return outcome }
        var stages = SearchStage.allCases[...]
        while let stage = stages.popFirst() {
            switch decide(stage) {
            case .nothing: continue
            case .changed: stages = SearchStage.allCases[...]
            case .over(let outcome): return outcome
            }
        }
        return .done
    }

    /// Decides what is open in a stage; `changed` where earlier ones have to be looked at again.
    private mutating func decide(_ stage: SearchStage) -> RPMSearch.StageStep {
        switch stage {
        case .wishes: return decideJobs().map { .over($0) } ?? .nothing
        case .installed: return stageStep(decideInstalled())
        case .dependencies: return stageStep(decideDependencies())
        case .weakDependencies:
            return policy.weakDependencies && search.extent.takesWeak ? decideWeak() : .nothing
        case .minimisation:
            switch minimise() {
            case nil: return .nothing
            case .over(let outcome): return .over(outcome)
            default: return .changed
            }
        }
    }

    private func stageStep(_ step: RPMSearch.Step) -> RPMSearch.StageStep {
        switch step {
        case .decided: .nothing
        case .jumpedBack: .changed
        case .over(let outcome): .over(outcome)
        }
    }

    /// Draws conclusions, and learns from conflicts until there is none.
    mutating func settle() -> RPMSearch.Step {
        var step = RPMSearch.Step.decided
        while let conflict = solver.propagate() {
            if !solver.learn(from: conflict) { return .over(.refuted(conflict)) }
            if solver.stepCount > search.stepLimit { return .over(.exhausted) }
            dropBranches(from: solver.level)
            step = .jumpedBack
        }
        return solver.stepCount > search.stepLimit ? .over(.exhausted) : step
    }

    private mutating func dropBranches(from level: Int) {
        while let last = search.branches.last, last.level >= level { search.branches.removeLast() }
    }

    /// Decides for a package and draws the conclusions.
    mutating func decide(_ package: Int32) -> RPMSearch.Step {
        solver.decide(.positive(Int(package)))
        return settle()
    }

    /// Decides for the first of some candidates; the others are remembered.
    mutating func decide(among candidates: [Int32]) -> RPMSearch.Step {
        if candidates.count > 1 {
            var isTried = Array(repeating: false, count: candidates.count)
            isTried[0] = true
            search.branches.append(
                RPMSearch.Branch(level: solver.level, candidates: candidates, isTried: isTried))
        }
        return decide(candidates[0])
    }

    // MARK: - Wishes

    /// Decides for the wishes, in their order.
    private mutating func decideJobs() -> RPMSearch.Outcome? {
        var index = search.jobs.lowerBound
        while index < search.jobs.upperBound {
            var list: [Int32] = []
            if isOpen(solver.literals(of: ClauseID(raw: Int32(index))), &list), !list.isEmpty {
                if !installed.isEmpty { keepInstalled(&list) }
                filterForChoice(&list)
                reorder(&list)
                if !installed.isEmpty { putFutureFirst(&list) }
                switch decide(among: list) {
                case .decided: break
                case .jumpedBack:
                    index = search.jobs.lowerBound
                    continue
                case .over(let outcome): return outcome
                }
            }
            index += 1
        }
        return nil
    }

    /// Whether a clause asks for something, and which of its packages are not decided yet.
    func isOpen(_ literals: [Literal], _ list: inout [Int32]) -> Bool {
        list.removeAll(keepingCapacity: true)
        for literal in literals {
            switch solver.value(literal) {
            case 1: return false
            case 0:
                if !literal.isPositive { return false }
                list.append(Int32(literal.variable))
            default: continue
            }
        }
        return true
    }
}
