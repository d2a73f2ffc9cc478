internal import PackageModel

/// Cuts a refutation down to facts none of which can be left out.
///
/// What the search went back over excludes itself, but often holds more than one reason: a text that speaks
/// of all of them speaks of none. Facts are left out one by one, wishes first and what is plainest to say
/// last, and stay out where the rest still excludes itself. The work is bounded; where it runs out, what is
/// left is still a contradiction.
struct ConflictCore {
    /// How many literals may be looked at.
    private static let budget = 500_000

    private let clauses: [[Literal]]
    private let variables: Int
    private var work = 0

    /// Numbers the packages that take part from zero.
    init(_ clauses: [[Literal]]) {
        var numbers: [Int: Int] = [:]
        self.clauses = clauses.map { clause in
            clause.map { literal in
                let next = numbers.count
                let number = numbers[literal.variable, default: next]
                numbers[literal.variable] = number
                return literal.isPositive ? .positive(number) : .negative(number)
            }
        }
        variables = numbers.count
    }

    /// The members of a contradiction within all clauses, in ascending order; `nil` where there is none.
    ///
    /// - Parameter order: The clauses in the order in which they are tried to be left out.
    mutating func smallest(leavingOut order: [Int]) -> [Int]? {
        guard var core = contradiction(within: Array(clauses.indices)) else { return nil }
        // Each search goes another way and may leave something behind.
        while let smaller = contradiction(within: core), smaller.count < core.count {
            core = smaller
        }
        // Many at once while that works: long refutations are short of time.
        var step = max(1, core.count / 8)
        while step >= 1, work < ConflictCore.budget {
            var members = Set(core)
            let candidates = order.filter(members.contains)
            var start = 0
            while start < candidates.count, work < ConflictCore.budget {
                let tried = candidates[start..<min(start + step, candidates.count)]
                start += step
                guard tried.contains(where: members.contains) else { continue }
                let rest = core.filter { !tried.contains($0) }
                guard let smaller = contradiction(within: rest) else { continue }
                core = smaller
                members = Set(core)
            }
            if step == 1 { break }
            step = max(1, min(step / 4, core.count / 8))
        }
        return core
    }

    /// Some of the clauses that exclude one another, in ascending order; `nil` where they do not.
    private mutating func contradiction(within members: [Int]) -> [Int]? {
        var solver = Solver(variables: variables)
        for member in members {
            solver.addClause(clauses[member], .wish(member))
            work += clauses[member].count
        }
        var variable = 0
        while true {
            if let conflict = solver.rootConflict { return origins(of: conflict, solver) }
            if let conflict = solver.propagate() {
                guard solver.learn(from: conflict) else { return origins(of: conflict, solver) }
                variable = 0
                work += members.count
                continue
            }
            while variable < variables, solver.values[variable] != 0 { variable += 1 }
            if variable == variables || work > 2 * ConflictCore.budget { return nil }
            solver.decide(.negative(variable))
        }
    }

    private func origins(of conflict: ClauseID, _ solver: borrowing Solver) -> [Int] {
        var found: [Int] = []
        for clause in solver.clauses(behind: conflict) {
            if case .wish(let member) = solver.reason(of: clause) { found.append(member) }
        }
        return found.sorted()
    }
}

extension Refutation {
    /// The same contradiction without facts and wishes that it does not need.
    func minimized() -> Refutation {
        let clauses = clauses.count == facts.count ? clauses : facts.map(\.clause)
        let depths = self.depths
        let order = facts.indices.sorted { left, right in
            (facts[left].plainness, -(depths[left] ?? .max), left)
                < (facts[right].plainness, -(depths[right] ?? .max), right)
        }
        var core = ConflictCore(clauses)
        guard let kept = core.smallest(leavingOut: order) else { return self }
        var copy = self
        copy.facts = kept.map { facts[$0] }
        copy.clauses = kept.map { clauses[$0] }
        let named = Set(copy.facts.compactMap(\.wish))
        copy.wishes = named.isEmpty ? wishes : named.sorted()
        return copy
    }

    /// For each fact how many steps its package is away from a wish.
    private var depths: [Int: Int] {
        var bySubject: [PackageID: [Int]] = [:]
        for (index, fact) in facts.enumerated() {
            if let subject = fact.subject { bySubject[subject, default: []].append(index) }
        }
        var known: [PackageID: Int] = [:]
        var frontier: [PackageID] = []
        for fact in facts where fact.wish != nil || fact.isInstalled {
            for choice in fact.choices where known.updateValue(0, forKey: choice) == nil {
                frontier.append(choice)
            }
        }
        var found: [Int: Int] = [:]
        var next = 0
        while next < frontier.count {
            let package = frontier[next]
            let depth = known[package] ?? 0
            next += 1
            for index in bySubject[package] ?? [] {
                found[index] = depth
                for choice in facts[index].choices where known[choice] == nil {
                    known[choice] = depth + 1
                    frontier.append(choice)
                }
            }
        }
        return found
    }
}

extension Refutation.Fact {
    /// The wish that it belongs to.
    var wish: Int? {
        switch self {
        case .wish(let wish, _), .best(let wish, _): wish
        default: nil
        }
    }

    /// The package that it is about.
    var subject: PackageID? {
        switch self {
        case .requires(let package, _, _, _), .conflicts(let package, _, _),
            .sameName(let package, _), .obsoletes(let package, _, _), .excludes(let package, _),
            .excluded(let package), .inferior(let package, _), .split(let package, _):
            package
        case .wish, .best, .keeps, .frozen, .preference: nil
        }
    }

    /// The package that it excludes beside the one that it is about.
    var other: PackageID? {
        switch self {
        case .conflicts(_, let other, _), .sameName(_, let other), .obsoletes(_, let other, _):
            other
        default: nil
        }
    }

    /// The packages of which one is needed.
    var choices: [PackageID] {
        switch self {
        case .requires(_, _, _, let choices), .inferior(_, let choices), .best(_, let choices),
            .wish(_, let choices), .keeps(_, let choices), .split(_, let choices):
            choices
        case .frozen(let package): [package]
        default: []
        }
    }

    /// How readily it is left out: the greater, the plainer it is to say.
    fileprivate var plainness: Int {
        switch self {
        case .wish: 0
        case .best: 1
        case .excludes, .sameName: 2
        case .inferior, .split, .preference: 3
        case .conflicts, .obsoletes: 4
        case .excluded, .keeps, .frozen: 5
        case .requires(_, _, _, let choices): choices.isEmpty ? 7 : 6
        }
    }

    /// What it says as a clause, as far as it tells.
    fileprivate var clause: [Literal] {
        var literals = choices.map { Literal.positive($0.index) }
        if let subject { literals.insert(.negative(subject.index), at: 0) }
        if let other { literals.append(.negative(other.index)) }
        return literals
    }
}
