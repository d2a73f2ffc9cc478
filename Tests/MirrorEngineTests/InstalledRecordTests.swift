import MirrorBase
import PackageModel
import Resolver
import Store
import Testing

@testable import MirrorEngine

/// Packages of a machine beside those of repositories.
@Suite struct InstalledRecordTests {
    private func universe(_ scheme: VersionScheme, texts: Int) -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: "x86_64", scheme: scheme)
        let origin = builder.addOrigin(PackageOrigin(repository: "r", suite: "", component: ""))
        builder.beginPackage()
        builder.endPackage(
            name: builder.names.intern("tool"),
            version: VersionID(builder.versions.intern("0:1-1").raw), architecture: 0,
            traits: PackageTraits(), origin: origin, text: 0, stanza: ByteRange(0..<4))
        for _ in 0..<texts { builder.addText(Array("tool".utf8)) }
        return builder.finish()
    }

    @Test(arguments: [VersionScheme.rpm, .debian], [1, 2])
    func `a package that is known by name only has an empty record`(
        scheme: VersionScheme, texts: Int
    ) throws {
        let list = [Lock.Installed(name: "ancient", version: "0:1-1", architecture: "x86_64")]
        let universe = try InstalledUniverse(universe(scheme, texts: texts), list).universe
        #expect(universe.packages.map { universe.stanza($0).count } == [4, 0])
        #expect(universe.packages.map { universe.stanzaRange($0).text } == [0, texts])
    }

    @Test func `a path that is both listed and provided is held once`() throws {
        var builder = UniverseBuilder(nativeArchitecture: "x86_64", scheme: .rpm)
        let origin = builder.addOrigin(PackageOrigin(repository: "r", suite: "", component: ""))
        let path = builder.names.intern("/opt/tool")
        builder.beginPackage()
        for _ in 0..<RelationKind.provides.rawValue { builder.endKind() }
        builder.append(Relation(name: path))
        builder.endPackage(
            name: builder.names.intern("tool"),
            version: VersionID(builder.versions.intern("0:1-1").raw), architecture: 0,
            traits: PackageTraits(), origin: origin, text: 0, stanza: ByteRange(0..<0))
        builder.addFile(path, of: PackageID(0))
        let universe = builder.finish()
        let matcher = BaselineMatcher(universe, hidden: PackageSet(count: 1)) { _ in "" }
        #expect(try matcher.known(PackageID(0)).files == ["/opt/tool"])
    }
}
