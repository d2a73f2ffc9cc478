internal import PackageModel

extension DebianResolver: SizeMinimizing {
    mutating func required(of usual: Solution, for wishes: [ResolverWish]) -> Solution {
        if !policy.recommends { return usual }
        var modest = wishes
        for index in modest.indices { modest[index].takesRecommended = false }
        guard case .solved(let solution) = ask(modest) else { return usual }
        return solution
    }

    mutating func answer(_ wishes: [ResolverWish], choosing chosen: [PackageID]) -> ResolverAnswer {
        ask(wishes, favouring: PackageSet(chosen, count: universe.count))
    }

    mutating func sizeProblem(
        _ usual: Solution, for wishes: [ResolverWish], _ objective: SizeObjective
    ) -> SizeProblem {
        solver.backtrack(to: 0)
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
