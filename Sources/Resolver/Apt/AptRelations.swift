internal import PackageModel

/// The dependencies of each version with the versions that they mean, in apt's order.
///
/// Filled version by version, on demand.
struct AptRelations: ~Copyable {
    /// One dependency: alternatives, of which one has to be there.
    struct Group {
        var alternatives: Range<Int>
        var relation: RelationID
        var end: RelationID
        /// Whether it is no recommendation.
        var isCritical: Bool
    }

    /// Something that must not be there.
    struct Exclusion {
        var targets: Range<Int>
        /// The relation that says so; `nil` where it lies in the nature of builds for several
        /// architectures.
        var relation: RelationID?
    }

    private(set) var groups: [Group] = []
    /// For each alternative, the part of `targets` that meets it, in the order in which apt tries them.
    private(set) var alternatives: [Range<Int>] = []
    private(set) var exclusions: [Exclusion] = []
    /// Versions, as packages of the universe.
    private(set) var targets: [Int32] = []
    /// The same versions, at the same places, in the order in which they lie in apt's cache.
    private(set) var cached: [Int32] = []

    private var entries: [Int32]
    private var ranges: [(groups: Range<Int>, exclusions: Range<Int>)] = []

    init(packages: Int) { entries = Array(repeating: -1, count: packages) }

    func groups(of package: Int) -> Range<Int> { ranges[Int(entries[package])].groups }

    func exclusions(of package: Int) -> Range<Int> { ranges[Int(entries[package])].exclusions }

    /// Works out the dependencies of a version, unless that is done.
    mutating func fill(
        _ package: Int, recommends: Bool, _ slots: AptSlots, _ order: CandidateOrder,
        in universe: Universe
    ) {
        guard entries[package] < 0 else { return }
        let id = PackageID(package)
        let starts = (groups.count, exclusions.count)
        append(.requires, of: id, isCritical: true, slots, order, in: universe)
        if recommends {
            append(.recommends, of: id, isCritical: false, slots, order, in: universe)
        }
        appendExclusions(of: id, in: universe)
        appendSiblings(of: id, in: universe)
        entries[package] = Int32(ranges.count)
        ranges.append((starts.0..<groups.count, starts.1..<exclusions.count))
    }

    private mutating func append(
        _ kind: RelationKind, of package: PackageID, isCritical: Bool, _ slots: AptSlots,
        _ order: CandidateOrder, in universe: Universe
    ) {
        let relations = universe.relations(kind, of: package)
        var position = relations.lowerBound
        while position < relations.upperBound {
            var end = position + 1
            while end < relations.upperBound, universe.relation(end).continuesGroup { end += 1 }
            let start = alternatives.count
            for alternative in position..<end {
                appendTargets(
                    universe.relation(alternative), of: package, slots, order, in: universe)
            }
            groups.append(
                Group(
                    alternatives: start..<alternatives.count, relation: RelationID(position),
                    end: RelationID(end), isCritical: isCritical))
            position = end
        }
    }

    private mutating func appendTargets(
        _ relation: Relation, of package: PackageID, _ slots: AptSlots, _ order: CandidateOrder,
        in universe: Universe
    ) {
        var found: [(package: PackageID, isOwnName: Bool)] = []
        for provider in universe.providers(of: relation.name)
        where order.accepts(relation, provider, from: package, in: universe) {
            if let index = found.firstIndex(where: { $0.package == provider.package }) {
                if provider.isOwnName { found[index].isOwnName = true }
            } else {
                found.append((provider.package, provider.isOwnName))
            }
        }
        var inCache = found
        if found.count > 1 {
            inCache.sort { AptRelations.liesBefore($0, $1, in: universe) }
            found.sort { AptRelations.precedes($0, $1, slots, in: universe) }
        }
        let start = targets.count
        for entry in found { targets.append(Int32(entry.package.index)) }
        for entry in inCache { cached.append(Int32(entry.package.index)) }
        alternatives.append(start..<targets.count)
    }

