internal import MirrorBase
public import PackageModel

/// Chooses packages as apt does, completely: where there is an answer, one is found.
///
/// The clauses say what Debian Policy (chapter 7) and the Multi-Arch specification demand of any set of
/// packages; `AptWalk` decides in apt's order. Clauses and what was learnt from them hold whatever is
/// wished, so one resolver answers many questions over one universe, each cheaper than the first.
public struct DebianResolver: ~Copyable {
    /// What to do and not to do beyond what is demanded.
    public struct Policy: Sendable {
        /// Whether recommended packages come along where they can, for wishes that take them.
        public var recommends: Bool
        /// Which versions are seen, and which preferred.
        public var order: CandidateOrder
        /// How many steps one question may take (`StepBudget`); then it is given up.
        public var stepBudget: Int

        /// Fewest bytes as an objective above apt's taste; `nil` for none.
        public var objective: SizeObjective?

        /// Makes a policy; by default nothing recommended is taken.
        public init(
            recommends: Bool = false, order: CandidateOrder = CandidateOrder(),
            stepBudget: Int = StepBudget.standard
        ) {
            self.recommends = recommends
            self.order = order
            self.stepBudget = stepBudget
        }
    }

    let universe: Universe
    let policy: Policy
    var solver: Solver
    var groups: DependencyGroups
    private var encodedNames: Set<NameID> = []

    /// Begins with no clauses; they are made as wishes reach packages.
    public init(_ universe: Universe, policy: Policy = Policy()) {
        self.universe = universe
        self.policy = policy
        solver = Solver(variables: universe.count)
        groups = DependencyGroups(packages: universe.count)
    }

    /// What the search has cost so far.
    public var effort: (conflicts: Int, propagations: Int) {
        (solver.conflictCount, solver.propagationCount)
    }

    /// Finds a set of packages that meets all wishes together, or why there is none.
    public mutating func solve(_ wishes: [ResolverWish]) -> ResolverAnswer {
        let answer = ask(wishes)
        guard let objective = policy.objective, case .solved(let usual) = answer else {
            return answer
        }
        return .solved(smaller(usual, for: wishes, objective))
    }

    /// Finds what apt would take that prefers some packages to all others.
    mutating func ask(_ wishes: [ResolverWish], favouring favoured: PackageSet? = nil)
        -> ResolverAnswer
    {
        solver.backtrack(to: 0)
        for wish in wishes { encodeReachable(from: wish.candidates) }
        // One variable for each wish: assumed for this question, free in the next.
        let firstWish = solver.variableCount
        solver.addVariables(wishes.count)
        for (index, wish) in wishes.enumerated() {
            let literals = wish.candidates.map { Literal.positive($0.index) }
            solver.addClause([.negative(firstWish + index)] + literals, .wish(index))
        }
        return search(wishes, firstWish: firstWish, favouring: favoured)
    }

    private mutating func search(
        _ wishes: [ResolverWish], firstWish: Int, favouring favoured: PackageSet?
    ) -> ResolverAnswer {
        var walk = AptWalk(packages: universe.count, favouring: favoured)
        let limit = solver.stepCount + policy.stepBudget
        while true {
            if solver.stepCount > limit { return .undecided(steps: policy.stepBudget) }
            if let conflict = solver.propagate() {
                if !solver.learn(from: conflict) {
                    return .unsatisfiable(
                        Refutation(from: conflict, firstWish: firstWish, solver))
                }
                continue
            }
            switch nextAssumption(firstWish: firstWish, count: wishes.count) {
            case .failed(let wish):
                let reason = solver.reasons[firstWish + wish]
                return .unsatisfiable(
                    Refutation(from: reason, wish: wish, firstWish: firstWish, solver))
            case .open(let wish):
                solver.decide(.positive(firstWish + wish))
            case .done:
                if let solution = walk.run(wishes, groups: groups, solver: &solver) {
                    return .solved(solution)
                }
            }
        }
    }

    private enum Assumption {
        case failed(Int)
        case open(Int)
        case done
    }

    private func nextAssumption(firstWish: Int, count: Int) -> Assumption {
        for wish in 0..<count {
            switch solver.values[firstWish + wish] {
            case 0: return .open(wish)
            case -1: return .failed(wish)
            default: continue
            }
        }
        return .done
    }

    // MARK: - Clauses

    /// Makes the clauses of these packages and of everything that they could bring in.
    mutating func encodeReachable(from packages: [PackageID]) {
        var pending = packages.filter { !groups.isFilled($0) }
        while let package = pending.popLast() {
            if groups.isFilled(package) { continue }
            groups.fill(package, recommends: policy.recommends, policy.order, in: universe)
            encode(package, reaching: &pending)
        }
    }

    private mutating func encode(_ package: PackageID, reaching pending: inout [PackageID]) {
        for index in groups.groups(of: package) {
            let group = groups.groups[index]
            let choices = groups.choices[group.choices]
            for choice in choices where !groups.isFilled(choice) { pending.append(choice) }
            // A package may meet its own dependency, through what it provides.
            if !group.isRequired || choices.contains(package) { continue }
            var literals = [Literal.negative(package.index)]
            literals += choices.map { Literal.positive($0.index) }
            solver.addClause(
                literals, .requires(package, relation: group.relation, end: group.end))
        }
        encodeConflicts(of: package)
        encodeName(universe.name(package))
    }

    private mutating func encodeConflicts(of package: PackageID) {
        for (other, relation) in universe.exclusions(of: package) {
            exclude(package, other, .conflicts(package, other, relation: relation))
        }
    }

    /// At most one version of a name; of several architectures only `Multi-Arch: same`, in one version.
    private mutating func encodeName(_ name: NameID) {
        guard encodedNames.insert(name).inserted else { return }
        let versions = policy.order.versions(of: name, in: universe)
        for (index, left) in versions.enumerated() {
            for right in versions[(index + 1)...] {
                if !universe.canStandBeside(left, right) {
                    exclude(left, right, .sameName(left, right))
                }
            }
        }
    }

    private mutating func exclude(_ left: PackageID, _ right: PackageID, _ reason: ClauseReason) {
        solver.addClause([.negative(left.index), .negative(right.index)], reason)
    }
}
