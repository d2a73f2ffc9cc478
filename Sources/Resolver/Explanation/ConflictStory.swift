internal import MirrorBase
internal import PackageModel

/// The way from the wishes to what cannot be, as steps each of which is told once.
///
/// Packages of one name that go on in the same way are one step, so a wish with fifty builds that all lack
/// the same library is a line and not fifty.
struct ConflictStory {
    private let graph: ConflictGraph
    private let words: any FamilyWords
    /// Packages whose steps were told.
    private var told: Set<PackageID> = []
    /// Packages that were named.
    private var named: Set<PackageID> = []
    /// Facts about two packages that were told.
    private var toldClashes: Set<Int> = []
    /// How many steps away from the wishes the story is.
    private var depth = 0
    /// Beyond this many steps nothing more is told: nobody reads so far, and each takes some of the stack.
    private static let depthLimit = 100

    private var universe: Universe { graph.universe }

    init(_ graph: ConflictGraph, _ words: any FamilyWords) {
        self.graph = graph
        self.words = words
        // What no wish leads to is there from the start.
        for fact in graph.facts {
            for package in [fact.subject, fact.other] {
                if let package, graph.causes[package] == nil { named.insert(package) }
            }
        }
    }

    /// The steps that begin at the wishes.
    mutating func reasons() -> [Explanation.Reason] {
        graph.roots.map { root in
            let fact = graph.facts[root]
            let choices = fact.choices
            if fact.isInstalled {
                let presence = words.presence(fact)
                return Explanation.Reason(
                    kind: .installed, subject: presence.subject, predicate: presence.predicate,
                    wish: nil, packages: [], relation: nil, others: packages(choices),
                    reasons: reasons(for: choices))
            }
            let label = "`\(graph.wishes[fact.wish ?? 0].label)`"
            let names = words.names.or(choices)
            var predicate = choices.count > 1 ? "can be \(names)" : "is \(names)"
            var kind = Explanation.Kind.wish
            if choices.isEmpty {
                predicate = "can be nothing that there is"
            } else if graph.wishes[fact.wish ?? 0].label.contains("|") {
                predicate = "means \(names), the first that exists"
            } else if case .best = fact {
                predicate = "is at best \(names)"
                kind = .best
            }
            return Explanation.Reason(
                kind: kind, subject: label, predicate: predicate,
                wish: graph.wishes[fact.wish ?? 0].label, packages: [],
                relation: nil, others: packages(choices), reasons: reasons(for: choices))
        }
    }

    private func packages(_ ids: [PackageID]) -> [Explanation.Package] {
        ids.map { Explanation.Package($0, in: universe) }
    }

    /// Why none of these packages can be, those of one name that are alike together.
    private mutating func reasons(for packages: [PackageID]) -> [Explanation.Reason] {
        named.formUnion(packages)
        if depth == ConflictStory.depthLimit { return [] }
        depth += 1
        defer { depth -= 1 }
        var found: [Explanation.Reason] = []
        for part in parts(of: packages.filter { told.insert($0).inserted }) {
            for step in part.steps {
                if let reason = reason(step, part.packages) { found.append(reason) }
            }
        }
        return found
    }

    // MARK: - What is alike

    /// What a step looks like, whichever version of a package takes it.
    private struct Pattern: Hashable {
        var kind: Explanation.Kind
        /// Whether the package is what another one excludes.
        var isObject = false
        var relation = ""
        var other: NameID?
    }

    /// A step that several packages take, by the numbers of the facts.
    private struct Step {
        var pattern: Pattern
        var facts: [Int]
    }

    /// Packages of one name that take the same steps.
    private struct Part {
        var packages: [PackageID]
        var steps: [Step]
    }

    /// How many kinds of failing of one name are told apart by the versions that dependencies name.
    private static let fine = 3

    private func parts(of packages: [PackageID]) -> [Part] {
        PackageNames.byName(packages, in: universe).flatMap { packages in
            // The native build speaks for those of other architectures.
            let group = packages.enumerated().sorted { left, right in
                let keys = (
                    universe.nativeOr(universe.architecture(left.element)),
                    universe.nativeOr(universe.architecture(right.element))
                )
                return (keys.0, left.offset) < (keys.1, right.offset)
            }.map(\.element)
            let parts = parts(of: group, isCoarse: false)
            return parts.count > ConflictStory.fine ? self.parts(of: group, isCoarse: true) : parts
        }
    }

