internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Finds the packages that a mirror needs for wishes over rpm repositories.
///
/// The tree has to hold what a client is brought that installs everything, and what one is brought that
/// installs a single wish or group: that one chooses without regard to the others.
struct RPMSolving {
    let content: RepositoryContent
    let market: RPMMarket
    let rules: RPMRules
    let plan: RPMWishPlan
    let request: RPMNode.Request
    /// What is on the machines already.
    var assumed: [Lock.Installed] = []
    /// What is shipped of a baseline.
    var shipped: [Lock.Installed] = []
    /// Finds what would work where wishes cannot be met.
    let search: RemedySearch
    let objectives: Objectives

    /// What was solved.
    struct Answer {
        /// The sets, each with what nodes need beside what its wishes bring in together.
        var sets: SolvedSets
        /// What questions that enable no stream of a module bring in by themselves.
        var plain: Set<PackageID>
        /// What it took until nodes find everything.
        var stability: StabilityReport
    }

    /// Solves all wishes in sets, and adds what nodes need beside that.
    func solve(_ observer: BuildObserver) throws(MirrorError) -> Answer {
        let wishes = plan.entries.map(\.wish)
        let policy = objectives.applied(to: self.policy, for: wishes, content)
        var resolver = RPMResolver(market.universe, policy: policy, for: wishes)
        var sets = try WishSolving.solve(
            plan.entries, common: plan.assumedCount, &resolver, in: market.universe, observer,
            search, hiding: market.hiding, size: content.size)
        sets.assumed = market.assumed
        sets.assumedCount = plan.assumedCount
        // With fewest bytes a node that installs a single wish finds nothing else than was chosen.
        let within = objectives.isMinimal ? self.policy(within: sets) : nil
        var mirror = RPMPlannedMirror(self, resolver, within: within, observer: observer)
        let report = try StabilityLoop(
            observer: observer, isBroad: objectives.closure == .broad
        ).settle(&sets, &mirror)
        return Answer(sets: sets, plain: mirror.plain, stability: report)
    }

    private var policy: RPMPolicy {
        RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
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
}
