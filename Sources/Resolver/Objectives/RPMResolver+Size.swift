internal import PackageModel

extension RPMResolver {
    /// The smallest answer to wishes that have one, as far as the budget goes: never larger than the usual one.
    ///
    /// What has to be there is the smallest possible. What is weak comes on top, as dnf would take it.
    mutating func smaller(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> Solution {
        var required = usual
        if policy.weakDependencies,
            case .solved(let solution) = ask(wishes, RPMSearch.Extent(takesWeak: false))
        {
            required = solution
        }
        let problem = sizeProblem(required, for: wishes, objective)
        let bound = required.packages.reduce(0) { $0 + objective.cost($1) }
        var search = SizeSearch(problem, below: bound, stepBudget: objective.stepBudget)
        search.run()
        var solution = usual
        if let found = search.found {
            let chosen = found.map { problem.packages[$0] }
            if case .solved(let other) = ask(wishes, RPMSearch.Extent(given: chosen)),
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

    /// What has to hold, over the newest builds and what the usual answer holds: an older version, which may
    /// lack repairs, is no way to save bytes.
    private mutating func sizeProblem(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> SizeProblem {
        solver.openQuestion()
        defer { solver.closeQuestion() }
        search.begin(solver.clauses.count)
        addClauses(of: wishes)
        let own = (search.firstClause..<solver.clauses.count).map {
            solver.literals(of: ClauseID(raw: Int32($0)))
        }
        let known = PackageSet(usual.packages, count: universe.count)
        return SizeProblem(
            demands: own.filter { $0.allSatisfy(\.isPositive) },
            clauses: solver.lastingClauses(before: search.firstClause)
                + own.filter { !$0.allSatisfy(\.isPositive) },
            objective: objective
        ) { package in
            known.contains(package) || !isOutdated(Int32(package.raw), amongAllowed: true)
        }
    }
}
