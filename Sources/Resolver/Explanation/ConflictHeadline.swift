internal import PackageModel

/// The one sentence that says what excludes what.
struct ConflictHeadline {
    /// A sentence and what it sets against each other.
    struct Sentence {
        var text: String
        var sides: [Explanation.Side]
    }

    private let graph: ConflictGraph
    private let words: any FamilyWords
    private var universe: Universe { graph.universe }

    init(_ graph: ConflictGraph, _ words: any FamilyWords) {
        self.graph = graph
        self.words = words
    }

    /// What cannot be: the fact that tells most.
    func sentence() -> Sentence {
        if graph.roots.count == 1, let fork = fork() { return fork }
        guard let index = mostTelling() else {
            return Sentence(text: "no combination of packages meets this", sides: [])
        }
        let fact = graph.facts[index]
        switch fact {
        case .sameName(let left, let right):
            return rivals(left, right)
        case .conflicts(let left, let right, _): return clash(index, "conflict", left, right)
        case .obsoletes(let left, let right, _): return clash(index, "obsolete", left, right)
        case .requires, .inferior, .excludes, .excluded, .split: return single(index)
        case .keeps, .frozen, .preference:
            return Sentence(text: presence(fact), sides: [])
        case .wish(let wish, let choices), .best(let wish, let choices):
            return nothing(for: wish, choices)
        }
    }

    /// What two wishes lead to goes first, then what is missing, then what one wish excludes by itself; among
    /// equals what is nearest to the wishes.
    private func mostTelling() -> Int? {
        var best: (class: Int, rank: Int, index: Int)?
        for (index, fact) in graph.facts.enumerated() {
            guard let found = weight(fact) else { continue }
            let candidate = (found.class, found.rank, index)
            if let known = best, (known.class, known.rank, known.index) <= candidate { continue }
            best = candidate
        }
        return best?.index
    }

    private func weight(_ fact: Refutation.Fact) -> (class: Int, rank: Int)? {
        if fact.wish != nil { return graph.isLack(fact) ? (1, 0) : nil }
        guard let subject = fact.subject else { return nil }
        let rank = graph.ranks[subject] ?? 0
        if let other = fact.other {
            let isWithin = graph.wishOf[subject] == graph.wishOf[other]
            return (isWithin ? 2 : 0, max(rank, graph.ranks[other] ?? 0))
        }
        switch fact {
        case .requires, .inferior, .split: return graph.isLack(fact) ? (1, rank) : nil
        case .excludes: return (2, rank)
        default: return nil
        }
    }

    // MARK: - One side

    /// The dependency of a single wish that several packages could meet, where each fails in its own way.
    private func fork() -> Sentence? {
        var packages = graph.roots.flatMap { graph.facts[$0].choices }
        var visited: Set<PackageID> = []
        while packages.count == 1, visited.insert(packages[0]).inserted {
            let package = packages[0]
            // Two things that one package needs are sides, and no fork.
            guard let needs = graph.needs[package], needs.count == 1
            else { return nil }
            let fact = graph.facts[needs[0]]
            packages = fact.choices
            let names = PackageNames.byName(packages, in: universe)
            guard names.count > 1, case .requires(_, let start, let end, _) = fact,
                !graph.isLack(fact)
            else { continue }
            let need = words.need(start, end)
            let labels = names.prefix(3).map { words.names.and($0) }
            let each =
                names.count == 2
                ? "neither \(labels[0]) nor \(labels[1])"
                : "none of \(words.names.and(packages))"
            let text = "\(words.names.and([package])) needs `\(need)`, but \(each) can be installed"
            let side = Explanation.Side(
                text: text, wish: wish(package),
                packages: [Explanation.Package(package, in: universe)], relation: need)
            return Sentence(text: text, sides: [side])
        }
        return nil
    }

    private func single(_ index: Int) -> Sentence {
        let fact = graph.facts[index]
        let step = ConflictStep(of: index, graph.alike(index), graph, words).reason
        let subject = fact.subject
        let side = Explanation.Side(
            text: step.text, wish: subject.flatMap(wish), packages: step.packages,
            relation: step.relation)
        return Sentence(text: step.text, sides: [side])
    }

    private func nothing(for wish: Int, _ choices: [PackageID]) -> Sentence {
        let label = "`\(graph.wishes[wish].label)`"
        let text =
            choices.isEmpty
            ? "there is nothing for \(label)"
            : "\(words.names.and(choices)), which is all there is for \(label), "
                + words.exclusion(of: choices[0])
        let side = Explanation.Side(
            text: text, wish: graph.wishes[wish].label,
            packages: choices.map { Explanation.Package($0, in: universe) }, relation: nil)
        return Sentence(text: text, sides: [side])
    }

    // MARK: - Two sides

