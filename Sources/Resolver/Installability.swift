public import PackageModel

/// Which packages of a universe can be installed at all, each by itself on an empty machine.
///
/// Every version and every build counts, whatever a package manager would prefer. With Debian's scheme the
/// demands are those of Debian Policy and Multi-Arch, as `dose-debcheck` takes them; with rpm's those of rpm
/// and libsolv. The clauses of the whole universe are made once, and nothing is added to them but what
/// follows from them, so all that is learnt for one package holds for every other.
///
/// A set of packages that can stand together shows of each of its members that it can be installed. So a
/// large set is grown first, package by package; what does not fit beside the others gets its turn in
/// another set; and what is left in the end is asked one by one.
public struct Installability: ~Copyable {
    let universe: Universe
    private var solver: Solver
    private let choices: ChoiceClauses
    private var isKnown: PackageSet
    /// How much of the trail has all it needs.
    private var settled = 0
    /// For each level what `settled` was when it was opened.
    private var settledBefore: [Int] = []

    /// Makes the clauses of a universe.
    ///
    /// - Parameter excluded: Packages that do not count, such as those that modules hide: nothing may
    ///   depend on them.
    public init(_ universe: Universe, excluded: PackageSet = PackageSet(count: 0)) {
        self.universe = universe
        solver = Solver(variables: universe.count)
        switch universe.scheme {
        case .debian:
            DebianClauses.add(universe, to: &solver)
            for package in universe.packages where excluded.contains(package) {
                solver.addClause([.negative(package.index)], .excluded(package))
            }
        case .rpm:
            var rich = RichTable(universe)
            let policy = RPMPolicy(excluded: excluded)
            let nothing = PackageSet(count: universe.count)
            _ = RPMClauses(universe, policy, &rich, installed: nothing, within: nil)
                .finish(into: &solver)
        }
        choices = ChoiceClauses(solver)
        isKnown = PackageSet(count: universe.count)
        _ = solver.propagate()
    }

    /// What the search has cost so far.
    public var effort: (conflicts: Int, propagations: Int) {
        (solver.conflictCount, solver.propagationCount)
    }

    /// Those of some packages that cannot be installed, in the order in which they are given.
    public mutating func broken(among packages: [PackageID]) -> [PackageID] {
        var open = packages.filter { isOpen($0) }
        var isWorthwhile = true
        while isWorthwhile, !open.isEmpty {
            let before = open.count
            for package in open where solver.values[package.index] == 0 { add(package) }
            takeBack(to: 0)
            open.removeAll { !isOpen($0) }
            isWorthwhile = before - open.count > before / 8
        }
        for package in open where isOpen(package) { ask(package) }
        return packages.filter { !isKnown.contains($0) }
    }

    /// Why a package that cannot be installed cannot: as if it were the only wish. `nil` where it can.
    public mutating func refutation(of package: PackageID) -> Refutation? {
        guard isBroken(package) else { return nil }
        var refutation = Refutation(
            from: solver.reasons[package.index], firstWish: solver.variableCount, solver)
        refutation.facts.append(.wish(0, choices: [package]))
        refutation.clauses.append([.positive(package.index)])
        refutation.wishes = [0]
        return refutation
    }

    /// Whether a package cannot be installed.
    public mutating func isBroken(_ package: PackageID) -> Bool {
        if isOpen(package) { ask(package) }
        return !isKnown.contains(package)
    }

    /// Whether nothing is known of a package yet.
    private func isOpen(_ package: PackageID) -> Bool {
        !isKnown.contains(package)
            && (solver.values[package.index] == 0 || solver.levels[package.index] > 0)
    }

    // MARK: - Search

    /// Adds a package, and what it needs, to those that are chosen, if that goes without going back.
    private mutating func add(_ package: PackageID) {
        let level = solver.level
        decide(.positive(package.index))
        while solver.propagate() == nil {
            guard let choice = nextChoice() else { return note() }
            decide(choice)
        }
        takeBack(to: level)
    }

    /// Finds out about one package, beginning with nothing chosen.
    private mutating func ask(_ package: PackageID) {
        defer { takeBack(to: 0) }
        while true {
            if let conflict = solver.propagate() {
                // Nothing chosen at all meets every clause, so a conflict comes of some decision.
                guard solver.learn(from: conflict) else { return }
                takeBack(to: solver.level)
            } else if solver.values[package.index] < 0 {
                return
            } else if solver.values[package.index] == 0 {
                decide(.positive(package.index))
            } else if let choice = nextChoice() {
                decide(choice)
            } else {
                return note()
            }
        }
    }

    private mutating func decide(_ literal: Literal) {
        settledBefore.append(settled)
        solver.decide(literal)
    }

    private mutating func takeBack(to level: Int) {
        solver.backtrack(to: level)
        guard settledBefore.count > level else { return }
        settled = settledBefore[level]
        settledBefore.removeLast(settledBefore.count - level)
    }

    /// The first package that would meet what something chosen still needs; `nil` where nothing is missing.
    private mutating func nextChoice() -> Literal? {
        while settled < solver.trail.count {
            let literal = solver.trail[settled]
            if literal.isPositive {
                for clause in choices[literal.variable] {
                    if let choice = solver.firstOpen(ofUnmet: clause) { return choice }
                }
            }
            settled += 1
        }
        return nil
    }

    /// Notes that all that is chosen can be installed.
    private mutating func note() {
        for position in solver.standingTrail..<solver.trail.count
        where solver.trail[position].isPositive {
            isKnown.insert(solver.trail[position].variable)
        }
        solver.markTrail()
    }
}

extension Solver {
    /// The first literal that is open of a clause of which nothing holds yet and that is not conditional on
    /// anything else; `nil` for other clauses.
    func firstOpen(ofUnmet clause: Int32) -> Literal? {
        let clause = clauses[Int(clause)]
        var first: Literal?
        for position in Int(clause.start)..<Int(clause.start + clause.count) {
            let literal = Literal(code: arena[position])
            switch value(literal) {
            case 1: return nil
            case 0:
                if !literal.isPositive { return nil }
                if first == nil { first = literal }
            default: continue
            }
        }
        return first
    }
}
