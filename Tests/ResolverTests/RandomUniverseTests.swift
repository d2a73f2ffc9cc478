import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Properties of answers over thousands of small universes, against a model that looks at everything.
@Suite struct RandomUniverseTests {
    /// How many universes each property is tried on.
    static let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 2500
    /// How many where they hold up to 24 packages: too many to look at every set of them.
    static let largeCount = count * 8 / 25

    @Test func `a search that takes too many steps is given up`() throws {
        var given = 0
        for seed in UInt64(0)..<60 {
            let world = RandomUniverse(seed: seed, names: 14, limit: 24)
            let universe = try world.universe()
            let wishes = Self.wishes(world, seed: seed, limit: 4).map { universe.wish($0) }
            var resolver = DebianResolver(
                universe, policy: DebianResolver.Policy(stepBudget: 20))
            if case .undecided(let steps) = resolver.solve(wishes) {
                given += 1
                #expect(steps == 20)
            }
        }
        #expect(given > 0)
    }

    /// Wishes for some names, at most `limit`.
    static func wishes(_ world: RandomUniverse, seed: UInt64, limit: Int) -> [String] {
        var random = SeededRandom(seed: seed ^ 0xabcd)
        let count = Int.random(in: 1...limit, using: &random)
        return Array(world.names.shuffled(using: &random).prefix(count))
    }

    static func packages(
        _ solution: Solution, _ universe: Universe, _ world: RandomUniverse
    ) -> [RandomUniverse.Package] {
        solution.packages.compactMap { package in
            world.packages.first {
                $0.name == universe.nameText(package)
                    && "\($0.version)" == universe.versionText(package)
            }
        }
    }

