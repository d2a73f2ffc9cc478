internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// Says which packages the baselines of a distro with rpm packages mean.
struct RPMBaselines {
    /// Everything that the repositories have.
    let content: RepositoryContent
    let rules: RPMRules
    let observer: BuildObserver
    /// Where packages are looked for that those repositories do not have.
    var further: RepositoryContent?

    /// The packages of one baseline.
    func installed(_ baseline: Baseline) throws(MirrorError) -> [Lock.Installed] {
        switch baseline.content {
        case .nothing: return []
        case .packages(let packages): return packages
        case .list(let entries):
            let market = RPMMarket(content, rules, for: [])
            var matcher = matcher(market.excluded)
            if let further {
                let other = RPMBaselines(content: further, rules: rules, observer: observer)
                    .matcher(PackageSet(count: 0))
                matcher.elsewhere = { (entry) throws(MirrorError) in try other.find(entry) }
            }
            let matched = try matcher.installed(entries, of: baseline.name)
            matched.report(baseline.name, to: observer)
            return matched.packages
        case .group(let wish, let comps): return try members(of: wish, comps, baseline.name)
        }
    }

    private func matcher(_ hidden: PackageSet) -> BaselineMatcher {
        let content = content
        return BaselineMatcher(content.universe, hidden: hidden) {
            (package) throws(MirrorError) in
            RPMBaselineIndex.record(try content.element(of: package))
        }
    }

    /// What installing a group brings to an empty machine.
    private func members(of wish: Wish, _ comps: Comps?, _ name: String)
        throws(MirrorError) -> [Lock.Installed]
    {
        var content = content
        if let comps { content = content.with(comps: [comps]) }
        let market = RPMMarket(content, rules, for: [wish])
        var plan = RPMWishPlan(market, weak: rules.weak, place: "the baseline `\(name)`")
        plan.add(wish)
        let problems = market.modules.problems + plan.problems
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
        let packages = try closure(of: plan, market, name)
        let matcher = matcher(market.excluded)
        var installed: [Lock.Installed] = []
        for package in packages { installed.append(try matcher.known(package)) }
        return installed
    }

    /// What the wishes of a plan bring to an empty machine.
    private func closure(of plan: RPMWishPlan, _ market: RPMMarket, _ name: String)
        throws(MirrorError) -> [PackageID]
    {
        let wishes = plan.entries.map(\.wish)
        let policy = RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
        var resolver = RPMResolver(market.universe, policy: policy, for: wishes)
        switch resolver.solve(wishes) {
        case .solved(let solution): return solution.packages.sorted()
        case .undecided:
            throw MirrorError(.answerIsNo, "what the baseline `\(name)` needs was not found")
        case .unsatisfiable(let refutation):
            let explanation = Explanation(refutation, wishes: wishes, in: market.universe)
            throw MirrorError(
                .answerIsNo,
                (["the baseline `\(name)` cannot be installed:", explanation.headline]
                    + explanation.lines).joined(separator: "\n  "))
        }
    }
}
