internal import MirrorBase
internal import PackageModel

/// The alternatives of each dependency, as packages in the order in which apt tries them: what is preferred,
/// then alternative by alternative by `DebianPreference`; versions that are no candidates in the end.
///
/// Filled package by package, on demand: what nobody can reach costs nothing.
struct DependencyGroups: ~Copyable {
    /// One dependency: a range of `choices`, and the relations it comes from.
    struct Group {
        var choices: Range<Int>
        var relation: RelationID
        var end: RelationID
        var isRequired: Bool
    }

    /// The packages of all groups.
    private(set) var choices: [PackageID] = []
    /// All groups; a package's own lie together, required ones first.
    private(set) var groups: [Group] = []
    private var starts: [Int32]
    private var counts: [Int32]

    init(packages: Int) {
        starts = Array(repeating: -1, count: packages)
        counts = Array(repeating: 0, count: packages)
    }

    func isFilled(_ package: PackageID) -> Bool { starts[package.index] >= 0 }

    /// The groups of a package that was filled.
    func groups(of package: PackageID) -> Range<Int> {
        let start = Int(starts[package.index])
        return start..<(start + Int(counts[package.index]))
    }

    /// Works out the groups of a package.
    mutating func fill(
        _ package: PackageID, recommends: Bool, _ order: CandidateOrder, in universe: Universe
    ) {
        starts[package.index] = Int32(groups.count)
        append(.requires, of: package, isRequired: true, order, in: universe)
        if recommends { append(.recommends, of: package, isRequired: false, order, in: universe) }
        counts[package.index] = Int32(groups.count) - starts[package.index]
    }

    private mutating func append(
        _ kind: RelationKind, of package: PackageID, isRequired: Bool, _ order: CandidateOrder,
        in universe: Universe
    ) {
        let relations = universe.relations(kind, of: package)
        var position = relations.lowerBound
        while position < relations.upperBound {
            var end = position + 1
            while end < relations.upperBound, universe.relation(end).continuesGroup { end += 1 }
            let start = choices.count
            appendChoices(position..<end, of: package, order, in: universe)
            groups.append(
                Group(
                    choices: start..<choices.count, relation: RelationID(position),
                    end: RelationID(end), isRequired: isRequired))
            position = end
        }
    }

    private mutating func appendChoices(
        _ alternatives: Range<Int>, of package: PackageID, _ order: CandidateOrder,
        in universe: Universe
    ) {
        var candidates: [PackageID] = []
        var others: [PackageID] = []
        for position in alternatives {
            let relation = universe.relation(position)
            var found: [(package: PackageID, isOwnName: Bool)] = []
            for provider in universe.providers(of: relation.name)
            where order.accepts(relation, provider, from: package, in: universe) {
                found.append((provider.package, provider.isOwnName))
            }
            if found.count > 1 {
                found.sort { DebianPreference.precedes($0, $1, in: universe) }
            }
            for entry in found {
                let candidate = order.candidate(for: entry.package, in: universe)
                if entry.package == candidate {
                    if universe.priority(candidate) >= 0 || order.forced.contains(candidate) {
                        if !candidates.contains(candidate) { candidates.append(candidate) }
                    }
                } else if order.isEligible(entry.package, candidate: candidate, in: universe),
                    !others.contains(entry.package)
                {
                    others.append(entry.package)
                }
            }
        }
        choices += order.preferredFirst(candidates)
        choices += order.preferredFirst(others)
    }
}
