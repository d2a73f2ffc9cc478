internal import PackageModel

/// How much each slot counts when apt has to decide which of two packages gives way.
struct AptScores {
    private(set) var values: [Int]

    subscript(slot: Int) -> Int {
        get { values[slot] }
        set { values[slot] = newValue }
    }

    /// What the packages of these slots, and their dependencies, are worth.
    init(
        _ counted: [Int], wished: Set<Int>, planned: [Int32], _ slots: AptSlots,
        in universe: Universe
    ) {
        values = Array(repeating: 0, count: slots.count)
        let there = counted.filter { planned[$0] != AptSlots.none }
        for slot in there {
            let package = PackageID(Int(planned[slot]))
            values[slot] += AptScores.base(slot, package, slots, in: universe)
            for kind in [RelationKind.requires, .recommends, .conflicts] {
                for position in universe.relations(kind, of: package) {
                    count(
                        universe.relation(position), of: package, kind == .conflicts ? -1 : 1,
                        planned, slots, in: universe)
                }
            }
        }
        let before = values
        inherit(there, before, planned, slots, in: universe)
        spread(before, planned, slots, in: universe)
        for slot in wished { values[slot] += 10_000 }
        for slot in slots.needed { values[slot] += 5_000 }
    }

    private static func base(
        _ slot: Int, _ package: PackageID, _ slots: AptSlots, in universe: Universe
    ) -> Int {
        var score = slots.isNeeded(slot) ? 100 : 0
        switch AptScores.priority(of: package, in: universe) {
        case .required: score += 3
        case .important: score += 2
        case .standard: score += 1
        case .optional: score -= 1
        case .extra: score -= 2
        }
        let candidate = slots.candidates[slot]
        if slots.installed[slot] != AptSlots.none, candidate != AptSlots.none,
            universe.origin(PackageID(Int(candidate))).repository
                != PackageOrigin.installed.repository
        {
            score += 1
        }
        return score
    }

    /// What a package's `Priority` counts: that of a version which only the machine knows counts least.
    static func priority(of package: PackageID, in universe: Universe) -> Priority {
        universe.origin(package).repository == PackageOrigin.installed.repository
            ? .extra : universe.traits(package).priority
    }

    /// One dependency counts for the package that it names, and for those that provide the name. One with a
    /// version counts only where the named package is to be there in such a version.
    private mutating func count(
        _ relation: Relation, of package: PackageID, _ worth: Int, _ planned: [Int32],
        _ slots: AptSlots, in universe: Universe
    ) {
        let target = slots.slot(named: relation.name, beside: package, universe)
        if relation.comparison != .any {
            guard let target, planned[target] != AptSlots.none else { return }
            let version = universe.version(PackageID(Int(planned[target])))
            let order = universe.compare(version, relation.version)
            guard relation.comparison.accepts(order) else { return }
        }
        if let target { values[target] += worth }
        for provider in universe.providers(of: relation.name) where !provider.isOwnName {
            if provider.package == package { continue }
            let owner = slots.slot(of: provider.package)
            if planned[owner] == Int32(provider.package.index) { values[owner] += worth }
        }
    }

    /// A package is worth as much more as those that need it, where they are worth anything.
    private mutating func inherit(
        _ there: [Int], _ before: [Int], _ planned: [Int32], _ slots: AptSlots,
        in universe: Universe
    ) {
        for slot in there where before[slot] > 0 {
            let package = PackageID(Int(planned[slot]))
            for kind in [RelationKind.requires, .recommends] {
                for position in universe.relations(kind, of: package) {
                    let name = universe.relation(position).name
                    if let target = slots.slot(named: name, beside: package, universe),
                        planned[target] != AptSlots.none
                    {
                        values[target] += before[slot]
                    }
                }
            }
        }
    }

    /// What a name has gained goes to those as well that provide it.
    private mutating func spread(
        _ before: [Int], _ planned: [Int32], _ slots: AptSlots, in universe: Universe
    ) {
        for slot in 0..<values.count where values[slot] != before[slot] {
            let version = planned[slot]
            guard version != AptSlots.none else { continue }
            let gain = abs(values[slot] - before[slot])
            for provider in universe.providers(of: universe.name(PackageID(Int(version))))
            where !provider.isOwnName {
                let other = slots.slot(of: provider.package)
                if planned[other] == Int32(provider.package.index) { values[other] += gain }
            }
        }
    }
}
