internal import PackageModel

/// A satisfiability solver: clauses over numbered variables, decided from outside.
///
/// Conflict-driven clause learning with two watched literals, first unique implication points and
/// non-chronological backjumping (Marques-Silva and Sakallah 1996; Moskewicz et al. 2001). It makes no
/// decision by itself: a policy decides, this propagates, learns and jumps back. Everything lies in flat
/// arrays; the same calls give the same answers.
struct Solver: ~Copyable {
    /// Per variable: 1 true, -1 false, 0 open.
    private(set) var values: [Int8] = []
    private(set) var levels: [Int32] = []
    private(set) var reasons: [ClauseID] = []
    /// The assigned literals in the order of assignment.
    private(set) var trail: [Literal] = []
    /// Where each decision level begins in the trail.
    private(set) var levelStarts: [Int] = []
    /// A clause that the first level contradicts: from then on nothing is satisfiable.
    private(set) var rootConflict: ClauseID?

    /// Clauses, each as its length, the position of its reason, and its literals.
    private var arena: [Int32] = []
    private var clauseReasons: [ClauseReason] = []
    /// What learnt clauses were derived from.
    private var antecedents: [ClauseID] = []
    private var watches: [[Int32]] = []
    private var head = 0
    private var seen: [Bool] = []

    /// How many conflicts there have been.
    private(set) var conflictCount = 0
    /// How many literals were propagated.
    private(set) var propagationCount = 0

    init(variables: Int) { addVariables(variables) }

    var variableCount: Int { values.count }
    var level: Int { levelStarts.count }

    mutating func addVariables(_ count: Int) {
        values += Array(repeating: 0, count: count)
        levels += Array(repeating: 0, count: count)
        reasons += Array(repeating: .none, count: count)
        seen += Array(repeating: false, count: count)
        watches += Array(repeating: [], count: 2 * count)
    }

    /// 1 where the literal holds, -1 where its negation does, 0 where neither is decided.
    @inline(__always)
    func value(_ literal: Literal) -> Int8 {
        let value = values[literal.variable]
        return literal.isPositive ? value : -value
    }

    func literals(of clause: ClauseID) -> [Literal] {
        let base = Int(clause.raw)
        return (0..<Int(arena[base])).map { Literal(code: arena[base + 2 + $0]) }
    }

    func reason(of clause: ClauseID) -> ClauseReason {
        clauseReasons[Int(arena[Int(clause.raw) + 1])]
    }

    func antecedents(from start: Int, to end: Int) -> ArraySlice<ClauseID> {
        antecedents[start..<end]
    }

    /// Adds a clause at the first level and draws the immediate conclusion, if there is one.
    mutating func addClause(_ literals: [Literal], _ reason: ClauseReason) {
        precondition(level == 0, "clauses are added at the first level")
        let clause = store(literals, reason)
        let base = Int(clause.raw)
        // Watch two literals that are not false, so that a later assignment is noticed.
        var watched = 0
        for index in 0..<literals.count where watched < 2 && value(literals[index]) >= 0 {
            arena.swapAt(base + 2 + index, base + 2 + watched)
            watched += 1
        }
        if literals.count >= 2 {
            watches[Int(arena[base + 2])].append(clause.raw)
            watches[Int(arena[base + 3])].append(clause.raw)
        }
        if watched == 0 {
            if rootConflict == nil { rootConflict = clause }
        } else if watched == 1, value(Literal(code: arena[base + 2])) == 0 {
            assign(Literal(code: arena[base + 2]), clause)
        }
    }

    private mutating func store(_ literals: [Literal], _ reason: ClauseReason) -> ClauseID {
        let clause = ClauseID(raw: Int32(arena.count))
        arena.append(Int32(literals.count))
        arena.append(Int32(clauseReasons.count))
        for literal in literals { arena.append(literal.code) }
        clauseReasons.append(reason)
        return clause
    }

    /// Opens a level and assumes a literal that is still open.
    mutating func decide(_ literal: Literal) {
        precondition(value(literal) == 0, "a decision is about something open")
        levelStarts.append(trail.count)
        assign(literal, .none)
    }

