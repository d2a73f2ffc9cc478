/// How much work one question may take before it is given up: in steps, which are the same on every machine.
///
/// A step is a literal whose consequences were drawn, whether it was decided or concluded, or a conflict that
/// was learnt from. So a search that decides for ever is bounded as well as one that meets conflicts for
/// ever. The check is made between decisions: a question may exceed its budget by one walk over its answer.
public enum StepBudget {
    /// What a question may take where nothing else is said: some ten seconds to a minute of work, a hundred
    /// times more than any question over a real distribution has needed.
    public static let standard = 100_000_000
}

extension Solver {
    /// How many steps have been taken.
    var stepCount: Int { propagationCount + conflictCount }
}
