import MirrorTestSupport
import PackageModel
import Resolver

extension RPMScenario {
    /// A package as `install:` names it: `x86_64` goes without saying.
    private func name(_ package: PackageID) -> String {
        let package = puzzle.packages[package.index]
        return "\(package.name)-\(package.version)"
            + (package.architecture == "x86_64" ? "" : "." + package.architecture)
    }

    private func packages(_ names: Set<String>) -> [Int] {
        puzzle.packages.indices.filter { names.contains(name(PackageID($0))) }
    }

    private func policy(_ universe: Universe) -> RPMPolicy {
        RPMPolicy(
            weakDependencies: isWeak, best: isBest,
            excluded: PackageSet(packages(excluded).map { PackageID($0) }, count: universe.count),
            excludedFromWeak: PackageSet(
                packages(excludedFromWeak).map { PackageID($0) }, count: universe.count))
    }

    /// The questions; a wish that matches nothing is one that nothing meets.
    func questions(_ universe: Universe) -> [ResolverWish] {
        let subject = RPMSubject(universe, excluded: policy(universe).excluded)
        return wishes.flatMap { text -> [ResolverWish] in
            let words = text.split(separator: " ").map(String.init)
            let operators: [VersionOperator] = [
                .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
            ]
            if words.count == 3, let comparison = operators.first(where: { $0.rpmText == words[1] })
            {
                let choice = VersionChoice(comparison: comparison, version: words[2])
                var found = subject.packages(named: words[0], choice)
                if found.isEmpty { found = subject.providers(of: words[0], choice) }
                return [ResolverWish(label: text, candidates: found)]
            }
            let found = subject.select(text)
            if found.isEmpty { return [ResolverWish(label: text, candidates: [])] }
            return found.map { ResolverWish(label: text, candidates: $0.candidates) }
        }
    }

    /// What the resolver says, in the form of the expectation.
    func answer() -> Expectation {
        let universe = puzzle.universe()
        var resolver = RPMResolver(universe, policy: policy(universe))
        let questions = questions(universe)
        if case .sets = expectation {
            switch resolver.solveInSets(questions) {
            case .solved(let sets):
                return .sets(sets.parts.map { Set($0.solution.packages.map(name)) })
            case .impossible, .undecided: return .sets([])
            }
        }
        switch resolver.solve(questions) {
        case .solved(let solution): return .install(Set(solution.packages.map(name)))
        case .unsatisfiable(let refutation):
            if case .refused = expectation { return .refused(refutation.kinds) }
            let explanation = Explanation(refutation, wishes: questions, in: universe)
            return .error([explanation.headline] + explanation.lines)
        case .undecided: return .error(["undecided"])
        }
    }

    /// What libsolv is asked: all wishes and, where sets are expected, those of each set.
    private func libsolvQuestion() -> String {
        let universe = puzzle.universe()
        let questions = questions(universe)
        var parts = [questions]
        if case .sets = expectation {
            var resolver = RPMResolver(universe, policy: policy(universe))
            if case .solved(let sets) = resolver.solveInSets(questions) {
                parts += sets.parts.map { $0.wishes.map { questions[$0] } }
            }
        }
        var puzzle = puzzle
        puzzle.excluded = packages(excluded)
        puzzle.notWeak = packages(excludedFromWeak)
        puzzle.installOnly = RPMPolicy.defaultInstallOnly
        return puzzle.json(
            questions: parts.map { $0.map { $0.candidates.map(\.index) } }, best: isBest,
            weak: isWeak)
    }

    /// What libsolv says to each scenario: to all wishes and, where sets are expected, to those of each set;
    /// `nil` where it refuses.
    static func libsolvAnswers(_ names: [String]) throws -> [String: [Set<String>?]] {
        let scenarios = try names.map { try RPMScenario(named: $0) }
        let answers = try LibsolvOracle.answers(scenarios.map { $0.libsolvQuestion() })
        var found: [String: [Set<String>?]] = [:]
        for (index, scenario) in scenarios.enumerated() {
            found[names[index]] = answers[index].map { answer in
                answer.map { Set($0.map { scenario.name(PackageID($0)) }) }
            }
        }
        return found
    }
}

extension Refutation {
    /// The kinds of facts that take part, beside the wishes; just these where nothing else does.
    var kinds: Set<String> {
        var found: Set<String> = []
        for fact in facts {
            switch fact {
            case .requires: found.insert("requires")
            case .conflicts, .excludes: found.insert("conflicts")
            case .sameName: found.insert("sameName")
            case .obsoletes: found.insert("obsoletes")
            case .excluded: found.insert("excluded")
            case .inferior: found.insert("inferior")
            case .best: found.insert("best")
            case .keeps: found.insert("keeps")
            case .frozen: found.insert("frozen")
            case .split: found.insert("split")
            case .wish, .preference: continue
            }
        }
        return found.isEmpty ? ["wish"] : found
    }
}
