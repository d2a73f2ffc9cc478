import PackageModel

/// What can be installed together of a few packages, by looking at every set of them.
///
/// Versions are points of a grid, and a range is the points in it: two ranges meet where they share one.
struct RPMModel {
    private let puzzle: RPMPuzzle
    /// The sets that are closed and free of conflicts, a bit for each package.
    private(set) var sets: Set<Int> = []

    init(_ puzzle: RPMPuzzle) {
        self.puzzle = puzzle
        for set in 0..<(1 << puzzle.packages.count) where isFine(set) { sets.insert(set) }
    }

    private func isFine(_ set: Int) -> Bool {
        let members = puzzle.packages.indices.filter { set >> $0 & 1 == 1 }
        if Set(members.map { puzzle.packages[$0].name }).count != members.count { return false }
        for member in members {
            let relations = puzzle.packages[member].relations
            for need in relations[RelationKind.requires.rawValue] where !holds(need, members) {
                return false
            }
            let others = members.filter { $0 != member }
            for conflict in relations[RelationKind.conflicts.rawValue]
            where others.contains(where: { provides($0, conflict) }) {
                return false
            }
            for obsolete in relations[RelationKind.obsoletes.rawValue]
            where others.contains(where: { isNamed($0, obsolete) }) {
                return false
            }
        }
        return true
    }

    private func holds(_ need: RPMPuzzle.Dependency, _ members: [Int]) -> Bool {
        guard case .rich(let name, let parts) = need else {
            return members.contains { provides($0, need) }
        }
        let first = { holds(parts[0], members) }
        let second = { holds(parts[1], members) }
        switch name {
        case "and": return first() && second()
        case "or": return first() || second()
        case "if": return first() || !second()
        case "ifelse": return second() ? first() : holds(parts[2], members)
        case "unless": return first() && !second()
        case "unlesselse": return second() ? holds(parts[2], members) : first()
        case "with": return members.contains { provides($0, parts[0]) && provides($0, parts[1]) }
        default: return members.contains { provides($0, parts[0]) && !provides($0, parts[1]) }
        }
    }

    private func provides(_ package: Int, _ need: RPMPuzzle.Dependency) -> Bool {
        guard case .plain(let name, let comparison, let version) = need else { return false }
        return puzzle.packages[package].relations[RelationKind.provides.rawValue].contains {
            guard case .plain(name, let range, let provided) = $0 else { return false }
            if range == .any || comparison == .any { return true }
            if range.includesLess && comparison.includesLess { return true }
            return !Self.points(range, provided).isDisjoint(with: Self.points(comparison, version))
        }
    }

    private func isNamed(_ package: Int, _ obsolete: RPMPuzzle.Dependency) -> Bool {
        guard case .plain(let name, let comparison, let version) = obsolete,
            puzzle.packages[package].name == name
        else { return false }
        if comparison == .any { return true }
        let own = Self.points(.equal, puzzle.packages[package].version)
        return !own.isDisjoint(with: Self.points(comparison, version))
    }

    /// The points of the grid in a range: versions and releases in halves, as tenths and units.
    private static func points(_ comparison: VersionOperator, _ text: String) -> Set<Int> {
        let parts = text.split(separator: "-").compactMap { Int($0) }
        var found: Set<Int> = []
        for version in 0...8 {
            for release in 1...6 {
                var order = version - 2 * parts[0]
                if order == 0, parts.count > 1 { order = release - 2 * parts[1] }
                if comparison.accepts(order) { found.insert(version * 10 + release) }
            }
        }
        return found
    }
}

extension RPMPuzzle {
    /// Leaves out conflicts with rich dependencies, in which a package can stand in its own way.
    mutating func dropRichConflicts() {
        for index in packages.indices {
            packages[index].relations[RelationKind.conflicts.rawValue].removeAll {
                if case .rich = $0 { true } else { false }
            }
        }
    }
}