    /// apt's order among what meets one alternative: as on an empty machine, behind what is installed.
    private static func precedes(
        _ left: (package: PackageID, isOwnName: Bool),
        _ right: (package: PackageID, isOwnName: Bool), _ slots: AptSlots, in universe: Universe
    ) -> Bool {
        let slot = (slots.slot(of: left.package), slots.slot(of: right.package))
        if slot.0 == slot.1 { return DebianPreference.precedes(left, right, in: universe) }
        if !slots.occupied.isEmpty {
            let siblings = (
                slots.hasInstalledSibling(left.package, universe),
                slots.hasInstalledSibling(right.package, universe)
            )
            if siblings.0 != siblings.1 { return siblings.0 }
            let isThere = (
                slots.installed[slot.0] != AptSlots.none, slots.installed[slot.1] != AptSlots.none
            )
            if isThere.0 != isThere.1 { return isThere.0 }
        }
        // What one version says of itself here counts for all.
        if left.isOwnName != right.isOwnName { return left.isOwnName }
        let isEssential = (slots.isEssential[slot.0], slots.isEssential[slot.1])
        if isEssential.0 != isEssential.1 { return isEssential.0 }
        let isImportant = (slots.isImportant[slot.0], slots.isImportant[slot.1])
        if isImportant.0 != isImportant.1 { return isImportant.0 }
        return DebianPreference.precedesByRank(left.package, right.package, in: universe)
    }

    /// Versions of the name come first, the newest before others; then what provides it, the last listed
    /// first.
    private static func liesBefore(
        _ left: (package: PackageID, isOwnName: Bool),
        _ right: (package: PackageID, isOwnName: Bool), in universe: Universe
    ) -> Bool {
        if left.isOwnName != right.isOwnName { return left.isOwnName }
        if !left.isOwnName { return left.package > right.package }
        let order = universe.compare(
            universe.version(left.package), universe.version(right.package))
        return order != 0 ? order > 0 : left.package < right.package
    }

    private mutating func appendExclusions(of package: PackageID, in universe: Universe) {
        for position in universe.relations(.conflicts, of: package) {
            let relation = universe.relation(position)
            let start = targets.count
            var found: [(package: PackageID, isOwnName: Bool)] = []
            for provider in universe.providers(of: relation.name)
            where universe.name(provider.package) != universe.name(package)
                && AptRelations.excludes(relation, provider, in: universe)
                && !found.contains(where: { $0.package == provider.package })
            {
                found.append((provider.package, provider.isOwnName))
            }
            found.sort { AptRelations.liesBefore($0, $1, in: universe) }
            for entry in found { targets.append(Int32(entry.package.index)) }
            cached += targets[start...]
            if targets.count > start {
                exclusions.append(
                    Exclusion(targets: start..<targets.count, relation: RelationID(position)))
            }
        }
    }

    private static func excludes(
        _ relation: Relation, _ provider: Universe.Provider, in universe: Universe
    ) -> Bool {
        if relation.comparison != .any {
            if provider.version == .none { return false }
            let order = universe.compare(provider.version, relation.version)
            if !relation.comparison.accepts(order) { return false }
        }
        return relation.architecture == Relation.anyArchitecture
            || universe.nativeOr(universe.architecture(provider.package)) == relation.architecture
    }

    /// Builds for two architectures exclude each other, unless both are `Multi-Arch: same` in one version.
    private mutating func appendSiblings(of package: PackageID, in universe: Universe) {
        guard universe.architectures.count > 2 else { return }
        let own = universe.nativeOr(universe.architecture(package))
        let start = targets.count
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = provider.package
            if universe.nativeOr(universe.architecture(other)) == own { continue }
            let isSide =
                universe.traits(package).multiArch == .same
                && universe.traits(other).multiArch == .same
                && universe.version(package) == universe.version(other)
            if !isSide { targets.append(Int32(other.index)) }
        }
        cached += targets[start...]
        if targets.count > start {
            exclusions.append(Exclusion(targets: start..<targets.count, relation: nil))
        }
    }
}
