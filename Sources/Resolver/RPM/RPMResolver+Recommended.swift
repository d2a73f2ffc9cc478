internal import PackageModel

/// What is recommended and suggested by what is chosen so far.
extension RPMResolver {
    /// Whether something chosen recommends a package, or it supplements something chosen; after
    /// `updateRecommended`.
    func isRecommended(_ package: Int32, _ values: [Int8]) -> Bool {
        if search.recommended.contains(Int(package)) { return true }
        return soft.holds(soft.supplements(Int(package)), rich.table) { values[Int($0)] == 1 }
    }

    /// Which packages something chosen recommends and suggests, brought up to date.
    mutating func updateRecommended() {
        syncTrail()
        let trail = solver.trail
        for position in search.recommendedUpTo..<trail.count where trail[position].isPositive {
            noteWeak(of: trail[position].variable)
        }
        search.recommendedUpTo = trail.count
        // A block counts once all that it is conditional on is chosen.
        for block in search.openBlocks { noteBlock(block) }
    }

    private mutating func noteWeak(of package: Int) {
        for index in soft.recommends(package) {
            let item = soft.items[index]
            for provider in rich.table[item.providers] { search.recommended.insert(Int(provider)) }
            if item.formula >= 0 {
                search.openBlocks += soft.blocks[Int(item.formula)].map { ($0, true) }
            }
        }
        for index in soft.suggests(package) {
            let item = soft.items[index]
            for provider in rich.table[item.providers] { search.suggested.insert(Int(provider)) }
            if item.formula >= 0 {
                search.openBlocks += soft.blocks[Int(item.formula)].map { ($0, false) }
            }
        }
    }

    private mutating func noteBlock(_ entry: (block: RichDependency.Block, isRecommended: Bool)) {
        for literal in entry.block where literal < 0 {
            if solver.values[Int(-literal) - 1] != 1 { return }
        }
        for literal in entry.block where literal > 0 {
            if entry.isRecommended {
                search.recommended.insert(Int(literal) - 1)
            } else {
                search.suggested.insert(Int(literal) - 1)
            }
        }
    }
}
