import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Random universes put to the resolver and to libsolv, with settings that few machines have: packages in
/// several versions, packages that weak dependencies leave alone, wishes with a condition, and names that
/// tell of kernels and languages.
@Suite struct RandomSettingsTests {
    static func world(_ seed: UInt64, _ random: inout SeededRandom) -> RPMPuzzle {
        var world = RPMPuzzle(seed: seed &+ 500_000)
        if seed % 2 == 0 { world.rename(names) }
        if seed % 3 == 0 { world.installOnly = ["a", "x", "kernel-x-1"] }
        if seed % 4 < 2 {
            world.notWeak = world.packages.indices.filter { _ in
                Int.random(in: 0..<4, using: &random) == 0
            }
        }
        return world
    }

    static let names = [
        "b": "kernel-x-devel-1", "c": "kernel-x-1", "d": "foo-kernel-1.0-y-2",
        "e": "kernel-y-1.0-2", "u": "locales-en", "v": "locales-de",
    ]

    static func policy(_ seed: UInt64, _ world: RPMPuzzle) -> RPMPolicy {
        var policy = RandomRPMUniverseTests.policy(seed)
        policy.installOnly = world.installOnly
        policy.excludedFromWeak = PackageSet(
            world.notWeak.map { PackageID($0) }, count: world.packages.count)
        return policy
    }

    private static func providers(_ name: String, _ universe: Universe) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        var found: [PackageID] = []
        for provider in universe.providers(of: id) where found.last != provider.package {
            found.append(provider.package)
        }
        return found
    }

    @Test(.enabled(if: LibsolvOracle.isPossible, "needs python3-solv"))
    func `chooses what libsolv chooses with rare settings`() throws {
        let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 300
        var lines: [String] = []
        var answers: [[(name: String, found: [Int]?)]] = []
        for seed in 0..<count {
            var random = SeededRandom(seed: seed ^ 0xc0de)
            var world = Self.world(seed, &random)
            let policy = Self.policy(seed, world)
            let universe = world.universe()
            let questions = RandomRPMUniverseTests.questions(
                world, RPMSubject(universe), seed: seed)
            var resolver = RPMResolver(universe, policy: policy)
            var found: [(name: String, found: [Int]?)] = []
            for (number, question) in questions.enumerated() {
                var wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                if number % 2 == 1, let name = world.names.randomElement(using: &random),
                    let condition = (world.names + ["x", "y"]).randomElement(using: &random)
                {
                    world.conditional.append((number, name, condition))
                    wishes.append(
                        ResolverWish(
                            label: "c", candidates: Self.providers(name, universe),
                            condition: Self.providers(condition, universe)))
                }
                var chosen: [Int]?
                if case .solved(let solution) = resolver.solve(wishes) {
                    chosen = solution.packages.map(\.index).sorted()
                }
                found.append(("seed \(seed), question \(number)", chosen))
            }
            answers.append(found)
            lines.append(
                world.json(
                    questions: questions.map { $0.map { $0.map(\.index) } }, best: policy.best,
                    weak: policy.weakDependencies))
        }
        var differing: [String] = []
        var questions = 0
        for (found, wanted) in zip(answers, try LibsolvOracle.answers(lines)) {
            questions += found.count
            for (one, other) in zip(found, wanted) where one.found != other {
                differing.append(
                    "\(one.name): \(one.found ?? []) instead of \(other ?? [])")
            }
        }
        #expect(
            differing.count * 2000 <= (count > 300 ? questions : 0),
            "\(differing.count) of \(questions): \(differing.prefix(20).joined(separator: "\n"))")
    }
}
