import PackageModel

/// What can be installed together of a few packages, by looking at every set of them.
///
/// Written to be read in one go, and without a line of the resolver: a set is a number with a bit for each
/// package, a need is a formula over such sets. Versions are points of a grid, and a range is the points in it:
/// two ranges meet where they share one.
struct RPMModel {
    indirect enum Need {
        /// One of these packages is there.
        case anyOf(Int)
        case and(Need, Need)
        case or(Need, Need)
        case not(Need)

        func holds(_ set: Int) -> Bool {
            switch self {
            case .anyOf(let packages): set & packages != 0
            case .and(let left, let right): left.holds(set) && right.holds(set)
            case .or(let left, let right): left.holds(set) || right.holds(set)
            case .not(let need): !need.holds(set)
            }
        }
    }

    private let puzzle: RPMPuzzle
    /// Per package what it needs, and what it cannot stand.
    private var needs: [[Need]] = []
    private var excluded: [Int] = []
    /// The sets that are closed and free of conflicts.
    private(set) var sets: Set<Int> = []

    init(_ puzzle: RPMPuzzle) {
        self.puzzle = puzzle
        let packages = puzzle.packages
        for (index, package) in packages.enumerated() {
            needs.append(package.relations[RelationKind.requires.rawValue].map(need))
            var others = mask { packages[$0].name == package.name }
            for conflict in package.relations[RelationKind.conflicts.rawValue] {
                others |= mask { provides($0, conflict) }
            }
            for obsolete in package.relations[RelationKind.obsoletes.rawValue] {
                others |= mask { isNamed($0, obsolete) }
            }
            excluded.append(others & ~(1 << index))
        }
        for set in 0..<(1 << packages.count) where isFine(set) { sets.insert(set) }
    }

    /// Whether every need in a set is met in it, and nothing in it excludes anything else in it.
    func isFine(_ set: Int) -> Bool {
        puzzle.packages.indices.allSatisfy { index in
            set >> index & 1 == 0
                || set & excluded[index] == 0 && needs[index].allSatisfy { $0.holds(set) }
        }
    }

    private func mask(_ isMember: (Int) -> Bool) -> Int {
        puzzle.packages.indices.reduce(0) { isMember($1) ? $0 | 1 << $1 : $0 }
    }

    private func need(_ dependency: RPMPuzzle.Dependency) -> Need {
        guard case .rich(let name, let parts) = dependency else {
            return .anyOf(mask { provides($0, dependency) })
        }
        let (first, second) = (need(parts[0]), need(parts[1]))
        switch name {
        case "and": return .and(first, second)
        case "or": return .or(first, second)
        case "if": return .or(first, .not(second))
        case "ifelse": return .or(.and(second, first), .and(.not(second), need(parts[2])))
        case "unless": return .and(first, .not(second))
        case "unlesselse": return .or(.and(second, need(parts[2])), .and(.not(second), first))
        case "with": return .anyOf(mask { provides($0, parts[0]) && provides($0, parts[1]) })
        default: return .anyOf(mask { provides($0, parts[0]) && !provides($0, parts[1]) })
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
