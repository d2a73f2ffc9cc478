extension Solver {
    /// What there was before a question, so that it can be taken back.
    struct Question {
        var clauses: Int
        var literals: Int
        var antecedents: Int
    }

    /// One change to what is watched: a clause left the list of `literal`, where it came after `previous`
    /// (-1: first), or, without a literal, a clause was watched for the first time.
    struct Step {
        var clause: Int32
        var literal: Int32
        var previous: Int32
        var isFirst: Bool
    }

    /// Opens a level of facts for one question: clauses and conclusions from now on go when it is closed.
    ///
    /// Everything has been propagated before, and nothing decided.
    mutating func openQuestion() {
        precondition(level == 0 && question == nil, "one question at a time")
        question = Question(
            clauses: clauses.count, literals: arena.count, antecedents: antecedents.count)
        openLevel()
    }

    /// Takes everything back that came since the question was opened.
    mutating func closeQuestion() {
        guard let question else { return }
        self.question = nil
        backtrack(to: 0)
        while let step = journal.popLast() { undo(step) }
        clauses.removeLast(clauses.count - question.clauses)
        clauseReasons.removeLast(clauseReasons.count - question.clauses)
        arena.removeLast(arena.count - question.literals)
        antecedents.removeLast(antecedents.count - question.antecedents)
        rootConflict = nil
    }
}
