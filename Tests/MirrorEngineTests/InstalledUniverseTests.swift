import MirrorBase
import PackageModel
import Store
import Testing

@testable import MirrorEngine

/// Packages of a machine of which only a list tells.
@Suite struct InstalledUniverseTests {
    /// A repository with `libx` in version 2, which provides itself and a library.
    private func repository() -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: "x86_64", scheme: .rpm)
        let origin = builder.addOrigin(PackageOrigin(repository: "r", suite: "", component: ""))
        let name = builder.names.intern("libx")
        let version = VersionID(builder.versions.intern("0:2-1").raw)
        builder.addText([])
        builder.beginPackage()
        for _ in 0..<RelationKind.provides.rawValue { builder.endKind() }
        builder.append(Relation(name: name, comparison: .equal, version: version))
        let library = builder.names.intern("libx.so.1()(64bit)")
        builder.append(Relation(name: library))
        builder.endPackage(
            name: name, version: version, architecture: 0, traits: PackageTraits(), origin: origin,
            text: 0, stanza: ByteRange(0..<0))
        return builder.finish()
    }

    /// What an installed `libx` in some version provides, as text.
    private func provided(_ version: String) throws -> [String] {
        let whole = try InstalledUniverse(
            repository(),
            [Lock.Installed(name: "libx", version: version, architecture: "x86_64")])
        let universe = whole.universe
        let package = try #require(
            universe.packages.first { universe.origin($0).isInstalled })
        #expect(whole.base.installed.contains(package))
        return universe.relations(.provides, of: package).map {
            universe.text(of: universe.relation($0))
        }
    }

    @Test func `what a list names in a newer build provides what the older build does`() throws {
        #expect(try provided("0:3-1") == ["libx = 3-1", "libx.so.1()(64bit)"])
    }

    @Test func `what a list names in an older build is trusted with its name alone`() throws {
        #expect(try provided("0:1-1") == ["libx = 1-1", "libx(x86-64) = 1-1"])
    }
}
