import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMPackage
import RPMRepository
import SystemIO
import Testing

@Suite struct PrimaryRecordTests {
    static let full = """
        <package type="rpm"><name>a</name><arch>x86_64</arch><version epoch="1" ver="2" rel="3"/>
        <checksum type="sha256" pkgid="YES">\(String(repeating: "a", count: 64))</checksum>
        <time file="10" build="20"/><size package="30" installed="40" archive="50"/>
        <location xml:base="http://h/" href="P/a-2-3.rpm"/><format>
        <rpm:sourcerpm>a-2-3.src.rpm</rpm:sourcerpm><rpm:header-range start="60" end="70"/>
        </format></package>
        """

    static func reason(_ text: String) -> MetadataError.Reason? {
        do {
            _ = try PrimaryRecord(element: text.utf8)
            return nil
        } catch { return error.reason }
    }

    @Test func `reads what fetching and publishing need`() throws {
        let record = try PrimaryRecord(element: Self.full.utf8)
        #expect(
            record.identity
                == PackageIdentity(
                    name: "a", epoch: 1, version: "2", release: "3", architecture: "x86_64"))
        #expect(record.checksum.hex == String(repeating: "a", count: 64))
        #expect(record.location == MetadataLocation(path: "P/a-2-3.rpm", base: "http://h/"))
        #expect(record.fileTime.seconds == 10 && record.buildTime.seconds == 20)
        #expect(record.packageSize == 30 && record.installedSize == 40)
        #expect(record.sourcePackage == "a-2-3.src.rpm")
        #expect(record.headerRange == 60..<70)
        let location = Array(Self.full.utf8)[record.locationRange]
        #expect(
            String(decoding: location, as: UTF8.self)
                == "<location xml:base=\"http://h/\" href=\"P/a-2-3.rpm\"/>")
    }

    @Test func `much of it may be absent`() throws {
        let text = """
            <package><name>a</name><arch>noarch</arch><version ver="1"/><checksum type="sha">\
            \(String(repeating: "b", count: 40))</checksum><location href="a"/></package>
            """
        let record = try PrimaryRecord(element: text.utf8)
        #expect(record.identity.epoch == 0 && record.identity.release.isEmpty)
        #expect(record.checksum.algorithm == .sha1)
        #expect(record.packageSize == 0 && record.fileTime.seconds == 0)
        #expect(record.sourcePackage == nil && record.headerRange == nil)
    }

    @Test(
        arguments: [
            ("<name>a</name>", "", .missing("name", in: "package")),
            ("<arch>x86_64</arch>", "", .missing("arch", in: "package")),
            ("<name>a</name>", "<name>a/b</name>", .malformed("name", value: "a/b")),
            ("<name>a</name>", "<name> a</name>", .malformed("name", value: " a")),
            ("<name>a</name>", "<name/>", .malformed("name", value: "")),
            ("ver=\"2\"", "", .missing("ver", in: "version")),
            ("ver=\"2\"", "ver=\"..\\\"", .malformed("ver", value: "..\\")),
            ("epoch=\"1\"", "epoch=\"-1\"", .malformed("epoch", value: "-1")),
            ("epoch=\"1\"", "epoch=\"4294967296\"", .malformed("epoch", value: "4294967296")),
            ("package=\"30\"", "package=\"-30\"", .malformed("package", value: "-30")),
            (
                "package=\"30\"", "package=\"99999999999999999999\"",
                .malformed("package", value: "99999999999999999999")
            ),
            ("file=\"10\"", "file=\"x\"", .malformed("file", value: "x")),
            ("P/a-2-3.rpm", "../a.rpm", .location("../a.rpm", .leavesTree)),
            ("P/a-2-3.rpm", "/etc/passwd", .location("/etc/passwd", .leavesTree)),
            ("P/a-2-3.rpm", "a%2F.rpm", .location("a%2F.rpm", .character)),
            ("P/a-2-3.rpm", "a&#10;.rpm", .location("a\n.rpm", .character)),
            ("end=\"70\"", "end=\"7\"", .malformed("header-range", value: "60-7")),
            ("</package>", "", .unexpectedEnd),
            ("<package", "<p", .wrongRoot(found: "p", expected: "package")),
        ] as [(String, String, MetadataError.Reason)])
    func `refuses what is wrong`(part: String, other: String, reason: MetadataError.Reason) {
        #expect(Self.reason(Self.full.replacing(part, with: other)) == reason)
    }

    @Test(
        .enabled(
            if: Corpora.arePresent && PeerReader.isPresent,
            "\(Corpora.notice), and \(PeerReader.notice)"),
        arguments: ["rpm/cs9-baseos", "rpm/opensuse110-update"])
    func `reads what createrepo_c reads`(repository: String) throws {
        let primary = try #require(try PrimaryCorpusTests.document("primary", of: repository))
        let directory = try TemporaryDirectory()
        try Files.replace(directory / "primary.xml", with: primary)
        let program = """
            import sys, createrepo_c as cr
            def show(p):
                if p.arch != 'src':
                    print(p.name, p.epoch, p.version, p.release, p.arch, p.pkgId, p.location_href,
                          p.size_package, p.size_installed, p.time_file, p.time_build,
                          p.rpm_sourcerpm, p.rpm_header_start, p.rpm_header_end)
            cr.xml_parse_primary(sys.argv[1], pkgcb=show, do_files=False)
            """
        let peer = try PeerReader.output(program, [directory / "primary.xml"])
        let expected = peer.split(separator: "\n").map(String.init)
        let universe = try PrimarySamples.read(
            primary, foreign: PrimarySamples.architectures
        ).universe
        #expect(universe.count == expected.count && universe.count > 1000)
        for (package, line) in zip(universe.packages, expected) {
            let record = try PrimaryRecord(element: universe.stanza(package))
            let identity = record.identity
            let range = record.headerRange ?? 0..<0
            let found =
                "\(identity.name) \(identity.epoch) \(identity.version) \(identity.release) "
                + "\(identity.architecture) \(record.checksum.hex) \(record.location.path) "
                + "\(record.packageSize) \(record.installedSize) \(record.fileTime.seconds) "
                + "\(record.buildTime.seconds) \(record.sourcePackage ?? "") "
                + "\(range.lowerBound) \(range.upperBound)"
            if found != line { Issue.record("`\(found)`, not `\(line)`") }
        }
    }
}
