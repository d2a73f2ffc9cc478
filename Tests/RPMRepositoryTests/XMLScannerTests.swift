import MirrorTestSupport
import Testing

@testable import RPMRepository

@Suite struct XMLScannerTests {
    static func events(_ text: String) throws(MetadataError) -> String {
        try XMLEvents.of(Array(text.utf8))
    }

    static func reason(_ text: String) -> MetadataError.Reason? {
        do {
            _ = try events(text)
            return nil
        } catch { return error.reason }
    }

    @Test(arguments: [
        ("<a/>", "Sa E"), ("<a></a >", "Sa E"), ("\u{FEFF}<a/>\n", "Sa E"),
        ("<?xml version='1.0'?>\n<a b = \"1\"\n c='&lt;\n'/>", "Sa A1 A<\\x20 E"),
        ("<!-- x --><?p?><a>1<!-- y -->2</a><!-- z -->", "Sa T12 E"),
        ("<a>&amp;&#65;&#x1F600;&apos;&quot;&gt;</a>", "Sa T&A\\U0001f600'\"> E"),
        ("<a>1\r\n2\r3&#13;</a>", "Sa T1\\n2\\n3\\r E"),
        ("<a b='1\r\n2\t3&#10;'/>", "Sa A1\\x202\\x203\\n E"),
        ("<a><![CDATA[<&]]]]><![CDATA[>]]></a>", "Sa T<&]]> E"),
        ("<!DOCTYPE a PUBLIC \"-//X//Y\" 'a.dtd' ><a/>", "Sa E"), ("<!DOCTYPE a><a/>", "Sa E"),
        ("<r:a xmlns:r='u' xmlns='v' r:b='1' b='2'><r:c/></r:a>", "Sr:a A1 A2 Sr:c E E"),
    ])
    func `reads what XML means`(document: String, expected: String) throws {
        #expect(try Self.events(document) == expected)
    }

    @Test(
        arguments: [
            ("", .unexpectedEnd), ("<a", .unexpectedEnd), ("<a>", .unexpectedEnd),
            ("<a>text", .unexpectedEnd), ("<a><b></a>", .notWellFormed(.nesting)),
            ("<a></b>", .notWellFormed(.nesting)), ("<a></ab>", .notWellFormed(.nesting)),
            ("<a/><b/>", .notWellFormed(.outsideRoot)), ("<a/>x", .notWellFormed(.outsideRoot)),
            ("text", .notWellFormed(.outsideRoot)), ("<a b=1/>", .notWellFormed(.markup)),
            ("<a b/>", .notWellFormed(.markup)), ("<a b='1'c='2'/>", .notWellFormed(.markup)),
            ("<a b='1' b='2'/>", .notWellFormed(.repeatedAttribute)),
            ("<a b='<'/>", .notWellFormed(.markup)), ("<a>]]></a>", .notWellFormed(.markup)),
            ("<a>&nbsp;</a>", .notWellFormed(.reference)),
            ("<a>&#0;</a>", .notWellFormed(.reference)),
            ("<a>&#xD800;</a>", .notWellFormed(.reference)),
            ("<a>&#99999999999;</a>", .notWellFormed(.reference)),
            ("<a>\u{1}</a>", .notWellFormed(.character)), ("<1a/>", .notWellFormed(.markup)),
            ("<a>\u{FFFE}</a>", .notWellFormed(.character)), ("< a/>", .notWellFormed(.markup)),
            ("<a><!-- -- --></a>", .notWellFormed(.markup)),
            (" <?xml version='1.0'?><a/>", .notWellFormed(.markup)),
            ("<?xml encoding='UTF-8'?><a/>", .notWellFormed(.markup)),
            ("<!DOCTYPE a><!DOCTYPE a><a/>", .notWellFormed(.markup)),
            ("<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>", .unsupported(.definitions)),
            ("<!DOCTYPE a SYSTEM 'x' [<!ENTITY % b SYSTEM 'c'>]><a/>", .unsupported(.definitions)),
            (
                "<?xml version='1.0' encoding='ISO-8859-1'?><a/>",
                .unsupported(.encoding("ISO-8859-1"))
            ),
            ("<?xml version='1.0' encoding='us-ascii'?><a>é</a>", .notWellFormed(.encoding)),
            ("<?xml version='1.0' encoding='US-ASCII'?><a b='é'/>", .notWellFormed(.encoding)),
            ("<?xml version='1.0' encoding='ASCII'?><a><!-- é --></a>", .notWellFormed(.encoding)),
            ("<ä/>", .unsupported(.name)),
        ] as [(String, MetadataError.Reason)])
    func `refuses what is not XML, or not of this kind`(
        document: String, reason: MetadataError.Reason
    ) {
        #expect(Self.reason(document) == reason)
    }

