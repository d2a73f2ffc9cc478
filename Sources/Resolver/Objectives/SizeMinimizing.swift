internal import PackageModel

/// A resolver that can also be asked for the fewest bytes.
protocol SizeMinimizing: ~Copyable {
    /// The usual answer without what is only taken along: what has to be there.
    mutating func required(of usual: Solution, for wishes: [ResolverWish]) -> Solution

    /// What has to hold, over the newest builds and what an answer holds: an older version, which may lack
    /// repairs, is no way to save bytes.
    mutating func sizeProblem(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> SizeProblem

    /// The answer that takes these packages before all others.
    mutating func answer(_ wishes: [ResolverWish], choosing chosen: [PackageID]) -> ResolverAnswer
}

extension SizeMinimizing where Self: ~Copyable {
    /// The smallest answer to wishes that have one, as far as the budget goes: never larger than the usual one.
    ///
    /// What has to be there is the smallest possible. What is only taken along comes on top, as the package
    /// manager would take it.
    mutating func smaller(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> Solution {
        let required = required(of: usual, for: wishes)
        let problem = sizeProblem(required, for: wishes, objective)
        let bound = required.packages.reduce(0) { $0 + objective.cost($1) }
        var search = SizeSearch(problem, below: bound, stepBudget: objective.stepBudget)
        search.run()
        var solution = usual
        if let found = search.found,
            case .solved(let other) = answer(wishes, choosing: found.map { problem.packages[$0] }),
            objective.total(other.packages) <= objective.total(usual.packages)
        {
            solution = other
        }
        solution.sizes = SizeReport(
            usual: objective.total(usual.packages), bytes: objective.total(solution.packages),
            isProven: search.isProven)
        return solution
    }
}
