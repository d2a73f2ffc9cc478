import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import PackageDiff

@Suite struct DifferencePageTests {
    @Test(arguments: ["upgrade", "empty", "hostile"])
    func `pages are as recorded`(name: String) throws {
        let difference = [
            "upgrade": PageSamples.upgrade, "empty": PageSamples.empty,
            "hostile": PageSamples.hostile,
        ]
        let page = DifferencePage(try #require(difference[name])).html
        #expect(try Golden.difference(page, from: "page-\(name).html") == nil)
        #expect(!page.contains("HTMLText("))
    }

    @Test func `the policy names the style and the script of the page, and nothing else`() throws {
        for (text, digest) in [
            (PageStyle.text, PageStyle.digest), (PageScript.text, PageScript.digest),
        ] {
            let bytes = ReferenceHash.digest(Array(text.utf8)).bytes
            #expect(digest == "sha256-" + Self.base64(bytes))
        }
        let page = DifferencePage(PageSamples.upgrade).html
        #expect(page.contains("<style>\(PageStyle.text)</style>"))
        #expect(page.contains("<script>\(PageScript.text)</script>"))
        #expect(page.contains("default-src 'none'"))
        #expect(!page.contains("unsafe-inline"))
    }

    @Test(arguments: [
        ("a & b", "a &amp; b"), ("<script>", "&lt;script&gt;"),
        ("\"quoted\" 'twice'", "&quot;quoted&quot; &#39;twice&#39;"),
        ("&lt;", "&amp;lt;"), ("lines\n\tand tabs", "lines\n\tand tabs"),
        ("nul \0 bell \u{7} delete \u{7F} next \u{85}", "nul � bell � delete � next �"),
        ("turned \u{202E}gnp\u{2066} \u{200F}", "turned �gnp� �"), ("Ø 漢字 🎉", "Ø 漢字 🎉"),
        ("\r\n", "�\n"),
    ])
    func `text is escaped`(text: String, expected: String) {
        let html: HTMLText = "<p title=\"\(text)\">\(text)</p>"
        #expect(html.html == "<p title=\"\(expected)\">\(expected)</p>")
    }

    @Test(arguments: [
        "javascript:alert(1)", "JavaScript:alert(1)", " https://example.org", "//example.org",
        "data:text/html,x", "https://example.org/ x", "https://example.org/\u{202E}", "file:///etc",
        "vbscript:x", "java\nscript:x", "",
    ])
    func `only addresses of the web are links`(url: String) {
        let link = Advisory.Reference(id: "CVE", type: "cve", url: url).link
        #expect(link.html == "<bdi>CVE</bdi>")
    }

    @Test func `addresses of the web are escaped`() {
        let url = "https://example.org/?a=1&b='\"><b>"
        let link = Advisory.Reference(id: "CVE", type: "cve", url: url).link
        #expect(
            link.html.hasPrefix(
                "<a href=\"https://example.org/?a=1&amp;b=&#39;&quot;&gt;&lt;b&gt;\""))
    }

    @Test(arguments: [
        ("1.9-1", "1.10-1", "1.|9-1|10-1"), ("1.19", "1.10", "1.|19|10"),
        ("7.88.1-10+deb12u8", "7.88.1-10+deb12u12", "7.88.1-10+|deb12u8|deb12u12"),
        ("0:1.0-1", "0:1.0-2", "1.0-|1|2"), ("0:1", "1:1", "|0:1|1:1"),
        ("1.0", "1.0.1", "1.|0|0.1"),
        ("", "1", "||1"), ("a", "a", "a||"),
    ])
    func `versions are told apart at the number that differs`(
        before: String, after: String, expected: String
    ) {
        let pair = VersionPair(before, after)
        #expect("\(pair.common)|\(pair.before)|\(pair.after)" == expected)
    }

    @Test(arguments: [
        (0, "0 B"), (999, "+999 B"), (-1000, "−1.0 kB"), (999_949, "+999.9 kB"),
        (999_950, "+1.0 MB"), (12_345_678_901, "+12.3 GB"), (.min, "−9223.4 PB"),
    ])
    func `changes of size have a sign and a unit`(bytes: Int, expected: String) {
        #expect(SizeText.change(bytes) == expected)
    }

    @Test func `advisories stand once, the worst first, those about security before others`() {
        let index = AdvisoryIndex(PageSamples.upgrade)
        #expect(
            index.entries.map(\.advisory.id) == [
                "RLSA-2026:1001", "RLSA-2026:1002", "RLEA-2026:0900",
            ])
        #expect(index.entries.first?.changes == [6, 7])
    }

    @Test func `sizes that no number can hold are no bug`() {
        let huge = PageSamples.package("huge", "1", .max)
        let changes = [0, 1].map { _ in Change(kind: .added, before: nil, after: huge) }
        let side = PageSamples.side("some", packages: 0, bytes: 0)
        let page = DifferencePage(
            Difference(before: side, after: side, changes: changes, unchanged: 0))
        #expect(page.html.contains("9223.4 PB"))
    }

    /// The letters of RFC 4648.
    private static func base64(_ bytes: [UInt8]) -> String {
        let letters = Array("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/")
        var text = ""
        for start in stride(from: 0, to: bytes.count, by: 3) {
            let group = bytes[start..<min(start + 3, bytes.count)]
            let padded = Array(group) + [UInt8](repeating: 0, count: 3 - group.count)
            let bits = padded.reduce(0) { $0 << 8 | Int($1) }
            let shifts = [18, 12, 6, 0].prefix(group.count + 1)
            text += String(shifts.map { letters[bits >> $0 & 63] })
            text += String(repeating: "=", count: 3 - group.count)
        }
        return text
    }
}