    @Test
    func
        `an answer meets every need and exclusion, and there is one exactly where a search finds one`()
        throws
    {
        var refused = 0
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed, names: 6, limit: 9)
            let universe = try world.universe()
            let installable = world.installableSets()
            // One resolver for several questions: what it learnt from one must not spoil another.
            var resolver = DebianResolver(universe)
            for question in 0..<3 {
                let names = Self.wishes(world, seed: seed &* 7 &+ UInt64(question), limit: 4)
                let exists = installable.contains { $0.isSuperset(of: names) }
                let wishes = names.map { universe.wish($0) }
                switch resolver.solve(wishes) {
                case .solved(let solution):
                    let chosen = Self.packages(solution, universe, world)
                    #expect(chosen.count == solution.packages.count, "seed \(seed)")
                    #expect(Set(names).isSubset(of: chosen.map(\.name)), "seed \(seed)")
                    if let flaw = world.flaw(chosen) { Issue.record("seed \(seed): \(flaw)") }
                    #expect(exists, "seed \(seed)")
                case .unsatisfiable(let refutation):
                    refused += 1
                    #expect(!exists, "seed \(seed), question \(question): \(names)")
                    #expect(!refutation.wishes.isEmpty, "seed \(seed)")
                    let part = refutation.wishes.map { names[$0] }
                    #expect(
                        !installable.contains { $0.isSuperset(of: part) },
                        "seed \(seed): \(part) can be installed")
                    let words = resolver.explain(refutation, wishes: wishes)
                    #expect(
                        !words.headline.contains("no combination"), "seed \(seed): \(words)")
                case .undecided: Issue.record("seed \(seed): given up")
                }
            }
        }
        #expect(refused > Int(Self.count) / 5)
    }

    @Test func `sets are as few as a search finds, and each can be installed`() throws {
        var split = 0
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed, names: 6, limit: 9)
            let universe = try world.universe()
            let installable = world.installableSets()
            func isInstallable(_ names: [String]) -> Bool {
                installable.contains { $0.isSuperset(of: names) }
            }
            let names = Self.wishes(world, seed: seed, limit: 5)
            let impossible = names.indices.filter { !isInstallable([names[$0]]) }
            var resolver = DebianResolver(universe)
            switch resolver.solveInSets(names.map { universe.wish($0) }) {
            case .impossible(let conflicts):
                #expect(conflicts.map(\.wishes) == impossible.map { [$0] }, "seed \(seed)")
            case .undecided: Issue.record("seed \(seed): given up")
            case .solved(let sets):
                #expect(impossible.isEmpty, "seed \(seed)")
                #expect(
                    sets.parts.flatMap(\.wishes).sorted() == Array(names.indices), "seed \(seed)")
                for part in sets.parts {
                    let chosen = Self.packages(part.solution, universe, world)
                    #expect(world.flaw(chosen) == nil, "seed \(seed)")
                    let wanted = part.wishes.map { names[$0] }
                    #expect(Set(wanted).isSubset(of: chosen.map(\.name)), "seed \(seed)")
                }
                for conflict in sets.conflicts {
                    let members = conflict.wishes.map { names[$0] }
                    #expect(!isInstallable(members), "seed \(seed)")
                    for member in members {
                        #expect(isInstallable(members.filter { $0 != member }), "seed \(seed)")
                    }
                }
                let fewest = Self.fewestSets(names, isInstallable)
                #expect(sets.parts.count == fewest, "seed \(seed)")
                if fewest > 1 { split += 1 }
            }
        }
        #expect(split > 50)
    }

    /// The smallest number of sets, by trying every way to deal out the names.
    static func fewestSets(_ names: [String], _ isInstallable: ([String]) -> Bool) -> Int {
        var best = names.count
        func deal(_ index: Int, _ sets: [[String]]) {
            if sets.count >= best { return }
            if index == names.count {
                if sets.allSatisfy(isInstallable) { best = sets.count }
                return
            }
            for place in sets.indices {
                var next = sets
                next[place].append(names[index])
                deal(index + 1, next)
            }
            deal(index + 1, sets + [[names[index]]])
        }
        deal(0, [])
        return best
    }

    @Test func `answers do not depend on what was asked before, nor on unrelated packages`() throws
    {
        var differing = 0
        for seed in 0..<Self.largeCount {
            let world = RandomUniverse(seed: seed, names: 14, limit: 24)
            let names = Self.wishes(world, seed: seed, limit: 4)
            let universe = try world.universe()
            func answer(_ universe: Universe, _ resolver: inout DebianResolver) -> [String]? {
                guard case .solved(let solution) = resolver.solve(names.map { universe.wish($0) })
                else { return nil }
                return solution.packages.map { universe.label($0) }
            }
            var resolver = DebianResolver(universe)
            let first = answer(universe, &resolver)
            var fresh = DebianResolver(universe)
            #expect(answer(universe, &fresh) == first, "seed \(seed)")
            // The same resolver, with what it has learnt since.
            for name in world.names { _ = resolver.solve([universe.wish(name)]) }
            let later = answer(universe, &resolver)
            #expect((later == nil) == (first == nil), "seed \(seed)")
            if later != first { differing += 1 }
            let more = try Universe.reading(
                world.index
                    + "\nPackage: unrelated\nVersion: 1\nDepends: p0, p1 | p2\nConflicts: p3\n")
            var other = DebianResolver(more)
            #expect(answer(more, &other) == first, "seed \(seed)")
        }
        #expect(differing == 0)
    }

    /// Between providers that are equal in all else, the order of the index decides; that there is an answer does
    /// not depend on it.
    @Test func `the answer is the same whatever order the packages are read in`() throws {
        var solved = 0
        var decided = 0
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed &+ 300_000, names: 8, limit: 14)
            var other = world
            var random = SeededRandom(seed: seed)
            other.packages.shuffle(using: &random)
            let names = Self.wishes(world, seed: seed, limit: 4)
            let answers = try [world, other].map { world -> Set<String>? in
                let universe = try world.universe()
                var resolver = DebianResolver(universe)
                let answer = resolver.solve(names.map { universe.wish($0) })
                guard case .solved(let solution) = answer else { return nil }
                return Set(solution.packages.map { universe.label($0) })
            }
            #expect((answers[0] == nil) == (answers[1] == nil), "seed \(seed)")
            if answers[0] != nil { solved += 1 }
            if world.hasEqualProviders { continue }
            decided += 1
            #expect(answers[0] == answers[1], "seed \(seed)")
        }
        #expect(solved > Int(Self.count) / 5 && decided > Int(Self.count) / 5)
    }

    @Test func `dropping a wish never makes the others unsolvable`() throws {
        for seed in 0..<Self.largeCount {
            let world = RandomUniverse(seed: seed, names: 14, limit: 24)
            let universe = try world.universe()
            let names = Self.wishes(world, seed: seed, limit: 5)
            var resolver = DebianResolver(universe)
            guard case .solved(let solution) = resolver.solve(names.map { universe.wish($0) })
            else { continue }
            #expect(world.flaw(Self.packages(solution, universe, world)) == nil, "seed \(seed)")
            for name in names {
                let fewer = names.filter { $0 != name }.map { universe.wish($0) }
                if case .unsatisfiable = resolver.solve(fewer) {
                    Issue.record("seed \(seed): without \(name)")
                }
            }
        }
    }

    @Test func `recommendations come along, and never in the way`() throws {
        var more = 0
        for seed in 0..<(Self.largeCount * 3 / 2) {
            let world = RandomUniverse(seed: seed, names: 14, limit: 24)
            let universe = try world.universe()
            let names = Self.wishes(world, seed: seed, limit: 4)
            let wishes = names.map { universe.wish($0) }
            var plain = DebianResolver(universe)
            var resolver = DebianResolver(
                universe, policy: DebianResolver.Policy(recommends: true))
            switch (plain.solve(wishes), resolver.solve(wishes)) {
            case (.solved(let least), .solved(let solution)):
                let chosen = Self.packages(solution, universe, world)
                if let flaw = world.flaw(chosen) { Issue.record("seed \(seed): \(flaw)") }
                if solution.packages.count > least.packages.count { more += 1 }
                var again = DebianResolver(
                    universe, policy: DebianResolver.Policy(recommends: true))
                if case .solved(let same) = again.solve(wishes) {
                    #expect(same == solution, "seed \(seed)")
                }
                // Nothing is there without a reason.
                for choice in solution.choices {
                    guard let parent = choice.parent else { continue }
                    #expect(solution.packages.contains(parent), "seed \(seed)")
                }
            case (.unsatisfiable, .unsatisfiable): continue
            default: Issue.record("seed \(seed): recommendations decide whether there is an answer")
            }
        }
        #expect(more > Int(Self.largeCount) / 4)
    }

    @Test func `every choice says which dependency brought it in`() throws {
        for seed in UInt64(0)..<400 {
            let world = RandomUniverse(seed: seed, names: 14, limit: 24)
            let universe = try world.universe()
            let names = Self.wishes(world, seed: seed, limit: 4)
            var resolver = DebianResolver(universe)
            guard case .solved(let solution) = resolver.solve(names.map { universe.wish($0) })
            else { continue }
            var before: Set<PackageID> = []
            for choice in solution.choices {
                #expect(names.indices.contains(choice.wish), "seed \(seed)")
                if let parent = choice.parent {
                    #expect(before.contains(parent), "seed \(seed)")
                } else {
                    #expect(universe.nameText(choice.package) == names[choice.wish])
                }
                #expect(before.insert(choice.package).inserted, "seed \(seed): a double")
            }
        }
    }
}
