internal import MirrorBase
internal import PackageModel
internal import Resolver

/// The search for streams that can be active together.
struct ModuleQuestion {
    private let modules: ModuleUniverse
    private let requests: [ModuleRequest]
    /// Why what is enabled cannot be active.
    private(set) var problems: [MirrorError.Problem] = []
    /// What is not as one might expect.
    private(set) var notes: [String] = []

    init(_ modules: ModuleUniverse, _ requests: [ModuleRequest]) {
        self.modules = modules
        self.requests = requests
    }

    /// The builds that are active, given the streams that are so by default.
    ///
    /// What is enabled comes first, in the newest builds, then with older ones. Each default is taken in if it
    /// goes with those before.
    mutating func answer(_ usual: [ModuleRequest]) -> [PackageID] {
        for isBest in [true, false] {
            var resolver = RPMResolver(modules.universe, policy: RPMPolicy(best: isBest))
            guard case .solved(let needed) = resolver.solve(wishes(requests)) else { continue }
            if case .solved(let all) = resolver.solve(wishes(requests + usual)) {
                return all.packages
            }
            var active = needed
            var taken = requests
            for request in usual {
                if case .solved(let more) = resolver.solve(wishes(taken + [request])) {
                    active = more
                    taken.append(request)
                } else {
                    notes.append("the default stream `\(request.label)` cannot be active")
                }
            }
            return active.packages
        }
        explain()
        return []
    }

    /// Finds out which requests cannot be met, each by itself if there are such, else together.
    private mutating func explain() {
        var resolver = RPMResolver(modules.universe, policy: RPMPolicy(best: false))
        for request in requests {
            let wishes = wishes([request])
            report(resolver.solve(wishes), wishes, [request])
        }
        if problems.isEmpty {
            let wishes = wishes(requests)
            report(resolver.solve(wishes), wishes, requests)
        }
    }

    private mutating func report(
        _ answer: ResolverAnswer, _ wishes: [ResolverWish], _ requests: [ModuleRequest]
    ) {
        switch answer {
        case .solved: return
        case .unsatisfiable(let refutation):
            let explanation = Explanation(refutation, wishes: wishes, in: modules.universe)
            // The platform, which is a wish here, is nobody's.
            let labels = requests.map { "`\($0.label)` (\($0.source))" }.joined(separator: ", ")
            problems.append(
                MirrorError.Problem(
                    "\(labels) cannot be active: \(modules.named(explanation.headline))",
                    hints: explanation.lines.map(modules.named)))
        case .undecided:
            problems.append(MirrorError.Problem("the modules are too many to choose among"))
        }
    }

    private func wishes(_ requests: [ModuleRequest]) -> [ResolverWish] {
        let platform = modules.platform.map { platform in
            ResolverWish(label: modules.universe.nameText(platform), candidates: [platform])
        }
        return (platform.map { [$0] } ?? [])
            + requests.map {
                ResolverWish(label: $0.label, candidates: modules.packages(of: $0.label))
            }
    }
}
