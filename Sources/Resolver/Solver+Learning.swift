extension Solver {
    /// Learns from a violated clause, jumps back to where the learnt clause says something new, and
    /// asserts it; `false` where the conflict does not depend on any decision.
    mutating func learn(from conflict: ClauseID) -> Bool {
        conflictCount += 1
        if level == baseLevel {
            if rootConflict == nil { rootConflict = conflict }
            return false
        }
        let base = Int32(baseLevel)
        let firstAntecedent = antecedents.count
        var learnt: [Literal] = []
        var open = 0
        var clause = conflict
        var position = trail.count
        var marked: [Int] = []
        var asserting = Literal(code: 0)
        repeat {
            antecedents.append(clause)
            let start = Int(clauses[Int(clause.raw)].start)
            for offset in start..<(start + Int(clauses[Int(clause.raw)].count)) {
                let literal = Literal(code: arena[offset])
                let variable = literal.variable
                guard !seen[variable], value(literal) < 0, levels[variable] > base else {
                    continue
                }
                seen[variable] = true
                marked.append(variable)
                if Int(levels[variable]) == level { open += 1 } else { learnt.append(literal) }
            }
            repeat { position -= 1 } while !seen[trail[position].variable]
            asserting = trail[position].negated
            clause = reasons[asserting.variable]
            open -= 1
        } while open > 0
        for variable in marked { seen[variable] = false }
        add(learnt: [asserting] + learnt, antecedentsFrom: firstAntecedent)
        return true
    }

    private mutating func add(learnt literals: [Literal], antecedentsFrom start: Int) {
        var target = baseLevel
        // The second watch has to be the literal that is taken back last.
        var deepest = 1
        if literals.count > 1 {
            for index in 1..<literals.count
            where levels[literals[index].variable] > levels[literals[deepest].variable] {
                deepest = index
            }
            target = Int(levels[literals[deepest].variable])
        }
        backtrack(to: target)
        let clause = store(literals, .learnt(start, antecedents.count))
        if literals.count > 1 { watch(clause, literals[0], literals[deepest]) }
        assign(literals[0], clause)
    }
}
