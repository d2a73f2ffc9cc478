import DebianRepository
import MirrorBase
import SystemIO
import Testing

/// Against an archive's own file, where `MIRROR_CORPORA` names a directory that has
/// `apt/bookworm-arm64/InRelease`.
@Suite struct RealReleaseTests {
    static let file = Environment["MIRROR_CORPORA"].map {
        FilePath($0 + "/apt/bookworm-arm64/InRelease")
    }
    static let isPresent = file.map { Files.exists($0) } ?? false

    /// The text between the armour lines.
    func payload() throws -> [UInt8] {
        let path = try #require(Self.file)
        let lines = try Files.read(path).split(separator: 10, omittingEmptySubsequences: false)
        let start = try #require(lines.firstIndex { $0.isEmpty })
        let end = try #require(
            lines.firstIndex { $0.elementsEqual("-----BEGIN PGP SIGNATURE-----".utf8) })
        return Array(lines[(start + 1)..<end].joined(separator: [10]))
    }

    @Test(.enabled(if: isPresent, "MIRROR_CORPORA has no InRelease file"))
    func `reads the Release of Debian`() throws {
        let release = try Release(parsing: payload())
        #expect(release.origin == "Debian")
        #expect(release.codename == "bookworm")
        #expect(release.date != nil && release.warnings.isEmpty)
        #expect(release.acquireByHash)
        #expect(release.components.contains("non-free-firmware"))
        #expect(release.files.count > 500)
        #expect(release.files.values.allSatisfy { $0.strongest?.algorithm == .sha256 })
        let found = try release.index(
            component: "main", architecture: "arm64", preferring: [.xz, .gzip, .none])
        #expect(found.map(\.compression) == [.xz, .gzip, .none])
        #expect(
            release.packageArchitectures(component: "main", architecture: "arm64") == ["arm64"])
        #expect(release.listedArchitectures(component: "main").contains("arm64"))
        #expect(release.warning(requestedSuite: "bookworm") == nil)
        let again = try Release(parsing: ReleaseWriter.bytes(for: release))
        #expect(again.files.keys.sorted() == release.files.keys.sorted())
    }

    @Test(.enabled(if: isPresent, "MIRROR_CORPORA has no InRelease file"))
    func `survives damage to the Release of Debian`() throws {
        let good = try Array(payload().prefix(12_000))
        var mutator = ByteMutator(seed: 6)
        for _ in 0..<60 {
            guard let release = try? Release(parsing: mutator.damaged(good)) else { continue }
            let parts = release.files.keys.flatMap { $0.split(separator: "/") }
            #expect(!parts.contains(".."))
            let variants = try? release.index(component: "main", architecture: "arm64")
            #expect(variants?.isEmpty != true)
        }
    }
}
