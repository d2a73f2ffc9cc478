internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Finds the packages that a mirror needs for wishes over rpm repositories.
///
/// The tree has to hold what a client is brought that installs everything, and what one is brought that
/// installs a single wish: that one chooses without regard to the others.
struct RPMSolving {
    let market: RPMMarket
    let rules: RPMRules
    let plan: RPMWishPlan
    /// Finds what would work where wishes cannot be met.
    let search: RemedySearch
    let content: RepositoryContent
    let objectives: Objectives

    private var policy: RPMPolicy {
        RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
    }

    /// What was solved.
    struct Answer {
        /// The sets, each with what its wishes bring in together and one by one.
        var sets: SolvedSets
        /// What wishes that enable no stream of a module bring in by themselves.
        var plain: Set<PackageID> = []
    }

    /// Solves all wishes in sets, then each by itself.
    func solve(_ observer: BuildObserver) throws(MirrorError) -> Answer {
        let wishes = plan.entries.map(\.wish)
        let policy = objectives.applied(to: self.policy, for: wishes, content)
        var resolver = RPMResolver(market.universe, policy: policy, for: wishes)
        var answer = Answer(
            sets: try WishSolving.solve(
                plan.entries, common: plan.assumedCount, &resolver, in: market.universe, observer,
                search, hiding: market.hiding, size: content.size))
        answer.sets.assumed = market.assumed
        answer.sets.assumedCount = plan.assumedCount
        if objectives.closure == .broad { answer.sets.broaden(with: &resolver) }
        // With fewest bytes a node that installs a single wish finds nothing else than was chosen.
        if objectives.isMinimal {
            resolver = RPMResolver(
                market.universe, policy: self.policy(within: answer.sets), for: wishes)
        }
        for unit in plan.units {
            try Interruption.check()
            // What one wish stands for may exclude itself, as two members of a group do.
            let wishes = kept + unit.entries.map { plan.entries[$0].wish }
            switch resolver.solve(wishes) {
            case .solved(let solution): add(solution, of: unit, unit.entries, to: &answer)
            case .undecided(let steps): throw undecided(unit, steps)
            case .unsatisfiable(let refutation):
                let explanation = Explanation(refutation, wishes: wishes, in: market.universe)
                observer.report(
                    .note(
                        ([
                            "`\(unit.wish.text)` cannot be installed as a whole, only in parts:",
                            explanation.headline,
                        ] + explanation.lines).joined(separator: "\n  ")))
                try addParts(of: unit, &resolver, to: &answer)
            }
        }
        return answer
    }

    /// The policy of a node that sees only what was chosen, and what it has.
    private func policy(within sets: SolvedSets) -> RPMPolicy {
        var policy = self.policy
        let chosen = Set(sets.members.map(\.package))
        policy.excluded = PackageSet(
            market.universe.packages.filter { package in
                let isThere = market.assumed?.installed.contains(package) ?? false
                return market.excluded.contains(package) || !(isThere || chosen.contains(package))
            }, count: market.universe.count)
        return policy
    }

    /// That what is on the machine stays there.
    private var kept: [ResolverWish] { plan.entries.prefix(plan.assumedCount).map(\.wish) }

    private func add(
        _ solution: Solution, of unit: RPMWishPlan.Unit, _ entries: [Int], to answer: inout Answer
    ) {
        answer.sets.add(solution, of: entries)
        if !market.enablesStream(unit.wish) { answer.plain.formUnion(solution.packages) }
    }

    /// Adds what each part of a wish brings in by itself.
    private func addParts(
        of unit: RPMWishPlan.Unit, _ resolver: inout RPMResolver, to answer: inout Answer
    ) throws(MirrorError) {
        for entry in unit.entries {
            switch resolver.solve(kept + [plan.entries[entry].wish]) {
            case .solved(let solution): add(solution, of: unit, [entry], to: &answer)
            case .undecided(let steps): throw undecided(unit, steps)
            // Every part is in some set, so there is an answer.
            case .unsatisfiable: continue
            }
        }
    }

    private func undecided(_ unit: RPMWishPlan.Unit, _ steps: Int) -> MirrorError {
        MirrorError(
            .answerIsNo,
            "no answer for `\(unit.wish.text)` by itself was found after \(steps) steps, though there may be one"
        )
    }
}
