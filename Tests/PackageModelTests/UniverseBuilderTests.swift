import MirrorBase
import PackageModel
import Testing

/// What becomes of packages between a reader and a universe.
@Suite struct UniverseBuilderTests {
    /// A package in a few words; relations are names alone.
    struct Sample {
        var name: String
        var version = "1"
        var architecture: UInt8 = 0
        var requires: [String] = []
        var conflicts: [String] = []
        var recommends: [String] = []
        var provides: [(name: String, version: String?)] = []
        var stanza = 0..<0
    }

    @discardableResult
    static func add(_ sample: Sample, from origin: UInt16, to builder: inout UniverseBuilder)
        -> Bool
    {
        let name = builder.names.intern(sample.name)
        let version = VersionID(builder.versions.intern(sample.version).raw)
        builder.beginPackage()
        for names in [sample.requires, sample.conflicts, sample.recommends] {
            for name in names { builder.append(Relation(name: builder.names.intern(name))) }
            builder.endKind()
        }
        for provided in sample.provides {
            var relation = Relation(name: builder.names.intern(provided.name))
            if let version = provided.version {
                relation.comparison = .equal
                relation.version = VersionID(builder.versions.intern(version).raw)
            }
            builder.append(relation)
        }
        builder.endKind()
        return builder.endPackage(
            name: name, version: version, architecture: sample.architecture,
            traits: PackageTraits(), origin: origin, text: 0, stanza: ByteRange(sample.stanza))
    }

    static func origin(_ name: String, _ priority: Int = 500) -> PackageOrigin {
        PackageOrigin(repository: name, suite: name, component: "main", priority: priority)
    }

    static func relations(_ universe: Universe, _ kind: RelationKind, _ index: Int) -> [String] {
        universe.relations(kind, of: PackageID(index)).map {
            universe.text(of: universe.relation($0))
        }
    }

    @Test func `an empty universe is one`() {
        let universe = UniverseBuilder(nativeArchitecture: "amd64").finish()
        #expect(universe.count == 0 && universe.packages.isEmpty)
        #expect(universe.architectures == ["amd64", "all"])
    }

