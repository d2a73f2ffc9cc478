internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver

/// Answers what wishes would install, over a universe of apt repositories.
struct DebianAnswers {
    let universe: Universe
    let recommends: Bool
    /// The distro and architecture, for messages.
    let place: String
    /// For each wished path the packages that hold it.
    let owners: [String: [String]]
    let observer: BuildObserver
    /// The repositories that are off until somebody asks for them.
    var optional: [String] = []

    /// Answers all wishes together, or each by itself.
    func answer(
        _ wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        if each { return try answerEach(wishes, emit) }
        var plan = self.plan
        plan.prefer(wishes)
        for wish in wishes { plan.add(wish) }
        if !plan.problems.isEmpty { throw MirrorError(.usage, problems: plan.problems) }
        for note in plan.notes { observer.report(.note(note)) }
        let policy = DebianResolver.Policy(recommends: plan.takesRecommended, order: plan.order)
        var resolver = DebianResolver(universe, policy: policy)
        try emit(ask(plan, wishes, &resolver))
    }

    private var plan: DebianWishPlan {
        DebianWishPlan(universe, recommends: recommends, place: place, owners: owners)
    }

    private func answerEach(
        _ wishes: [Wish], _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        // One resolver for all questions that name no version; it keeps its clauses.
        let shared = DebianResolver.Policy(recommends: recommends)
        var resolver = DebianResolver(universe, policy: shared)
        for wish in wishes {
            var plan = self.plan
            plan.add(wish)
            if let problem = plan.problems.first {
                try emit(Resolve.Answer(unknown: wish.text, problem.message))
            } else if plan.order.forced.isEmpty, plan.order.switchedOrigins.isEmpty {
                try emit(ask(plan, [wish], &resolver))
            } else {
                let policy = DebianResolver.Policy(
                    recommends: plan.takesRecommended, order: plan.order)
                var own = DebianResolver(universe, policy: policy)
                try emit(ask(plan, [wish], &own))
            }
        }
    }

    private func ask(
        _ plan: DebianWishPlan, _ wishes: [Wish], _ resolver: inout DebianResolver
    ) -> Resolve.Answer {
        let world = DebianRemedyWorld(
            universe: universe, recommends: recommends, place: place, owners: owners)
        return Resolve.Answer(
            to: wishes, plan.entries, &resolver, in: universe,
            RemedySearch(world: world, wishes: wishes, optional: optional)
        ) { package in
            (try? PackageRecord(stanza: universe.stanza(package)))?.size ?? 0
        }
    }
}
