import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// What holds for every answer over rpm packages, on thousands of universes so small that every set of packages
/// can be looked at.
@Suite struct RPMPropertyTests {
    /// How many universes each property is tried on.
    static let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 2500

    /// A universe, the sets of it that can be installed, and wishes for some of its names.
    struct World {
        var puzzle: RPMPuzzle
        let names: [String]

        init(seed: UInt64, weak: Double = 0) {
            let shape = RPMPuzzle.Shape(
                packages: 3...7, names: 5, weak: weak, architectures: ["x86_64", "noarch"])
            puzzle = RPMPuzzle(seed: seed, shape: shape)
            puzzle.dropRichConflicts()
            var random = SeededRandom(seed: seed ^ 0xabcd)
            let count = Int.random(in: 1...4, using: &random)
            names = Array(puzzle.names.shuffled(using: &random).prefix(count))
        }

        /// Packages of a set as texts, whatever their numbers.
        func texts(_ packages: [PackageID]) -> Set<String> {
            Set(
                packages.map {
                    let package = puzzle.packages[$0.index]
                    return "\(package.name)-\(package.version).\(package.architecture)"
                })
        }
    }

    static func wishes(_ names: [String], _ universe: Universe) -> [ResolverWish] {
        let subject = RPMSubject(universe)
        return names.map { ResolverWish(label: $0, candidates: subject.packages(named: $0)) }
    }

    static func masks(_ wishes: [ResolverWish]) -> [Int] {
        wishes.map { $0.candidates.reduce(0) { $0 | 1 << $1.index } }
    }

    static func packages(_ answer: ResolverAnswer) -> [PackageID]? {
        if case .solved(let solution) = answer { solution.packages } else { nil }
    }

    @Test
    func
        `an answer meets every need and exclusion, and there is one exactly where a search finds one`()
        throws
    {
        var refused = 0
        for seed in 0..<Self.count {
            let world = World(seed: seed, weak: 0.1)
            let universe = world.puzzle.universe()
            let model = RPMModel(world.puzzle)
            var resolver = RPMResolver(
                universe, policy: RPMPolicy(weakDependencies: seed % 2 == 0, best: false))
            let wishes = Self.wishes(world.names, universe)
            let masks = Self.masks(wishes)
            let exists = model.sets.contains { set in masks.allSatisfy { set & $0 != 0 } }
            guard let found = Self.packages(resolver.solve(wishes)) else {
                #expect(!exists, "seed \(seed): \(world.names)")
                refused += 1
                continue
            }
            let set = found.reduce(0) { $0 | 1 << $1.index }
            #expect(model.isFine(set) && masks.allSatisfy { set & $0 != 0 }, "seed \(seed)")
        }
        #expect(refused > Int(Self.count) / 5 && refused < Int(Self.count) * 4 / 5)
    }

    /// Numbers decide the order in which choices come up, so another of several right answers may be found; and
    /// which of two equal builds is the best one, which then has to be installed. Else there is an answer in any
    /// order, or in none. Few questions have several right answers: were the order followed anywhere else, far more
    /// than one in twenty would differ.
    @Test func `whether there is an answer does not depend on the order of the packages`() throws {
        var same = 0
        var solved = 0
        var withoutChoice = 0
        for seed in 0..<Self.count {
            let world = World(seed: seed &+ 500_000)
            var other = world
            var random = SeededRandom(seed: seed)
            other.puzzle.packages.shuffle(using: &random)
            let policy = RPMPolicy(best: seed % 2 == 0 && world.hasDistinctBuilds)
            let universes = (world.puzzle.universe(), other.puzzle.universe())
            var resolver = RPMResolver(universes.0, policy: policy)
            var shuffled = RPMResolver(universes.1, policy: policy)
            let first = Self.packages(resolver.solve(Self.wishes(world.names, universes.0)))
            let second = Self.packages(shuffled.solve(Self.wishes(world.names, universes.1)))
            #expect((first == nil) == (second == nil), "seed \(seed)")
            guard let first, let second else { continue }
            solved += 1
            if world.texts(first) == other.texts(second) { same += 1 }
            if world.hasNoChoice {
                withoutChoice += 1
                #expect(world.texts(first) == other.texts(second), "seed \(seed)")
            }
        }
        #expect(same * 100 >= solved * 95, "\(same) of \(solved)")
        #expect(withoutChoice > Int(Self.count) / 100, "\(withoutChoice) of \(solved)")
    }

