import MirrorTestSupport
import Testing

@testable import Resolver

/// The core: propagation, learning and backjumping, apart from any package.
@Suite struct SolverTests {
    /// Clauses as in DIMACS: a variable from 1, negative where negated.
    typealias Clause = [Int]

    static func literal(_ number: Int) -> Literal {
        number > 0 ? .positive(number - 1) : .negative(-number - 1)
    }

    static func solver(_ clauses: [Clause], variables: Int) -> Solver {
        var solver = Solver(variables: variables)
        for (index, clause) in clauses.enumerated() {
            solver.addClause(clause.map(literal), .wish(index))
        }
        return solver
    }

    /// What is wrong with a solver that has nothing left to propagate, if anything is.
    static func flaw(_ solver: borrowing Solver, _ clauses: [Clause]) -> String? {
        for clause in clauses {
            let values = clause.map { solver.value(literal($0)) }
            if values.contains(1) { continue }
            let open = values.filter { $0 == 0 }.count
            if open < 2 { return "clause \(clause) has \(open) open literals" }
        }
        var levels: [Int32] = []
        for literal in solver.trail {
            if solver.value(literal) != 1 { return "\(literal) on the trail is not true" }
            levels.append(solver.levels[literal.variable])
        }
        if levels != levels.sorted() { return "levels fall along the trail" }
        if Set(solver.trail.map(\.variable)).count != solver.trail.count { return "a double" }
        let assigned = solver.values.filter { $0 != 0 }.count
        return assigned == solver.trail.count ? nil : "\(assigned) assigned, trail is shorter"
    }

    /// Decides the first open variable until all are, or there is no way; checks every step.
    static func search(_ solver: inout Solver, _ clauses: [Clause]) -> (
        model: [Bool]?, flaw: String?
    ) {
        while true {
            if let conflict = solver.propagate() {
                let violated = solver.literals(of: conflict)
                if violated.contains(where: { solver.value($0) >= 0 }) {
                    return (nil, "the conflict is none")
                }
                let level = solver.level
                if !solver.learn(from: conflict) { return (nil, nil) }
                if solver.level >= level { return (nil, "no jump back") }
                continue
            }
            if let flaw = flaw(solver, clauses) { return (nil, flaw) }
            guard let open = solver.values.firstIndex(of: 0) else {
                return (solver.values.map { $0 == 1 }, nil)
            }
            solver.decide(.positive(open))
        }
    }

    static func holds(_ clauses: [Clause], _ model: (Int) -> Bool) -> Bool {
        clauses.allSatisfy { $0.contains { model(abs($0) - 1) == ($0 > 0) } }
    }

    @Test(arguments: 1...6)
    func `refutes that pigeons fit into too few holes`(holes: Int) {
        var clauses: [Clause] = []
        let pigeons = holes + 1
        func place(_ pigeon: Int, _ hole: Int) -> Int { pigeon * holes + hole + 1 }
        for pigeon in 0..<pigeons { clauses.append((0..<holes).map { place(pigeon, $0) }) }
        for hole in 0..<holes {
            for one in 0..<pigeons {
                for other in 0..<one { clauses.append([-place(one, hole), -place(other, hole)]) }
            }
        }
        var solver = Self.solver(clauses, variables: pigeons * holes)
        let answer = Self.search(&solver, clauses)
        #expect(answer.model == nil && answer.flaw == nil, "\(answer)")
        // One pigeon fewer fits.
        clauses.removeFirst()
        var other = Self.solver(clauses, variables: pigeons * holes)
        let fits = Self.search(&other, clauses)
        #expect(fits.flaw == nil)
        #expect(fits.model.map { model in Self.holds(clauses) { model[$0] } } == true)
    }

