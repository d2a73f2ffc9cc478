import DebianRepository
import MirrorBase
import Testing

@Suite struct ReleaseIndexTests {
    typealias Samples = ReleaseSamples

    func release(_ text: String) throws -> Release { try Release(parsing: Samples.bytes(text)) }

    func absence(
        _ release: Release, _ component: String?, _ architecture: String,
        _ kind: IndexKind = .packages
    ) -> IndexUnavailable? {
        do throws(IndexUnavailable) {
            _ = try release.index(component: component, architecture: architecture, kind: kind)
            return nil
        } catch { return error }
    }

    @Test func `offers the listed forms in the order asked for`() throws {
        let debian = try release(Samples.debian)
        let found = try debian.index(
            component: "main", architecture: "amd64", preferring: [.zstd, .gzip, .xz, .none])
        #expect(found.map(\.compression) == [.gzip, .xz, .none])
        #expect(
            found.map(\.path) == [
                "main/binary-amd64/Packages.gz", "main/binary-amd64/Packages.xz",
                "main/binary-amd64/Packages",
            ])
        #expect(found[0].size == 40)
        #expect(found[0].digest == Samples.digest(0x22))
        #expect(found[0].uncompressed?.size == 100)
        let hex = Samples.digest(0x22).hex
        #expect(found[0].byHashPath == "main/binary-amd64/by-hash/SHA256/\(hex)")
    }

    @Test func `offers names by digest only where the archive has them`() throws {
        let plain = try release("SHA256:\n" + Samples.entry(1, 5, "main/binary-amd64/Packages.xz"))
        let found = try plain.index(component: "main", architecture: "amd64")
        #expect(found.map(\.byHashPath) == [nil])
        #expect(found.map(\.uncompressed) == [nil])
    }

    @Test func `names the strongest digest`() throws {
        let both = try release(
            "Acquire-By-Hash: yes\nSHA512:\n" + Samples.entry(5, 5, "Packages.xz", .sha512)
                + "SHA256:\n" + Samples.entry(2, 5, "Packages.xz"))
        let found = try both.index(component: nil, architecture: "amd64")
        #expect(found[0].digest == Samples.digest(5, .sha512))
        #expect(found[0].byHashPath == "by-hash/SHA512/\(Samples.digest(5, .sha512).hex)")
    }

    @Test func `leaves out files that only weak functions list`() throws {
        let mixed = try release(
            "MD5Sum:\n" + Samples.entry(1, 5, "main/binary-amd64/Packages.gz", .md5)
                + "SHA256:\n" + Samples.entry(2, 5, "main/binary-amd64/Packages.xz"))
        let found = try mixed.index(component: "main", architecture: "amd64")
        #expect(found.map(\.compression) == [.xz])
    }

    @Test func `finds the indexes of a component declared with a prefix`() throws {
        let security = try release(
            "Architectures: amd64\nComponents: updates/main updates/contrib\nSHA256:\n"
                + Samples.entry(1, 5, "main/binary-amd64/Packages.xz"))
        for component in ["main", "updates/main"] {
            let found = try security.index(component: component, architecture: "amd64")
            #expect(found.map(\.path) == ["main/binary-amd64/Packages.xz"])
        }
        let old = try release(
            "Components: updates/main\nSHA256:\n"
                + Samples.entry(1, 5, "updates/main/binary-amd64/Packages.xz"))
        let found = try old.index(component: "main", architecture: "amd64")
        #expect(found.map(\.path) == ["updates/main/binary-amd64/Packages.xz"])
    }

    @Test func `finds the indexes of a flat repository at the top`() throws {
        let flat = try release("SHA256:\n" + Samples.entry(1, 5, "./Packages.gz"))
        #expect(
            try flat.index(component: nil, architecture: "amd64").map(\.path) == ["Packages.gz"])
        #expect(absence(flat, nil, "amd64", .sources) == .notListed(path: "Sources"))
    }

    @Test func `finds contents at either level, translations and sources`() throws {
        let debian = try release(Samples.debian)
        func path(_ release: Release, _ kind: IndexKind) throws -> [String] {
            try release.index(component: "main", architecture: "amd64", kind: kind).map(\.path)
        }
        #expect(try path(debian, .contents) == ["main/Contents-amd64.gz"])
        #expect(try path(debian, .translation(language: "en")) == ["main/i18n/Translation-en.bz2"])
        #expect(try path(debian, .sources) == ["main/source/Sources.xz"])
        let ubuntu = try release(
            "Components: main\nSHA256:\n" + Samples.entry(1, 5, "Contents-amd64.gz"))
        #expect(try path(ubuntu, .contents) == ["Contents-amd64.gz"])
    }

    @Test func `says what is there instead`() throws {
        let debian = try release(Samples.debian)
        #expect(
            absence(debian, "universe", "amd64")
                == .component("universe", available: ["main", "contrib"]))
        #expect(
            absence(debian, "main", "riscv64")
                == .architecture("riscv64", available: ["all", "amd64", "arm64"]))
        #expect(
            absence(debian, "contrib", "arm64") == .architecture("arm64", available: ["amd64"]))
        #expect(
            absence(debian, "main", "amd64", .translation(language: "de"))
                == .notListed(path: "main/i18n/Translation-de"))
        #expect(
            IndexUnavailable.component("universe", available: ["main", "contrib"]).description
                == "no component `universe`; there is main, contrib")
    }

    @Test func `reads the index of all only where it is not repeated in each`() throws {
        let debian = try release(Samples.debian)
        #expect(
            debian.packageArchitectures(component: "main", architecture: "amd64") == ["amd64"])
        let line = "No-Support-for-Architecture-all: Packages\n"
        let at = try #require(Samples.debian.range(of: line))
        var text = Samples.debian
        text.removeSubrange(at)
        let split = try release(text)
        #expect(
            split.packageArchitectures(component: "main", architecture: "amd64")
                == ["amd64", "all"])
        #expect(
            split.packageArchitectures(component: "contrib", architecture: "amd64") == ["amd64"])
        #expect(split.packageArchitectures(component: "main", architecture: "all") == ["all"])
    }
}

extension String {
    /// Where a text first stands in this one.
    fileprivate func range(of text: String) -> Range<String.Index>? {
        var start = startIndex
        while start < endIndex {
            if self[start...].hasPrefix(text) {
                return start..<index(start, offsetBy: text.count)
            }
            start = index(after: start)
        }
        return nil
    }
}
