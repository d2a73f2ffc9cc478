import Archive
import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

@Suite("The databases of a repository")
struct DatabaseWriterTests {
    static let hasSqliterepo = Tool.isAsked("sqliterepo_c")

    /// Databases that createrepo_c makes of documents.
    private func theirs(_ documents: [RepodataDocument: [UInt8]]) throws
        -> [RepodataDocument: [UInt8]]
    {
        let directory = try TemporaryDirectory("databases")
        try RepodataSample.publish(documents, in: directory.path)
        try Subprocess.check("sqliterepo_c", ["--force", directory.path.string])
        var databases: [RepodataDocument: [UInt8]] = [:]
        for name in try Files.list(directory / "repodata") {
            for document in RepodataDocument.allCases
            where name.hasSuffix("\(document.rawValue).sqlite.bz2") {
                databases[document] = try Decompressor.decompress(
                    file: directory / "repodata/\(name)", compression: .bzip2, limit: 1 << 30)
            }
        }
        return databases
    }

    private func checksum(of text: [UInt8]) throws -> String {
        ContentHasher.digest(.sha256, of: try Compressor.compress(text, as: .gzip)).hex
    }

    @Test(
        "hold the rows, and have the layout, of createrepo_c's",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        .enabled(if: hasSqliterepo, "needs createrepo-c"),
        arguments: ["rpm/centos7-minimal", "rpm/azurelinux-small", "rpms/centos7-k8s"])
    func sameAsTheirs(_ repository: String) throws {
        let packages = try RepodataSample.packages(of: repository)
        var documents: [RepodataDocument: [UInt8]] = [:]
        for document in RepodataDocument.allCases {
            documents[document] = try RepodataSample.write(document, packages)
        }
        let theirs = try theirs(documents)
        for (document, text) in documents {
            let ours = try RepodataSample.database(
                document, packages, checksum: checksum(of: text))
            let other = try #require(theirs[document])
            #expect(try DatabaseOracle.difference(ours, other, .layout) == [])
        }
    }

    @Test(
        "hold the rows of upstream's own",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        arguments: ["rpm/centos7-minimal", "rpms/centos7-k8s"], RepodataDocument.allCases)
    func sameAsUpstream(_ repository: String, _ document: RepodataDocument) throws {
        let packages = try RepodataSample.packages(of: repository)
        let upstream = try RepodataSample.database(document, of: repository)
        let line = try #require(
            DatabaseOracle.rows(upstream).first { $0.hasPrefix("db_info") })
        let checksum = try #require(line.firstMatch(of: #/[0-9a-f]{64}/#))
        let ours = try RepodataSample.database(
            document, packages, checksum: String(checksum.output))
        #expect(try DatabaseOracle.difference(ours, upstream, .unordered) == [])
    }

    /// A package with what is rare: values that are missing and empty, odd kinds, entities.
    private static let odd = RepodataSample.Package(
        primary: Array(
            """
            <package type="rpm"><name>odd</name><arch>x86_64</arch><version epoch="" ver="1" rel="2"/>\
            <checksum type="sha" pkgid="YES">aa</checksum><summary></summary><description>
             d &lt;<![CDATA[&amp;]]>
            </description><packager/><url></url><time file="5" build="6"/>\
            <size package="1" installed="2" archive="3"/><location xml:base="u" href="x.rpm"/><format>\
            <rpm:license></rpm:license><rpm:vendor></rpm:vendor><rpm:group></rpm:group>\
            <rpm:buildhost></rpm:buildhost><rpm:sourcerpm></rpm:sourcerpm>\
            <rpm:header-range start="1" end="2"/><rpm:requires><rpm:entry name="x" flags="EQ" ver="1"/>\
            <rpm:entry name="y" flags="GE" epoch="" ver="" rel=""/><rpm:entry name="z" pre="0"/>\
            <rpm:entry name="" pre="true"/><rpm:entry name="w" flags="EQ" epoch="0" pre="1"/>\
            </rpm:requires><rpm:supplements><rpm:entry name="(a and b)"/></rpm:supplements>\
            <file>/etc/x</file><file type="ghost">/usr/bin/g</file><file type="dir">/etc/d</file>\
            </format></package>
            """.utf8),
        filelists: Array(
            """
            <package pkgid="aa" name="odd" arch="x86_64"><version epoch="" ver="1" rel="2"/>\
            <file>/etc/x</file><file type="ghost">/usr/bin/g</file><file type="dir">/etc/d</file>\
            <file></file><file>/</file><file>rel.spec</file><file>/bin/</file>\
            <file type="dir">/bin</file><file>/opt//x</file><file>/opt/y</file></package>
            """.utf8),
        other: Array(
            """
            <package pkgid="aa" name="odd" arch="x86_64"><version epoch="" ver="1" rel="2"/>\
            <changelog author="a b - 1  " date="7">  x
             y </changelog><changelog author="" date="8"></changelog>\
            <changelog author="q&#10;r" date="9"/></package>
            """.utf8), location: "x.rpm")

    /// A package with what must not be missing, and nothing else.
    private static let bare = RepodataSample.Package(
        primary: Array(
            """
            <package type="rpm"><name>bare</name><arch>noarch</arch><version ver="1" rel="2"/>\
            <checksum type="sha256" pkgid="YES">bb</checksum><location href="b.rpm"/></package>
            """.utf8),
        filelists: Array("<package pkgid='bb' name='bare' arch='noarch'/>".utf8),
        other: Array("<package pkgid='bb' name='bare' arch='noarch'/>".utf8), location: "b.rpm")

    @Test(
        "treat what is missing, empty or odd as createrepo_c does",
        .enabled(if: hasSqliterepo, "needs createrepo-c"))
    func oddities() throws {
        let packages = [Self.odd, Self.bare]
        var documents: [RepodataDocument: [UInt8]] = [:]
        for document in RepodataDocument.allCases {
            documents[document] = try RepodataSample.write(document, packages)
        }
        let theirs = try theirs(documents)
        for (document, text) in documents {
            let ours = try RepodataSample.database(
                document, packages, checksum: checksum(of: text))
            let other = try #require(theirs[document])
            #expect(try DatabaseOracle.difference(ours, other) == [])
        }
    }

    @Test("decode the location that they are given, and drop the base")
    func location() throws {
        let writer = try DatabaseWriter(.primary)
        let element = Self.odd.primary
        try writer.append(element.span, location: "Packages/a&b.rpm")
        let rows = try DatabaseOracle.rows(writer.finish(checksum: "c"))
        let package = try #require(rows.first { $0.hasPrefix("packages") })
        #expect(package.contains("('location_href', 'Packages/a&b.rpm'), ('location_base', None)"))
        #expect(rows.contains("db_info [('dbversion', 10), ('checksum', 'c')]"))
    }

    @Test("are the same, byte for byte, every time", arguments: RepodataDocument.allCases)
    func deterministic(_ document: RepodataDocument) throws {
        let packages = [Self.odd, Self.bare]
        let first = try RepodataSample.database(document, packages)
        #expect(try RepodataSample.database(document, packages) == first)
    }

    @Test(
        "refuse elements that cannot be read",
        arguments: [
            "<package>", "<other/>", "<package><time file='x'/></package>",
            "<package><size package='99999999999999999999'/></package>",
            "<package><name><b/></name></package>", "<package/><package/>",
        ])
    func refused(_ element: String) throws {
        let writer = try DatabaseWriter(.primary)
        let bytes = Array(element.utf8)
        let error = #expect(throws: DatabaseError.self) {
            try writer.append(bytes.span, location: "a")
        }
        guard case .metadata = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }
}
