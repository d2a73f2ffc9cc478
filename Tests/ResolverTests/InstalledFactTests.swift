import PackageModel
import Testing

@testable import Resolver

/// What a refusal says of packages that are on the machine, and what of those is no demand.
@Suite struct InstalledFactTests {
    /// Packages of the machine (`@`), then of a repository: a name, a version, and lists of relations.
    private func puzzle(
        _ packages: [(name: String, version: String, relations: [RelationKind: String])]
    ) throws -> RPMPuzzle {
        var puzzle = RPMPuzzle()
        puzzle.hasInstalled = true
        puzzle.priorities = [0, -10]
        for package in packages {
            let name = package.name.drop { $0 == "@" }
            var relations = RelationKind.allCases.map { _ in [RPMPuzzle.Dependency]() }
            for (kind, text) in package.relations {
                var reader = DependencyText(text)
                relations[kind.rawValue] = try reader.list()
            }
            relations[RelationKind.provides.rawValue].append(
                .plain(String(name), .equal, package.version))
            puzzle.packages.append(
                RPMPuzzle.Package(
                    name: String(name), version: package.version, architecture: "x86_64",
                    repository: package.name.hasPrefix("@") ? 0 : 1, relations: relations))
        }
        return puzzle
    }

    private func installed(_ puzzle: RPMPuzzle) -> PackageSet {
        PackageSet(puzzle.installed.map { PackageID($0) }, count: puzzle.packages.count)
    }

    @Test func `yum says of no package that comes that it is installed`() throws {
        let puzzle = try puzzle([
            ("@lib", "1-1", [:]), ("app", "1-1", [.conflicts: "lib < 2-1"]),
            ("lib", "2-1", [.requires: "nowhere"]),
        ])
        let installed = installed(puzzle)
        let universe = puzzle.universe()
        var yum = YumClient(universe, installed: installed, excluded: PackageSet(count: 3))
        let wish = ResolverWish(label: "app", candidates: [PackageID(1)])
        guard case .refused(let refusal) = yum.install([wish]) else {
            Issue.record("yum installs it")
            return
        }
        let refutation = try #require(refusal.refutation)
        #expect(
            refutation.facts.contains(.keeps(PackageID(0), choices: [0, 2].map(PackageID.init))))
        for case .keeps(let package, _) in refutation.facts {
            #expect(installed.contains(package))
        }
        let words = Explanation(refutation, wishes: [wish], in: universe)
        let text = ([words.headline] + words.lines).joined(separator: "\n")
        #expect(!text.contains("`lib-2-1.x86_64` is installed"), "\(text)")
    }

    @Test func `unless with a condition that holds is not met`() throws {
        let puzzle = try puzzle([
            ("@app", "1-1", [.requires: "(lib unless other)"]), ("@lib", "1-1", [:]),
            ("@other", "1-1", [:]),
        ])
        let universe = puzzle.universe()
        let broken = AssumedBase(universe, installed(puzzle)).brokenRelations()
        #expect(broken == Set(universe.relations(.requires, of: PackageID(0))))
    }

    @Test func `what takes the place of several versions is a choice once`() throws {
        let puzzle = try puzzle([
            ("@old", "1-1", [:]), ("@old", "2-1", [:]), ("new", "1-1", [.obsoletes: "old"]),
        ])
        let wishes = AssumedBase(puzzle.universe(), installed(puzzle)).wishes()
        #expect(wishes.map(\.candidates) == [[1, 0, 2].map(PackageID.init)])
    }

    @Test func `the reason of a rich dependency names its condition, too`() throws {
        let puzzle = try puzzle([
            ("top", "1-1", [.requires: "(nowhere if condition), middle"]),
            ("middle", "1-1", [.requires: "condition"]), ("condition", "1-1", [:]),
        ])
        let universe = puzzle.universe()
        var installability = Installability(universe)
        let found = installability.refutation(of: PackageID(0))
        let refutation = try #require(found).minimized()
        let needed = refutation.facts.compactMap(\.subject)
        #expect(Set(needed).isSuperset(of: [PackageID(0), PackageID(1)]), "\(refutation.facts)")
    }
}
