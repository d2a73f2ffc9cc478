import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// The model of apt: by the puzzles, and beside the real apt.
@Suite struct AptClientTests {
    /// apt wants to be told which provider; the client takes the one that the wish names first.
    static let ownWay = ["provides/wish-for-a-capability-of-several.scenario"]

    @Test(arguments: Scenario.names.filter { !ownWay.contains($0) })
    func `does what apt does by the file`(name: String) throws {
        let scenario = try Scenario(named: name)
        guard scenario.apt == "same" || scenario.apt == "refuses" else { return }
        let answer = try scenario.clientInstall()
        switch scenario.expectation {
        case _ where scenario.apt == "refuses": #expect(answer == nil, "\(scenario.prose)")
        case .install(let expected): #expect(answer == expected, "\(scenario.prose)")
        case .sets(let expected): #expect([answer] == expected, "\(scenario.prose)")
        default: Issue.record("`apt: same` needs `install:`")
        }
    }

    @Test(arguments: Scenario.clientNames)
    func `changes beside what is installed what the file says`(name: String) throws {
        let scenario = try Scenario(named: name, in: Scenario.clientDirectory)
        let universe = try scenario.universe()
        var client = scenario.client(universe)
        let answer = client.install(scenario.wishes.map { universe.wish($0) })
        #expect(
            Scenario.Expectation.change(scenario.changes(answer, universe)) == scenario.expectation,
            "\(scenario.prose)")
    }

    @Test(.enabled(if: AptRoot.isPossible, "needs apt-get"), arguments: Scenario.clientNames)
    func `apt changes what the file says`(name: String) throws {
        let scenario = try Scenario(named: name, in: Scenario.clientDirectory)
        let root = try AptRoot(scenario)
        try root.update()
        let changes = try root.changes(for: scenario.wishes)
        #expect(Scenario.Expectation.change(changes) == scenario.expectation, "\(scenario.prose)")
    }

    @Test func `there are puzzles with something installed`() {
        #expect(Scenario.clientNames.count == 12)
    }

    /// How many times as many random machines to ask about.
    private static let factor = Environment["MIRROR_RANDOM_MACHINES"].flatMap { Int($0) } ?? 1

    /// One kind of random machine.
    struct Kind: Sendable, CustomTestStringConvertible {
        var recommends: Bool
        var isInstalled: Bool
        /// What is known to differ among the first `knownSeeds` machines.
        var known: [KnownAptDifference]

        var testDescription: String {
            (isInstalled ? "something installed" : "an empty machine")
                + (recommends ? ", with recommended packages" : "")
        }
    }

    /// How many machines of each kind were asked for the lists.
    static let knownSeeds = 1

    static let kinds = [
        Kind(recommends: false, isInstalled: false, known: []),
        Kind(recommends: true, isInstalled: false, known: KnownAptDifference.emptyRecommends),
        Kind(recommends: false, isInstalled: true, known: KnownAptDifference.installed),
        Kind(recommends: true, isInstalled: true, known: KnownAptDifference.installedRecommends),
    ]

    @Test(.enabled(if: AptRoot.isPossible, "needs apt-get"), arguments: kinds)
    func `changes what apt changes`(kind: Kind) throws {
        var count = 0
        var refused = 0
        var differing: Set<KnownAptDifference.Question> = []
        for seed in 1...AptClientTests.factor {
            let machine = try RandomMachine(
                seed: UInt64(seed), universes: 20, questions: 4, recommends: kind.recommends,
                isInstalled: kind.isInstalled)
            let root = try AptRoot(machine.scenario)
            try root.update()
            let universe = try machine.scenario.universe()
            var client = machine.scenario.client(universe)
            for question in machine.questions {
                let expected = try root.changes(for: question)
                let answer = machine.scenario.changes(
                    client.install(question.map { universe.wish($0) }), universe)
                count += 1
                if expected == nil { refused += 1 }
                if answer == expected { continue }
                let found = KnownAptDifference.Question(
                    seed: seed, wishes: question.joined(separator: " "),
                    isAboutRefusal: (answer == nil) != (expected == nil))
                if AptClientTests.factor > 1 {
                    print(found, answer?.sorted() ?? ["refused"], expected?.sorted() ?? ["refused"])
                }
                if seed <= AptClientTests.knownSeeds { differing.insert(found) }
            }
        }
        #expect(count >= 40 * AptClientTests.factor && refused > 0)
        let known = Set(kind.known.flatMap(\.questions).filter { $0.seed <= AptClientTests.factor })
        #expect(differing == known)
        if AptClientTests.factor > 1 {
            print("\(kind.testDescription): \(count) asked, \(refused) refused")
        }
    }

    @Test func `answers as if it had not been asked before`() throws {
        let machine = try RandomMachine(
            seed: 7, universes: 20, questions: 5, recommends: true, isInstalled: true)
        let universe = try machine.scenario.universe()
        var client = machine.scenario.client(universe)
        let first = machine.questions.map { question in
            machine.scenario.changes(client.install(question.map { universe.wish($0) }), universe)
        }
        for (question, expected) in zip(machine.questions, first).reversed() {
            let again = client.install(question.map { universe.wish($0) })
            #expect(machine.scenario.changes(again, universe) == expected)
            var fresh = machine.scenario.client(universe)
            let answer = fresh.install(question.map { universe.wish($0) })
            #expect(machine.scenario.changes(answer, universe) == expected)
        }
        #expect(first.contains { $0 == nil } && first.contains { $0?.isEmpty == false })
    }

    @Test func `changes nothing that is installed where that is on hold`() throws {
        let machine = try RandomMachine(
            seed: 8, universes: 30, questions: 4, isInstalled: true)
        let universe = try machine.scenario.universe()
        let installed = Set(machine.scenario.installed.map { $0.prefix { $0 != "\n" } })
        let members = universe.packages.filter { package in
            installed.contains("Package: \(universe.nameText(package))")
                && universe.origin(package) == .installed
        }
        var client = AptClient(
            universe, installed: PackageSet(members, count: universe.count),
            policy: AptClient.Policy(isFrozen: true))
        var taken = 0
        for question in machine.questions {
            guard
                case .changes(let transaction) = client.install(
                    question.map { universe.wish($0) })
            else { continue }
            taken += 1
            #expect(transaction.removals.isEmpty && transaction.replacements.isEmpty)
        }
        #expect(taken > 10)
    }
}

extension Universe {
    fileprivate func wish(_ name: String) -> ResolverWish {
        ResolverWish(label: name, candidates: CandidateOrder().packages(named: name, in: self))
    }
}
