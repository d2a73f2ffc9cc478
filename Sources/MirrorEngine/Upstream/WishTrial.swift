package import Manifest
package import MirrorBase
package import PackageModel
package import Resolver
internal import Store

/// Repositories in which a build's wishes are tried, with changes.
package protocol WishTrial {
    /// All packages, with those that are on the target already.
    var universe: Universe { get }
    /// What is on the target already, and stays there.
    var assumed: AssumedBase? { get }

    /// The same without what every machine has to have.
    func withoutBase() -> Self
    /// Solves wishes in sets, beside the base set, as a build does.
    func solve(_ wishes: [Wish]) -> TrialOutcome
    /// What one conflict of an outcome of these wishes means, with what would work instead.
    ///
    /// - Parameter optional: The repositories of the distro that are off until somebody asks for them.
    func explanation(
        of conflict: WishSets.Conflict, in outcome: TrialOutcome, of wishes: [Wish],
        optional: [String]
    ) -> Explanation?
    /// The wishes that would make a package count which does not beside these: a stream of a module.
    func additions(for package: PackageID, among wishes: [Wish]) -> [String]
    /// The packages that each of some wishes stands for, beside others: a list for each package that it brings.
    func members(of asked: [Wish], among wishes: [Wish]) -> [[[PackageID]]]
    /// Says why a package does not count for these wishes, as it follows "which"; `nil` for one that does.
    func hiding(among wishes: [Wish]) -> (PackageID) -> String?
    /// The size of a package in bytes.
    func size(of package: PackageID) -> Int
}

extension WishTrial {
    /// The packages that a wish stands for, beside others: a list for each package that it brings.
    package func members(of wish: Wish, among wishes: [Wish]) -> [[PackageID]] {
        members(of: [wish], among: wishes + [wish]).first ?? []
    }
}

/// What came of solving wishes in sets.
package struct TrialOutcome {
    let answer: SetsAnswer
    /// What was solved, the base set and what is on the target included.
    package let entries: [PlannedWish]
    /// How many of the entries say what stays on the target.
    let assumedCount: Int
    package let hiding: (PackageID) -> String?
    /// What cannot be taken at all: wishes that mean nothing, streams of modules that exclude one another.
    package let problems: [MirrorError.Problem]

    /// The sets; none where there was no answer.
    package var parts: [WishSets.Part] {
        if case .solved(let sets) = answer { sets.parts } else { [] }
    }

    /// What excludes what.
    package var conflicts: [WishSets.Conflict] {
        switch answer {
        case .solved(let sets): sets.conflicts
        case .impossible(let conflicts): conflicts
        case .undecided: []
        }
    }

    /// The packages that would be fetched.
    package func packages(beside assumed: AssumedBase?) -> Set<PackageID> {
        Set(parts.flatMap(\.solution.packages).filter { assumed?.installed.contains($0) != true })
    }
}

/// Wishes over apt's repositories.
package struct DebianTrial: WishTrial {
    package let universe: Universe
    package let assumed: AssumedBase?
    private let plan: DistroPlan
    private let owners: [String: [String]]
    private var shipped: [Lock.Installed]
    private var base: [Distro.BaseMember]
    private let baseRepositories: Set<String>

    package init(_ upstream: DebianUpstream, _ context: BuildContext) throws(MirrorError) {
        let isAssumed = context.baselines.mode == .assume && !upstream.installed.isEmpty
        let whole =
            isAssumed ? try InstalledUniverse(upstream.universe, upstream.installed) : nil
        universe = whole?.universe ?? upstream.universe
        assumed = whole?.base
        plan = context.plan
        base = plan.distro.base
        owners = upstream.owners
        shipped = isAssumed ? [] : upstream.installed
        baseRepositories = DebianFamily(context: context).baseRepositories
    }

    private var place: String { "\(plan.distro.name) \(plan.architecture.name)" }

    private func wishPlan(_ wishes: [Wish]) -> DebianWishPlan {
        var wishPlan = DebianWishPlan(
            universe, recommends: plan.recommends, place: place, owners: owners)
        wishPlan.prefer(assumed)
        wishPlan.prefer(shipped: shipped)
        wishPlan.prefer(wishes)
        wishPlan.add(assumed: assumed)
        wishPlan.add(base: base, from: baseRepositories)
        for wish in wishes { wishPlan.add(wish) }
        wishPlan.add(shipped: shipped)
        return wishPlan
    }

    package func withoutBase() -> DebianTrial {
        var copy = self
        (copy.base, copy.shipped) = ([], [])
        return copy
    }

    package func solve(_ wishes: [Wish]) -> TrialOutcome {
        let wishPlan = wishPlan(wishes)
        var resolver = DebianResolver(
            universe,
            policy: DebianResolver.Policy(
                recommends: wishPlan.takesRecommended, order: wishPlan.order))
        let answer = resolver.solveInSets(
            wishPlan.entries.map(\.wish), common: wishPlan.essentialCount, size: size)
        return TrialOutcome(
            answer: answer, entries: wishPlan.entries, assumedCount: wishPlan.assumedCount,
            hiding: { _ in nil }, problems: wishPlan.problems)
    }

    package func explanation(
        of conflict: WishSets.Conflict, in outcome: TrialOutcome, of wishes: [Wish],
        optional: [String]
    ) -> Explanation? {
        RemedySearch(world: world(for: wishes), wishes: wishes, optional: optional)
            .explain([conflict], outcome, in: universe)
    }

    package func additions(for package: PackageID, among wishes: [Wish]) -> [String] {
        world(for: wishes).additions(for: package)
    }

    /// What remedies are tried in, where these are the wishes.
    private func world(for wishes: [Wish]) -> DebianRemedyWorld {
        DebianRemedyWorld(
            universe: universe, recommends: plan.recommends, place: place, owners: owners,
            assumed: assumed
        ) { trial in
            trial.add(base: base, from: baseRepositories)
            trial.add(shipped: shipped)
        }
    }

    package func members(of asked: [Wish], among wishes: [Wish]) -> [[[PackageID]]] {
        var wishPlan = DebianWishPlan(
            universe, recommends: plan.recommends, place: place, owners: owners)
        wishPlan.prefer(assumed)
        wishPlan.prefer(shipped: shipped)
        wishPlan.prefer(wishes)
        return asked.map { wish in
            // Each by itself: what two wishes stand for is one entry.
            var own = wishPlan
            own.add(wish)
            return own.entries.map(\.wish.candidates)
        }
    }

    package func hiding(among wishes: [Wish]) -> (PackageID) -> String? { hiding }

    private func hiding(_ package: PackageID) -> String? {
        let priority = universe.priority(package)
        if priority >= 0 { return nil }
        let origin = universe.origin(package)
        let name = universe.nameText(package)
        let repository = plan.distro.repository(origin.repository)
        if repository?.exclude.contains(where: { Glob.matches($0, name) }) == true {
            return "is excluded from `\(origin.repository)` by the distro file"
        }
        if let include = repository?.include, !include.isEmpty,
            !include.contains(where: { Glob.matches($0, name) })
        {
            return "is not among what the distro file includes of `\(origin.repository)`"
        }
        return "is pinned to \(priority) by the distro file"
    }

    package func size(of package: PackageID) -> Int {
        DebianFamily.size(of: package, universe, beside: assumed)
    }
}