    private mutating func assign(_ literal: Literal, _ reason: ClauseID) {
        let variable = literal.variable
        values[variable] = literal.isPositive ? 1 : -1
        levels[variable] = Int32(levelStarts.count)
        reasons[variable] = reason
        trail.append(literal)
    }

    /// Draws all conclusions; the clause that is violated, if one is.
    mutating func propagate() -> ClauseID? {
        if let rootConflict { return rootConflict }
        while head < trail.count {
            let falsified = trail[head].negated
            head += 1
            propagationCount += 1
            if let conflict = visitWatches(of: falsified) {
                head = trail.count
                if level == 0 { rootConflict = conflict }
                return conflict
            }
        }
        return nil
    }

    /// Finds new watches for the clauses that watch a literal which became false.
    private mutating func visitWatches(of falsified: Literal) -> ClauseID? {
        var watching: [Int32] = []
        swap(&watching, &watches[falsified.index])
        var kept = 0
        var conflict: ClauseID?
        var index = 0
        while index < watching.count {
            let raw = watching[index]
            index += 1
            let base = Int(raw) + 2
            if arena[base] == falsified.code { arena.swapAt(base, base + 1) }
            let other = Literal(code: arena[base])
            if value(other) == 1 {
                watching[kept] = raw
                kept += 1
                continue
            }
            var moved = false
            var position = base + 2
            let end = base + Int(arena[base - 2])
            while position < end {
                let candidate = Literal(code: arena[position])
                if value(candidate) >= 0 {
                    arena.swapAt(base + 1, position)
                    watches[candidate.index].append(raw)
                    moved = true
                    break
                }
                position += 1
            }
            if moved { continue }
            watching[kept] = raw
            kept += 1
            if value(other) < 0 {
                conflict = ClauseID(raw: raw)
                while index < watching.count {
                    watching[kept] = watching[index]
                    kept += 1
                    index += 1
                }
            } else {
                assign(other, ClauseID(raw: raw))
            }
        }
        watching.removeLast(watching.count - kept)
        swap(&watching, &watches[falsified.index])
        return conflict
    }

    /// Takes back everything above a level.
    mutating func backtrack(to target: Int) {
        guard level > target else { return }
        let start = levelStarts[target]
        for position in start..<trail.count {
            let variable = trail[position].variable
            values[variable] = 0
            reasons[variable] = .none
        }
        trail.removeLast(trail.count - start)
        levelStarts.removeLast(levelStarts.count - target)
        head = start
    }

    /// Learns from a violated clause, jumps back to where the learnt clause says something new, and
    /// asserts it; `false` where the conflict does not depend on any decision.
    mutating func learn(from conflict: ClauseID) -> Bool {
        conflictCount += 1
        if level == 0 {
            if rootConflict == nil { rootConflict = conflict }
            return false
        }
        let firstAntecedent = antecedents.count
        var learnt: [Literal] = []
        var open = 0
        var clause = conflict
        var position = trail.count
        var marked: [Int] = []
        var asserting = Literal(code: 0)
        repeat {
            antecedents.append(clause)
            let base = Int(clause.raw) + 2
            for offset in base..<(base + Int(arena[base - 2])) {
                let literal = Literal(code: arena[offset])
                let variable = literal.variable
                guard !seen[variable], value(literal) < 0, levels[variable] > 0 else { continue }
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
        var literals = literals
        var target = 0
        if literals.count > 1 {
            // The second watch has to be the literal that is taken back last.
            var deepest = 1
            for index in 1..<literals.count
            where levels[literals[index].variable] > levels[literals[deepest].variable] {
                deepest = index
            }
            literals.swapAt(1, deepest)
            target = Int(levels[literals[1].variable])
        }
        backtrack(to: target)
        let clause = store(literals, .learnt(start, antecedents.count))
        if literals.count > 1 {
            watches[literals[0].index].append(clause.raw)
            watches[literals[1].index].append(clause.raw)
        }
        assign(literals[0], clause)
    }
}
