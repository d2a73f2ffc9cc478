import MirrorBase
import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Objectives above the client's taste, against looking at every set of packages.
@Suite struct ObjectiveTests {
    /// How many random universes of each family are looked at.
    static let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 250

    static func sizes(_ count: Int, seed: UInt64) -> [Int] {
        var random = SeededRandom(seed: seed ^ 0xb17e)
        return (0..<count).map { _ in Int.random(in: 1...40, using: &random) }
    }

    static func bytes(_ packages: [PackageID], _ sizes: [Int]) -> Int {
        packages.reduce(0) { $0 + sizes[$1.index] }
    }

    // MARK: - Fewest bytes

    @Test func `apt's answer with fewest bytes is as small as any of the newest versions`() throws {
        var smaller = 0
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed, names: 7, limit: 10)
            let universe = try world.universe()
            let sizes = Self.sizes(universe.count, seed: seed)
            let names = RandomUniverseTests.wishes(world, seed: seed, limit: 3)
            let wishes = names.map { universe.wish($0) }
            var usual = DebianResolver(universe)
            guard case .solved(let before) = usual.solve(wishes) else { continue }
            var policy = DebianResolver.Policy()
            policy.objective = SizeObjective(sizes)
            var resolver = DebianResolver(universe, policy: policy)
            guard case .solved(let solution) = resolver.solve(wishes) else {
                Issue.record("seed \(seed): an answer is lost")
                continue
            }
            let chosen = RandomUniverseTests.packages(solution, universe, world)
            #expect(world.flaw(chosen) == nil, "seed \(seed)")
            #expect(Set(names).isSubset(of: chosen.map(\.name)), "seed \(seed)")
            let known = Set(before.packages)
            let allowed = universe.packages.filter { package in
                known.contains(package)
                    || CandidateOrder().packages(named: universe.nameText(package), in: universe)
                        .first == package
            }
            let least = Self.least(of: allowed, world, names, sizes)
            let report = try #require(solution.sizes)
            #expect(report.isProven && report.bytes == least, "seed \(seed): \(report), \(least)")
            #expect(Self.bytes(solution.packages, sizes) == report.bytes, "seed \(seed)")
            #expect(Self.bytes(before.packages, sizes) == report.usual, "seed \(seed)")
            if report.bytes < report.usual { smaller += 1 }
        }
        #expect(smaller > 0)
    }

    /// The fewest bytes that hold the names, by looking at every set of the packages.
    static func least(
        of allowed: [PackageID], _ world: RandomUniverse, _ names: [String], _ sizes: [Int]
    ) -> Int {
        var best = Int.max
        for subset in 0..<(1 << allowed.count) {
            let members = allowed.indices.filter { subset >> $0 & 1 == 1 }.map { allowed[$0] }
            let bytes = bytes(members, sizes)
            if bytes >= best { continue }
            let packages = members.map { world.packages[$0.index] }
            if Set(names).isSubset(of: packages.map(\.name)), world.flaw(packages) == nil {
                best = bytes
            }
        }
        return best
    }

    @Test func `dnf's answer with fewest bytes is as small as any of the newest builds`() throws {
        var smaller = 0
        for seed in 0..<Self.count {
            let shape = RPMPuzzle.Shape(
                packages: 5...10, names: 6, weak: 0, architectures: ["x86_64", "noarch"])
            var world = RPMPuzzle(seed: seed, shape: shape)
            world.dropRichConflicts()
            let universe = world.universe()
            let sizes = Self.sizes(universe.count, seed: seed)
            let model = RPMModel(world)
            for question in RandomRPMUniverseTests.questions(
                world, RPMSubject(universe), seed: seed)
            {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var policy = RPMPolicy(best: false)
                var usual = RPMResolver(universe, policy: policy)
                guard case .solved(let before) = usual.solve(wishes) else { continue }
                policy.objective = SizeObjective(sizes)
                var resolver = RPMResolver(universe, policy: policy)
                guard case .solved(let solution) = resolver.solve(wishes) else {
                    Issue.record("seed \(seed): an answer is lost")
                    continue
                }
                let masks = question.map { $0.reduce(0) { $0 | 1 << $1.index } }
                let known = Set(before.packages)
                let allowed = universe.packages.filter {
                    known.contains($0) || !Self.isOutdated($0, universe)
                }.reduce(0) { $0 | 1 << $1.index }
                let least =
                    model.sets.filter { set in
                        set & ~allowed == 0 && masks.allSatisfy { set & $0 != 0 }
                    }.map { set in
                        sizes.indices.reduce(0) { $0 + (set >> $1 & 1) * sizes[$1] }
                    }.min()
                let report = try #require(solution.sizes)
                #expect(report.isProven && report.bytes == least, "seed \(seed): \(report)")
                let set = solution.packages.reduce(0) { $0 | 1 << $1.index }
                #expect(model.sets.contains(set), "seed \(seed)")
                #expect(Self.bytes(solution.packages, sizes) == report.bytes, "seed \(seed)")
                if report.bytes < report.usual { smaller += 1 }
            }
        }
        #expect(smaller > 10)
    }

    /// Whether a newer or better build of the same name and architecture is there.
    static func isOutdated(_ package: PackageID, _ universe: Universe) -> Bool {
        universe.packages.contains { other in
            guard other != package, universe.name(other) == universe.name(package),
                universe.architecture(other) == universe.architecture(package)
            else { return false }
            let priorities = (universe.priority(package), universe.priority(other))
            if priorities.0 != priorities.1 { return priorities.0 < priorities.1 }
            return universe.compare(universe.version(other), universe.version(package)) > 0
        }
    }

    @Test func `a search for fewest bytes never ends above the client's choice`() throws {
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed, names: 12, limit: 24)
            let universe = try world.universe()
            let sizes = Self.sizes(universe.count, seed: seed)
            let wishes = RandomUniverseTests.wishes(world, seed: seed, limit: 3).map {
                universe.wish($0)
            }
            for budget in [0, 40, 400] {
                var policy = DebianResolver.Policy(recommends: seed % 2 == 0)
                policy.objective = SizeObjective(sizes, stepBudget: budget)
                var resolver = DebianResolver(universe, policy: policy)
                guard case .solved(let solution) = resolver.solve(wishes) else { continue }
                let report = try #require(solution.sizes)
                #expect(report.bytes <= report.usual, "seed \(seed)")
                #expect(budget > 0 || !report.isProven, "seed \(seed)")
                let chosen = RandomUniverseTests.packages(solution, universe, world)
                #expect(world.flaw(chosen) == nil, "seed \(seed)")
            }
        }
    }

    // MARK: - Close to a former answer

    @Test func `a former answer is kept as it is where it still holds`() throws {
        for seed in 0..<Self.count {
            let world = RandomUniverse(seed: seed, names: 9, limit: 16)
            let universe = try world.universe()
            let names = RandomUniverseTests.wishes(world, seed: seed, limit: 3)
            let wishes = names.map { universe.wish($0) }
            let sizes = Self.sizes(universe.count, seed: seed)
            var policy = DebianResolver.Policy()
            policy.objective = SizeObjective(sizes)
            var other = DebianResolver(universe, policy: policy)
            // The smallest answer is not what apt would choose.
            guard case .solved(let former) = other.solve(wishes) else { continue }
            var order = CandidateOrder()
            order.prefer(former.packages, in: universe)
            let close = names.map {
                ResolverWish(label: $0, candidates: order.packages(named: $0, in: universe))
            }
            var resolver = DebianResolver(universe, policy: DebianResolver.Policy(order: order))
            guard case .solved(let solution) = resolver.solve(close) else {
                Issue.record("seed \(seed): an answer is lost")
                continue
            }
            #expect(Set(solution.packages).isSubset(of: former.packages), "seed \(seed)")
        }
    }

    @Test func `what is preferred is kept with rpm, and refuses nothing`() throws {
        var kept = 0
        for seed in 0..<(Self.count / 4) {
            let world = RPMPuzzle(seed: seed)
            let universe = world.universe()
            let former = PackageSet(
                universe.packages.filter { ($0.index &* 7 &+ Int(seed)) % 3 == 0 },
                count: universe.count)
            for question in RandomRPMUniverseTests.questions(
                world, RPMSubject(universe), seed: seed)
            {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var policy = RPMPolicy()
                var usual = RPMResolver(universe, policy: policy)
                guard case .solved = usual.solve(wishes) else { continue }
                policy.preferred = former
                var resolver = RPMResolver(universe, policy: policy)
                guard case .solved(let close) = resolver.solve(wishes) else {
                    Issue.record("seed \(seed): an answer is lost")
                    continue
                }
                // Its own answer, preferred, is its answer.
                policy.preferred = PackageSet(close.packages, count: universe.count)
                var again = RPMResolver(universe, policy: policy)
                guard case .solved(let same) = again.solve(wishes) else { continue }
                #expect(Set(same.packages).isSubset(of: close.packages), "seed \(seed)")
                kept += 1
            }
        }
        #expect(kept > 50)
    }
}
