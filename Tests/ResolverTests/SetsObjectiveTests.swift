import MirrorTestSupport
import PackageModel
import Resolver
import Testing

/// Fewest bytes in sets of wishes: the long search is made for the final sets alone.
@Suite struct SetsObjectiveTests {
    /// A resolver that counts its answers with an objective.
    private struct Counting: WishResolver, ~Copyable {
        var resolver: DebianResolver
        var count = 0

        init(_ resolver: consuming DebianResolver) { self.resolver = resolver }

        var hasObjective: Bool { resolver.hasObjective }

        mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer {
            count += 1
            return resolver.answer(to: wishes)
        }

        mutating func usualAnswer(to wishes: [ResolverWish]) -> ResolverAnswer {
            resolver.usualAnswer(to: wishes)
        }

        mutating func broadClosure(of solution: Solution, beside base: AssumedBase?)
            -> [Solution.Choice]
        {
            resolver.broadClosure(of: solution, beside: base)
        }
    }

    @Test func `the smallest answer is looked for once a set`() throws {
        var split = 0
        for seed in UInt64(0)..<300 {
            let world = RandomUniverse(seed: seed, names: 6, limit: 9)
            let universe = try world.universe()
            var policy = DebianResolver.Policy()
            policy.objective = SizeObjective(ObjectiveTests.sizes(universe.count, seed: seed))
            let wishes = RandomUniverseTests.wishes(world, seed: seed, limit: 5).map {
                universe.wish($0)
            }
            var resolver = Counting(DebianResolver(universe, policy: policy))
            guard case .solved(let sets) = resolver.solveInSets(wishes) else { continue }
            #expect(resolver.count == sets.parts.count, "seed \(seed)")
            #expect(sets.parts.allSatisfy { $0.solution.sizes != nil }, "seed \(seed)")
            if sets.parts.count > 1 { split += 1 }
        }
        #expect(split > 5)
    }
}