    @Test func `a package that nothing speaks of changes nothing`() throws {
        for seed in 0..<Self.count {
            let world = World(seed: seed &+ 700_000, weak: 0.2)
            var more = world.puzzle
            var relations: [[RPMPuzzle.Dependency]] = Array(
                repeating: [], count: RelationKind.allCases.count)
            relations[RelationKind.requires.rawValue] = [.plain("a", .any, "")]
            relations[RelationKind.recommends.rawValue] = [.plain("b", .any, "")]
            relations[RelationKind.conflicts.rawValue] = [.plain("c", .any, "")]
            relations[RelationKind.provides.rawValue] = [.plain("unrelated", .equal, "1-1")]
            more.packages.append(
                RPMPuzzle.Package(
                    name: "unrelated", version: "1-1", architecture: "x86_64", repository: 0,
                    relations: relations))
            let policy = RPMPolicy(weakDependencies: seed % 2 == 0, best: seed % 3 == 0)
            let universes = (world.puzzle.universe(), more.universe())
            var resolver = RPMResolver(universes.0, policy: policy)
            var other = RPMResolver(universes.1, policy: policy)
            #expect(
                Self.packages(resolver.solve(Self.wishes(world.names, universes.0)))
                    == Self.packages(other.solve(Self.wishes(world.names, universes.1))),
                "seed \(seed)")
        }
    }

    @Test func `dropping a wish never makes the others unsolvable`() throws {
        var dropped = 0
        for seed in 0..<Self.count {
            let world = World(seed: seed &+ 900_000)
            let universe = world.puzzle.universe()
            var resolver = RPMResolver(universe, policy: RPMPolicy(best: seed % 2 == 0))
            let wishes = Self.wishes(world.names, universe)
            if wishes.count == 1 || Self.packages(resolver.solve(wishes)) == nil { continue }
            for index in wishes.indices {
                var fewer = wishes
                fewer.remove(at: index)
                #expect(Self.packages(resolver.solve(fewer)) != nil, "seed \(seed)")
                dropped += 1
            }
        }
        #expect(dropped > Int(Self.count) / 4)
    }

    @Test func `sets are as few as a search finds, and each can be installed`() throws {
        var split = 0
        for seed in 0..<Self.count {
            let world = World(seed: seed &+ 1_100_000)
            let universe = world.puzzle.universe()
            let model = RPMModel(world.puzzle)
            let wishes = Self.wishes(world.names, universe)
            let masks = Self.masks(wishes)
            func isInstallable(_ members: [String]) -> Bool {
                let indices = world.names.indices.filter { members.contains(world.names[$0]) }
                return model.sets.contains { set in indices.allSatisfy { set & masks[$0] != 0 } }
            }
            let impossible = world.names.indices.filter { !isInstallable([world.names[$0]]) }
            var resolver = RPMResolver(universe, policy: RPMPolicy(best: false))
            switch resolver.solveInSets(wishes) {
            case .impossible(let conflicts):
                #expect(conflicts.map(\.wishes) == impossible.map { [$0] }, "seed \(seed)")
            case .undecided: Issue.record("seed \(seed) is given up")
            case .solved(let sets):
                #expect(impossible.isEmpty, "seed \(seed)")
                #expect(
                    sets.parts.flatMap(\.wishes).sorted() == Array(wishes.indices), "seed \(seed)")
                for conflict in sets.conflicts {
                    let members = conflict.wishes.map { world.names[$0] }
                    #expect(!isInstallable(members), "seed \(seed)")
                    for member in members {
                        #expect(isInstallable(members.filter { $0 != member }), "seed \(seed)")
                    }
                }
                for part in sets.parts {
                    let set = part.solution.packages.reduce(0) { $0 | 1 << $1.index }
                    #expect(model.isFine(set), "seed \(seed)")
                    #expect(part.wishes.allSatisfy { set & masks[$0] != 0 }, "seed \(seed)")
                }
                let fewest = RandomUniverseTests.fewestSets(world.names, isInstallable)
                #expect(sets.parts.count == fewest, "seed \(seed)")
                if fewest > 1 { split += 1 }
            }
        }
        #expect(split > Int(Self.count) / 200)
    }
}

extension RPMPropertyTests.World {
    /// Whether no two packages are equal by name and version.
    fileprivate var hasDistinctBuilds: Bool {
        Set(puzzle.packages.map { "\($0.name) \($0.version)" }).count == puzzle.packages.count
    }

    /// Whether every need has one package that meets it, and every name one build: nothing is left to numbers.
    fileprivate var hasNoChoice: Bool {
        let packages = puzzle.packages
        if puzzle.names.count != packages.count { return false }
        return packages.allSatisfy { package in
            package.relations[RelationKind.requires.rawValue].allSatisfy { need in
                guard case .plain(let name, _, _) = need else { return false }
                return packages.count { other in
                    other.relations[RelationKind.provides.rawValue].contains {
                        if case .plain(name, _, _) = $0 { true } else { false }
                    }
                } <= 1
            }
        }
    }
}
