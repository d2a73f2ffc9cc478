import PackageModel
import Resolver
import Testing

/// Rich dependencies whose form as clauses grows beyond all measure.
@Suite struct LargeFormulaTests {
    /// Whether a package can be installed that needs one of several pairs, and why it cannot be.
    private func answer(pairs: Int) -> Explanation? {
        var puzzle = RPMPuzzle()
        puzzle.priorities = [0]
        func add(_ name: String, _ requires: [RPMPuzzle.Dependency] = []) {
            var relations = Array(
                repeating: [RPMPuzzle.Dependency](), count: RelationKind.allCases.count)
            relations[RelationKind.requires.rawValue] = requires
            relations[RelationKind.provides.rawValue] = [.plain(name, .equal, "1-1")]
            puzzle.packages.append(
                RPMPuzzle.Package(
                    name: name, version: "1-1", architecture: "noarch", repository: 0,
                    relations: relations))
        }
        let parts = (0..<pairs).map { pair in
            RPMPuzzle.Dependency.rich("and", ["a", "b"].map { .plain("\($0)\(pair)", .any, "") })
        }
        add("app", [.rich("or", parts)])
        for pair in 0..<pairs {
            add("a\(pair)")
            add("b\(pair)")
        }
        let universe = puzzle.universe()
        var resolver = RPMResolver(universe, policy: RPMPolicy(weakDependencies: true, best: true))
        let wish = ResolverWish(label: "app", candidates: [PackageID(0)])
        guard case .unsatisfiable(let refutation) = resolver.solve([wish]) else { return nil }
        return Explanation(refutation, wishes: [wish], in: universe)
    }

    @Test func `one of ordinary size is exact, one that is larger cannot be met, and it says so`()
        throws
    {
        #expect(answer(pairs: 10) == nil)
        let explanation = try #require(answer(pairs: 60))
        let words = ([explanation.headline] + explanation.lines).joined(separator: "\n")
        #expect(words.contains("which is too large to be looked at"), "\(words)")
    }
}