/// Wishes over rpm repositories.
package struct RPMTrial: WishTrial {
    private let content: RepositoryContent
    private let rules: RPMRules
    private let place: String
    private var base: [Wish]
    private var shipped: [Lock.Installed]

    package init(_ upstream: RPMUpstream, _ context: BuildContext) throws(MirrorError) {
        let isAssumed = context.baselines.mode == .assume
        content =
            isAssumed ? try upstream.content.assuming(upstream.installed) : upstream.content
        rules = upstream.rules
        place = context.place
        base = try context.plan.baseWishes()
        shipped = isAssumed ? [] : upstream.installed
    }

    package var universe: Universe { content.universe }
    package var assumed: AssumedBase? { content.assumed }

    /// What counts for wishes.
    func market(for wishes: [Wish]) -> RPMMarket {
        RPMMarket(content, rules, for: base + wishes)
    }

    package func withoutBase() -> RPMTrial {
        var copy = self
        (copy.base, copy.shipped) = ([], [])
        return copy
    }

    package func solve(_ wishes: [Wish]) -> TrialOutcome {
        let market = market(for: wishes)
        var plan = RPMWishPlan(market, weak: rules.weak, place: place)
        plan.addAssumed()
        plan.add(base: base)
        for wish in wishes { plan.add(wish) }
        plan.add(shipped: shipped)
        let entries = plan.entries.map(\.wish)
        let policy = RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
        var resolver = RPMResolver(universe, policy: policy, for: entries)
        let answer = resolver.solveInSets(entries, common: plan.assumedCount, size: size)
        return TrialOutcome(
            answer: answer, entries: plan.entries, assumedCount: plan.assumedCount,
            hiding: market.hiding, problems: market.modules.problems + plan.problems)
    }

    package func explanation(
        of conflict: WishSets.Conflict, in outcome: TrialOutcome, of wishes: [Wish],
        optional: [String]
    ) -> Explanation? {
        RemedySearch(world: world(for: wishes), wishes: wishes, optional: optional)
            .explain([conflict], outcome, in: universe)
    }

    package func additions(for package: PackageID, among wishes: [Wish]) -> [String] {
        world(for: wishes).additions(for: package)
    }

    /// What remedies are tried in, where these are the wishes.
    private func world(for wishes: [Wish]) -> RPMRemedyWorld {
        RPMRemedyWorld(
            content: content, rules: rules, place: place, market: market(for: wishes), base: base,
            shipped: shipped)
    }

    package func members(of asked: [Wish], among wishes: [Wish]) -> [[[PackageID]]] {
        // One market serves all: it looks at every package.
        let market = market(for: wishes)
        return asked.map { wish in
            var plan = RPMWishPlan(market, weak: rules.weak, place: place)
            plan.add(wish)
            return plan.entries.map(\.wish.candidates)
        }
    }

    package func hiding(among wishes: [Wish]) -> (PackageID) -> String? {
        market(for: wishes).hiding
    }

    package func size(of package: PackageID) -> Int { content.size(of: package) }
}

extension RemedySearch {
    /// What one conflict of an outcome means, with what would work instead.
    fileprivate func explain(
        _ conflicts: [WishSets.Conflict], _ outcome: TrialOutcome, in universe: Universe
    ) -> Explanation? {
        explain(conflicts, outcome.entries.map(\.wish), in: universe, outcome.hiding).first
    }
}
