internal import MirrorBase
internal import PackageModel

/// One fact of the way to a conflict, or several that are alike, in words.
struct ConflictStep {
    /// What the facts leave to choose from, each once.
    let choices: [PackageID]
    private let fact: Refutation.Fact
    private let index: Int
    private let facts: [Int]
    private let packages: [PackageID]
    /// What the facts are about beside the packages: the choices, and what excludes them.
    private let others: [PackageID]
    private let graph: ConflictGraph
    private let words: any FamilyWords

    /// - Parameters:
    ///   - index: The fact.
    ///   - packages: The packages that it is about.
    ///   - facts: All facts that are told with it; by default it alone.
    init(
        of index: Int, _ packages: [PackageID], _ graph: ConflictGraph, _ words: any FamilyWords,
        facts: [Int]? = nil
    ) {
        let facts = facts ?? [index]
        self.index = index
        self.facts = facts
        self.packages = packages
        self.graph = graph
        self.words = words
        fact = graph.facts[index]
        var choices: [PackageID] = []
        var known: Set<PackageID> = []
        for fact in facts {
            for choice in graph.facts[fact].choices where known.insert(choice).inserted {
                choices.append(choice)
            }
        }
        self.choices = choices
        for fact in facts {
            if let other = graph.facts[fact].other, known.insert(other).inserted {
                choices.append(other)
            }
        }
        others = choices
    }

    /// The step; what follows from it is left open.
    var reason: Explanation.Reason {
        Explanation.Reason(
            kind: isLack ? .missing : fact.kind, subject: words.names.and(packages),
            predicate: predicate, wish: nil,
            packages: packages.map { Explanation.Package($0, in: graph.universe) },
            relation: fact.relation.map { words.need($0.start, $0.end) },
            others: others.map { Explanation.Package($0, in: graph.universe) }, reasons: [])
    }

    private var predicate: String {
        switch fact {
        case .requires(let package, let start, let end, let own):
            return requirement(of: package, start, end, own)
        case .conflicts(_, _, let relation):
            return verb("conflicts", "conflict") + " with " + words.object(others, relation)
        case .obsoletes(_, _, let relation):
            return verb("obsoletes", "obsolete") + " " + words.object(others, relation)
        case .sameName:
            return "cannot be installed side by side with \(words.names.and(others))"
        case .excludes(_, let relation):
            return verb("conflicts", "conflict")
                + " with `\(words.need(relation))`, which would be the case"
        case .excluded(let package): return words.exclusion(of: package)
        case .inferior(let package, _): return inferiority(like: package)
        case .split:
            let start = verb("takes", "take") + " the place of a part of what is installed"
            if choices.isEmpty { return start + ", and the other parts are missing" }
            return start + " and " + verb("needs", "need")
                + " the others: \(words.names.or(choices))"
        case .wish, .best, .keeps, .frozen, .preference: return ""
        }
    }

    /// Whether something is needed of which there is nothing that could be taken.
    private var isLack: Bool {
        if case .requires = fact { return graph.isLack(fact) }
        return false
    }

    private func verb(_ one: String, _ many: String) -> String { packages.count > 1 ? many : one }

    /// That packages need something, and what there is of it.
    private func requirement(
        of package: PackageID, _ start: RelationID, _ end: RelationID, _ own: [PackageID]
    ) -> String {
        let verb = verb("needs", "need")
        let need = need(of: package, start, end)
        if !isLack { return "\(verb) \(need): \(words.names.or(choices))" }
        let conditions = graph.conditions(of: index)
        let beside = conditions.isEmpty ? "" : " beside \(words.names.and(conditions))"
        if own.isEmpty, let part = words.absentPart(of: start) {
            return "\(verb) \(part)\(beside), which nothing provides"
        }
        return "\(verb) \(need)\(words.lack(of: package, start, end, own))\(beside)"
    }

    /// What is needed: of siblings in lock-step only the name, of many versions one for all.
    private func need(of package: PackageID, _ start: RelationID, _ end: RelationID) -> String {
        var texts: [String] = []
        var shapes: Set<String> = []
        for fact in facts {
            guard let relation = graph.facts[fact].relation else { continue }
            let text = words.need(relation.start, relation.end)
            if shapes.insert(words.unmarked(text)).inserted { texts.append(text) }
        }
        if texts.count < 2 { return texts.map { "`\($0)`" }.joined() }
        if let name = words.lockStepName(package, start, end) {
            return "`\(words.unmarked(name))` in the same version"
        }
        return Enumeration.and(texts.map { "`\($0)`" }, atMost: 3)
    }

    /// That builds for a lesser architecture need the same build for a better one.
    private func inferiority(like package: PackageID) -> String {
        let universe = words.universe
        let better = universe.betterBuilds(of: package)
        func architectures(_ packages: [PackageID]) -> String {
            let found = Set(packages.map { universe.architecture($0) }).sorted()
            return Enumeration.or(found.map { "`\(universe.architectures[Int($0)])`" })
        }
        let start =
            verb("is", "are") + " for \(architectures(packages)) and " + verb("needs", "need")
            + " the same build for " + architectures(choices.isEmpty ? better : choices)
            + " beside it"
        return choices.isEmpty
            ? start + ", but there is only \(words.names.and(better))"
            : start + ": \(words.names.or(choices))"
    }
}

extension Refutation.Fact {
    var kind: Explanation.Kind {
        switch self {
        case .requires: .requires
        case .conflicts: .conflicts
        case .sameName: .sameName
        case .obsoletes: .obsoletes
        case .excludes: .excludes
        case .excluded: .excluded
        case .inferior: .inferior
        case .best: .best
        case .wish: .wish
        case .keeps, .frozen, .preference: .installed
        case .split: .split
        }
    }
}
