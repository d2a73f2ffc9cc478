public import PackageModel

/// A refutation in words: both sides in one sentence, then how each comes about.
public struct Explanation: Sendable, Hashable {
    /// What excludes what, in one sentence that starts in lower case.
    public var headline: String
    /// How a wish leads to each side, outermost first; one list per side. Where several things had to come
    /// together (every alternative fails in its own way), the lists of the further ones end in what they are.
    public var chains: [[String]]

    /// Words the refutation of a conflict between wishes.
    public init(_ refutation: Refutation, wishes: [ResolverWish], in universe: Universe) {
        switch universe.scheme {
        case .debian: self.init(debian: refutation, wishes, universe)
        case .rpm: self.init(rpm: refutation, wishes, universe)
        }
    }

    private init(debian refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe) {
        let story = RefutationStory(refutation, wishes, universe)
        let ends = story.contradictions()
        let first = ends.first
        let sentence = first?.sentence ?? "no combination of versions meets them"
        headline = Explanation.subject(refutation, wishes) + sentence
        chains = first.map { $0.packages.map { story.chain(to: $0) } } ?? []
        for further in ends.dropFirst() {
            chains += further.packages.dropLast().map { story.chain(to: $0) }
            guard let last = further.packages.last else { continue }
            chains.append(story.chain(to: last) + [further.sentence])
        }
        // That `a` is `a 1` goes without saying where nothing follows from it.
        chains.removeAll { $0.count < 2 }
    }

    private init(rpm refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe) {
        let story = RPMRefutationStory(refutation, wishes, universe)
        let ends = story.contradictions()
        let sentence = ends.first?.sentence ?? "no combination of builds meets them"
        headline = Explanation.subject(refutation, wishes) + sentence + story.consolation
        chains = ends.first.map { $0.packages.map { story.chain(to: $0) } } ?? []
        // Of a hundred builds each fails in its own way: a few of these are enough.
        for further in ends.dropFirst().prefix(7) {
            chains += further.packages.dropLast().map { story.chain(to: $0) }
            guard let last = further.packages.last else { continue }
            chains.append(story.chain(to: last) + [further.sentence])
        }
        chains.removeAll { $0.count < 2 }
    }

    private static func subject(_ refutation: Refutation, _ wishes: [ResolverWish]) -> String {
        let labels = refutation.wishes.map { "`\(wishes[$0].label)`" }
        return labels.count > 1
            ? labels.dropLast().joined(separator: ", ") + " and " + (labels.last ?? "")
                + " cannot be installed together: "
            : labels.map { $0 + " cannot be installed: " }.joined()
    }

    /// The chains as indented lines, for below the headline; what chains begin with in common once.
    public var lines: [String] {
        var lines: [String] = []
        var before: [String] = []
        for chain in chains {
            var shared = 0
            while shared < min(before.count, chain.count), before[shared] == chain[shared] {
                shared += 1
            }
            for depth in shared..<chain.count {
                lines.append(String(repeating: "  ", count: depth) + chain[depth])
            }
            before = chain
        }
        return lines
    }
}

/// The facts of a refutation, ordered by what leads to what.
private struct RefutationStory {
    /// Something that cannot be, and the packages on its sides.
    struct Contradiction {
        var sentence: String
        var packages: [PackageID]
    }

    private let refutation: Refutation
    private let wishes: [ResolverWish]
    private let universe: Universe
    /// For each package the fact that brings it in.
    private var cause: [PackageID: Cause] = [:]
    /// For each package the wish that leads to it.
    private var root: [PackageID: Int] = [:]

    private enum Cause {
        case wish(Int)
        case package(PackageID, RelationID, RelationID)
    }

    init(_ refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe) {
        self.refutation = refutation
        self.wishes = wishes
        self.universe = universe
        // Breadth first from the wishes, so that every chain is a shortest one.
        var frontier: [PackageID] = []
        for wish in refutation.wishes {
            for case .wish(wish, let choices) in refutation.facts {
                for choice in choices where cause[choice] == nil {
                    cause[choice] = .wish(wish)
                    root[choice] = wish
                    frontier.append(choice)
                }
            }
        }
        var next = 0
        while next < frontier.count {
            let package = frontier[next]
            next += 1
            for case .requires(package, let relation, let end, let choices) in refutation.facts {
                for choice in choices where cause[choice] == nil {
                    cause[choice] = .package(package, relation, end)
                    root[choice] = root[package]
                    frontier.append(choice)
                }
            }
        }
    }

