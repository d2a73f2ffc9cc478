import MirrorBase
import PackageModel
import Resolver
import Testing

/// What stays on a machine, and what of its packages is no demand.
@Suite struct AssumedBaseTests {
    private struct Line {
        var name: String
        var version: String
        var isInstalled = false
        var requires: [String] = []
        var conflicts: [String] = []
        var obsoletes: [String] = []
    }

    private func universe(_ lines: [Line], _ scheme: VersionScheme) -> (Universe, PackageSet) {
        var builder = UniverseBuilder(nativeArchitecture: "x", scheme: scheme)
        let origin = builder.addOrigin(PackageOrigin(repository: "r", suite: "", component: ""))
        let there = builder.addOrigin(.installed(scheme))
        for line in lines {
            let name = builder.names.intern(line.name)
            let version = VersionID(builder.versions.intern(line.version).raw)
            builder.beginPackage()
            for (kind, names) in [
                (RelationKind.requires, line.requires), (.conflicts, line.conflicts),
                (.obsoletes, line.obsoletes),
            ] {
                if kind == .obsoletes { for _ in 2..<4 { builder.endKind() } }
                for text in names {
                    let other = builder.names.intern(text)
                    builder.append(Relation(name: other))
                }
                builder.endKind()
            }
            builder.endPackage(
                name: name, version: version, architecture: 0, traits: PackageTraits(),
                origin: line.isInstalled ? there : origin, text: 0, stanza: ByteRange(0..<0))
        }
        let universe = builder.finish()
        let installed = lines.indices.filter { lines[$0].isInstalled }.map { PackageID($0) }
        return (universe, PackageSet(installed, count: universe.count))
    }

    @Test(arguments: [VersionScheme.rpm, .debian])
    func `what is there stays, or becomes newer, never older`(scheme: VersionScheme) {
        let (universe, installed) = universe(
            [
                Line(name: "a", version: "1"), Line(name: "a", version: "3"),
                Line(name: "a", version: "2", isInstalled: true),
                Line(name: "b", version: "1", isInstalled: true),
            ], scheme)
        let wishes = AssumedBase(universe, installed).wishes()
        #expect(wishes.map(\.candidates) == [[PackageID(2), PackageID(1)], [PackageID(3)]])
        #expect(wishes.allSatisfy { !$0.takesBest && !$0.takesRecommended })
    }

    @Test func `with rpm what obsoletes it can take its place, and the same build need not`() {
        let (universe, installed) = universe(
            [
                Line(name: "new", version: "1", obsoletes: ["old"]),
                Line(name: "old", version: "1"),
                Line(name: "old", version: "1", isInstalled: true),
            ], .rpm)
        let base = AssumedBase(universe, installed)
        #expect(base.wishes()[0].candidates == [PackageID(2), PackageID(0)])
        #expect(base.doubles() == [PackageID(1)])
    }

    @Test(arguments: [VersionScheme.rpm, .debian])
    func `what does not hold from the start is no demand`(scheme: VersionScheme) {
        let (universe, installed) = universe(
            [
                Line(
                    name: "a", version: "1", isInstalled: true, requires: ["b", "nothing"],
                    conflicts: ["b", "c"]),
                Line(name: "b", version: "1", isInstalled: true), Line(name: "c", version: "1"),
            ], scheme)
        let base = AssumedBase(universe, installed)
        let broken = base.brokenRelations().sorted().map {
            universe.text(of: universe.relation($0))
        }
        #expect(broken == ["nothing", "b"])
        let rest = UniverseBuilder(extending: universe, dropping: base.brokenRelations()).finish()
        let texts = rest.relations(.requires, of: PackageID(0)).map {
            rest.text(of: rest.relation($0))
        }
        #expect(texts == ["b"])
        let excluded = rest.relations(.conflicts, of: PackageID(0)).map {
            rest.text(of: rest.relation($0))
        }
        #expect(excluded == ["c"])
        #expect(AssumedBase(rest, installed).brokenRelations().isEmpty)
    }
}