    private func parts(of group: [PackageID], isCoarse: Bool) -> [Part] {
        var parts: [Part] = []
        var numbers: [Set<Pattern>: Int] = [:]
        for package in group {
            let own = steps(of: package, isCoarse)
            if own.isEmpty { continue }
            let shape = Set(own.map(\.pattern))
            guard let number = numbers[shape] else {
                numbers[shape] = parts.count
                parts.append(Part(packages: [package], steps: own))
                continue
            }
            parts[number].packages.append(package)
            for step in own {
                for index in parts[number].steps.indices
                where parts[number].steps[index].pattern == step.pattern {
                    parts[number].steps[index].facts += step.facts
                }
            }
        }
        return parts
    }

    private func steps(of package: PackageID, _ isCoarse: Bool) -> [Step] {
        var found: [Step] = []
        for fact in (graph.needs[package] ?? []) + (graph.clashes[package] ?? []) {
            let pattern = pattern(fact, package, isCoarse)
            if let index = found.firstIndex(where: { $0.pattern == pattern }) {
                found[index].facts.append(fact)
            } else {
                found.append(Step(pattern: pattern, facts: [fact]))
            }
        }
        return found
    }

    private func pattern(_ index: Int, _ package: PackageID, _ isCoarse: Bool) -> Pattern {
        let fact = graph.facts[index]
        switch fact {
        case .requires(_, let start, let end, _):
            let kind: Explanation.Kind = graph.isLack(fact) ? .missing : .requires
            let name = words.unmarked(
                universe.names.string(universe.relation(start.index).name))
            if isCoarse { return Pattern(kind: kind, relation: name) }
            if words.lockStepName(package, start, end) != nil {
                return Pattern(kind: kind, relation: name + " =")
            }
            return Pattern(kind: kind, relation: words.unmarked(words.need(start, end)))
        case .conflicts(let left, let right, let relation),
            .obsoletes(let left, let right, let relation):
            let isObject = package == right
            let name = universe.names.string(universe.relation(relation.index).name)
            return Pattern(
                kind: fact.kind, isObject: isObject,
                relation: isCoarse ? name : words.need(relation),
                other: universe.name(isObject ? left : right))
        case .excludes(_, let relation):
            return Pattern(kind: .excludes, relation: words.need(relation))
        default: return Pattern(kind: fact.kind)
        }
    }

    // MARK: - One step

    /// A step in words, with what follows; `nil` where it is told in another place.
    private mutating func reason(_ step: Step, _ packages: [PackageID]) -> Explanation.Reason? {
        guard let first = step.facts.first else { return nil }
        if graph.facts[first].other != nil { return clash(step) }
        var reason = ConflictStory.step(of: first, packages, graph, words, facts: step.facts)
        let choices = ConflictStory.choices(step.facts, graph)
        if graph.isLack(graph.facts[first]) { return reason }
        let isKnown = !choices.isEmpty && choices.allSatisfy { told.contains($0) }
        reason.reasons = reasons(for: choices)
        let leadsOn = choices.contains { graph.needs[$0] != nil }
        if isKnown, leadsOn { reason.predicate += ", as above" }
        return reason
    }

    /// What excludes packages; told where the second of them is met.
    private mutating func clash(_ step: Step) -> Explanation.Reason? {
        let facts = step.facts.filter { index in
            let fact = graph.facts[index]
            return [fact.subject, fact.other].allSatisfy { $0.map(named.contains) ?? false }
                && toldClashes.insert(index).inserted
        }
        guard let first = facts.first else { return nil }
        var subjects: [PackageID] = []
        for fact in facts {
            if let subject = graph.facts[fact].subject, !subjects.contains(subject) {
                subjects.append(subject)
            }
        }
        return ConflictStory.step(of: first, subjects, graph, words, facts: facts)
    }