    /// What cannot be, the most telling first: that which two wishes lead to, then what is missing.
    func contradictions() -> [Contradiction] {
        var missing: [Contradiction] = []
        var between: [Contradiction] = []
        var within: [Contradiction] = []
        for fact in refutation.facts {
            switch fact {
            case .requires(let package, let relation, let end, let choices):
                guard choices.isEmpty, cause[package] != nil else { continue }
                missing.append(lack(of: package, relation, end))
            case .conflicts(let left, let right, let relation):
                guard let roots = roots(left, right) else { continue }
                let sentence = conflict(left, right, relation)
                let packages = roots.0 <= roots.1 ? [left, right] : [right, left]
                let found = Contradiction(sentence: sentence, packages: packages)
                if roots.0 == roots.1 { within.append(found) } else { between.append(found) }
            case .sameName(let left, let right):
                guard let roots = roots(left, right) else { continue }
                let packages = roots.0 <= roots.1 ? [left, right] : [right, left]
                let found = Contradiction(
                    sentence: sides(packages[0], packages[1]), packages: packages)
                if roots.0 == roots.1 { within.append(found) } else { between.append(found) }
            default: continue
            }
        }
        return between + missing + within
    }

    private func roots(_ left: PackageID, _ right: PackageID) -> (Int, Int)? {
        guard let first = root[left], let second = root[right] else { return nil }
        return (first, second)
    }

    private func lack(
        of package: PackageID, _ relation: RelationID, _ end: RelationID
    ) -> Contradiction {
        let need = universe.text(ofGroupAt: relation.index, end: end.index)
        var sentence = "\(label(package)) needs `\(need)`, which nothing provides"
        let wanted = universe.relation(relation.index)
        let versions = CandidateOrder().versions(of: wanted.name, in: universe)
        if end.index == relation.index + 1, wanted.comparison != .any, !versions.isEmpty {
            let fitting = versions.first {
                wanted.comparison.accepts(universe.compare(universe.version($0), wanted.version))
            }
            sentence = "\(label(package)) needs `\(need)`, but there is only " + list(versions)
            if let fitting {
                let origin = universe.origin(fitting).suite
                sentence =
                    "\(label(package)) needs `\(need)`, but \(label(fitting)) from `\(origin)`, "
                    + "with priority \(universe.priority(fitting)), cannot serve it"
            }
        }
        return Contradiction(sentence: sentence, packages: [package])
    }

    /// The first few of some versions.
    private func list(_ versions: [PackageID]) -> String {
        let named = versions.prefix(3).map { label($0) }.joined(separator: ", ")
        return versions.count > 3 ? named + " and \(versions.count - 3) more" : named
    }

    private func conflict(_ left: PackageID, _ right: PackageID, _ relation: RelationID) -> String {
        let named = universe.relation(relation.index)
        let sentence = "\(label(left)) conflicts with "
        if named.name != universe.name(right) {
            return sentence + "`\(universe.text(of: named))`, which \(label(right)) provides"
        }
        if named.comparison == .any { return sentence + label(right) }
        return sentence + "`\(universe.text(of: named))`, which is \(label(right))"
    }

    /// Two versions of one name, by what asks for each.
    private func sides(_ left: PackageID, _ right: PackageID) -> String {
        let versions = (universe.version(left), universe.version(right))
        let first = demand(for: left)
        let second = demand(for: right)
        if versions.0 == versions.1 || (!first.isNeed && !second.isNeed) {
            return "\(label(left)) and \(label(right)) cannot be installed side by side"
        }
        return "\(first.text), but \(second.text)"
    }

    private func demand(for package: PackageID) -> (text: String, isNeed: Bool) {
        switch cause[package] {
        case .package(let parent, let relation, let end):
            let need = universe.text(ofGroupAt: relation.index, end: end.index)
            return ("\(label(parent)) needs `\(need)`", true)
        case .wish(let wish): return ("`\(wishes[wish].label)` asks for \(label(package))", false)
        case nil: return ("\(label(package)) is needed", false)
        }
    }

    /// How a wish leads to a package, outermost first.
    func chain(to package: PackageID) -> [String] {
        var steps: [String] = []
        var current = package
        while let why = cause[current] {
            switch why {
            case .wish(let wish):
                steps.append("`\(wishes[wish].label)` is \(label(current))")
                return steps.reversed()
            case .package(let parent, let relation, let end):
                let need = universe.text(ofGroupAt: relation.index, end: end.index)
                steps.append("\(label(parent)) needs `\(need)`: \(label(current))")
                current = parent
            }
        }
        return steps.reversed()
    }

    /// Name and version; the architecture too, where it is a foreign one.
    private func label(_ package: PackageID) -> String {
        var name = universe.nameText(package)
        if universe.architecture(package) > UniverseBuilder.allArchitectures {
            name += ":" + universe.architectureText(package)
        }
        return "`\(name) \(universe.versionText(package))`"
    }
}

extension DebianResolver {
    /// Words why wishes could not be met.
    public func explain(_ refutation: Refutation, wishes: [ResolverWish]) -> Explanation {
        Explanation(refutation, wishes: wishes, in: universe)
    }
}
