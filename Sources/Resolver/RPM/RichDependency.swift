internal import PackageModel

/// A rich dependency as nodes over lists of packages.
///
/// `with` and `without` are about one package and therefore lists; so is a chain of `or` over lists. What is
/// left are `and`, `or`, `if` and `unless`.
struct RichDependency {
    indirect enum Node {
        /// Any of these packages.
        case packages(CapabilityTable.Slice)
        /// What the system meets by itself.
        case met
        case and([Node])
        case or([Node])
        case ifThere(Node, condition: Node, otherwise: Node?)
        case unlessThere(Node, condition: Node, otherwise: Node?)
    }

    var root: Node

    init(_ expression: DependencyExpression, _ table: inout CapabilityTable) {
        root = RichDependency.node(expression, &table)
    }

    private static func node(
        _ expression: DependencyExpression, _ table: inout CapabilityTable
    ) -> Node {
        switch expression {
        case .relation(let relation):
            if let inner = relation.expression {
                return node(table.universe.expression(inner), &table)
            }
            let slice = table.providers(of: relation)
            return slice.isEmpty && table.isMetBySystem(relation) ? .met : .packages(slice)
        case .and(let parts): return .and(parts.map { node($0, &table) })
        case .or(let parts):
            let nodes = parts.map { node($0, &table) }
            var all: [Int32] = []
            for node in nodes {
                guard case .packages(let slice) = node else { return .or(nodes) }
                all += table[slice]
            }
            return .packages(table.keep(sorted(all)))
        case .ifThere(let wanted, let condition, let otherwise):
            return .ifThere(
                node(wanted, &table), condition: node(condition, &table),
                otherwise: otherwise.map { node($0, &table) })
        case .unlessThere(let wanted, let condition, let otherwise):
            return .unlessThere(
                node(wanted, &table), condition: node(condition, &table),
                otherwise: otherwise.map { node($0, &table) })
        case .with(let parts):
            let lists = parts.map { Set(packages(of: node($0, &table), table)) }
            let common = lists.dropFirst().reduce(lists.first ?? []) { $0.intersection($1) }
            return .packages(table.keep(common.sorted()))
        case .without(let wanted, let unwanted):
            let list = packages(of: node(wanted, &table), table)
            let others = Set(packages(of: node(unwanted, &table), table))
            return .packages(table.keep(list.filter { !others.contains($0) }))
        }
    }

    /// The packages that a node names; of a formula, which has no place inside `with`, none.
    private static func packages(of node: Node, _ table: borrowing CapabilityTable) -> [Int32] {
        guard case .packages(let slice) = node else { return [] }
        return Array(table[slice])
    }

    private static func sorted(_ list: [Int32]) -> [Int32] {
        var found: [Int32] = []
        for package in list.sorted() where package != found.last { found.append(package) }
        return found
    }

    /// The list of packages that it comes to, where it is no more than that.
    var plain: CapabilityTable.Slice? {
        guard case .packages(let slice) = root else { return nil }
        return slice
    }

    // MARK: - Normal form

    /// A literal of a block: a package counted from one, negative where it must not be there.
    typealias Block = [Int32]

    /// As blocks, of each of which one literal has to hold: none where it always holds, an empty one
    /// where it never does.
    ///
    /// Blocks are sorted; one that holds a literal and its opposite is left out. What comes to more than
    /// `mostBlocks` or `mostLiterals` counts as never holding: the form grows with the product of the
    /// parts of an `or`, and no dependency that people write comes near.
    func blocks(negated: Bool, _ table: borrowing CapabilityTable) -> [Block] {
        RichDependency.blocks(root, negated, table) ?? [[]]
    }

    /// Whether it, or its opposite, is too large to be looked at.
    func isTooLarge(negated: Bool, _ table: borrowing CapabilityTable) -> Bool {
        RichDependency.blocks(root, negated, table) == nil
    }

    static let mostBlocks = 10_000
    static let mostLiterals = 1_000_000

    /// The blocks of a node; `nil` where there are too many.
    private static func blocks(
        _ node: Node, _ negated: Bool, _ table: borrowing CapabilityTable
    ) -> [Block]? {
        switch node {
        case .met: return negated ? [[]] : []
        case .packages(let slice):
            return negated ? table[slice].map { [-($0 + 1)] } : [table[slice].map { $0 + 1 }]
        case .and(let parts), .or(let parts):
            var isAll = negated
            if case .and = node { isAll.toggle() }
            return combined(parts.map { blocks($0, negated, table) }, all: isAll)
        case .ifThere(let wanted, let condition, let otherwise):
            var parts = [
                combined(
                    [blocks(wanted, negated, table), blocks(condition, !negated, table)],
                    all: negated)
            ]
            if let otherwise {
                parts.append(
                    combined(
                        [blocks(condition, negated, table), blocks(otherwise, negated, table)],
                        all: negated))
            }
            return combined(parts, all: !negated)
        case .unlessThere(let wanted, let condition, let otherwise):
            var parts = [
                combined(
                    [blocks(wanted, negated, table), blocks(condition, !negated, table)],
                    all: !negated)
            ]
            if let otherwise {
                parts.append(
                    combined(
                        [blocks(condition, negated, table), blocks(otherwise, negated, table)],
                        all: !negated))
            }
            return combined(parts, all: negated)
        }
    }