    /// Two versions or builds of one name, by what asks for each.
    private func rivals(_ left: PackageID, _ right: PackageID) -> Sentence {
        let ordered =
            (graph.wishOf[left] ?? .max, graph.ranks[left] ?? 0)
                <= (graph.wishOf[right] ?? .max, graph.ranks[right] ?? 0)
            ? (left, right) : (right, left)
        let areBuilds = universe.architecture(left) != universe.architecture(right)
        let sides = (
            demand(for: ordered.0, isNamed: areBuilds), demand(for: ordered.1, isNamed: areBuilds)
        )
        var text = "\(sides.0.text), but \(sides.1.text)"
        if !isPlain(ordered.0, ordered.1) { text += ", and \(words.rivalry(left, right))" }
        return Sentence(text: text, sides: [sides.0, sides.1])
    }

    /// Whether it is plain that two versions exclude one another: what asks for them names the package itself,
    /// and one of the two names the very version.
    private func isPlain(_ left: PackageID, _ right: PackageID) -> Bool {
        if universe.architecture(left) != universe.architecture(right) { return false }
        let kinds = [left, right].map { asking(for: $0) }
        return !kinds.contains(.other) && kinds.contains(.bare)
    }

    /// How something asks for a package.
    private enum Asking {
        /// The machine, or a wish that begins with its name.
        case bare
        /// A dependency that gives its name and a range of versions.
        case range
        case other
    }

    private func asking(for package: PackageID) -> Asking {
        switch graph.causes[package] {
        case .wish(let root):
            if graph.facts[root].isInstalled { return .bare }
            let label = graph.wishes[graph.facts[root].wish ?? 0].label
            return label.hasPrefix("\(universe.nameText(package)) (") ? .bare : .other
        case .package(_, let index):
            guard let relation = graph.facts[index].relation else { return .other }
            let wanted = universe.relation(relation.start.index)
            let isRange =
                relation.end.index == relation.start.index + 1 && wanted.comparison != .any
                && wanted.name == universe.name(package)
            return isRange ? .range : .other
        case nil: return .other
        }
    }

    /// What asks for a package.
    ///
    /// - Parameter isNamed: Whether the package is named even where the dependency has its name.
    private func demand(for package: PackageID, isNamed: Bool = false) -> Explanation.Side {
        let label = words.names.and([package])
        var side = Explanation.Side(
            text: "", wish: wish(package),
            packages: [Explanation.Package(package, in: universe)], relation: nil)
        switch graph.causes[package] {
        case .wish(let index) where graph.facts[index].isInstalled:
            side.text = presence(graph.facts[index], of: package)
        case .wish(let index):
            let name = "`\(graph.wishes[graph.facts[index].wish ?? 0].label)`"
            if case .best = graph.facts[index] {
                side.text = "the best for \(name) is \(label)"
            } else {
                side.text = "\(name) asks for \(label)"
            }
        case .package(_, let index):
            let asking = graph.alike(index)
            let who = words.names.and(asking)
            let verb = asking.count > 1 ? "need" : "needs"
            side.packages = asking.map { Explanation.Package($0, in: universe) }
            guard let relation = graph.facts[index].relation else {
                side.text = "\(who) \(verb) \(label) beside it"
                break
            }
            let need = words.need(relation.start, relation.end)
            side.relation = need
            side.text = "\(who) \(verb) `\(need)`"
            let named = universe.relation(relation.start.index).name
            if isNamed || relation.end.index > relation.start.index + 1
                || named != universe.name(package)
                || universe.relation(relation.start.index).comparison == .any
            {
                side.text += " (\(label))"
            }
        case nil:
            side.text = "\(label) is " + (isInstalled(package) ? "installed" : "needed")
        }
        return side
    }

    /// A package that excludes another, and who needs that other one.
    private func clash(_ index: Int, _ verb: String, _ left: PackageID, _ right: PackageID)
        -> Sentence
    {
        let step = ConflictStep(of: index, graph.alike(index), graph, words).reason
        let first = Explanation.Side(
            text: step.text, wish: wish(left), packages: step.packages, relation: step.relation)
        var second = demand(for: right)
        guard case .package(_, let cause)? = graph.causes[right],
            let relation = graph.facts[cause].relation
        else { return Sentence(text: first.text, sides: [first, second]) }
        let asking = graph.alike(cause)
        let need = words.need(relation.start, relation.end)
        second.text =
            "\(words.names.and(asking)) \(asking.count > 1 ? "need" : "needs") `\(need)`"
        return Sentence(text: "\(first.text), but \(second.text)", sides: [first, second])
    }

    private func presence(_ fact: Refutation.Fact, of package: PackageID? = nil) -> String {
        let presence = words.presence(fact, of: package)
        return "\(presence.subject) \(presence.predicate)"
    }

    private func wish(_ package: PackageID) -> String? {
        graph.wishOf[package].map { graph.wishes[$0].label }
    }

    private func isInstalled(_ package: PackageID) -> Bool {
        universe.origin(package).isInstalled
    }
}
