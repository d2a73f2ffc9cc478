extension Solver {
    /// Draws all conclusions; the clause that is violated, if one is.
    mutating func propagate() -> ClauseID? {
        if let rootConflict { return rootConflict }
        while head < trail.count {
            let falsified = trail[head].negated
            head += 1
            propagationCount += 1
            if let conflict = visitWatches(of: falsified) {
                head = trail.count
                if level == baseLevel { rootConflict = conflict }
                return conflict
            }
        }
        return nil
    }

    /// Finds new watches for the clauses that watch a literal which became false.
    private mutating func visitWatches(of falsified: Literal) -> ClauseID? {
        let code = falsified.code
        let isAsking = question != nil
        var previous: Int32 = -1
        var current = heads[Int(code)]
        while current >= 0 {
            let clause = clauses[Int(current)]
            let isFirst = clause.first == code
            let next = isFirst ? clause.afterFirst : clause.afterSecond
            let other = Literal(code: isFirst ? clause.second : clause.first)
            let otherValue = value(other)
            if otherValue == 1 {
                previous = current
                current = next
                continue
            }
            if clause.count > 2, let replacement = openLiteral(of: clause, except: other) {
                unlink(current, from: code, after: previous, next)
                link(current, to: replacement, first: isFirst)
                if isAsking {
                    journal.append(
                        Step(
                            clause: current, literal: code, previous: previous,
                            isFirst: isFirst))
                }
            } else if otherValue < 0 {
                return ClauseID(raw: current)
            } else {
                assign(other, ClauseID(raw: current))
                previous = current
            }
            current = next
        }
        return nil
    }

    /// The first literal that is not false, and is not the one that is watched already.
    @inline(__always)
    private func openLiteral(of clause: Clause, except other: Literal) -> Int32? {
        let start = Int(clause.start)
        for position in start..<(start + Int(clause.count)) {
            let code = arena[position]
            if code != other.code, value(Literal(code: code)) >= 0 { return code }
        }
        return nil
    }

    /// Takes a clause out of the list of a literal.
    @inline(__always)
    private mutating func unlink(
        _ clause: Int32, from code: Int32, after previous: Int32, _ next: Int32
    ) {
        if previous < 0 {
            heads[Int(code)] = next
        } else if clauses[Int(previous)].first == code {
            clauses[Int(previous)].afterFirst = next
        } else {
            clauses[Int(previous)].afterSecond = next
        }
    }

    /// Puts a clause in front of the list of a literal, which it watches from now on.
    @inline(__always)
    private mutating func link(_ clause: Int32, to code: Int32, first isFirst: Bool) {
        if isFirst {
            clauses[Int(clause)].first = code
            clauses[Int(clause)].afterFirst = heads[Int(code)]
        } else {
            clauses[Int(clause)].second = code
            clauses[Int(clause)].afterSecond = heads[Int(code)]
        }
        heads[Int(code)] = clause
    }

    /// Watches two literals of a clause that is not watched yet.
    mutating func watch(_ clause: ClauseID, _ first: Literal, _ second: Literal) {
        link(clause.raw, to: first.code, first: true)
        link(clause.raw, to: second.code, first: false)
        if question != nil {
            journal.append(Step(clause: clause.raw, literal: -1, previous: -1, isFirst: true))
        }
    }

    /// Takes back the latest change to what is watched.
    mutating func undo(_ step: Step) {
        let index = Int(step.clause)
        let clause = clauses[index]
        // What was put in front of a list last is in front of it now.
        guard step.literal >= 0 else {
            heads[Int(clause.second)] = clause.afterSecond
            heads[Int(clause.first)] = clause.afterFirst
            return
        }
        if step.isFirst {
            heads[Int(clause.first)] = clause.afterFirst
        } else {
            heads[Int(clause.second)] = clause.afterSecond
        }
        var next = heads[Int(step.literal)]
        if step.previous < 0 {
            heads[Int(step.literal)] = step.clause
        } else if clauses[Int(step.previous)].first == step.literal {
            next = clauses[Int(step.previous)].afterFirst
            clauses[Int(step.previous)].afterFirst = step.clause
        } else {
            next = clauses[Int(step.previous)].afterSecond
            clauses[Int(step.previous)].afterSecond = step.clause
        }
        if step.isFirst {
            clauses[index].first = step.literal
            clauses[index].afterFirst = next
        } else {
            clauses[index].second = step.literal
            clauses[index].afterSecond = next
        }
    }
}
