internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Answers what wishes would install, over a universe of apt repositories.
struct DebianAnswers {
    let universe: Universe
    let recommends: Bool
    /// The distro and architecture, for messages.
    let place: String
    /// For each wished path the packages that hold it.
    let owners: [String: [String]]
    /// What is on the machine already, and stays there.
    var assumed: AssumedBase?
    /// Packages of a baseline that are wanted, too.
    var shipped: [Lock.Installed] = []
    let observer: BuildObserver
    var objectives = Objectives()
    /// The repositories that are off until somebody asks for them.
    var optional: [String] = []

    /// Answers all wishes together, or each by itself.
    func answer(
        _ wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        if each { return try answerEach(wishes, emit) }
        var plan = self.plan
        plan.prefer(shipped: shipped)
        plan.prefer(wishes)
        plan.add(assumed: assumed)
        for wish in wishes { plan.add(wish) }
        plan.add(shipped: shipped)
        if !plan.problems.isEmpty { throw MirrorError(.usage, problems: plan.problems) }
        for note in plan.notes { observer.report(.note(note)) }
        var resolver = DebianResolver(universe, policy: policy(plan))
        try emit(ask(plan, wishes, &resolver))
    }

    private var plan: DebianWishPlan {
        var plan = DebianWishPlan(
            universe, recommends: recommends, place: place, owners: owners,
            preferring: objectives.formerPackages(in: universe))
        plan.prefer(assumed)
        return plan
    }

    private func policy(_ plan: DebianWishPlan) -> DebianResolver.Policy {
        var policy = DebianResolver.Policy(recommends: plan.takesRecommended, order: plan.order)
        policy.objective = objectives.size(in: universe) { DebianFamily.size(of: $0, universe) }
        return policy
    }

    private func answerEach(
        _ wishes: [Wish], _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        // One resolver for all questions that name no version; it keeps its clauses.
        let empty = plan
        let usual = empty.order
        var resolver = DebianResolver(universe, policy: policy(empty))
        for wish in wishes {
            var plan = empty
            plan.add(assumed: assumed)
            plan.add(wish)
            if let problem = plan.problems.first {
                try emit(Resolve.Answer(unknown: wish.text, problem.message))
            } else if plan.order.forced == usual.forced, plan.order.switchedOrigins.isEmpty {
                try emit(ask(plan, [wish], &resolver))
            } else {
                var own = DebianResolver(universe, policy: policy(plan))
                try emit(ask(plan, [wish], &own))
            }
        }
    }

    private func ask(
        _ plan: DebianWishPlan, _ wishes: [Wish], _ resolver: inout DebianResolver
    ) -> Resolve.Answer {
        let world = DebianRemedyWorld(
            universe: universe, recommends: recommends, place: place, owners: owners,
            assumed: assumed
        ) { plan in
            plan.add(shipped: shipped)
        }
        return Resolve.Answer(
            to: wishes, plan.entries, &resolver, in: universe,
            RemedySearch(world: world, wishes: wishes, optional: optional),
            without: assumed?.installed, objectives
        ) { package in
            DebianFamily.size(of: package, universe)
        }
    }
}