    /// All of some formulas, or any of them.
    private static func combined(_ parts: [[Block]?], all: Bool) -> [Block]? {
        let known = parts.compactMap(\.self)
        guard known.count == parts.count else { return nil }
        if all {
            let blocks = Array(known.joined())
            if blocks.contains([]) { return [[]] }
            return blocks.count > mostBlocks ? nil : blocks
        }
        if known.contains([]) { return [] }
        var result: [Block] = [[]]
        for part in known {
            var next: [Block] = []
            var seen: Set<Block> = []
            var literals = 0
            for left in result {
                for right in part {
                    guard let block = joined(left, right), seen.insert(block).inserted else {
                        continue
                    }
                    next.append(block)
                    literals += block.count
                    if next.count > mostBlocks || literals > mostLiterals { return nil }
                }
            }
            result = next
        }
        return result
    }

    private static func joined(_ left: Block, _ right: Block) -> Block? {
        var block = left
        let there = Set(left)
        for literal in right where !there.contains(literal) {
            if there.contains(-literal) { return nil }
            block.append(literal)
        }
        return block.sorted()
    }

    // MARK: - Truth

    /// Whether it holds, given the packages that are chosen.
    func holds(_ table: borrowing CapabilityTable, _ isChosen: (Int32) -> Bool) -> Bool {
        RichDependency.holds(root, table, isChosen)
    }

    private static func holds(
        _ node: Node, _ table: borrowing CapabilityTable, _ isChosen: (Int32) -> Bool
    ) -> Bool {
        switch node {
        case .met: return true
        case .packages(let slice): return table[slice].contains(where: isChosen)
        case .and(let parts): return parts.allSatisfy { holds($0, table, isChosen) }
        case .or(let parts): return parts.contains { holds($0, table, isChosen) }
        case .ifThere(let wanted, let condition, let otherwise):
            if holds(condition, table, isChosen) { return holds(wanted, table, isChosen) }
            return otherwise.map { holds($0, table, isChosen) } ?? true
        case .unlessThere(let wanted, let condition, let otherwise):
            if !holds(condition, table, isChosen) { return holds(wanted, table, isChosen) }
            return otherwise.map { holds($0, table, isChosen) } ?? false
        }
    }

    /// 2 where it holds because of a new package, 1 where it holds anyway, else 0.
    ///
    /// - Parameter weight: 2 for a package that is new, 1 for one that is there anyway, 0 for one that is
    ///   not chosen.
    func strength(_ table: borrowing CapabilityTable, _ weight: (Int32) -> Int) -> Int {
        RichDependency.strength(root, table, weight)
    }

    private static func strength(
        _ node: Node, _ table: borrowing CapabilityTable, _ weight: (Int32) -> Int
    ) -> Int {
        switch node {
        case .met: return 1
        case .packages(let slice):
            var most = 0
            for package in table[slice] where most < 2 { most = max(most, weight(package)) }
            return most
        case .and(let parts):
            let values = parts.map { strength($0, table, weight) }
            return values.contains(0) ? 0 : values.max() ?? 0
        case .or(let parts): return parts.map { strength($0, table, weight) }.max() ?? 0
        case .ifThere(let wanted, let condition, let otherwise):
            let first = strength(wanted, table, weight)
            let second = strength(condition, table, weight)
            guard let otherwise else { return max(first, second == 0 ? 1 : 0) }
            if second == 0 { return strength(otherwise, table, weight) }
            return first == 0 ? 0 : max(first, second)
        case .unlessThere(let wanted, let condition, let otherwise):
            let second = strength(condition, table, weight)
            if second == 0 { return strength(wanted, table, weight) }
            let third = otherwise.map { strength($0, table, weight) } ?? 0
            return third == 0 ? 0 : max(second, third)
        }
    }

    /// Whether packages of a set could make it hold; conditions count as met.
    func isPossible(_ table: borrowing CapabilityTable, _ isReached: (Int32) -> Bool) -> Bool {
        RichDependency.isPossible(root, table, isReached)
    }

    private static func isPossible(
        _ node: Node, _ table: borrowing CapabilityTable, _ isReached: (Int32) -> Bool
    ) -> Bool {
        switch node {
        case .met, .ifThere, .unlessThere: return true
        case .packages(let slice): return table[slice].contains(where: isReached)
        case .and(let parts): return parts.allSatisfy { isPossible($0, table, isReached) }
        case .or(let parts): return parts.contains { isPossible($0, table, isReached) }
        }
    }

    /// All packages that it names.
    func packages(_ table: borrowing CapabilityTable) -> [Int32] {
        RichDependency.allPackages(root, table)
    }

    private static func allPackages(
        _ node: Node, _ table: borrowing CapabilityTable
    ) -> [Int32] {
        switch node {
        case .met: []
        case .packages(let slice): Array(table[slice])
        case .and(let parts), .or(let parts): parts.flatMap { allPackages($0, table) }
        case .ifThere(let wanted, let condition, let otherwise),
            .unlessThere(let wanted, let condition, let otherwise):
            [wanted, condition, otherwise].compactMap(\.self).flatMap { allPackages($0, table) }
        }
    }
}