    @Test func `drops doubles with their relations, and keeps the higher priority`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let low = builder.addOrigin(Self.origin("low", 100))
        let high = builder.addOrigin(Self.origin("high", 990))
        #expect(Self.add(Sample(name: "a", requires: ["x"]), from: low, to: &builder))
        #expect(Self.add(Sample(name: "b", conflicts: ["y"]), from: low, to: &builder))
        let double = Sample(
            name: "a", requires: ["p", "q"], conflicts: ["r"], recommends: ["s"],
            provides: [("t", nil)])
        #expect(!Self.add(double, from: high, to: &builder))
        #expect(Self.add(Sample(name: "a", version: "2"), from: high, to: &builder))
        #expect(Self.add(Sample(name: "a", architecture: 1), from: high, to: &builder))
        #expect(Self.add(Sample(name: "c", requires: ["z"]), from: high, to: &builder))
        #expect(builder.packageCount == 5)
        let universe = builder.finish()
        #expect(universe.packages.map { universe.nameText($0) } == ["a", "b", "a", "a", "c"])
        #expect(universe.packages.map { universe.priority($0) } == [990, 100, 990, 990, 990])
        #expect(universe.origin(PackageID(0)).repository == "low")
        #expect(Self.relations(universe, .requires, 0) == ["x"])
        #expect(Self.relations(universe, .conflicts, 0) == [])
        #expect(Self.relations(universe, .conflicts, 1) == ["y"])
        #expect(Self.relations(universe, .requires, 2) == [])
        #expect(Self.relations(universe, .requires, 4) == ["z"])
        #expect(universe.names.find("t").map { universe.providers(of: $0).count } == 0)
    }

    @Test func `a lower priority of a double changes nothing`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let high = builder.addOrigin(Self.origin("high", 900))
        let low = builder.addOrigin(Self.origin("low", -1))
        Self.add(Sample(name: "a"), from: high, to: &builder)
        Self.add(Sample(name: "a"), from: low, to: &builder)
        #expect(builder.finish().priority(PackageID(0)) == 900)
    }

    @Test func `pins the packages of one origin`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let first = builder.addOrigin(Self.origin("first"))
        let second = builder.addOrigin(Self.origin("second"))
        builder.pin(origin: first) { $0 == "a" ? -1 : nil }
        builder.pin(origin: second) { $0 == "a" ? 99_999 : nil }
        Self.add(Sample(name: "a"), from: first, to: &builder)
        Self.add(Sample(name: "b"), from: first, to: &builder)
        Self.add(Sample(name: "a", version: "2"), from: second, to: &builder)
        let universe = builder.finish()
        #expect(universe.packages.map { universe.priority($0) } == [-1, 500, Int(Int16.max)])
    }

    @Test func `an excluded package does not hide the same one of another origin`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let first = builder.addOrigin(Self.origin("first"))
        let second = builder.addOrigin(Self.origin("second"))
        builder.pin(origin: first) { _ in -1 }
        Self.add(Sample(name: "a"), from: first, to: &builder)
        Self.add(Sample(name: "a"), from: second, to: &builder)
        let universe = builder.finish()
        #expect(universe.packages.map { universe.priority($0) } == [-1, 500])
        #expect(universe.packages.map { universe.origin($0).repository } == ["first", "second"])
    }

    @Test func `lists what counts as a name in the order of the indexes`() throws {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let origin = builder.addOrigin(Self.origin("o"))
        Self.add(
            Sample(name: "z", provides: [("mta", nil), ("mta", "2")]), from: origin, to: &builder)
        Self.add(Sample(name: "mta", version: "1.5"), from: origin, to: &builder)
        Self.add(Sample(name: "b", provides: [("mta", "3")]), from: origin, to: &builder)
        let universe = builder.finish()
        let mentioned = universe.names.find("mta")
        let name = try #require(mentioned)
        let found = universe.providers(of: name).map { provider in
            let version =
                provider.version == .none
                ? "-" : universe.versions.string(provider.version.name)
            return "\(universe.nameText(provider.package)) \(version) \(provider.isOwnName)"
        }
        #expect(found == ["z - false", "z 2 false", "mta 1.5 true", "b 3 false"])
    }

    @Test func `gives back the bytes of a stanza`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let origin = builder.addOrigin(Self.origin("o"))
        Self.add(Sample(name: "a", stanza: 2..<5), from: origin, to: &builder)
        builder.addText(Array("..abc..".utf8))
        #expect(Array(builder.finish().stanza(PackageID(0))) == Array("abc".utf8))
    }

    @Test func `writes relations as Debian does`() {
        var builder = UniverseBuilder(
            nativeArchitecture: "amd64", foreignArchitectures: ["i386"])
        let origin = builder.addOrigin(Self.origin("o"))
        let name = builder.names.intern("x")
        let version = VersionID(builder.versions.intern("1:2-3").raw)
        builder.beginPackage()
        for comparison in [VersionOperator.less, .lessOrEqual, .equal, .greaterOrEqual, .greater] {
            builder.append(
                Relation(
                    name: name, comparison: comparison, version: version, architecture: 2,
                    continuesGroup: comparison != .less))
        }
        for _ in RelationKind.allCases { builder.endKind() }
        builder.endPackage(
            name: name, version: version, architecture: 0, traits: PackageTraits(),
            origin: origin, text: 0, stanza: .empty)
        let universe = builder.finish()
        let range = universe.relations(.requires, of: PackageID(0))
        #expect(
            universe.text(ofGroupAt: range.lowerBound, end: range.upperBound)
                == "x:i386 (<< 1:2-3) | x:i386 (<= 1:2-3) | x:i386 (= 1:2-3)"
                + " | x:i386 (>= 1:2-3) | x:i386 (>> 1:2-3)")
        #expect(universe.label(PackageID(0)) == "x 1:2-3 amd64")
    }

    @Test func `compares interned versions`() {
        var builder = UniverseBuilder(nativeArchitecture: "amd64")
        let ids = ["1", "2~", "2", "2-0"].map { VersionID(builder.versions.intern($0).raw) }
        let universe = builder.finish()
        #expect(universe.compare(ids[0], ids[1]) < 0)
        #expect(universe.compare(ids[2], ids[1]) > 0)
        #expect(universe.compare(ids[2], ids[3]) == 0)
        #expect(universe.compare(ids[2], ids[2]) == 0)
    }

    @Test func `knows the priorities of policy`() {
        #expect(
            Priority.allCases.sorted() == [.required, .important, .standard, .optional, .extra])
        #expect(Priority("required") == .required && Priority("extra") == .extra)
        #expect(Priority("") == nil && Priority("Required") == nil && Priority("source") == nil)
    }
}
