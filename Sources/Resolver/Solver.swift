internal import PackageModel

/// A satisfiability solver: clauses over numbered variables, decided from outside.
///
/// Conflict-driven clause learning with two watched literals, first unique implication points and
/// non-chronological backjumping (Marques-Silva and Sakallah 1996; Moskewicz et al. 2001). It makes no
/// decision by itself: a policy decides, this propagates, learns and jumps back. Everything lies in flat
/// arrays; the same calls give the same answers.
///
/// A *question* puts clauses of its own on top: they and all that is learnt from then on are taken back when
/// it is closed, and every clause is watched again as it was before. So the answer to a question does not
/// depend on the questions before it.
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
    var rootConflict: ClauseID?
    /// How much of the trail still stands as it was when `markTrail` was called last.
    private(set) var standingTrail = 0

    /// A clause: where its literals lie, the two that are watched, and the next clauses that watch these.
    struct Clause {
        var start: Int32
        var count: Int32
        var first: Int32 = -1
        var second: Int32 = -1
        var afterFirst: Int32 = -1
        var afterSecond: Int32 = -1
    }

    /// The literals of all clauses.
    var arena: [Int32] = []
    var clauses: [Clause] = []
    var clauseReasons: [ClauseReason] = []
    /// What learnt clauses were derived from.
    var antecedents: [ClauseID] = []
    /// Per literal the first clause that watches it.
    var heads: [Int32] = []
    /// How far the trail has been propagated.
    var head = 0
    var seen: [Bool] = []
    /// The question that is open.
    var question: Question?
    /// How the watches of clauses have changed since the question was opened.
    var journal: [Step] = []

    /// How many conflicts there have been.
    var conflictCount = 0
    /// How many literals were propagated.
    var propagationCount = 0

    init(variables: Int) {
        // Room for the variables of wishes, so that the first of them do not move everything.
        let room = variables + variables / 64 + 256
        values.reserveCapacity(room)
        levels.reserveCapacity(room)
        reasons.reserveCapacity(room)
        seen.reserveCapacity(room)
        heads.reserveCapacity(2 * room)
        addVariables(variables)
    }

    var variableCount: Int { values.count }
    var level: Int { levelStarts.count }
    /// The level of what holds without any decision: 1 within a question, else 0.
    var baseLevel: Int { question == nil ? 0 : 1 }

    mutating func addVariables(_ count: Int) {
        values.append(contentsOf: repeatElement(0, count: count))
        levels.append(contentsOf: repeatElement(0, count: count))
        reasons.append(contentsOf: repeatElement(.none, count: count))
        seen.append(contentsOf: repeatElement(false, count: count))
        heads.append(contentsOf: repeatElement(-1, count: 2 * count))
    }

    /// 1 where the literal holds, -1 where its negation does, 0 where neither is decided.
    @inline(__always)
    func value(_ literal: Literal) -> Int8 {
        let value = values[literal.variable]
        return literal.isPositive ? value : -value
    }

    func literals(of clause: ClauseID) -> [Literal] {
        let clause = clauses[Int(clause.raw)]
        let start = Int(clause.start)
        return arena[start..<(start + Int(clause.count))].map { Literal(code: $0) }
    }

    func reason(of clause: ClauseID) -> ClauseReason { clauseReasons[Int(clause.raw)] }

    func antecedents(from start: Int, to end: Int) -> ArraySlice<ClauseID> {
        antecedents[start..<end]
    }

    // MARK: - Clauses

    /// Adds a clause before any decision and draws the immediate conclusion, if there is one.
    mutating func addClause(_ literals: [Literal], _ reason: ClauseReason) {
        precondition(level == baseLevel, "clauses are added before decisions")
        let clause = store(literals, reason)
        // Watch two literals that are not false, so that a later assignment is noticed.
        var watched: [Literal] = []
        for literal in literals where watched.count < 2 && value(literal) >= 0 {
            watched.append(literal)
        }
        let openCount = watched.count
        for literal in literals where watched.count < 2 && !watched.contains(literal) {
            watched.append(literal)
        }
        if watched.count == 2 { watch(clause, watched[0], watched[1]) }
        if openCount == 0 {
            if rootConflict == nil { rootConflict = clause }
        } else if openCount == 1, value(watched[0]) == 0 {
            assign(watched[0], clause)
        }
    }

    /// Adds a clause that is not watched before `watchClauses` is called.
    mutating func appendClause(_ literals: ArraySlice<Literal>, _ reason: ClauseReason) {
        let clause = Clause(start: Int32(arena.count), count: Int32(literals.count))
        for literal in literals { arena.append(literal.code) }
        clauses.append(clause)
        clauseReasons.append(reason)
    }

    /// Watches the first two literals of all clauses, so that earlier clauses are visited first, and draws
    /// the conclusions of those with one literal.
    mutating func watchClauses() {
        precondition(level == 0 && trail.isEmpty, "before anything is known")
        for index in clauses.indices.reversed() where clauses[index].count >= 2 {
            let start = Int(clauses[index].start)
            watch(
                ClauseID(raw: Int32(index)), Literal(code: arena[start]),
                Literal(code: arena[start + 1]))
        }
        for index in clauses.indices where clauses[index].count == 1 {
            let literal = Literal(code: arena[Int(clauses[index].start)])
            switch value(literal) {
            case 0: assign(literal, ClauseID(raw: Int32(index)))
            case -1 where rootConflict == nil: rootConflict = ClauseID(raw: Int32(index))
            default: continue
            }
        }
    }

    mutating func store(_ literals: [Literal], _ reason: ClauseReason) -> ClauseID {
        let clause = ClauseID(raw: Int32(clauses.count))
        appendClause(literals[...], reason)
        return clause
    }

    // MARK: - Assignments

    /// Opens a level and assumes a literal that is still open.
    mutating func decide(_ literal: Literal) {
        precondition(value(literal) == 0, "a decision is about something open")
        openLevel()
        assign(literal, .none)
    }

    mutating func openLevel() { levelStarts.append(trail.count) }

    @inline(__always)
    mutating func assign(_ literal: Literal, _ reason: ClauseID) {
        let variable = literal.variable
        values[variable] = literal.isPositive ? 1 : -1
        levels[variable] = Int32(levelStarts.count)
        reasons[variable] = reason
        trail.append(literal)
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
        head = min(head, start)
        standingTrail = min(standingTrail, start)
    }

    /// Begins to watch what becomes of the trail as it is now.
    mutating func markTrail() { standingTrail = trail.count }
}
