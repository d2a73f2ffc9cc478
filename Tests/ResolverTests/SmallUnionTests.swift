import MirrorTestSupport
import PackageModel
import Resolver
import Testing

/// Wishes in as few sets as possible, whose union is small.
@Suite struct SmallUnionTests {
    @Test func `the union of sets is the smallest of all ways to split, as far as these are few`()
        throws
    {
        var split = 0
        for seed in UInt64(0)..<1200 {
            let world = RandomUniverse(seed: seed, names: 6, limit: 9)
            let universe = try world.universe()
            let sizes = ObjectiveTests.sizes(universe.count, seed: seed)
            let names = RandomUniverseTests.wishes(world, seed: seed, limit: 5)
            let wishes = names.map { universe.wish($0) }
            var resolver = DebianResolver(universe)
            guard case .solved(let sets) = resolver.solveInSets(wishes, size: { sizes[$0.index] }),
                sets.parts.count > 1
            else { continue }
            split += 1
            let involved = Set(sets.conflicts.flatMap(\.wishes))
            let free = wishes.indices.filter { !involved.contains($0) }
            let union = Self.union(sets.parts.map(\.solution), sizes)
            var least = Int.max
            Self.deal(involved.sorted(), into: sets.parts.count) { parts in
                var solutions: [Solution] = []
                for (number, part) in parts.enumerated() {
                    let members = (part + (number == 0 ? free : [])).sorted()
                    guard case .solved(let solution) = resolver.solve(members.map { wishes[$0] })
                    else { return }
                    solutions.append(solution)
                }
                least = min(least, Self.union(solutions, sizes))
            }
            #expect(union == least, "seed \(seed)")
        }
        #expect(split > 30)
    }

    static func union(_ solutions: [Solution], _ sizes: [Int]) -> Int {
        Set(solutions.flatMap(\.packages)).reduce(0) { $0 + sizes[$1.index] }
    }

    /// Every way to deal out wishes into that many parts, the first wish in the first part.
    static func deal(_ wishes: [Int], into count: Int, _ body: ([[Int]]) -> Void) {
        func place(_ index: Int, _ parts: [[Int]]) {
            if index == wishes.count {
                if parts.count == count { body(parts) }
                return
            }
            for number in parts.indices {
                var next = parts
                next[number].append(wishes[index])
                place(index + 1, next)
            }
            if parts.count < count { place(index + 1, parts + [[wishes[index]]]) }
        }
        place(0, [])
    }
}
