import PackageModel
import RPMRepository
import Testing

/// Rich dependencies, as they stand in documents.
@Suite struct RichDependencyTests {
    /// An expression in words, prefix first.
    static func text(_ expression: DependencyExpression, _ universe: Universe) -> String {
        func list(_ word: String, _ parts: [DependencyExpression]) -> String {
            "\(word)[\(parts.map { text($0, universe) }.joined(separator: "; "))]"
        }
        switch expression {
        case .relation(let relation):
            let name = universe.names.string(relation.name)
            if relation.comparison == .any { return name }
            let version = universe.versions.string(relation.version.name)
            return "\(name) \(relation.comparison.rpmText) \(version)"
        case .and(let parts): return list("and", parts)
        case .or(let parts): return list("or", parts)
        case .with(let parts): return list("with", parts)
        case .without(let first, let second): return list("without", [first, second])
        case .ifThere(let first, let condition, let otherwise):
            return list("if", [first, condition] + (otherwise.map { [$0] } ?? []))
        case .unlessThere(let first, let condition, let otherwise):
            return list("unless", [first, condition] + (otherwise.map { [$0] } ?? []))
        }
    }

    static func document(_ dependency: String) -> String {
        let escaped = dependency.replacing("&", with: "&amp;").replacing("<", with: "&lt;")
        return PrimarySamples.document(
            "<rpm:requires><rpm:entry name=\"\(escaped)\"/></rpm:requires>")
    }

    @Test(arguments: [
        ("(a)", "a"), ("(a and b)", "and[a; b]"), ("( a  or b or c )", "or[a; b; c]"),
        ("(a with b with c)", "with[a; b; c]"), ("(a without b)", "without[a; b]"),
        ("(a if b)", "if[a; b]"), ("(a if b else c)", "if[a; b; c]"),
        ("(a unless b else c)", "unless[a; b; c]"), ("(a unless b)", "unless[a; b]"),
        ("(a >= 1.0-1 if b < 2:3)", "if[a >= 0:1.0-1; b < 2:3]"),
        ("((a or b) and (c if (d and e) else f))", "and[or[a; b]; if[c; and[d; e]; f]]"),
        ("(pkgconfig(x) = 1 or lib(y)(64bit))", "or[pkgconfig(x) = 0:1; lib(y)(64bit)]"),
        ("(a = 1~rc^2 and a<=2)", ""), ("(a => 1 and b =< 2)", "and[a >= 0:1; b <= 0:2]"),
        ("(/usr/bin/x == 007:1 or and)", "or[/usr/bin/x = 7:1; and]"),
    ])
    func `reads the operators and what they hold`(dependency: String, expected: String) throws {
        // A name ends at a blank, so `a<=2` is one.
        let expected = expected.isEmpty ? "and[a = 0:1~rc^2; a<=2]" : expected
        let universe = try PrimarySamples.read(Self.document(dependency))
        let position = universe.relations(.requires, of: PackageID(0)).lowerBound
        let id = try #require(universe.relation(position).expression)
        #expect(Self.text(universe.expression(id), universe) == expected)
        #expect(universe.names.string(universe.relation(position).name) == dependency)
    }

    @Test(arguments: [
        "(", "()", "(a", "(a))", "(a and)", "(and a b)", "(a b)", "(a and b or c)", "(a if b if c)",
        "(a if b else c else d)", "(a else b)", "(a without b without c)", "(a >= )", "(a >>= 1)",
        "(a >= 1 2)", "(a and b) c", "(a and (b)", "(a << 1)", "(a = 99999999999:1)",
        "(a and b else c)",
        "(a AND b)", "(if b)",
    ])
    func `refuses what is no dependency`(dependency: String) {
        let error = PrimarySamples.error(Self.document(dependency))
        #expect(error?.reason == .malformedDependency(dependency))
    }

    @Test func `refuses to nest without end`() throws {
        let nested = { (depth: Int) in
            String(repeating: "(a or ", count: depth) + "b" + String(repeating: ")", count: depth)
        }
        #expect(PrimarySamples.error(Self.document(nested(32))) == nil)
        guard
            case .malformedDependency(let text)? =
                PrimarySamples.error(Self.document(nested(100_000)))?.reason
        else {
            Issue.record("accepted")
            return
        }
        #expect(text.utf8.count == 60)
    }
}
