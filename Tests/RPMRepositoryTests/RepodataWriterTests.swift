import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

@Suite("The documents of a repository")
struct RepodataWriterTests {
    private func written(_ element: String, location: String = "Packages/a.rpm") throws -> String {
        var writer = RepodataWriter(.primary, packageCount: 1)
        try writer.append(Array(element.utf8).span, location: location)
        return String(decoding: writer.finish(), as: UTF8.self)
    }

    private func body(_ element: String, location: String = "Packages/a.rpm") throws -> String {
        let lines = try written(element, location: location).split(separator: "\n")
        return lines.dropFirst(2).dropLast().joined(separator: "\n")
    }

    @Test("begin with a root that names namespaces and the number of packages")
    func roots() throws {
        let packages = [
            RepodataSample.Package(
                primary: Array("<package><location href='x'/></package>".utf8),
                filelists: Array("<package pkgid='a'/>".utf8),
                other: Array("<package pkgid='a'></package>".utf8), location: "y")
        ]
        let texts = try RepodataDocument.allCases.map {
            String(decoding: try RepodataSample.write($0, packages), as: UTF8.self)
        }
        let declaration = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        #expect(
            texts == [
                declaration
                    + "<metadata xmlns=\"http://linux.duke.edu/metadata/common\" xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\" packages=\"1\">\n<package><location href=\"y\"/></package>\n</metadata>\n",
                declaration
                    + "<filelists xmlns=\"http://linux.duke.edu/metadata/filelists\" packages=\"1\">\n<package pkgid='a'/>\n</filelists>\n",
                declaration
                    + "<otherdata xmlns=\"http://linux.duke.edu/metadata/other\" packages=\"1\">\n<package pkgid='a'></package>\n</otherdata>\n",
            ])
    }

    @Test("keep every byte of an element but its location")
    func verbatim() throws {
        let before = "<package  type=\"rpm\" ><name>a</name><!-- <location href='no'/> -->\r\n"
        let after = "<x:y xmlns:x='u'><location href='inner'/></x:y> <summary>é</summary></package>"
        for location in [
            "<location href='old'/>", "<location href='old'></location>",
            "<location xml:base=\"http://example.org/\"\n href=\"old\" />",
            "<location href='old'><note>n</note></location>",
        ] {
            #expect(
                try body(before + location + after)
                    == before.replacing("\r\n", with: "\r\n")
                    + "<location href=\"Packages/a.rpm\"/>" + after)
        }
    }

    @Test("escape a location")
    func escaped() throws {
        let text = try body("<package><location href='o'/></package>", location: "a&b<\">c.rpm")
        #expect(text == "<package><location href=\"a&amp;b&lt;&quot;&gt;c.rpm\"/></package>")
    }

    @Test("declare the prefixes that an element took from its root")
    func prefixes() throws {
        let text = try body(
            """
            <package type="rpm"><location href='o'/><format><rpm:license>x</rpm:license>\
            <suse:license-to-confirm/><v:a w:b="1" xml:lang="en"/><n:c xmlns:n="urn:n"/><n:d/>\
            </format></package>
            """)
        #expect(
            text.hasPrefix(
                """
                <package xmlns:suse="http://novell.com/package/metadata/suse/common" \
                xmlns:v="urn:prefix:v" xmlns:w="urn:prefix:w" xmlns:n="urn:prefix:n" type="rpm">
                """))
        #expect(!text.contains("xmlns:rpm"))
    }

    @Test("leave declarations that an old dialect repeats")
    func repeated() throws {
        let element = """
            <package xmlns="http://linux.duke.edu/metadata/common" \
            xmlns:rpm="http://linux.duke.edu/metadata/rpm" type="rpm">\
            <location href="Packages/a.rpm"/><format><rpm:group/></format></package>
            """
        #expect(try body(element) == element)
    }

    @Test(
        "refuse an element that is not one",
        arguments: [
            "", "text", "<package>", "<package></package>", "<packages/>",
            "<package><location href='a'/></package><package/>",
            "<package><location href='a'/><location href='b'/></package>",
            "<package><location href='a'/></package>more", "<package><location href='a'/>",
            "<package><location href='a'/><a></b></package>",
            "<package><location href='a'/>&nbsp;</package>",
        ])
    func refused(_ element: String) {
        #expect(throws: MetadataError.self) { try written(element) }
    }

    @Test(
        "of real repositories are read by createrepo_c without a warning",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        .enabled(if: CreaterepoReader.isPresent, "\(CreaterepoReader.notice)"),
        arguments: ["rpm/centos7-minimal", "rpm/azurelinux-small", "rpms/centos7-k8s"])
    func readByOthers(_ repository: String) throws {
        let directory = try TemporaryDirectory("repodata")
        var packages = try RepodataSample.packages(of: repository)
        for index in packages.indices { packages[index].location = "Packages/\(index).rpm" }
        var documents: [RepodataDocument: [UInt8]] = [:]
        for document in RepodataDocument.allCases {
            documents[document] = try RepodataSample.write(document, packages)
        }
        try RepodataSample.publish(documents, in: directory.path)
        let ours = try CreaterepoReader.lines(directory.path)
        // It does not read zstd here, so upstream's documents are packed anew.
        for document in RepodataDocument.allCases {
            documents[document] = try RepodataSample.text(document, of: repository)
        }
        let other = try TemporaryDirectory("repodata")
        try RepodataSample.publish(documents, in: other.path)
        let upstream = try CreaterepoReader.lines(other.path)
        #expect(ours.count == packages.count)
        #expect(
            zip(ours, upstream).allSatisfy { ours, upstream in
                var fields = upstream.split(separator: " ")
                fields[1] = ours.split(separator: " ")[1]
                return fields.joined(separator: " ") == ours
            })
        #expect(ours.enumerated().allSatisfy { $1.contains(" Packages/\($0).rpm - ") })
    }

    @Test(
        "take elements of an old dialect with prefixes of its own",
        .enabled(if: Corpora.arePresent, "\(Corpora.notice)"),
        .enabled(if: CreaterepoReader.isPresent, "\(CreaterepoReader.notice)"))
    func oldDialect() throws {
        let directory = try TemporaryDirectory("repodata")
        let text = try RepodataSample.text(.primary, of: "rpm/opensuse110-update")
        let elements = try RepodataSample.elements(text)
        var writer = RepodataWriter(.primary, packageCount: elements.count)
        for element in elements { try writer.append(element.span, location: "a.rpm") }
        let written = writer.finish()
        #expect(String(decoding: written, as: UTF8.self).contains("xmlns:suse="))
        // A namespace-aware parser refuses a prefix that nothing declares.
        let program =
            "import sys, xml.etree.ElementTree as t; print(len(t.parse(sys.stdin.buffer).getroot()))"
        let count = try Subprocess.check("python3", ["-c", program], input: written).output
        #expect(count == "\(elements.count)\n")
        let rest = [
            RepodataDocument.filelists: try RepodataSample.write(.filelists, []),
            .other: try RepodataSample.write(.other, []),
        ]
        try RepodataSample.publish(rest.merging([.primary: written]) { $1 }, in: directory / "ours")
        try RepodataSample.publish(rest.merging([.primary: text]) { $1 }, in: directory / "old")
        let ours = try CreaterepoReader.lines(directory / "ours")
        let old = try CreaterepoReader.lines(directory / "old")
        // Some packages are there twice; what it does not know it mentions for theirs as for ours.
        #expect(ours.count > 2000 && ours.count == old.count)
    }
}
