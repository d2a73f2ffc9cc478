/// The cells of one machine.
struct ProofColumn {
    private let cells: [ProofMatrix.Cell]
    private let numbers: [ProofMatrix.Row: Int]

    init(_ cells: [ProofMatrix.Cell]) {
        self.cells = cells
        let rows = cells.enumerated().map { ($1.row, $0) }
        numbers = Dictionary(rows, uniquingKeysWith: { first, _ in first })
    }

    /// The cells of all columns, row by row, in the order of the first one.
    ///
    /// All columns have the same rows. Those that are absent from every one are left out.
    static func joined(_ columns: [ProofColumn]) -> [ProofMatrix.Cell] {
        guard let first = columns.first else { return [] }
        return first.cells.flatMap { lead in
            let row = columns.compactMap { column in
                column.numbers[lead.row].map { column.cells[$0] }
            }
            return row.allSatisfy { $0.result == .absent } ? [] : row
        }
    }
}
