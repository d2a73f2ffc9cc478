internal import PackageModel

/// What comes of a question on a machine that holds packages already.
enum RPMChange {
    /// What is installed afterwards.
    case done(PackageSet)
    case refused(Refutation)
    case undecided
}

extension RPMResolver {
    /// Finds what is installed once some wishes are met.
    mutating func change(for wishes: [ResolverWish]) -> RPMChange {
        for number in preferences.isOff.indices { preferences.isOff[number] = false }
        while true {
            if let change = attempt(wishes) { return change }
        }
    }

    /// Answers with the preferences that stand; `nil` where one had to be given up.
    private mutating func attempt(_ wishes: [ResolverWish]) -> RPMChange? {
        solver.openQuestion()
        defer { solver.closeQuestion() }
        search.begin(solver.clauses.count)
        addInstalled(wishes)
        addClauses(of: wishes)
        addPartners()
        addPreferences()
        switch run() {
        case .done:
            if giveUpUnneeded() { return nil }
            var chosen = PackageSet(count: universe.count)
            for literal in solver.trail where literal.isPositive { chosen.insert(literal.variable) }
            return .done(chosen)
        case .refuted(let clause):
            let refutation = Refutation(from: clause, firstWish: solver.variableCount, solver)
            return giveUpPreference(refutation) ? nil : .refused(refutation.withWishes())
        case .exhausted: return .undecided
        }
    }
}
