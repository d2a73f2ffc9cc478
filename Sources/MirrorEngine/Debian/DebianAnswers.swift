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
    let objectives: Objectives

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
        var resolver = DebianResolver(universe, policy: policy(plan))
        try emit(ask(plan, wishes.map(\.text), &resolver))
    }

    private var plan: DebianWishPlan {
        DebianWishPlan(
            universe, recommends: recommends, place: place, owners: owners,
            preferring: objectives.formerPackages(in: universe))
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
        var resolver = DebianResolver(universe, policy: policy(empty))
        for wish in wishes {
            var plan = empty
            plan.add(wish)
            if let problem = plan.problems.first {
                try emit(Resolve.Answer(unknown: wish.text, problem.message))
            } else if plan.order.forced.isEmpty, plan.order.switchedOrigins.isEmpty {
                try emit(ask(plan, [wish.text], &resolver))
            } else {
                var own = DebianResolver(universe, policy: policy(plan))
                try emit(ask(plan, [wish.text], &own))
            }
        }
    }

    private func ask(
        _ plan: DebianWishPlan, _ wishes: [String], _ resolver: inout DebianResolver
    ) -> Resolve.Answer {
        let questions = plan.entries.map(\.wish)
        switch resolver.solve(questions) {
        case .solved(let solution):
            let packages = objectives.packages(of: solution, &resolver).map { package in
                Resolve.Answer.Package(
                    package, in: universe, size: DebianFamily.size(of: package, universe))
            }
            return Resolve.Answer(
                wishes: wishes, packages: packages.sorted { $0.text < $1.text }, failure: [],
                sizes: SizeOutcome([solution]))
        case .unsatisfiable(let refutation):
            let explanation = resolver.explain(refutation, wishes: questions)
            return Resolve.Answer(
                wishes: wishes, packages: [], failure: [explanation.headline] + explanation.lines)
        case .undecided(let steps):
            return Resolve.Answer(
                wishes: wishes, packages: [],
                failure: ["no answer was found after \(steps) steps"])
        }
    }
}
