import Archive
import MirrorBase
import MirrorEngine
import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

@Suite("The files of repodata")
struct RepodataBuilderTests {
    private func package(_ number: Int) -> RepodataBuilder.Package {
        let digest = String(repeating: String(number % 10), count: 64)
        let version = "<version epoch=\"0\" ver=\"\(number)\" rel=\"1\"/>"
        let start = "<package pkgid=\"\(digest)\" name=\"p\(number)\" arch=\"noarch\">\(version)"
        let primary = """
            <package type="rpm"><name>p\(number)</name><arch>noarch</arch>\(version)\
            <checksum type="sha256" pkgid="YES">\(digest)</checksum><summary>s</summary>\
            <description>d</description><packager/><url/><time file="1" build="2"/>\
            <size package="3" installed="4" archive="5"/><location href="old.rpm"/><format>\
            <rpm:license>MIT</rpm:license><rpm:vendor/><rpm:group>g</rpm:group><rpm:buildhost>b\
            </rpm:buildhost><rpm:sourcerpm/><rpm:header-range start="1" end="2"/><rpm:provides>\
            <rpm:entry name="p\(number)" flags="EQ" epoch="0" ver="\(number)" rel="1"/>\
            </rpm:provides></format></package>
            """
        return RepodataBuilder.Package(
            primary: Array(primary.utf8),
            filelists: Array("\(start)<file>/usr/share/p\(number)</file></package>".utf8),
            other: Array("\(start)<changelog author=\"a\" date=\"1\">c</changelog></package>".utf8),
            location: "Packages/p\(number).rpm")
    }

    private static let documents = [
        RepodataBuilder.Document(
            type: "updateinfo", name: "updateinfo.xml", text: Array("<updates/>".utf8)),
        RepodataBuilder.Document(type: "group", name: "comps.xml", text: Array("<comps/>".utf8)),
    ]

    private func content(_ file: RepodataFile) throws -> [UInt8] {
        let compression = try #require(Compression(fileName: file.location))
        return try Decompressor.decompress(file.bytes, compression: compression, limit: 1 << 24)
    }

    @Test(
        "bear their digest, and what is in them is as the root says",
        arguments: [Compression.gzip, .zstd, .xz], [false, true])
    func names(_ compression: Compression, _ hasDatabases: Bool) throws {
        let builder = RepodataBuilder(compression: compression, hasDatabases: hasDatabases)
        let files = try builder.files((1...9).map(package), Self.documents)
        let databases = hasDatabases ? ["primary_db", "filelists_db", "other_db"] : []
        #expect(
            files.map(\.type) == ["primary", "filelists", "other"] + databases + [
                "group", "group_gz", "updateinfo",
            ])
        for file in files {
            let record = file.record(at: Timestamp(seconds: 7))
            #expect(record.checksum == ContentHasher.digest(.sha256, of: file.bytes))
            #expect(file.location.hasPrefix("repodata/\(record.checksum.hex)-"))
            #expect(record.location == file.location && record.size == file.bytes.count)
            #expect(record.timestamp == Timestamp(seconds: 7))
            let plain = try content(file)
            if file.type == "group" {
                #expect(record.openChecksum == nil && plain == Self.documents[1].text)
            } else {
                #expect(record.openChecksum == ContentHasher.digest(.sha256, of: plain))
                #expect(record.openSize == plain.count)
            }
            #expect(record.databaseVersion == (file.type.hasSuffix("_db") ? 10 : nil))
        }
        let primary = try #require(files.first)
        let suffix = compression == .gzip ? "gz" : compression == .zstd ? "zst" : "xz"
        #expect(primary.location.hasSuffix("-primary.xml.\(suffix)"))
        let text = String(decoding: try content(primary), as: UTF8.self)
        #expect(text.contains("<location href=\"Packages/p1.rpm\"/>"))
    }

    @Test(
        "have databases that know the checksum of their document",
        arguments: [
            Compression.gzip, .bzip2, .xz,
        ])
    func databases(_ compression: Compression) throws {
        let builder = RepodataBuilder(hasDatabases: true, databaseCompression: compression)
        let files = try builder.files((1...9).map(package))
        let primary = try #require(files.first { $0.type == "primary_db" })
        #expect(primary.location.hasSuffix(".sqlite\(compression.fileExtension)"))
        let reader = try DatabaseReader(primary: content(primary))
        let text = String(decoding: try reader.text(), as: UTF8.self)
        #expect(text.contains("packages=\"9\"") && text.contains("href=\"Packages/p9.rpm\""))
        for document in RepodataDocument.allCases {
            let xml = try #require(files.first { $0.type == document.rawValue })
            let database = try #require(files.first { $0.type == document.databaseType })
            #expect(try content(database).contains(Array(xml.digest.hex.utf8)))
        }
    }

    @Test("are the same from any number of threads, and every time")
    func deterministic() throws {
        let packages = (1...50).map(package)
        let first = try RepodataBuilder(hasDatabases: true, threads: 1)
            .files(packages, Self.documents)
        for threads in [1, 2, 8] {
            let files = try RepodataBuilder(hasDatabases: true, threads: threads)
                .files(packages, Self.documents)
            #expect(files.map(\.location) == first.map(\.location))
            #expect(files.map(\.bytes) == first.map(\.bytes))
        }
    }

    @Test("are made of nothing, too")
    func empty() throws {
        let files = try RepodataBuilder(hasDatabases: true).files([])
        #expect(files.count == 6)
        let primary = try #require(files.first)
        #expect(String(decoding: try content(primary), as: UTF8.self).contains("packages=\"0\""))
    }

    @Test("are not made of elements that cannot be read", arguments: [false, true], 0...2)
    func refused(_ hasDatabases: Bool, _ part: Int) throws {
        var bad = package(2)
        let element = Array("<package>".utf8)
        switch part {
        case 0: bad.primary = element
        case 1: bad.filelists = element
        default: bad.other = element
        }
        let packages = [package(1), bad, package(3)]
        let error = #expect(throws: MirrorError.self) {
            try RepodataBuilder(hasDatabases: hasDatabases).files(packages)
        }
        #expect(error?.category == .integrity)
        #expect(error?.problems.first?.message.contains("`Packages/p2.rpm`") == true)
    }
}
