internal import PackageModel

/// Finds the cheapest set of packages that meets all clauses: branch and bound on a solver that learns.
///
/// Whatever cannot end below the best found so far is a conflict: the packages that are chosen, and what
/// open demands will cost at least, explain it, and the solver learns from that as from any other. So the
/// search is exact, and ends with a proof, unless its budget ends before.
struct SizeSearch: ~Copyable {
    private var solver: Solver
    private let costs: [Int]
    private let clauses: [[Literal]]
    /// For each variable the clauses of which it is the first premise; and those without any.
    private var asking: [[Int32]]
    private var demands: [Int32] = []
    /// For each variable what it brings in by necessity, itself included, in ascending order.
    private var closures: [[Int32]]
    private var best: Int
    private var stepLimit: Int
    private var examined = 0
    /// The bound for which expensive packages were ruled out last.
    private var droppedAbove = Int.max
    /// Marks of one bound, by its number.
    private var stamps: [Int32]
    private var stamp: Int32 = 0

    /// A clause that asks for one of several packages.
    private struct Demand {
        var clause: Int
        /// The candidate that would add least, and how much at least.
        var candidate: Int
        var cost: Int
        var count: Int
    }

    /// The cheapest answer found, as variables.
    private(set) var found: [Int]?
    /// Whether there is nothing cheaper.
    private(set) var isProven = false

    /// Prepares to look for what costs less than `bound`.
    init(_ problem: SizeProblem, below bound: Int, stepBudget: Int) {
        let count = problem.packages.count
        costs = problem.costs
        clauses = problem.clauses
        solver = Solver(variables: count)
        asking = Array(repeating: [], count: count)
        closures = Array(repeating: [], count: count)
        stamps = Array(repeating: 0, count: count)
        best = bound
        stepLimit = stepBudget
        for (index, clause) in clauses.enumerated() {
            solver.addClause(clause, .learnt(0, 0))
            guard clause.contains(where: \.isPositive) else { continue }
            if let premise = clause.first(where: { !$0.isPositive }) {
                asking[premise.variable].append(Int32(index))
            } else {
                demands.append(Int32(index))
            }
        }
        findClosures()
    }

    /// Searches until there is nothing cheaper, or the budget is spent.
    mutating func run() {
        while solver.stepCount + examined <= stepLimit {
            if let conflict = solver.propagate() {
                isProven = !solver.learn(from: conflict)
                if isProven { return }
                continue
            }
            if solver.level == 0, best < droppedAbove {
                dropExpensive()
                continue
            }
            var chosen = 0
            for literal in solver.trail where literal.isPositive {
                chosen += costs[literal.variable]
            }
            let open = openDemands()
            var clause: [Literal]?
            if open.isEmpty, chosen < best {
                best = chosen
                found = solver.trail.filter(\.isPositive).map(\.variable)
                clause = explanation([])
            } else {
                clause = excess(of: open, over: chosen)
            }
            if let clause {
                isProven = !learn(clause)
                if isProven { return }
            } else if let demand = open.min(by: { SizeSearch.precedes($0, $1) }) {
                solver.decide(.positive(demand.candidate))
            }
        }
    }

    /// Learns from a clause that all assignments so far violate.
    private mutating func learn(_ clause: [Literal]) -> Bool {
        // The solver learns from conflicts of its present level.
        let deepest = clause.map { solver.levels[$0.variable] }.max() ?? 0
        solver.backtrack(to: Int(deepest))
        return solver.learn(from: solver.store(clause, .learnt(0, 0)))
    }

    // MARK: - Bounds

    /// The clause that says why this cannot end below the best, if it cannot.
    private mutating func excess(of open: [Demand], over chosen: Int) -> [Literal]? {
        if chosen >= best { return explanation([]) }
        var bound = chosen
        var counted: [Demand] = []
        stamp += 1
        // Demands that have nothing in common add up.
        for demand in open.sorted(by: { ($1.cost, $0.clause) < ($0.cost, $1.clause) }) {
            if !claim(demand) { continue }
            bound += demand.cost
            counted.append(demand)
            if bound >= best { return explanation(counted) }
        }
        return nil
    }

