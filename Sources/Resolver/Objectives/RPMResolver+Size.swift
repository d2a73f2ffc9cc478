internal import PackageModel

extension RPMResolver: SizeMinimizing {
    mutating func required(of usual: Solution, for wishes: [ResolverWish]) -> Solution {
        guard policy.weakDependencies,
            case .solved(let solution) = ask(wishes, RPMSearch.Extent(takesWeak: false))
        else { return usual }
        return solution
    }

    mutating func answer(_ wishes: [ResolverWish], choosing chosen: [PackageID]) -> ResolverAnswer {
        ask(wishes, RPMSearch.Extent(given: chosen))
    }

    mutating func sizeProblem(
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
