import MirrorTestSupport
import PackageModel
import Resolver
import SystemIO
import Testing

/// What is said of the requests that dnf refused, over real repositories.
@Suite(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
struct RefusalTextTests {
    /// Texts, how long they took to make, and how long the longest is.
    private struct Record {
        var texts: [String] = []
        var longest = 0
        var duration = Duration.zero

        mutating func add(_ refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe)
        {
            let start = ContinuousClock.now
            let explanation = Explanation(refutation, wishes: wishes, in: universe)
            let lines = explanation.lines
            duration += ContinuousClock.now - start
            longest = max(longest, lines.count)
            #expect(lines.count <= 38, "\(explanation.headline)")
            #expect(!explanation.sides.isEmpty, "\(explanation.headline)")
            #expect(explanation.wishes == wishes.map(\.label), "\(explanation.headline)")
            texts.append(
                ([explanation.headline] + lines + explanation.hints).joined(separator: "\n  "))
        }

        /// Writes the texts into a directory that is named by the environment, for reading.
        func keep(as name: String) throws {
            guard let path = Environment["MIRROR_REFUSAL_TEXTS"] else { return }
            let total = "\(texts.count) texts in \(duration), the longest with \(longest) lines"
            try Files.replace(
                FilePath(path) / "\(name).txt",
                with: Array((texts + [total]).joined(separator: "\n\n").utf8))
        }
    }

    @Test(arguments: [
        (["centos72-os"], "centos72-os.weak0", 4),
        (["cs9-appstream", "cs9-baseos"], "cs9-appstream+baseos.weak0", 25),
        (["cs9-appstream", "cs9-baseos"], "cs9-appstream+baseos.weak1", 100),
    ])
    func `what dnf refused has a short text about one reason`(
        repositories: [String], answers: String, step: Int
    ) throws {
        let corpus = try RPMCorpus(repositories)
        let universe = corpus.universe
        let subject = RPMSubject(universe, excluded: corpus.excluded)
        var resolver = RPMResolver(
            universe,
            policy: RPMPolicy(
                weakDependencies: answers.hasSuffix("weak1"), excluded: corpus.excluded))
        let refused = try RPMCorpus.records(answers).filter { $0.installed == nil }
        var record = Record()
        let step = RecordedRPMAnswerTests.everything ? 1 : step
        for index in stride(from: 0, to: refused.count, by: step) {
            let wishes = subject.select(refused[index].request).map {
                ResolverWish(label: $0.name, candidates: $0.candidates)
            }
            guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else { continue }
            record.add(refutation, wishes, universe)
        }
        #expect(!record.texts.isEmpty)
        try record.keep(as: answers)
    }

    /// All packages of Debian that cannot be installed: minutes without optimisation.
    @Test(.enabled(if: RecordedRPMAnswerTests.everything && RecordedAnswerTests.isPossible))
    func `what cannot be installed of Debian has a short text`() throws {
        let bytes = try RecordedAnswerTests.unpacked("xz", RecordedAnswerTests.index)
        let universe = try Universe.reading(bytes, native: "arm64")
        var resolver = DebianResolver(universe)
        var record = Record()
        for package in universe.packages {
            let wishes = [
                ResolverWish(label: universe.nameText(package), candidates: [package])
            ]
            guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else { continue }
            record.add(refutation, wishes, universe)
        }
        #expect(!record.texts.isEmpty)
        try record.keep(as: "bookworm-arm64")
    }
}
