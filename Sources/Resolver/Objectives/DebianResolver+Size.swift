internal import PackageModel

extension DebianResolver {
    /// The smallest answer to wishes that have one, as far as the budget goes: never larger than the usual one.
    ///
    /// What has to be there is the smallest possible. What is recommended comes on top, as apt would take it.
    mutating func smaller(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> Solution {
        var required = usual
        if policy.recommends {
            var modest = wishes
            for index in modest.indices { modest[index].takesRecommended = false }
            if case .solved(let solution) = ask(modest) { required = solution }
        }
        solver.backtrack(to: 0)
        let problem = sizeProblem(required, for: wishes, objective)
        let bound = required.packages.reduce(0) { $0 + objective.cost($1) }
        var search = SizeSearch(problem, below: bound, stepBudget: objective.stepBudget)
        search.run()
        var solution = usual
        if let found = search.found {
            let chosen = PackageSet(found.map { problem.packages[$0] }, count: universe.count)
            if case .solved(let other) = ask(wishes, favouring: chosen),
                objective.total(other.packages) <= objective.total(usual.packages)
            {
                solution = other
            }
        }
        solution.sizes = SizeReport(
            usual: objective.total(usual.packages), bytes: objective.total(solution.packages),
            isProven: search.isProven)
        return solution
    }

    /// What has to hold, over candidates and what the usual answer holds: an older version, which may lack
    /// repairs, is no way to save bytes.
    private func sizeProblem(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> SizeProblem {
        let known = PackageSet(usual.packages, count: universe.count)
        return SizeProblem(
            demands: wishes.map { $0.candidates.map { .positive($0.index) } },
            clauses: solver.lastingClauses(), objective: objective
        ) { package in
            known.contains(package) || policy.order.forced.contains(package)
                || policy.order.candidate(for: package, in: universe) == package
        }
    }
}

extension Solver {
    /// The clauses that say what packages demand of each other, without wishes and what was learnt.
    func lastingClauses(before end: Int = .max) -> [[Literal]] {
        var found: [[Literal]] = []
        for index in clauses.indices.prefix(end) {
            let clause = ClauseID(raw: Int32(index))
            switch reason(of: clause) {
            case .wish, .best, .learnt: continue
            default: found.append(literals(of: clause))
            }
        }
        return found
    }
}
