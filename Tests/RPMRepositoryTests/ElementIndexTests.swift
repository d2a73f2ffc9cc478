import MirrorBase
import MirrorTestSupport
import PackageModel
import RPMPackage
import RPMRepository
import Testing

@Suite struct ElementIndexTests {
    static func digest(_ character: Character) throws -> Digest {
        try #require(Digest(.sha256, hex: String(repeating: character, count: 64)))
    }

    static let identity = PackageIdentity(
        name: "a", epoch: 1, version: "2", release: "3", architecture: "x86_64")

    static func package(_ checksum: Character, _ content: String = "<file>/a</file>") -> String {
        """
        <package pkgid="\(String(repeating: checksum, count: 64))" name="a" arch="x86_64">\
        <version epoch="1" ver="2" rel="3"/>\(content)</package>
        """
    }

    static func document(_ packages: String...) -> [UInt8] {
        Array("<filelists>\n\(packages.joined(separator: "\n"))\n</filelists>\n".utf8)
    }

    static func text(_ range: Range<Int>?, _ bytes: [UInt8]) -> String? {
        range.map { String(decoding: bytes[$0], as: UTF8.self) }
    }

    @Test func `finds elements, whole or in pieces`() throws {
        let bytes = Self.document(
            Self.package("1"), Self.package("2", "<file type='dir'>&lt;</file>"),
            Self.package("2", ""), Self.package("3"))
        let wanted = try ["2", "3", "4"].map { (try Self.digest($0), Self.identity) }
        for cut in 0...bytes.count {
            var index = ElementIndex(root: "filelists", packages: wanted)
            let part = Array(bytes[..<cut])
            try index.read(part.span, isComplete: false)
            try index.read(bytes.span, isComplete: true)
            let found = wanted.map { Self.text(index.range(of: $0.0), bytes) }
            #expect(
                found == [
                    Self.package("2", "<file type='dir'>&lt;</file>"), Self.package("3"), nil,
                ], "cut at \(cut)")
        }
    }

    @Test(
        arguments: [
            ("name=\"a\"", "name=\"b\"", .mismatch("name", value: "b", expected: "a")),
            ("\"x86_64\"", "\"i686\"", .mismatch("arch", value: "i686", expected: "x86_64")),
            ("rel=\"3\"", "rel=\"4\"", .mismatch("version", value: "1:2-4", expected: "1:2-3")),
            ("epoch=\"1\" ", "", .mismatch("version", value: "0:2-3", expected: "1:2-3")),
            ("pkgid=", "id=", .missing("pkgid", in: "package")),
            ("filelists>", "otherdata>", .wrongRoot(found: "otherdata", expected: "filelists")),
            ("</filelists>", "", .unexpectedEnd),
            ("</file>", "", .notWellFormed(.nesting)),
        ] as [(String, String, MetadataError.Reason)])
    func `refuses what does not fit`(
        part: String, other: String, reason: MetadataError.Reason
    ) throws {
        let text = String(decoding: Self.document(Self.package("1")), as: UTF8.self)
        let bytes = Array(text.replacing(part, with: other).utf8)
        let wanted = [(try Self.digest("1"), Self.identity)]
        do {
            var index = ElementIndex(root: "filelists", packages: wanted)
            try index.read(bytes.span, isComplete: true)
            Issue.record("accepted")
        } catch { #expect(error.reason == reason) }
    }

    @Test(.enabled(if: Corpora.arePresent, "\(Corpora.notice)"))
    func `finds every package of a real repository in both documents`() throws {
        let repository = "rpm/centos7-minimal"
        let primary = try #require(try PrimaryCorpusTests.document("primary", of: repository))
        let universe = try PrimarySamples.read(
            primary, foreign: PrimarySamples.architectures
        ).universe
        let records = try universe.packages.map {
            try PrimaryRecord(element: universe.stanza($0))
        }
        for (name, root) in [("filelists", "filelists"), ("other", "otherdata")] {
            let document = try #require(try PrimaryCorpusTests.document(name, of: repository))
            var index = ElementIndex(
                root: root, packages: records.map { ($0.checksum, $0.identity) })
            try index.read(document.span, isComplete: true)
            for record in records {
                guard let range = index.range(of: record.checksum) else {
                    Issue.record("\(record.identity.nevra) is not in \(name)")
                    continue
                }
                let element = Array(document[range])
                let start = "<package pkgid=\"\(record.checksum.hex)\" name=\""
                #expect(element.starts(with: Array(start.utf8)))
                #expect(element.suffix(10).elementsEqual(Array("</package>".utf8)))
            }
        }
    }
}
