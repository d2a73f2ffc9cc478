internal import MirrorBase
public import PackageModel

/// Something that was tried, and would work.
public struct Remedy: Sendable, Hashable {
    /// What has to be done.
    public enum Change: Sendable, Hashable {
        /// Give up a wish.
        case drop(wish: String)
        /// Write a wish in another way.
        case rewrite(wish: String, replacement: String)
        /// Wish for something more, which makes other packages count.
        case add(wish: String)
    }

    /// What has to be done.
    public var change: Change
    /// What would then be installed for it; empty where nothing is.
    public var packages: [Explanation.Package]
    /// What to do, as the text of a hint.
    public var text: String
    /// The wishes that still exclude one another then, as they are written; empty where all can be met.
    public private(set) var remaining: [String] = []

    /// Whether it gives up a wish.
    public var isDrop: Bool { if case .drop = change { true } else { false } }

    /// Makes a remedy.
    public init(_ change: Change, packages: [Explanation.Package] = [], text: String) {
        self.change = change
        self.packages = packages
        self.text = text
    }
}

extension Remedy {
    /// The remedy of one conflict that leaves another between these wishes.
    public func leaving(_ wishes: [String]) -> Remedy {
        var copy = self
        copy.remaining = wishes
        copy.text += copy.tail
        return copy
    }

    /// What it leaves, as it follows what to do.
    var tail: String {
        if remaining.isEmpty { return "" }
        let names = Enumeration.and(remaining.map { "`\($0)`" }, atMost: 5)
        return "; then \(names) still cannot be installed"
            + (remaining.count > 1 ? " together" : "")
    }

    /// Another way to write a wish.
    public static func rewrite(
        _ wish: String, as replacement: String, taking packages: [Explanation.Package]
    ) -> Remedy {
        Remedy(
            .rewrite(wish: wish, replacement: replacement), packages: packages,
            text: "write `\(replacement)` instead of `\(wish)`")
    }

    /// What the solver itself found: older versions that can be installed where the best cannot.
    static func older(
        _ graph: ConflictGraph, _ words: any FamilyWords
    ) -> [Remedy] {
        graph.older.compactMap { package in
            let root = graph.roots.first { root in
                graph.facts[root].wish.map {
                    graph.wishes[$0].candidates.contains(package)
                } ?? false
            }
            guard let root, let wish = graph.facts[root].wish else { return nil }
            let label = graph.wishes[wish].label
            let universe = graph.universe
            return .rewrite(
                label, as: "\(universe.nameText(package)) (= \(words.version(package)))",
                taking: [Explanation.Package(package, in: universe)])
        }
    }
}

extension Refutation {
    /// Packages that would meet what nothing that counts meets: they are excluded, hidden by a module, or of
    /// a priority so low that they serve no dependency. In the order of the facts.
    public func outOfReach(in universe: Universe) -> [PackageID] {
        var found: [PackageID] = []
        var excluded: Set<PackageID> = []
        for case .excluded(let package) in facts { excluded.insert(package) }
        for fact in facts {
            var packages = fact.choices.filter { excluded.contains($0) }
            if case .requires(_, let start, let end, let choices) = fact, choices.isEmpty,
                universe.scheme == .debian
            {
                for position in start.index..<end.index {
                    packages += universe.bearers(of: universe.relation(position))
                }
            }
            for package in packages where !found.contains(package) { found.append(package) }
        }
        return found
    }
}

extension Universe {
    /// The native packages that bear the name of a relation and have a version that it accepts.
    fileprivate func bearers(of relation: Relation) -> [PackageID] {
        CandidateOrder().versions(of: relation.name, in: self).filter {
            architecture($0) <= UniverseBuilder.allArchitectures
                && (relation.comparison == .any
                    || relation.comparison.accepts(compare(version($0), relation.version)))
        }
    }
}