    @Test(arguments: ["UTF8", "utf8", "UTF-8", "US-ASCII", "us-ascii", "ASCII"])
    func `takes the names of UTF-8 and ASCII`(encoding: String) throws {
        let text = "<?xml version='1.0' encoding='\(encoding)'?><a>b</a>"
        #expect(try Self.events(text) == Self.events("<a>b</a>"))
    }

    @Test func `refuses other encodings`() {
        for document in [
            [0xFF, 0xFE, 0x3C, 0x00, 0x61, 0x00], [0xFE, 0xFF, 0x00, 0x3C],
            [0x3C, 0x00, 0x61, 0x00],
            [0x00, 0x3C, 0x00, 0x61],
        ] as [[UInt8]] {
            #expect(throws: MetadataError(line: 1, column: 1, reason: .unsupported(.encoding(""))))
            {
                try XMLEvents.of(document)
            }
        }
        #expect(throws: MetadataError.self) {
            try XMLEvents.of([60, 97, 62, 0xE9, 60, 47, 97, 62])
        }
    }

    @Test func `limits depth and attributes`() throws {
        let deep = { (count: Int) in
            String(repeating: "<a>", count: count) + String(repeating: "</a>", count: count)
        }
        #expect(Self.reason(deep(128)) == nil)
        #expect(Self.reason(deep(129)) == .unsupported(.size))
        let wide = { (count: Int) in
            "<a" + (0..<count).map { " b\($0)=''" }.joined() + "/>"
        }
        #expect(Self.reason(wide(64)) == nil)
        #expect(Self.reason(wide(65)) == .unsupported(.size))
    }

    @Test func `says where the mistake is`() {
        #expect(throws: MetadataError(line: 3, column: 4, reason: .notWellFormed(.nesting))) {
            try Self.events("<a>\n<b>\nxyz</a>")
        }
        let error = MetadataError(line: 3, column: 4, reason: .notWellFormed(.nesting))
        #expect(
            error.description
                == "line 3, column 4: not well-formed: the end of an element that is not open here")
    }

    @Test func `finds attributes by local name, and never a declaration of a namespace`() throws {
        let document = Array("<a xmlns:name='u' xml:base='b' database_version='10'/>".utf8)
        var scanner = XMLScanner(document.span)
        try scanner.readRoot("a")
        #expect(scanner.attribute("name") == nil)
        #expect(scanner.attribute("base").map { scanner.string($0) } == "b")
        #expect(scanner.attribute("database_version").map { scanner.string($0) } == "10")
        #expect(scanner.attribute("database_versioN") == nil)
        #expect(throws: MetadataError.self) {
            var scanner = XMLScanner(document.span)
            try scanner.readRoot("b")
        }
    }

    @Test func `reads the text of an element in one piece`() throws {
        let document = Array("<a><b>x<!-- y --> &amp;<![CDATA[<z>]]></b><c>1<d/></c></a>".utf8)
        var scanner = XMLScanner(document.span)
        try scanner.readRoot("a")
        #expect(try scanner.nextChild())
        let text = try scanner.elementText()
        #expect(scanner.string(text) == "x &<z>")
        #expect(try scanner.nextChild())
        #expect(throws: MetadataError.self) { try scanner.elementText() }
    }

    @Test func `a document in pieces gives the same tokens`() throws {
        let document = Array(
            "\u{FEFF}<?xml version='1.0'?><!DOCTYPE a><a b='é&amp;'>]x]<!-- c --><d/>&lt;é</a>\n"
                .utf8)
        let (whole, _, _) = Self.tokens(document, from: XMLScanner.Checkpoint())
        #expect(whole.count == 6)
        for cut in 0..<document.count {
            // A copy, so that the part behind the cut cannot be looked at.
            let (first, checkpoint, error) = Self.tokens(
                Array(document[..<cut]), from: XMLScanner.Checkpoint())
            #expect(error == nil || error == .unexpectedEnd, "cut at \(cut)")
            let (second, _, _) = Self.tokens(document, from: checkpoint)
            #expect(first + second == whole, "cut at \(cut)")
        }
    }

    /// The tokens up to the last checkpoint, that checkpoint, and the error behind it.
    static func tokens(
        _ document: [UInt8], from start: XMLScanner.Checkpoint
    ) -> ([String], XMLScanner.Checkpoint, MetadataError.Reason?) {
        var scanner = XMLScanner(document.span, from: start)
        var checkpoint = start
        var tokens: [String] = []
        var kept = 0
        do {
            while true {
                let token = try scanner.next()
                if case .endOfDocument = token { break }
                var text = "\(token)"
                if case .startElement = token { text += scanner.elementName }
                if case .text = token { text += scanner.string(scanner.text) }
                tokens.append(text)
                if scanner.closesItself { continue }
                checkpoint = scanner.checkpoint
                kept = tokens.count
            }
        } catch { return (Array(tokens[..<kept]), checkpoint, error.reason) }
        return (tokens, checkpoint, nil)
    }
}
