import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// What dnf chose from real repositories, request by request.
@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
struct RecordedRPMAnswerTests {
    /// Some repositories, and files of answers with weak dependencies and without.
    struct Case: Sendable, CustomTestStringConvertible {
        var repositories: [String]
        var answers: String
        var weak: [Int]
        var requests: Int
        var hidden = 0
        /// Every how many requests are put when time is short.
        var step: Int

        var testDescription: String { answers }
    }

    /// All requests take minutes without optimisation.
    static let everything = Environment["MIRROR_ALL_ANSWERS"] == "1"

    @Test(arguments: [
        Case(
            repositories: ["centos7-minimal"], answers: "centos7-minimal", weak: [0],
            requests: 447, step: 2),
        Case(
            repositories: ["cs9-baseos"], answers: "cs9-baseos", weak: [0, 1], requests: 442,
            step: 5),
        Case(
            repositories: ["centos72-os"], answers: "centos72-os", weak: [0], requests: 3552,
            step: 17),
        Case(
            repositories: ["cs9-appstream", "cs9-baseos"], answers: "cs9-appstream+baseos",
            weak: [0, 1], requests: 2859, hidden: 516, step: 31),
    ])
    func `chooses what dnf chose`(example: Case) throws {
        let corpus = try RPMCorpus(example.repositories)
        let universe = corpus.universe
        #expect(universe.packages.count { corpus.excluded.contains($0) } == example.hidden)
        let subject = RPMSubject(universe, excluded: corpus.excluded)
        for weak in example.weak {
            let records = try RPMCorpus.records("\(example.answers).weak\(weak)")
            #expect(records.count == example.requests)
            var resolver = RPMResolver(
                universe,
                policy: RPMPolicy(weakDependencies: weak == 1, excluded: corpus.excluded))
            var differing: [String] = []
            let step = Self.everything ? 1 : example.step
            for index in stride(from: 0, to: records.count, by: step) {
                let record = records[index]
                let answer = RPMCorpus.answer(record.request, subject, universe, &resolver)
                if answer != record.installed { differing.append(record.request) }
            }
            #expect(differing.isEmpty, "\(differing.count): \(differing.prefix(20))")
        }
    }

    @Test func `chooses the same for a few wishes, whose clauses are all it makes`() throws {
        let corpus = try RPMCorpus(["cs9-appstream", "cs9-baseos"])
        let subject = RPMSubject(corpus.universe, excluded: corpus.excluded)
        for weak in [false, true] {
            let policy = RPMPolicy(weakDependencies: weak, excluded: corpus.excluded)
            var whole = RPMResolver(corpus.universe, policy: policy)
            for names in [["curl", "nginx", "podman"], ["kernel"]] {
                let wishes = names.flatMap { subject.select($0) }.map {
                    ResolverWish(label: $0.name, candidates: $0.candidates)
                }
                var part = RPMResolver(corpus.universe, policy: policy, for: wishes)
                guard case .solved(let one) = whole.solve(wishes),
                    case .solved(let other) = part.solve(wishes)
                else {
                    Issue.record("\(names) cannot be installed")
                    continue
                }
                #expect(one == other, "\(names)")
            }
        }
    }
}
