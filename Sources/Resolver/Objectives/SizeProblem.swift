internal import PackageModel

/// What a question demands, cut down to the packages that an answer can hold, which are numbered anew.
struct SizeProblem {
    /// The packages, in ascending order; a variable is a place in it.
    private(set) var packages: [PackageID] = []
    /// Each clause; a variable is at most once in it.
    private(set) var clauses: [[Literal]] = []
    /// What each variable costs.
    private(set) var costs: [Int] = []

    /// Takes over the clauses that concern what the wishes can bring in.
    ///
    /// - Parameters:
    ///   - demands: The clauses of the question itself, which have no premise.
    ///   - clauses: Everything else that has to hold.
    ///   - isAllowed: What may be taken at all.
    init(
        demands: [[Literal]], clauses: [[Literal]], objective: SizeObjective,
        isAllowed: (PackageID) -> Bool
    ) {
        // A clause asks for its packages once all its premises are chosen: it hangs on one of them.
        var asking: [Int: [Int]] = [:]
        for (index, clause) in clauses.enumerated() where clause.contains(where: \.isPositive) {
            guard let premise = clause.first(where: { !$0.isPositive }) else { continue }
            asking[premise.variable, default: []].append(index)
        }
        var isReached: Set<Int> = []
        var waiting: [Int] = []
        func reach(_ clause: [Literal]) {
            for literal in clause where literal.isPositive {
                guard isAllowed(PackageID(literal.variable)),
                    isReached.insert(literal.variable).inserted
                else { continue }
                waiting.append(literal.variable)
            }
        }
        for demand in demands { reach(demand) }
        while let variable = waiting.popLast() {
            for index in asking[variable] ?? [] { reach(clauses[index]) }
        }
        packages = isReached.sorted().map { PackageID($0) }
        costs = packages.map { objective.cost($0) }
        var places: [Int: Int] = [:]
        for (place, package) in packages.enumerated() { places[package.index] = place }
        for clause in demands + clauses { add(clause, places) }
    }

    /// Adds what is left of a clause when everything out of reach is not chosen.
    private mutating func add(_ clause: [Literal], _ places: [Int: Int]) {
        var rest: [Literal] = []
        for literal in clause {
            guard let place = places[literal.variable] else {
                if literal.isPositive { continue }
                return
            }
            rest.append(literal.isPositive ? .positive(place) : .negative(place))
        }
        clauses.append(rest)
    }
}
