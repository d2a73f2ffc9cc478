import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Random universes of rpm packages with some of them installed, put to `DNFClient` and to libsolv.
@Suite struct RandomInstalledTests {
    /// What differs from libsolv's answers.
    struct Outcome {
        var questions = 0
        var refused = 0
        var changing = 0
        var otherwiseRefused = 0
        var differing: [String] = []
        var differingWithWeak = 0
    }

    static func world(_ seed: UInt64) -> RPMPuzzle {
        var random = SeededRandom(seed: seed ^ 0x1257)
        return RPMPuzzle(seed: seed, installedBy: &random)
    }

    static func policy(_ seed: UInt64, _ world: RPMPuzzle) -> RPMPolicy {
        var policy = RandomRPMUniverseTests.policy(seed)
        policy.installOnly = world.installOnly
        // What libdnf tells libsolv to leave out is not part of this.
        policy.leavesOutWeak = false
        policy.excludedFromWeak = PackageSet(
            world.notWeak.map { PackageID($0) }, count: world.packages.count)
        return policy
    }

    static func compare(_ seeds: Range<UInt64>) throws -> Outcome {
        var lines: [String] = []
        var all: [[[[PackageID]]]] = []
        for seed in seeds {
            let world = world(seed)
            let policy = policy(seed, world)
            let questions = RandomRPMUniverseTests.questions(
                world, RPMSubject(world.universe()), seed: seed)
            all.append(questions)
            lines.append(
                world.json(
                    questions: questions.map { $0.map { $0.map(\.index) } },
                    best: policy.best, weak: policy.weakDependencies))
        }
        let expected = try LibsolvOracle.answers(lines)
        var outcome = Outcome()
        for (index, seed) in seeds.enumerated() {
            let world = world(seed)
            let policy = policy(seed, world)
            let installed = world.installed
            var client = DNFClient(
                world.universe(),
                installed: PackageSet(
                    installed.map { PackageID($0) }, count: world.packages.count),
                policy: policy)
            for (number, question) in all[index].enumerated() {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                let found = after(client.install(wishes), installed)
                outcome.questions += 1
                if found == nil { outcome.refused += 1 }
                if let found, !Set(found).isSuperset(of: installed) { outcome.changing += 1 }
                let wanted = expected[index][number]
                if found == wanted { continue }
                if (found == nil) != (wanted == nil) { outcome.otherwiseRefused += 1 }
                if policy.weakDependencies { outcome.differingWithWeak += 1 }
                let words = [found, wanted].map { $0.map { "\($0)" } ?? "refused" }
                outcome.differing.append(
                    "seed \(seed), question \(number): \(words[0]) instead of \(words[1])")
            }
        }
        return outcome
    }

    /// What is there after a transaction, by number; `nil` where the client refuses.
    static func after(_ answer: ClientAnswer, _ installed: [Int]) -> [Int]? {
        guard case .changes(let transaction) = answer else { return nil }
        let gone = Set(transaction.removals + transaction.replacements.flatMap(\.replaced))
        return
            (installed.filter { !gone.contains(PackageID($0)) }
            + transaction.packages.map(\.index)).sorted()
    }

    /// Of the first 1,500 universes one of 16,117 answers differs, in what comes, not in whether anything does.
    @Test(.enabled(if: LibsolvOracle.isPossible, "needs python3-solv"))
    func `changes what libsolv would change`() throws {
        let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 400
        let outcome = try Self.compare(0..<count)
        #expect(outcome.otherwiseRefused == 0)
        #expect(
            outcome.differing.count * 2000 <= outcome.questions,
            "\(outcome.differing.count) of \(outcome.questions): \(outcome.differing.prefix(20))")
        #expect(outcome.refused > Int(count) && outcome.changing > Int(count) / 4)
    }
}