    private static func choices(_ facts: [Int], _ graph: ConflictGraph) -> [PackageID] {
        var choices: [PackageID] = []
        var known: Set<PackageID> = []
        for fact in facts {
            for choice in graph.facts[fact].choices where known.insert(choice).inserted {
                choices.append(choice)
            }
        }
        return choices
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

// MARK: - In words

extension ConflictStory {
    /// One fact, or several that are alike, in words; what follows from it is left open.
    ///
    /// - Parameters:
    ///   - packages: The packages that it is about.
    ///   - facts: All facts that are told with it; by default it alone.
    static func step(
        of index: Int, _ packages: [PackageID], _ graph: ConflictGraph, _ words: any FamilyWords,
        facts: [Int]? = nil
    ) -> Explanation.Reason {
        let facts = facts ?? [index]
        let universe = graph.universe
        let fact = graph.facts[index]
        let choices = choices(facts, graph)
        var others: [PackageID] = choices
        for fact in facts {
            if let other = graph.facts[fact].other, !others.contains(other) { others.append(other) }
        }
        let isPlural = packages.count > 1
        func verb(_ one: String, _ many: String) -> String { isPlural ? many : one }
        func reason(_ kind: Explanation.Kind, _ predicate: String) -> Explanation.Reason {
            Explanation.Reason(
                kind: kind, subject: words.names.and(packages), predicate: predicate, wish: nil,
                packages: packages.map { Explanation.Package($0, in: universe) },
                relation: fact.relation.map { words.need($0.start, $0.end) },
                others: others.map { Explanation.Package($0, in: universe) }, reasons: [])
        }
        switch fact {
        case .requires(let package, let start, let end, let own):
            let need = need(of: package, start, end, facts, graph, words)
            if graph.isLack(fact) {
                let conditions = graph.conditions(of: index)
                let beside =
                    conditions.isEmpty ? "" : " beside \(words.names.and(conditions))"
                let verb = verb("needs", "need")
                if own.isEmpty, let part = words.absentPart(of: start) {
                    return reason(.missing, "\(verb) \(part)\(beside), which nothing provides")
                }
                let lack = words.lack(of: package, start, end, own)
                return reason(.missing, "\(verb) \(need)\(lack)\(beside)")
            }
            return reason(
                .requires, verb("needs", "need") + " \(need): \(words.names.or(choices))")
        case .conflicts(_, _, let relation):
            return reason(
                fact.kind,
                verb("conflicts", "conflict") + " with " + words.object(others, relation))
        case .obsoletes(_, _, let relation):
            return reason(
                fact.kind, verb("obsoletes", "obsolete") + " " + words.object(others, relation))
        case .sameName:
            return reason(
                fact.kind, "cannot be installed side by side with \(words.names.and(others))")
        case .excludes(_, let relation):
            return reason(
                fact.kind,
                verb("conflicts", "conflict")
                    + " with `\(words.need(relation))`, which would be the case")
        case .excluded(let package): return reason(fact.kind, words.exclusion(of: package))
        case .inferior(let package, _):
            return reason(
                fact.kind, inferiority(of: packages, like: package, choices, isPlural, words))
        case .split:
            let start = verb("takes", "take") + " the place of a part of what is installed"
            return reason(
                fact.kind,
                choices.isEmpty
                    ? start + ", and the other parts are missing"
                    : start + " and " + verb("needs", "need")
                        + " the others: \(words.names.or(choices))")
        case .wish, .best, .keeps, .frozen, .preference: return reason(fact.kind, "")
        }
    }

    /// That builds for a lesser architecture need the same build for a better one.
    private static func inferiority(
        of packages: [PackageID], like package: PackageID, _ choices: [PackageID],
        _ isPlural: Bool, _ words: any FamilyWords
    ) -> String {
        let universe = words.universe
        let better = universe.betterBuilds(of: package)
        func architectures(_ packages: [PackageID]) -> String {
            let found = Set(packages.map { universe.architecture($0) }).sorted()
            return Enumeration.or(found.map { "`\(universe.architectures[Int($0)])`" })
        }
        let start =
            (isPlural ? "are" : "is") + " for \(architectures(packages)) and "
            + (isPlural ? "need" : "needs") + " the same build for "
            + architectures(choices.isEmpty ? better : choices) + " beside it"
        return choices.isEmpty
            ? start + ", but there is only \(words.names.and(better))"
            : start + ": \(words.names.or(choices))"
    }

    /// What is needed: of siblings in lock-step only the name, of many versions one for all.
    private static func need(
        of package: PackageID, _ start: RelationID, _ end: RelationID, _ facts: [Int],
        _ graph: ConflictGraph, _ words: any FamilyWords
    ) -> String {
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
}
