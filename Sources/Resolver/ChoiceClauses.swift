/// The clauses of a solver that leave a choice, by the variables that they say something against.
///
/// A clause with one literal that is not negated is followed by propagation alone; one with several has to
/// be decided once everything that it is conditional on is true.
struct ChoiceClauses {
    private var starts: [Int32]
    private var clauses: [Int32] = []

    /// Sorts the clauses that a solver has now.
    init(_ solver: borrowing Solver) {
        starts = Array(repeating: 0, count: solver.variableCount + 1)
        var owners: [Int32] = []
        var found: [Int32] = []
        for index in solver.clauses.indices {
            let literals = solver.literals(of: ClauseID(raw: Int32(index)))
            if literals.count(where: \.isPositive) < 2 { continue }
            for literal in literals where !literal.isPositive {
                owners.append(Int32(literal.variable))
                found.append(Int32(index))
                starts[literal.variable + 1] += 1
            }
        }
        for variable in 0..<solver.variableCount { starts[variable + 1] += starts[variable] }
        clauses = Array(repeating: 0, count: found.count)
        var next = starts
        for (owner, clause) in zip(owners, found) {
            clauses[Int(next[Int(owner)])] = clause
            next[Int(owner)] += 1
        }
    }

    /// The clauses of a variable.
    @inline(__always)
    subscript(variable: Int) -> ArraySlice<Int32> {
        clauses[Int(starts[variable])..<Int(starts[variable + 1])]
    }
}
