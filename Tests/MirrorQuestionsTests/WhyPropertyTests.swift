import MirrorTestSupport
import PackageModel
import Store
import SystemIO
import Testing

@testable import MirrorQuestions

/// Answers about small random locks, against the plainest way to work them out.
@Suite struct WhyPropertyTests {
    @Test(arguments: [VersionScheme.debian, .rpm])
    func `every answer is that of the naive model`(scheme: VersionScheme) throws {
        var random = SeededRandom(seed: 20)
        var complete = 0
        for round in 0..<150 {
            let model = WhyModel(scheme, &random)
            let edges = model.edges(weak: model.followsWeak)
            let isComplete =
                model.reached(model.roots(), edges).count == model.packages.count
            if isComplete { complete += 1 }
            for index in model.packages.indices {
                try check(model, index, edges, isComplete, "\(scheme) round \(round)")
            }
        }
        #expect(complete > 10)
    }

    private func check(
        _ model: WhyModel, _ index: Int, _ edges: Set<WhyModel.Edge>, _ isComplete: Bool,
        _ place: String
    ) throws {
        let name = model.packages[index].name
        let place = "\(place), \(name)"
        let answer = try WhySearch(
            model.lock, PackageQuestion(text: name), title: "", pool: Pool(root: "/nonexistent")
        ).answer(WhyExtent(wishes: nil, chains: 3))
        let finding = try #require(answer.findings.first, "\(place)")
        #expect(answer.findings.count == 1 && finding.package == index, "\(place)")
        #expect(!finding.origins.isEmpty, "\(place)")
        for wish in model.wishes {
            let start = try #require(model.packages.firstIndex { $0.name == wish })
            let expected = model.distance(from: start, to: index, edges)
            let origin = finding.origins.first { $0.wish == wish && !$0.isChosen }
            #expect((origin == nil) == (expected == nil), "\(place), \(wish)")
            guard let origin, let expected else { continue }
            for chain in origin.chains {
                #expect(
                    chain.first == start && chain.steps.count == expected[1], "\(place), \(wish)")
            }
            if isComplete {
                let kept = model.reached(model.roots(without: wish), edges)
                let gone = model.packages.indices.filter { !kept.contains($0) }
                #expect(origin.freedPackages == gone.count, "\(place), \(wish)")
                #expect(origin.freedBytes == gone.reduce(0) { $0 + (1 << $1) }, "\(place), \(wish)")
            }
        }
        for origin in finding.origins {
            for chain in origin.chains { check(chain, of: model, to: index, edges, place) }
        }
        let hasChosen = finding.origins.contains { $0.isChosen }
        #expect(!(isComplete && hasChosen), "\(place)")
    }

    /// Every step is an edge of the model, and what is written is met by where it leads.
    private func check(
        _ chain: WhyAnswer.Chain, of model: WhyModel, to end: Int, _ edges: Set<WhyModel.Edge>,
        _ place: String
    ) {
        var at = chain.first
        for step in chain.steps {
            #expect(step.from == at, "\(place)")
            at = step.to
            let isEdge = edges.contains {
                $0.from == step.from && $0.to == step.to && $0.isWeak == step.kind.isWeak
            }
            #expect(isEdge, "\(place): \(step)")
            let (owner, met) =
                step.kind == .supplements ? (step.to, step.from) : (step.from, step.to)
            let isWritten = model.packages[owner].needs.contains { need in
                model.text(need) == step.dependency && model.providers(need).contains(met)
                    && WhyPropertyTests.kind(need, model.scheme) == step.kind
            }
            #expect(isWritten, "\(place): \(step)")
        }
        #expect(at == end, "\(place)")
    }

    private static func kind(_ need: WhyModel.Need, _ scheme: VersionScheme) -> WhyAnswer.Kind {
        switch need.kind {
        case .depends where scheme == .rpm: .requires
        case .depends: need.isFirst ? .preDepends : .depends
        case .recommends: .recommends
        case .supplements: .supplements
        }
    }
}
