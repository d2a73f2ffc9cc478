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
        let step = ConflictStep(of: first, packages, graph, words, facts: step.facts)
        let choices = step.choices
        var reason = step.reason
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
        return ConflictStep(of: first, subjects, graph, words, facts: facts).reason
    }
}