    /// Marks everything that a demand could bring in; `false` where another has marked some of it.
    private mutating func claim(_ demand: Demand) -> Bool {
        var all: [Int32] = []
        for literal in clauses[demand.clause] where solver.value(literal) == 0 {
            for package in closures[literal.variable] where solver.values[Int(package)] != 1 {
                if stamps[Int(package)] == stamp { return false }
                all.append(package)
            }
        }
        examined += all.count / 8
        for package in all { stamps[Int(package)] = stamp }
        return true
    }

    /// Why the chosen packages and some demands cost what they do.
    private func explanation(_ counted: [Demand]) -> [Literal] {
        var clause: [Literal] = []
        for literal in solver.trail where literal.isPositive && solver.levels[literal.variable] > 0
        {
            clause.append(literal.negated)
        }
        var isIn = Set(clause)
        for demand in counted {
            for literal in clauses[demand.clause]
            where solver.value(literal) < 0 && solver.levels[literal.variable] > 0
                && isIn.insert(literal).inserted
            {
                clause.append(literal)
            }
        }
        return clause
    }

    /// Rules out what cannot be part of anything cheaper, as long as nothing is decided.
    private mutating func dropExpensive() {
        droppedAbove = best
        var chosen = 0
        for literal in solver.trail where literal.isPositive { chosen += costs[literal.variable] }
        for variable in costs.indices where solver.values[variable] == 0 {
            examined += closures[variable].count / 16
            if chosen + added(by: variable) >= best {
                solver.addClause([.negative(variable)], .learnt(0, 0))
            }
        }
    }

    /// What choosing a package adds at least to the costs.
    private func added(by variable: Int) -> Int {
        var sum = 0
        for package in closures[variable] where solver.values[Int(package)] != 1 {
            sum += costs[Int(package)]
        }
        return sum
    }

    // MARK: - Demands

    /// The clauses that ask for something which is not decided.
    private mutating func openDemands() -> [Demand] {
        var open: [Demand] = []
        for clause in demands { note(Int(clause), &open) }
        for literal in solver.trail where literal.isPositive {
            for clause in asking[literal.variable] { note(Int(clause), &open) }
        }
        return open
    }

    private mutating func note(_ clause: Int, _ open: inout [Demand]) {
        examined += 1
        var count = 0
        for literal in clauses[clause] {
            switch solver.value(literal) {
            case 1: return
            // What is not demanded yet can be left.
            case 0 where !literal.isPositive: return
            case 0: count += 1
            default: continue
            }
        }
        var least: (variable: Int, cost: Int)?
        for literal in clauses[clause] where solver.value(literal) == 0 {
            let cost = added(by: literal.variable)
            examined += closures[literal.variable].count / 16
            if cost < least?.cost ?? .max { least = (literal.variable, cost) }
        }
        guard let least else { return }
        open.append(
            Demand(clause: clause, candidate: least.variable, cost: least.cost, count: count))
    }

    /// What has fewest candidates is decided first, then what costs most.
    private static func precedes(_ left: Demand, _ right: Demand) -> Bool {
        (left.count, right.cost, left.clause) < (right.count, left.cost, right.clause)
    }

    /// What each package brings in where no choice is left: demands of one package only.
    private mutating func findClosures() {
        var next: [[Int]] = Array(repeating: [], count: costs.count)
        for clause in clauses where clause.count == 2 {
            guard let premise = clause.first(where: { !$0.isPositive }),
                let needed = clause.first(where: \.isPositive)
            else { continue }
            next[premise.variable].append(needed.variable)
        }
        for variable in costs.indices {
            var reached: Set<Int> = [variable]
            var waiting = [variable]
            while let package = waiting.popLast() {
                for needed in next[package] where reached.insert(needed).inserted {
                    waiting.append(needed)
                }
            }
            closures[variable] = reached.sorted().map { Int32($0) }
        }
    }
}
