import MirrorTestSupport
import PackageModel
import Testing

@testable import Resolver

/// Refutations of random universes, cut down.
@Suite struct ConflictCoreTests {
    /// Whether clauses exclude one another, by trying every assignment of what they speak of.
    private func isContradiction(_ clauses: [[Literal]]) -> Bool {
        let variables = Set(clauses.joined().map(\.variable)).sorted()
        guard variables.count <= 12 else { return true }
        let numbers = Dictionary(uniqueKeysWithValues: zip(variables, 0...))
        return (0..<(1 << variables.count)).allSatisfy { assignment in
            clauses.contains { clause in
                clause.allSatisfy { literal in
                    let isTrue = assignment >> (numbers[literal.variable] ?? 0) & 1 == 1
                    return isTrue != literal.isPositive
                }
            }
        }
    }

    private func check(_ refutation: Refutation, _ seed: UInt64) {
        let core = refutation.minimized()
        #expect(core.facts.count == core.clauses.count, "seed \(seed)")
        #expect(core.facts.count <= refutation.facts.count, "seed \(seed)")
        #expect(isContradiction(core.clauses), "seed \(seed)")
        let count = Set(core.clauses.joined().map(\.variable)).count
        guard count <= 8 else { return }
        for index in core.clauses.indices {
            var rest = core.clauses
            rest.remove(at: index)
            #expect(!isContradiction(rest), "seed \(seed): fact \(index) is not needed")
        }
    }

    @Test(arguments: UInt64(1)...12)
    func `no fact of Debian's can be left out, and none is missing`(seed: UInt64) throws {
        let universe = try RandomUniverse(seed: seed &* 733, names: 30, limit: 45).universe()
        var resolver = DebianResolver(universe)
        var count = 0
        for package in universe.packages {
            for other in universe.packages.prefix(12) {
                let wishes = [package, other].map {
                    ResolverWish(label: universe.label($0), candidates: [$0])
                }
                guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else { continue }
                check(refutation, seed)
                count += 1
            }
        }
        #expect(count > 0, "seed \(seed)")
    }

    @Test(arguments: UInt64(1)...12)
    func `no fact of rpm's can be left out, and none is missing`(seed: UInt64) throws {
        let universe = RPMPuzzle(seed: seed &* 977).universe()
        var resolver = RPMResolver(universe)
        for package in universe.packages {
            let wishes = [ResolverWish(label: universe.label(package), candidates: [package])]
            guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else { continue }
            check(refutation, seed)
        }
    }

    @Test(arguments: [90, 1500])
    func `a long way is told in few lines`(length: Int) throws {
        var text = ""
        for number in 1..<length {
            text +=
                "Package: p\(number)\nVersion: 1\nArchitecture: amd64\nDepends: p\(number + 1)\n\n"
        }
        text += "Package: p\(length)\nVersion: 1\nArchitecture: amd64\nDepends: nowhere\n"
        let universe = try Universe.reading(Array(text.utf8), native: "amd64")
        var resolver = DebianResolver(universe)
        let wishes = [universe.wish("p1")]
        guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else {
            Issue.record("it has an answer")
            return
        }
        let explanation = Explanation(refutation, wishes: wishes, in: universe)
        #expect(
            explanation.headline
                == "`p1` cannot be installed: `p\(length) 1` needs `nowhere`, which nothing provides"
        )
        #expect(explanation.lines.count == 9)
    }

    @Test func `a contradiction is found among clauses that do not matter`() {
        let (a, b, c) = (Literal.positive(3), Literal.positive(7), Literal.positive(9))
        var core = ConflictCore([
            [a, b], [c], [a.negated], [b.negated, c], [b.negated], [c, a],
        ])
        #expect(core.smallest(leavingOut: [0, 1, 2, 3, 4, 5]) == [0, 2, 4])
        var none = ConflictCore([[a, b], [a.negated]])
        #expect(none.smallest(leavingOut: [0, 1]) == nil)
    }
}
