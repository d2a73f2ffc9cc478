internal import PackageModel

/// Relations as lists of packages or, where they are rich, as formulas over such lists.
struct RichTable: ~Copyable {
    var table: CapabilityTable
    /// For each expression of the universe what it came to, once it was asked for.
    private var formulas: [RichDependency?]

    init(_ universe: Universe) {
        table = CapabilityTable(universe)
        formulas = Array(repeating: nil, count: universe.expressions.count)
    }

    /// The packages that meet a relation, where it is no formula.
    mutating func plain(_ relation: Relation) -> CapabilityTable.Slice? {
        guard let expression = relation.expression else { return table.providers(of: relation) }
        return formula(expression).plain
    }

    /// The formula of a rich relation.
    mutating func formula(_ expression: ExpressionID) -> RichDependency {
        if let known = formulas[expression.index] { return known }
        let formula = RichDependency(table.universe.expression(expression), &table)
        formulas[expression.index] = formula
        return formula
    }

    /// A rich relation as blocks of which all have to hold.
    mutating func blocks(_ relation: Relation) -> [RichDependency.Block] {
        guard let expression = relation.expression else { return [] }
        return formula(expression).blocks(negated: false, table)
    }

    /// The opposite of a rich relation, as blocks.
    mutating func excludingBlocks(_ relation: Relation) -> [RichDependency.Block] {
        guard let expression = relation.expression else { return [] }
        return formula(expression).blocks(negated: true, table)
    }
}
