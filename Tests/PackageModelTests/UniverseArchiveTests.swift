import MirrorBase
import MirrorTestSupport
import PackageModel
import Testing

@Suite struct UniverseArchiveTests {
    /// Two packages, one of which needs the other in every way there is.
    private func sample() -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: "x86_64", foreignArchitectures: ["i686"], scheme: .rpm)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "base", suite: "", component: "", priority: -3))
        let text = Array("<package>bash</package><package>tool</package>".utf8)
        builder.addText(text)
        let bash = builder.names.intern("bash")
        let path = builder.names.intern("/bin/sh")
        let version = VersionID(builder.versions.intern("0:5.1-2").raw)
        builder.beginPackage()
        for _ in 0..<3 { builder.endKind() }
        builder.append(Relation(name: bash, comparison: .equal, version: version))
        builder.endKind()
        builder.endPackage(
            name: bash, version: version, architecture: 0, traits: PackageTraits(), origin: origin,
            text: 0, stanza: ByteRange(0..<23))
        builder.addFile(path, of: PackageID(0))
        let tool = builder.names.intern("tool")
        let rich = DependencyExpression.ifThere(
            .or([
                .relation(Relation(name: bash, comparison: .greater, version: version)),
                .without(.relation(Relation(name: path)), .relation(Relation(name: tool))),
            ]),
            condition: .with([.relation(Relation(name: tool)), .and([])]), otherwise: nil)
        let expression = builder.addExpression(rich)
        builder.beginPackage()
        builder.append(Relation(name: path))
        builder.append(
            Relation(expression: expression, text: builder.names.intern("(rich)")))
        builder.endKind()
        builder.endPackage(
            name: tool, version: version, architecture: 2,
            traits: PackageTraits(multiArch: .foreign, priority: .standard, isEssential: true),
            origin: origin, text: 0, stanza: ByteRange(23..<46))
        return builder.finish()
    }

    private func read(_ bytes: [UInt8], texts: [[UInt8]] = []) -> Universe? {
        Universe(archive: bytes.span, texts: texts)
    }

    /// Everything that a universe tells, as text.
    private func description(_ universe: Universe) -> String {
        var lines = ["\(universe.scheme) \(universe.architectures) \(universe.origins)"]
        for package in universe.packages {
            lines.append(
                "\(universe.label(package)) \(universe.traits(package)) "
                    + "\(universe.priority(package)) "
                    + String(decoding: universe.stanza(package), as: UTF8.self))
            for kind in RelationKind.allCases {
                for position in universe.relations(kind, of: package) {
                    let relation = universe.relation(position)
                    let rich = relation.expression.map { "\(universe.expression($0))" } ?? ""
                    lines.append("\(kind) \(universe.text(of: relation)) \(rich)")
                }
            }
        }
        for index in 0..<universe.names.count {
            let name = NameID(UInt32(index))
            let providers = universe.providers(of: name)
            lines.append("\(universe.names.string(name)) \(Array(providers))")
            let found = universe.names.find(universe.names.string(name))
            #expect(found == name)
        }
        return lines.joined(separator: "\n")
    }

    @Test func `a universe comes back from its bytes as it was`() throws {
        let universe = sample()
        let bytes = universe.archived()
        let read = Universe(archive: bytes.span, texts: universe.texts)
        let again = try #require(read)
        #expect(description(again) == description(universe))
        #expect(again.archived() == bytes)
    }

    @Test func `a file counts as a capability of the package that holds it`() throws {
        let universe = sample()
        let found = universe.names.find("/bin/sh")
        let path = try #require(found)
        #expect(universe.providers(of: path).map(\.package) == [PackageID(0)])
    }

    @Test func `damaged bytes are no universe`() {
        let bytes = sample().archived()
        for length in 0..<bytes.count {
            #expect(read(Array(bytes[..<length])) == nil)
        }
        var random = SeededRandom(seed: 7)
        for _ in 0..<300 {
            var damaged = bytes
            damaged[Int.random(in: 0..<bytes.count, using: &random)] ^=
                UInt8.random(in: 1...255, using: &random)
            #expect(read(damaged) == nil)
        }
    }

    @Test func `bytes come with as many texts as there were`() {
        let bytes = sample().archived()
        #expect(read(bytes, texts: [[], []]) == nil)
    }

    @Test func `a universe that is extended by nothing is the same, and packages come behind it`() {
        let universe = sample()
        var builder = UniverseBuilder(extending: universe)
        let whole = UniverseBuilder(extending: universe).finish()
        #expect(description(whole) == description(universe))
        let path = builder.names.find("/bin/sh")
        #expect(path.map { Array(whole.providers(of: $0)).map(\.package) } == [PackageID(0)])
        let name = builder.names.intern("more")
        let origin = builder.addOrigin(.installed(.rpm))
        builder.beginPackage()
        builder.endPackage(
            name: name, version: universe.version(PackageID(0)), architecture: 0,
            traits: PackageTraits(), origin: origin, text: 1, stanza: ByteRange(0..<0))
        let more = builder.finish()
        #expect(more.count == 3)
        #expect(more.label(PackageID(2)) == "more-5.1-2.x86_64")
        #expect(more.origin(PackageID(2)).isInstalled)
        #expect(more.priority(PackageID(2)) == Int(Int16.max))
        #expect(more.label(PackageID(1)) == universe.label(PackageID(1)))
    }
}
