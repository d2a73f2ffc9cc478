/// Splits wishes so that no conflict lies within one set.
struct WishColouring {
    /// The wishes to be split, and those of them that take part in a conflict.
    private let members: [Int]
    private let involved: [Int]
    private let conflicts: [[Int]]

    init(_ members: [Int], conflicts: [[Int]]) {
        self.members = members
        self.conflicts = conflicts
        involved = Set(conflicts.joined()).sorted()
    }

    /// The fewest sets; ties go to the earliest wishes in the first set. Each set is in ascending order.
    func smallest() -> [[Int]] {
        var colours = 1
        while true {
            if let first = splits(into: colours, atMost: 1).first { return first }
            colours += 1
        }
    }

    /// The ways to split into that many sets, in a fixed order, up to a number of them. Ways that differ only
    /// in the order of sets count once.
    func splits(into colours: Int, atMost limit: Int) -> [[[Int]]] {
        var found: [[[Int]]] = []
        var assigned: [Int: Int] = [:]
        colour(involved[...], colours, &assigned, limit, &found)
        return found
    }

    /// The ways to split that differ from one in the place of one wish.
    func neighbours(of sets: [[Int]]) -> [[[Int]]] {
        var found: [[[Int]]] = []
        for wish in involved {
            guard let home = sets.firstIndex(where: { $0.contains(wish) }) else { continue }
            for place in sets.indices where place != home {
                var moved = sets
                moved[home].removeAll { $0 == wish }
                moved[place] = (moved[place] + [wish]).sorted()
                let isSplit = conflicts.allSatisfy { conflict in
                    !conflict.allSatisfy { moved[place].contains($0) }
                }
                if isSplit, !moved[home].isEmpty { found.append(moved) }
            }
        }
        return found
    }

    private func colour(
        _ open: ArraySlice<Int>, _ colours: Int, _ assigned: inout [Int: Int], _ limit: Int,
        _ found: inout [[[Int]]]
    ) {
        if found.count >= limit { return }
        guard let wish = open.first else {
            var sets = Array(repeating: [Int](), count: colours)
            for member in members { sets[assigned[member] ?? 0].append(member) }
            found.append(sets.filter { !$0.isEmpty })
            return
        }
        // A colour that nobody has yet is as good as any other such: trying one of them is enough.
        let used = (assigned.values.max() ?? -1) + 1
        for candidate in 0..<min(colours, used + 1) {
            assigned[wish] = candidate
            let isSplit = conflicts.allSatisfy { conflict in
                !conflict.contains(wish) || conflict.contains { assigned[$0] != candidate }
            }
            if isSplit { colour(open.dropFirst(), colours, &assigned, limit, &found) }
            assigned[wish] = nil
        }
    }
}
