import PackageModel
import Store
import Testing

@testable import MirrorEngine
@testable import Resolver

/// Sets of wishes, seen from their packages, and the questions that they lead to.
@Suite struct SolvedSetsTests {
    /// Says what else could serve, set by set, and answers nothing.
    private struct Closures: WishResolver {
        var closures: [[Solution.Choice]]
        let hasObjective = false

        mutating func answer(to wishes: [ResolverWish]) -> ResolverAnswer { .undecided(steps: 0) }
        mutating func usualAnswer(to wishes: [ResolverWish]) -> ResolverAnswer {
            answer(to: wishes)
        }
        mutating func broadClosure(
            of solution: Solution, beside base: AssumedBase?
        ) -> [Solution.Choice] { closures.removeFirst() }
    }

    private static func entry(_ label: String, _ package: Int, in group: String) -> PlannedWish {
        PlannedWish(
            wish: ResolverWish(label: label, candidates: [PackageID(package)]), groups: [group])
    }

    /// Sets of one wish each, and before them a wish that is common to all.
    private static func sets(_ entries: [PlannedWish]) -> SolvedSets {
        let parts = entries.indices.dropFirst().map { number in
            WishSets.Part(
                wishes: [0, number],
                solution: Solution(
                    choices: [0, number].map {
                        Solution.Choice(
                            package: entries[$0].wish.candidates[0], parent: nil, wish: $0)
                    }))
        }
        return SolvedSets(
            entries: entries, common: 1, sets: WishSets(parts: parts, conflicts: []), conflicts: [])
    }

    private static let entries = [
        entry("bash", 0, in: "base"), entry("docker", 1, in: "docker"),
        entry("podman", 2, in: "docker"),
    ]

    @Test func `a package is wished by a group that is called like the wish`() {
        let members = Self.sets(Self.entries).members
        #expect(
            members.map(\.reasons) == [
                ["bash", "base"], ["docker", "docker"], ["podman", "docker"],
            ])
        #expect(members.allSatisfy { Lock.Package.isWished($0.reasons) })
    }

    @Test func `what one set has chosen may serve in another one`() {
        var sets = Self.sets(Self.entries)
        var closures = Closures(closures: [
            [], [Solution.Choice(package: PackageID(1), parent: PackageID(2), wish: 2)],
        ])
        _ = sets.broaden(with: &closures)
        let member = sets.members.first { $0.package == PackageID(1) }
        #expect(member?.sets == [0, 1])
        #expect(member?.isBroad == false)
    }

    @Test func `what could serve is not new when a client takes it, and counts as chosen then`() {
        var sets = Self.sets(Self.entries)
        let choice = Solution.Choice(package: PackageID(3), parent: PackageID(1), wish: 1)
        var closures = Closures(closures: [[choice], [], [], []])
        let isBroad = sets.broaden(with: &closures)
        let isBroadAgain = sets.broaden(with: &closures)
        #expect(isBroad && !isBroadAgain)
        #expect(sets.contents.contains(PackageID(3)))
        #expect(sets.members.last?.isBroad == true)
        let question = NodeQuestion(kind: .wish("docker"), name: "docker", entries: [1], sets: [0])
        let pick = NodePick(question: question, program: "apt", packages: [PackageID(3)])
        #expect(sets.lacks(pick))
        let added = sets.add(pick)
        #expect(added == [])
        #expect(sets.members.last?.isBroad == false)
        // What could serve an addition is looked for, too.
        let isBroader = sets.broaden(with: &closures)
        #expect(isBroader)
    }

    @Test func `a group that is the same in all sets is asked for in all of them`() {
        let questions = NodeQuestion.all(
            wishes: [], groups: ["base", "docker"], of: Self.entries,
            sets: Self.sets(Self.entries).numbered)
        #expect(questions.map(\.entries) == [[0], [1], [2], [0, 1], [0, 2]])
        #expect(questions.map(\.sets) == [[0, 1], [0], [1], [0], [1]])
    }
}
