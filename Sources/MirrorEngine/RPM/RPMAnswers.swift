internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Answers what wishes would install, over rpm repositories.
struct RPMAnswers {
    let content: RepositoryContent
    let rules: RPMRules
    /// Packages of a baseline that are wanted, too.
    var shipped: [Lock.Installed] = []
    /// The distro and architecture, for messages.
    let place: String
    let observer: BuildObserver
    var objectives = Objectives()
    /// The repositories that are off until somebody asks for them.
    var optional: [String] = []

    private var universe: Universe { content.universe }

    /// Answers all wishes together, or each by itself.
    func answer(
        _ wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        if each { return try answerEach(wishes, emit) }
        let market = RPMMarket(content, rules, for: wishes)
        var plan = RPMWishPlan(market, weak: rules.weak, place: place)
        plan.addAssumed()
        for wish in wishes { plan.add(wish) }
        plan.add(shipped: shipped)
        let problems = market.modules.problems + plan.problems
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
        for note in plan.notes { observer.report(.note(note)) }
        let questions = plan.entries.map(\.wish)
        var resolver = RPMResolver(
            universe, policy: policy(market, plan.takesWeak, for: questions), for: questions)
        try emit(ask(plan, wishes, market, &resolver))
    }

    private func policy(
        _ market: RPMMarket, _ weak: Bool, for wishes: [ResolverWish]? = nil
    ) -> RPMPolicy {
        let policy = RPMPolicy(
            weakDependencies: weak, best: rules.best, excluded: market.excluded)
        return objectives.applied(to: policy, for: wishes, content)
    }

    private func answerEach(
        _ wishes: [Wish], _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        // Wishes that make no other module active share what is made of the universe once.
        let market = RPMMarket(content, rules, for: [])
        var resolver = RPMResolver(universe, policy: policy(market, rules.weak))
        for wish in wishes {
            let needsOwn = wish.alternatives.contains { $0.kind.isGroup } || wish.recommends != nil
            if needsOwn {
                let own = RPMMarket(content, rules, for: [wish])
                if let problem = own.modules.problems.first {
                    try emit(Resolve.Answer(unknown: wish.text, problem.message))
                    continue
                }
                let weak = wish.recommends ?? rules.weak
                var resolver = RPMResolver(universe, policy: policy(own, weak))
                try emit(answer(wish, own, &resolver))
            } else {
                try emit(answer(wish, market, &resolver))
            }
        }
    }

    private func answer(_ wish: Wish, _ market: RPMMarket, _ resolver: inout RPMResolver)
        -> Resolve.Answer
    {
        var plan = RPMWishPlan(market, weak: rules.weak, place: place)
        plan.addAssumed()
        plan.add(wish)
        if let problem = plan.problems.first {
            return Resolve.Answer(unknown: wish.text, problem.message)
        }
        return ask(plan, [wish], market, &resolver)
    }

    private func ask(
        _ plan: RPMWishPlan, _ wishes: [Wish], _ market: RPMMarket, _ resolver: inout RPMResolver
    ) -> Resolve.Answer {
        let world = RPMRemedyWorld(
            content: content, rules: rules, place: place, market: market, shipped: shipped)
        return Resolve.Answer(
            to: wishes, plan.entries, &resolver, in: universe,
            RemedySearch(world: world, wishes: wishes, optional: optional), hiding: market.hiding,
            without: content.assumed?.installed, objectives
        ) { package in
            content.size(of: package)
        }
    }
}
