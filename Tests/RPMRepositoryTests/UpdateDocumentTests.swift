import Archive
import MirrorTestSupport
import RPMPackage
import RPMRepository
import SystemIO
import Testing

@Suite("The updates of a repository")
struct UpdateDocumentTests {
    private func update(
        _ id: String, _ packages: String, attributes: String = "type=\"security\""
    ) -> String {
        """
        <update from="a@b" \(attributes)><id>\(id)</id><title>t &amp; u</title><pkglist>\
        <collection short="s"><name>n</name>\(packages)</collection></pkglist></update>
        """
    }

    private func package(_ name: String, _ rest: String = "epoch=\"0\"") -> String {
        """
        <package name="\(name)" version="1" release="2" arch="noarch" \(rest)>\
        <filename>\(name)-1-2.noarch.rpm</filename></package>
        """
    }

    private func document(_ updates: [String], root: String = "updates") throws -> UpdateDocument {
        let text =
            "<?xml version='1.0'?><\(root)>\(updates.joined(separator: "<!-- c -->"))</updates>"
        return try UpdateDocument(Array(text.utf8))
    }

    private func identity(_ name: String, epoch: UInt32 = 0) -> PackageIdentity {
        PackageIdentity(
            name: name, epoch: epoch, version: "1", release: "2", architecture: "noarch")
    }

    private func pruned(_ documents: [UpdateDocument], to packages: [PackageIdentity]) throws
        -> String?
    {
        try UpdatePruner(keeping: packages).document(documents)
            .map { String(decoding: $0, as: UTF8.self) }
    }

    private static let start = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<updates>\n"

    @Test("are kept, as they are, where they bring a package that is there")
    func pruning() throws {
        let updates = [
            update("one", package("a") + package("b")), update("two", package("c")),
            update("three", package("d")), update("none", ""),
        ]
        let document = try document(updates)
        #expect(document.count == 4)
        #expect(
            try pruned([document], to: [identity("b"), identity("d")])
                == Self.start + updates[0] + "\n" + updates[2] + "\n</updates>\n")
        #expect(try pruned([document], to: [identity("x")]) == nil)
        #expect(try pruned([], to: [identity("a")]) == nil)
    }

    @Test(
        "name a package by all of its version, and any epoch where they give none",
        arguments: [
            ("epoch=\"0\"", [true, false]), ("epoch=\"1\"", [false, true]), ("", [true, true]),
            ("epoch=\"\"", [true, true]), ("epoch=\"None\"", [true, true]),
        ])
    func epochs(_ attribute: String, _ expected: [Bool]) throws {
        let document = try document([update("u", package("a", attribute))])
        let found = try [0, 1].map { try pruned([document], to: [identity("a", epoch: $0)]) != nil }
        #expect(found == expected)
        var other = identity("a")
        other.release = "3"
        #expect(try pruned([document], to: [other]) == nil)
        other = identity("a")
        other.architecture = "x86_64"
        #expect(try pruned([document], to: [other]) == nil)
    }

    @Test("of several repositories stand once where they are the same")
    func merging() throws {
        let same = update("u", package("a"))
        let other = update("u", package("a"), attributes: "type=\"bugfix\"")
        let text = try pruned([document([same]), document([same, other])], to: [identity("a")])
        #expect(text == Self.start + same + "\n" + other + "\n</updates>\n")
    }

    @Test("take the prefixes along that their root declared")
    func prefixes() throws {
        let document = try document(
            [update("u", package("a") + "<s:x/>")], root: "updates xmlns:s=\"urn:s\"")
        let text = try #require(try pruned([document], to: [identity("a")]))
        #expect(text.contains("<update xmlns:s=\"urn:prefix:s\" from=\"a@b\""))
    }

    @Test(
        "are refused where the document is damaged or another one",
        arguments: ["", "<updates>", "<comps/>", "<updates><update></updates>", "<updates/><a/>"])
    func refused(_ text: String) {
        #expect(throws: MetadataError.self) { try UpdateDocument(Array(text.utf8)) }
    }

    /// How many updates and packages createrepo_c's reader finds in a document.
    private func counts(_ text: [UInt8]) throws -> String {
        let directory = try TemporaryDirectory("updates")
        try Files.replace(directory / "updateinfo.xml", with: text)
        let program = """
            import createrepo_c as cr, sys
            warnings = []
            def warn(kind, text):
                warnings.append(text)
                return True
            info = cr.UpdateInfo()
            cr.xml_parse_updateinfo(sys.argv[1], info, warn) \
                if hasattr(cr, 'xml_parse_updateinfo') else info.__init__(sys.argv[1])
            packages = sum(len(c.packages) for u in info.updates for c in u.collections)
            print(len(info.updates), packages, *warnings)
            """
        let path = (directory / "updateinfo.xml").string
        let outcome = try Subprocess.check("/usr/bin/python3", ["-c", program, path])
        return outcome.output
    }

    @Test(
        "of an old dialect are pruned, and read by createrepo_c",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        .enabled(if: CreaterepoReader.isPresent, "\(CreaterepoReader.notice)"))
    func oldDialect() throws {
        let path = try #require(
            Corpora.file("rpm/opensuse110-update/repodata/updateinfo.xml.gz"))
        let text = try Decompressor.decompress(file: path, compression: .gzip, limit: 1 << 30)
        let document = try UpdateDocument(text)
        let all = String(decoding: text, as: UTF8.self)
        let elements = all.matches(of: #/<update [\s\S]*?<\/update>/#).map { String($0.output) }
        #expect(document.count == elements.count && document.count > 50)
        let wish = PackageIdentity(
            name: "libzypp", version: "4.27.3", release: "0.1", architecture: "x86_64")
        let expected = elements.filter {
            $0.contains("name=\"libzypp\" arch=\"x86_64\" version=\"4.27.3\" release=\"0.1\"")
        }
        #expect(!expected.isEmpty)
        let pruned = try #require(try UpdatePruner(keeping: [wish]).document([document]))
        #expect(
            String(decoding: pruned, as: UTF8.self)
                == Self.start + expected.joined(separator: "\n") + "\n</updates>\n")
        let packages = expected.reduce(0) { $0 + $1.matches(of: #/<package /#).count }
        #expect(try counts(pruned) == "\(expected.count) \(packages)\n")
    }

    @Test(
        "of other tools' tests are read",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        arguments: [("updateinfo_00.xml", 0), ("updateinfo_01.xml", 1), ("updateinfo_03.xml", 6)])
    func fixtures(_ name: String, _ count: Int) throws {
        let path = try #require(Corpora.file("fixtures/createrepo_c/updateinfo_files/\(name)"))
        #expect(try UpdateDocument(Files.read(path)).count == count)
    }
}
