import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// Random universes of rpm packages, put to the resolver and to libsolv.
@Suite struct RandomRPMUniverseTests {
    /// Questions for each name alone, and some for several together.
    static func questions(
        _ world: RPMPuzzle, _ subject: RPMSubject, seed: UInt64
    ) -> [[[PackageID]]] {
        var random = SeededRandom(seed: seed ^ 0x5eed)
        let names = world.names
        var questions = names.map { [subject.packages(named: $0)] }
        for _ in 0..<3 {
            let some = names.shuffled(using: &random).prefix(Int.random(in: 2...4, using: &random))
            questions.append(some.map { subject.packages(named: $0) })
        }
        return questions
    }

    static func policy(_ seed: UInt64) -> RPMPolicy {
        RPMPolicy(weakDependencies: seed % 2 == 0, best: seed % 5 != 0)
    }

    /// What differs from libsolv's answers.
    struct Outcome {
        var questions = 0
        var refused = 0
        /// The seeds of universes with an answer that differs.
        var differing: Set<UInt64> = []
        var lines: [String] = []
        /// Where one finds an answer and the other none.
        var opposed: [String] = []

        mutating func add(_ other: Outcome) {
            questions += other.questions
            refused += other.refused
            differing.formUnion(other.differing)
            lines += other.lines
            opposed += other.opposed
        }
    }

    static func compare(_ seeds: Range<UInt64>) throws -> Outcome {
        var lines: [String] = []
        var all: [[[[PackageID]]]] = []
        for seed in seeds {
            let world = RPMPuzzle(seed: seed)
            let questions = questions(world, RPMSubject(world.universe()), seed: seed)
            all.append(questions)
            lines.append(
                world.json(
                    questions: questions.map { $0.map { $0.map(\.index) } },
                    best: policy(seed).best, weak: policy(seed).weakDependencies))
        }
        let expected = try LibsolvOracle.answers(lines)
        var outcome = Outcome()
        for (index, seed) in seeds.enumerated() {
            let policy = policy(seed)
            var resolver = RPMResolver(RPMPuzzle(seed: seed).universe(), policy: policy)
            for (number, question) in all[index].enumerated() {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var found: [Int]?
                if case .solved(let solution) = resolver.solve(wishes) {
                    found = solution.packages.map(\.index).sorted()
                }
                outcome.questions += 1
                if found == nil { outcome.refused += 1 }
                let wanted = expected[index][number]
                if found == wanted { continue }
                outcome.differing.insert(seed)
                let words = [found, wanted].map { $0.map { "\($0)" } ?? "refused" }
                let line = "seed \(seed), question \(number): \(words[0]) instead of \(words[1])"
                outcome.lines.append(line)
                if (found == nil) != (wanted == nil) { outcome.opposed.append(line) }
            }
        }
        return outcome
    }

    /// How many universes were asked for the lists of what differs; of later ones it is printed.
    static let listed: UInt64 = 10_000
    /// Where an answer differs, always with weak dependencies: docs/internals/resolver.md.
    static let known: Set<UInt64> = [2788, 8994, 9490]

