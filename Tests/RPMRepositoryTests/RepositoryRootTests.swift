import Archive
import MirrorBase
import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

@Suite struct RepositoryRootTests {
    static func read(_ text: String) throws(MetadataError) -> RepositoryRoot {
        let bytes = Array(text.utf8)
        return try RepositoryRoot(bytes.span)
    }

    static func reason(_ text: String) -> MetadataError.Reason? {
        do {
            _ = try read(text)
            return nil
        } catch { return error.reason }
    }

    /// A root with one record, whose children are given.
    static func root(_ children: String, type: String = "primary") -> String {
        "<repomd><data type='\(type)'><location href='repodata/p.xml'/>\(children)</data></repomd>"
    }

    static let digest = String(repeating: "0", count: 64)

    @Test func `reads records in any order of their children`() throws {
        let root = try Self.read(
            """
            <?xml version="1.0"?>
            <repomd xmlns="http://linux.duke.edu/metadata/repo"><revision> 9-stream </revision>
            <tags><content>c</content></tags>
            <data type="primary"><size>12</size><open-size> 34 </open-size>
              <timestamp>1224755528.92</timestamp>
              <checksum type="SHA256">\(Self.digest)
              </checksum><open-checksum type="sha">\(String(repeating: "a", count: 40))</open-checksum>
              <location href="./repodata//p.xml.gz" xml:base="http://h/x"/>
              <header-checksum type="no">x</header-checksum><header-size>-1</header-size></data>
            <data type="primary_zck"><location href="repodata/p.xml.zck"/></data>
            <data type="primary_db"><location href="repodata/p.sqlite"/>
              <database_version>10</database_version><timestamp>1300000000</timestamp></data>
            <data type="primary"><location href="repodata/other.xml"/></data>
            <delta/></repomd>
            """)
        #expect(root.revision == "9-stream")
        #expect(root.records.map(\.type) == ["primary", "primary_db", "primary"])
        let primary = try #require(root.record("primary"))
        #expect(
            primary.location == MetadataLocation(path: "repodata/p.xml.gz", base: "http://h/x"))
        #expect(primary.checksum?.algorithm == .sha256)
        #expect(primary.openChecksum?.algorithm == .sha1)
        #expect(primary.size == 12 && primary.openSize == 34)
        #expect(primary.timestamp == Timestamp(seconds: 1_224_755_528))
        #expect(root.record("primary_db")?.databaseVersion == 10)
        #expect(root.newestTimestamp == Timestamp(seconds: 1_300_000_000))
        #expect(root.record("filelists") == nil)
    }

    @Test(arguments: [
        ("md5", 32), ("sha", 40), ("sha1", 40), ("Sha224", 56), ("SHA256", 64), ("sha384", 96),
        ("sha512", 128),
    ])
    func `knows every kind of checksum`(type: String, count: Int) throws {
        let hex = String(repeating: "b", count: count)
        let root = try Self.read(Self.root("<checksum type='\(type)'>\(hex)</checksum>"))
        #expect(root.record("primary")?.checksum?.hex == hex)
        let short = Self.root("<checksum type='\(type)'>\(hex.dropLast())</checksum>")
        #expect(
            Self.reason(short) == .malformed("checksum", value: String(hex.dropLast())))
    }

    @Test(
        arguments: [
            ("<metadata/>", .wrongRoot(found: "metadata", expected: "repomd")),
            ("<r:x/>", .wrongRoot(found: "r:x", expected: "repomd")),
            ("<repomd/>", .missing("primary", in: "repomd")),
            ("<repomd><data type='primary'/></repomd>", .missing("location", in: "data")),
            ("<repomd><data/></repomd>", .missing("type", in: "data")),
            (
                "<repomd><data type='primary'><location/></data></repomd>",
                .missing("href", in: "location")
            ),
            (root("", type: "primary_zck"), .missing("primary", in: "repomd")),
            (root("<size>-1</size>"), .malformed("size", value: "-1")),
            (root("<size>+1</size>"), .malformed("size", value: "+1")),
            (root("<size></size>"), .malformed("size", value: "")),
            (
                root("<size>9223372036854775808</size>"),
                .malformed("size", value: "9223372036854775808")
            ),
            (root("<open-size>1 2</open-size>"), .malformed("open-size", value: "1 2")),
            (root("<timestamp>1e9</timestamp>"), .malformed("timestamp", value: "1e9")),
            (root("<timestamp>-1</timestamp>"), .malformed("timestamp", value: "-1")),
            (
                root("<timestamp>253402300800</timestamp>"),
                .malformed("timestamp", value: "253402300800")
            ),
            (
                root("<checksum type='crc'>00</checksum>"),
                .malformed("checksum type", value: "crc")
            ),
            (root("<checksum>\(digest)</checksum>"), .missing("type", in: "checksum")),
            (
                root("<checksum type='md5'>\(String(repeating: "A", count: 32))</checksum>"),
                .malformed("checksum", value: String(repeating: "A", count: 32))
            ),
            (root("<location href='x'/>"), .repeated("location", in: "data")),
            (
                "<repomd><data type='primary'><location href='../p'/></data></repomd>",
                .location("../p", .leavesTree)
            ),
            ("<repomd><data type='primary'>", .unexpectedEnd),
            (
                "<!DOCTYPE r [<!ENTITY a '&b;&b;'>]><repomd>&a;</repomd>",
                .unsupported(.definitions)
            ),
        ] as [(String, MetadataError.Reason)])
    func `refuses what is wrong`(text: String, reason: MetadataError.Reason) {
        #expect(Self.reason(text) == reason)
    }

    @Test func `damage of any kind is an error or a root, never a crash`() {
        let bytes = Array(
            Self.root("<size>1</size><timestamp>2</timestamp><checksum type='sha'>ab</checksum>")
                .utf8)
        var refused = 0
        for seed in UInt64(0)..<3000 {
            var mutator = XMLMutator(seed: seed)
            let damaged = mutator.damaged(bytes)
            do { _ = try RepositoryRoot(damaged.span) } catch { refused += 1 }
        }
        #expect(refused > 2000)
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `every root of the corpora fits the files beside it`() throws {
        var records = 0
        var flaws: [String] = []
        for directory in ["rpm", "fixtures/createrepo_c", "rpms"] {
            let path = try #require(Corpora.file(directory))
            for name in try Files.list(path).sorted() {
                let repository = path / name
                guard let bytes = try? Files.read(repository / RepositoryLocation.root) else {
                    continue
                }
                for record in try RepositoryRoot(bytes.span).records {
                    let file = repository / record.location.path
                    if !Files.exists(file) { continue }
                    records += 1
                    if let flaw = try Self.flaw(record, file) {
                        flaws.append("\(name) \(record.type): \(flaw)")
                    }
                }
            }
        }
        #expect(records > 60)
        // Of these two the files were changed after the root was written.
        #expect(flaws == ["cs9-appstream filelists: open-checksum", "repo_01 primary: checksum"])
    }

    /// Which part of a record does not fit its file.
    static func flaw(_ record: RepositoryRoot.Record, _ file: FilePath) throws -> String? {
        let content = try Files.read(file)
        if let checksum = record.checksum,
            ContentHasher.digest(checksum.algorithm, of: content) != checksum
        {
            return "checksum"
        }
        if let size = record.size, content.count != size { return "size" }
        guard let compression = Compression(fileName: file.string) else { return "compression" }
        let open = try Decompressor.decompress(content, compression: compression, limit: 1 << 28)
        if let checksum = record.openChecksum,
            ContentHasher.digest(checksum.algorithm, of: open) != checksum
        {
            return "open-checksum"
        }
        if let size = record.openSize, open.count != size { return "open-size" }
        return nil
    }
}
