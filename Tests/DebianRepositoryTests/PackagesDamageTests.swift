import DebianRepository
import PackageModel
import Testing

/// Indexes that are wrong: which line it is, and that nothing worse happens.
@Suite struct PackagesDamageTests {
    typealias Samples = PackagesSamples

    static let first = "Package: first\nVersion: 1\n\n"

    @Test(arguments: [
        ("Package: a\n# comment\nVersion: 1\n", 5), ("#\nPackage: a\n", 4), ("Package a\n", 4),
        (": a\n", 4), ("Package: a\nVersion: 1\nnonsense", 6), ("\u{feff}\n", 4),
    ])
    func `refuses what is not a field`(text: String, line: Int) {
        let error = Samples.error(Self.first + text)
        #expect(error == PackagesError(line: line, reason: .notAField))
        #expect(error?.description == "line \(line) is not a field")
    }

    @Test(arguments: [
        ("Version: 1\nArchitecture: amd64\n", 5), ("Version: 1\n\nPackage: b\nVersion: 1\n", 4),
        ("Version: 1", 4), ("Package:\nVersion: 1\n\n", 5), ("\n\nVersion: 1\n\n", 6),
    ])
    func `refuses a stanza without a name`(text: String, line: Int) {
        let error = Samples.error(Self.first + text)
        #expect(error == PackagesError(line: line, reason: .missingPackage))
    }

    @Test(arguments: [
        "b (", "b (>=", "b (>= )", "b (>= 1", "b (1)", "b (== 1)", "b ()", "b c", "b (>= 1) c",
        "b (>= 1 2)", "(>= 1)", "b:", "b: (>= 1)", "b | | c", "| b", ")", "b )", "b (>= 1))",
        "b (=> 1)", "b (!= 1)", "b (>= 1,2", "b:any:any",
    ])
    func `refuses a malformed dependency, and says on which line`(text: String) throws {
        let index = Self.first + "Package: a\nVersion: 1\nDepends: x,\n y,\n \(text)\nTag: t\n"
        let error = Samples.error(index)
        #expect(error?.line == 8, "\(text) \(String(describing: error))")
        guard case .malformedRelation(let found)? = error?.reason else {
            Issue.record("\(text) is accepted")
            return
        }
        #expect(text.hasPrefix(found.prefix(1)) || text.contains(found))
    }

    @Test(arguments: ["Pre-Depends", "Conflicts", "Breaks", "Recommends", "Provides"])
    func `refuses a malformed dependency in any field`(field: String) {
        let error = Samples.error("Package: a\n\(field): b (\nVersion: 1\n")
        #expect(error == PackagesError(line: 2, reason: .malformedRelation("b (")))
    }

    @Test func `quotes only the beginning of what is malformed`() {
        let error = Samples.error(
            "Package: a\nVersion: 1\nDepends: b \(String(repeating: "x", count: 500))\n")
        guard case .malformedRelation(let text)? = error?.reason else {
            Issue.record("accepted")
            return
        }
        #expect(text.utf8.count == 60)
    }

    @Test(arguments: ["", ",", ",,", " , ", "b,", ",b", "b,,c"])
    func `empty dependencies are passed over`(text: String) throws {
        let universe = try Samples.read("Package: a\nVersion: 1\nDepends: \(text)\n")
        let names = text.split(whereSeparator: { $0 == "," || $0 == " " }).joined(separator: ", ")
        #expect(Samples.text(universe, .requires, PackageID(0)) == names)
    }

    @Test func `damage of any kind is an error or a universe, never a crash`() {
        let bytes = Array((PackagesReaderTests.full + Self.first).utf8)
        var accepted = 0
        for seed in UInt64(0)..<3000 {
            var mutator = ByteMutator(seed: seed)
            let damaged = mutator.damaged(bytes)
            let cut = mutator.next(below: damaged.count + 1)
            guard let whole = try? Samples.read(damaged) else {
                #expect(
                    (try? Samples.read(damaged, cuts: [cut])) == nil, "seed \(seed), cut \(cut)")
                continue
            }
            accepted += 1
            guard let pieces = try? Samples.read(damaged, cuts: [cut]) else {
                Issue.record("seed \(seed), cut at \(cut): refused in pieces only")
                continue
            }
            #expect(
                Samples.describe(whole) == Samples.describe(pieces), "seed \(seed), cut \(cut)")
        }
        #expect(accepted > 100)
    }
}
