import DebianRepository
import MirrorBase
import Testing

@Suite struct ReleaseWriterTests {
    typealias Samples = ReleaseSamples

    func sample(_ architecture: String, date: Int64 = 1_795_256_680) throws -> Release {
        var release = Release(
            origin: "Example", label: "Example", suite: "stable", codename: "bookworm",
            date: Timestamp(seconds: date), architectures: [architecture], components: ["main"],
            description: "Offline mirror")
        let index = "main/binary-\(architecture)/Packages"
        try release.list(index + ".xz", size: 3, digest: Samples.digest(2))
        try release.list(index, size: 9, digest: Samples.digest(1))
        return release
    }

    func text(_ release: Release) throws -> String {
        String(decoding: try ReleaseWriter.bytes(for: release), as: UTF8.self)
    }

    @Test func `writes fields in a fixed order and files by path`() throws {
        let expected =
            """
            Origin: Example
            Label: Example
            Suite: stable
            Codename: bookworm
            Date: Sat, 21 Nov 2026 10:24:40 UTC
            Acquire-By-Hash: yes
            No-Support-for-Architecture-all: Packages
            Architectures: amd64
            Components: main
            Description: Offline mirror
            SHA256:
             \(Samples.digest(1).hex) 9 main/binary-amd64/Packages
             \(Samples.digest(2).hex) 3 main/binary-amd64/Packages.xz

            """
        #expect(try text(sample("amd64")) == expected)
    }

    @Test func `writes nothing that signing in the clear would change`() throws {
        var release = try sample("amd64")
        release.origin = "  - a\n- b \r\n\u{7} "
        release.label = "\n \n"
        release.description = "one\n\n two  "
        let lines = try text(release).split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.last?.isEmpty == true)
        for line in lines.dropLast() {
            #expect(!line.isEmpty && !line.hasPrefix("-") && !line.hasSuffix(" "), "\(line)")
        }
        #expect(lines[0] == "Origin: - a - b")
        #expect(lines[1] == "Suite: stable")
        #expect(lines.contains("Description: one two"))
        #expect(lines.contains("SHA256:"))
    }

    @Test func `reads back what it wrote`() throws {
        var release = try sample("amd64")
        release.notAutomatic = true
        release.butAutomaticUpgrades = true
        release.validUntil = Timestamp(seconds: 1_900_000_000)
        release.version = "12.15"
        let bytes = try ReleaseWriter.bytes(for: release)
        #expect(try Release(parsing: bytes) == release)
        #expect(try ReleaseWriter.bytes(for: Release(parsing: bytes)) == bytes)
    }

    @Test func `refuses what the format cannot say`() throws {
        func failure(_ release: Release) -> ReleaseWriterError? {
            do throws(ReleaseWriterError) {
                _ = try ReleaseWriter.bytes(for: release)
                return nil
            } catch { return error }
        }
        var release = try sample("amd64")
        release.architectures.append("a b")
        #expect(failure(release) == .notAWord(field: "Architectures", "a b"))
        release = try sample("amd64")
        try release.list("a b", size: 1, digest: Samples.digest(1))
        #expect(failure(release) == .blankInPath("a b"))
        release = try sample("amd64")
        try release.list("x", size: 1, digest: Samples.digest(1, .sha512))
        #expect(failure(release) == .noDigest(path: "x"))
        #expect(throws: FilenameError(filename: "../x", problem: .parentDirectory)) {
            try release.list("../x", size: 1, digest: Samples.digest(1))
        }
    }

    @Test func `merges architectures whichever is built first`() throws {
        let amd64 = try sample("amd64")
        let arm64 = try sample("arm64", date: 1_795_256_690)
        let one = amd64.merging(existing: arm64, replacing: ["main/binary-amd64/"])
        let other = arm64.merging(existing: amd64, replacing: ["main/binary-arm64/"])
        #expect(try text(one) == text(other))
        #expect(one.files.count == 4)
        #expect(one.date?.seconds == 1_795_256_690)
        #expect(try text(one).contains("\nArchitectures: amd64 arm64\n"))
    }

    @Test func `drops only what is replaced`() throws {
        var existing = try sample("amd64")
        try existing.list("main/binary-amd64/Packages.gz", size: 1, digest: Samples.digest(7))
        try existing.list("main/binary-amd64x/Packages", size: 1, digest: Samples.digest(8))
        try existing.list("main/Contents-amd64.gz", size: 1, digest: Samples.digest(9))
        existing.components.append("extra")
        var new = try sample("amd64")
        try new.list("main/binary-amd64/Packages", size: 77, digest: Samples.digest(3))
        let merged = new.merging(
            existing: existing, replacing: ["main/binary-amd64/", "main/Contents-amd64.gz"])
        #expect(
            merged.files.keys.sorted() == [
                "main/binary-amd64/Packages", "main/binary-amd64/Packages.xz",
                "main/binary-amd64x/Packages",
            ])
        #expect(merged.files["main/binary-amd64/Packages"]?.size == 77)
        #expect(merged.components == ["main", "extra"])
        #expect(merged.architectures == ["amd64"])
    }
}