    @Test func `finds a model of random formulas exactly where there is one`() {
        var satisfiable = 0
        for seed in UInt64(0)..<400 {
            var random = SeededRandom(seed: seed)
            let variables = Int.random(in: 4...9, using: &random)
            let count = Int(Double(variables) * Double.random(in: 3...5.5, using: &random))
            var clauses: [Clause] = []
            for _ in 0..<count {
                let length = Int.random(in: 1...20, using: &random) == 1 ? 2 : 3
                let chosen = Array(1...variables).shuffled(using: &random).prefix(length)
                clauses.append(chosen.map { Bool.random(using: &random) ? $0 : -$0 })
            }
            let isSatisfiable = (0..<(1 << variables)).contains { bits in
                Self.holds(clauses) { bits >> $0 & 1 == 1 }
            }
            var solver = Self.solver(clauses, variables: variables)
            let answer = Self.search(&solver, clauses)
            #expect(answer.flaw == nil, "seed \(seed): \(answer.flaw ?? "")")
            #expect((answer.model != nil) == isSatisfiable, "seed \(seed)")
            if let model = answer.model {
                satisfiable += 1
                #expect(Self.holds(clauses) { model[$0] }, "seed \(seed)")
            }
        }
        #expect(satisfiable > 50 && satisfiable < 350)
    }

    @Test func `learns the first unique implication point and jumps back`() {
        // 1 and 2 are decided; 3 decides 4 and 5, which exclude each other together with 1.
        let clauses: [Clause] = [[-3, 4], [-3, 5], [-4, -5, -1]]
        var solver = Self.solver(clauses, variables: 5)
        for variable in [0, 1, 2] {
            #expect(solver.propagate() == nil)
            solver.decide(.positive(variable))
        }
        let conflict = solver.propagate()
        #expect(conflict.map { solver.reason(of: $0) } == .wish(2))
        guard let conflict else { return }
        let learnt = solver.learn(from: conflict)
        #expect(learnt)
        // The decision about 2 had no part in it.
        #expect(solver.level == 1)
        #expect(solver.values == [1, 0, -1, 0, 0])
        let clause = solver.reasons[2]
        #expect(Set(solver.literals(of: clause)) == [.negative(2), .negative(0)])
        guard case .learnt(let start, let end) = solver.reason(of: clause) else {
            Issue.record("the reason is not that it was learnt")
            return
        }
        let reasons = Set(solver.antecedents(from: start, to: end).map { solver.reason(of: $0) })
        #expect(reasons == [.wish(0), .wish(1), .wish(2)])
    }

    @Test func `takes decisions back`() {
        var solver = Self.solver([[-1, 2], [-2, 3]], variables: 4)
        solver.decide(.positive(3))
        #expect(solver.propagate() == nil)
        solver.decide(.positive(0))
        #expect(solver.propagate() == nil)
        #expect(solver.values == [1, 1, 1, 1] && solver.level == 2)
        solver.backtrack(to: 5)
        #expect(solver.level == 2)
        solver.backtrack(to: 1)
        #expect(solver.values == [0, 0, 0, 1] && solver.level == 1)
        solver.decide(.negative(2))
        #expect(solver.propagate() == nil)
        #expect(solver.values == [-1, -1, -1, 1])
        solver.backtrack(to: 0)
        #expect(solver.values == [0, 0, 0, 0] && solver.trail.isEmpty)
    }

    @Test func `clauses of one literal, of none and contradicting ones`() {
        var solver = Self.solver([[1], [-1, 2]], variables: 3)
        #expect(solver.propagate() == nil)
        #expect(solver.values == [1, 1, 0])
        solver.addClause([.negative(1), .negative(0), .positive(2)], .wish(9))
        #expect(solver.values == [1, 1, 1])
        solver.addClause([.negative(2)], .wish(10))
        let conflict = solver.propagate()
        #expect(conflict.map { solver.reason(of: $0) } == .wish(10))
        if let conflict {
            let learnt = solver.learn(from: conflict)
            #expect(!learnt)
        }
        var empty = Solver(variables: 1)
        empty.addClause([], .wish(0))
        #expect(empty.propagate() != nil)
    }

    @Test func `a clause that a learnt fact already meets stays watched`() {
        // Clauses added later, when the first level already decided something.
        var solver = Self.solver([[-1]], variables: 4)
        #expect(solver.propagate() == nil)
        let late: [Clause] = [[1, 2, 3], [1, -2, 4]]
        for clause in late { solver.addClause(clause.map(Self.literal), .wish(0)) }
        solver.decide(.negative(2))
        #expect(solver.propagate() == nil)
        #expect(solver.values == [-1, 1, -1, 1])
    }
}