    @Test(.enabled(if: LibsolvOracle.isPossible, "needs python3-solv"))
    func `chooses what libsolv chooses`() throws {
        let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 500
        var outcome = Outcome()
        // So many at a time as fit into one file.
        for start in stride(from: 0, to: count, by: 1000) {
            outcome.add(try Self.compare(start..<min(count, start + 1000)))
        }
        if count > 500 { print(outcome) }
        #expect(outcome.opposed.isEmpty, "\(outcome.opposed)")
        #expect(
            outcome.differing.filter { $0 < Self.listed } == Self.known.filter { $0 < count },
            "\(outcome.lines)")
        #expect(outcome.refused > Int(count) && outcome.refused < outcome.questions * 2 / 3)
    }

    @Test func `answers are right, and exist exactly where one exists`() throws {
        var refused = 0
        var solved = 0
        for seed in UInt64(0)..<700 {
            let shape = RPMPuzzle.Shape(
                packages: 4...9, names: 5, weak: 0.1, architectures: ["x86_64", "noarch"])
            var world = RPMPuzzle(seed: seed, shape: shape)
            world.dropRichConflicts()
            let universe = world.universe()
            let model = RPMModel(world)
            let subject = RPMSubject(universe)
            var resolver = RPMResolver(
                universe, policy: RPMPolicy(weakDependencies: seed % 2 == 0, best: false))
            for question in Self.questions(world, subject, seed: seed) {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                let masks = question.map { $0.reduce(0) { $0 | 1 << $1.index } }
                let exists = model.sets.contains { set in masks.allSatisfy { set & $0 != 0 } }
                switch resolver.solve(wishes) {
                case .solved(let solution):
                    solved += 1
                    let set = solution.packages.reduce(0) { $0 | 1 << $1.index }
                    #expect(model.sets.contains(set), "seed \(seed): \(solution.packages)")
                    #expect(masks.allSatisfy { set & $0 != 0 }, "seed \(seed)")
                    var before: Set<PackageID> = []
                    for choice in solution.choices {
                        if let parent = choice.parent { #expect(before.contains(parent)) }
                        #expect(before.insert(choice.package).inserted, "seed \(seed)")
                    }
                case .unsatisfiable(let refutation):
                    refused += 1
                    #expect(!exists, "seed \(seed): \(question)")
                    let words = Explanation(refutation, wishes: wishes, in: universe)
                    #expect(!words.headline.contains("no combination"), "seed \(seed): \(words)")
                case .undecided: Issue.record("seed \(seed) is given up")
                }
            }
        }
        #expect(refused > 500 && solved > 500)
    }

    /// The same for universes that are put to `testsolv`.
    static let knownOfTestsolv: Set<UInt64> = [2608, 3944, 7526, 8004]

    @Test(.enabled(if: TestsolvOracle.isPossible, "needs testsolv (libsolv-tools)"))
    func `chooses what testsolv chooses`() throws {
        let count = Environment["MIRROR_RANDOM_UNIVERSES"].flatMap { UInt64($0) } ?? 60
        var differing: Set<UInt64> = []
        var questions = 0
        for seed in 0..<count {
            let world = RPMPuzzle(seed: seed &+ 20_000_000)
            guard TestsolvOracle.canName(world) else { continue }
            let universe = world.universe()
            let asked = Self.questions(world, RPMSubject(universe), seed: seed)
            let policy = Self.policy(seed)
            let expected = try TestsolvOracle.answers(
                world, questions: asked.map { $0.map { $0.map(\.index) } }, best: policy.best,
                weak: policy.weakDependencies)
            try #require(expected.count == asked.count, "seed \(seed)")
            var resolver = RPMResolver(universe, policy: policy)
            for (number, (question, wanted)) in zip(asked, expected).enumerated() {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var found: [Int]?
                if case .solved(let solution) = resolver.solve(wishes) {
                    found = solution.packages.map(\.index).sorted()
                }
                questions += 1
                #expect((found == nil) == (wanted == nil), "seed \(seed)")
                if found == wanted { continue }
                differing.insert(seed)
                if count > 60 { print("testsolv", seed, number, found ?? [], wanted ?? []) }
            }
        }
        if count > 60 { print("\(questions) questions to testsolv, \(differing)") }
        #expect(questions > Int(count))
        #expect(
            differing.filter { $0 < Self.listed } == Self.knownOfTestsolv.filter { $0 < count })
    }

    @Test func `an answer does not depend on the questions before it`() throws {
        for seed in UInt64(0)..<200 {
            let world = RPMPuzzle(seed: seed &+ 77_000)
            let universe = world.universe()
            let questions = Self.questions(world, RPMSubject(universe), seed: seed)
            var used = RPMResolver(universe, policy: Self.policy(seed))
            for question in questions {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var fresh = RPMResolver(universe, policy: Self.policy(seed))
                switch (used.solve(wishes), fresh.solve(wishes)) {
                case (.solved(let one), .solved(let other)): #expect(one == other, "seed \(seed)")
                case (.unsatisfiable(let one), .unsatisfiable(let other)):
                    #expect(one.facts == other.facts, "seed \(seed)")
                default: Issue.record("seed \(seed): an answer and none")
                }
            }
        }
    }

    @Test func `clauses of what a question can come upon answer it like all clauses`() throws {
        for seed in UInt64(0)..<400 {
            let world = RPMPuzzle(seed: seed &+ 130_000)
            let universe = world.universe()
            var whole = RPMResolver(universe, policy: Self.policy(seed))
            for question in Self.questions(world, RPMSubject(universe), seed: seed) {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                var part = RPMResolver(universe, policy: Self.policy(seed), for: wishes)
                switch (whole.solve(wishes), part.solve(wishes)) {
                case (.solved(let one), .solved(let other)): #expect(one == other, "seed \(seed)")
                case (.unsatisfiable(let one), .unsatisfiable(let other)):
                    #expect(one.facts == other.facts, "seed \(seed)")
                default: Issue.record("seed \(seed): an answer and none")
                }
            }
        }
    }
}
