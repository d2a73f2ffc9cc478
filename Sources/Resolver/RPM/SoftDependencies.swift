internal import PackageModel

/// The weak dependencies of all packages, as lists of packages or formulas.
struct SoftDependencies {
    /// One weak dependency.
    struct Item {
        /// Where it is in the universe.
        var relation: Int32
        var providers: CapabilityTable.Slice
        /// Its place among the formulas, or -1.
        var formula: Int32
    }

    private(set) var items: [Item] = []
    private(set) var formulas: [RichDependency] = []
    /// For each formula its blocks, as a demand.
    private(set) var blocks: [[RichDependency.Block]] = []
    /// Packages with Supplements or Enhances, in ascending order.
    private(set) var supplementing: [Int32] = []
    private var starts: [Int32] = []

    private static let kinds: [RelationKind] = [.recommends, .suggests, .supplements, .enhances]

    init(_ universe: Universe, _ rich: inout RichTable) {
        starts.reserveCapacity(universe.count * 4 + 1)
        for package in universe.packages {
            for kind in SoftDependencies.kinds {
                starts.append(Int32(items.count))
                for position in universe.relations(kind, of: package) {
                    add(position, universe.relation(position), &rich)
                }
            }
            let weak = package.index * 4 + 2
            if items.count > Int(starts[weak]) { supplementing.append(Int32(package.raw)) }
        }
        starts.append(Int32(items.count))
    }

    private mutating func add(_ position: Int, _ relation: Relation, _ rich: inout RichTable) {
        if let plain = rich.plain(relation) {
            items.append(Item(relation: Int32(position), providers: plain, formula: -1))
        } else if let expression = relation.expression {
            items.append(
                Item(relation: Int32(position), providers: .empty, formula: Int32(formulas.count)))
            formulas.append(rich.formula(expression))
            blocks.append(rich.blocks(relation))
        }
    }

    /// What a package recommends.
    func recommends(_ package: Int) -> Range<Int> { range(package * 4) }
    /// What a package suggests.
    func suggests(_ package: Int) -> Range<Int> { range(package * 4 + 1) }
    /// With what a package should be there.
    func supplements(_ package: Int) -> Range<Int> { range(package * 4 + 2) }
    /// With what a package may be of use.
    func enhances(_ package: Int) -> Range<Int> { range(package * 4 + 3) }

    private func range(_ slot: Int) -> Range<Int> { Int(starts[slot])..<Int(starts[slot + 1]) }

    /// Whether something in a range of items holds, given the packages that are chosen.
    func holds(
        _ range: Range<Int>, _ table: borrowing CapabilityTable, _ isChosen: (Int32) -> Bool
    ) -> Bool {
        contains(range, table, isChosen) { $0.holds($1, isChosen) }
    }

    /// Whether something in a range of items could hold with packages of a set.
    func isPossible(
        _ range: Range<Int>, _ table: borrowing CapabilityTable, _ isReached: (Int32) -> Bool
    ) -> Bool {
        contains(range, table, isReached) { $0.isPossible($1, isReached) }
    }

    /// Whether something in a range of items holds because of a package that is new: of weight 2, where
    /// one that is there anyway has 1 and one that is not chosen 0.
    func isPulled(
        _ range: Range<Int>, _ table: borrowing CapabilityTable, _ weight: (Int32) -> Int
    ) -> Bool {
        contains(range, table, { weight($0) == 2 }, { $0.strength($1, weight) == 2 })
    }

    /// Whether a package of a list, or a formula, in a range of items fits.
    private func contains(
        _ range: Range<Int>, _ table: borrowing CapabilityTable, _ fits: (Int32) -> Bool,
        _ formulaFits: (RichDependency, borrowing CapabilityTable) -> Bool
    ) -> Bool {
        for index in range {
            let item = items[index]
            if item.formula < 0 {
                if table[item.providers].contains(where: fits) { return true }
            } else if formulaFits(formulas[Int(item.formula)], table) {
                return true
            }
        }
        return false
    }

    /// All packages that a weak dependency names.
    func formulaPackages(_ item: Item, _ table: borrowing CapabilityTable) -> [Int32] {
        item.formula < 0
            ? Array(table[item.providers]) : formulas[Int(item.formula)].packages(table)
    }
}
