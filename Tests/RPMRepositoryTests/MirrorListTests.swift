import MirrorBase
import RPMRepository
import Testing

@Suite struct MirrorListTests {
    static func read(_ text: String) throws(MetadataError) -> MirrorList {
        let bytes = Array(text.utf8)
        return try MirrorList(bytes.span)
    }

    static let metalink = """
        <?xml version="1.0" encoding="utf-8"?>
        <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic"
         xmlns:mm0="http://fedorahosted.org/mirrormanager">
         <files><file name="other.xml"><size>9</size></file>
          <file name="repomd.xml"><mm0:timestamp>1587400000</mm0:timestamp><size>3812</size>
          <verification><hash type="md5">\(String(repeating: "0", count: 32))</hash>
           <hash type="sha256">\(String(repeating: "1", count: 64))</hash>
           <hash type="sha512">\(String(repeating: "2", count: 128))</hash>
           <hash type="crc32">x</hash></verification>
          <mm0:alternates><mm0:alternate><mm0:timestamp>1587300000</mm0:timestamp>
           <size>3800</size><verification><hash type="md5">\(String(repeating: "3", count: 32))</hash>
           </verification></mm0:alternate></mm0:alternates>
          <resources maxconnections="1">
           <url protocol="rsync" preference="100">rsync://m0/x/repodata/repomd.xml</url>
           <url protocol="http" preference="90">http://m1/x/repodata/repomd.xml</url>
           <url protocol="https" preference="99">https://m2/x/repodata/repomd.xml</url>
           <url protocol="https" preference="90">https://m3/x/repodata/repomd.xml</url>
           <url protocol="https">https://m4/x/repodata/repomd.xml</url>
           <url protocol="https" preference="98">https://m5/x/elsewhere.xml</url>
          </resources></file></files></metalink>
        """

    @Test func `reads a list of addresses`() throws {
        let list = try Self.read(
            "\u{FEFF}# comment\r\nhttp://a/x/ 10\r\n\nhttps://b/y\n  ftp://c/\nfile:///d\n"
                + "Invalid release/repo/arch combination\nhttp://\nhttps://b/y/\nhttp://é/\n")
        #expect(list.addresses == ["http://a/x/", "https://b/y/", "file:///d/"])
        #expect(list.metalink == nil)
    }

    @Test func `reads a metalink wherever one is served`() throws {
        let list = try Self.read("\n" + Self.metalink.dropFirst(39))
        #expect(
            list.addresses == ["https://m2/x/", "http://m1/x/", "https://m3/x/", "https://m4/x/"])
        let roots = try #require(list.metalink).roots
        #expect(roots.map(\.size) == [3812, 3800])
        #expect(roots.map { $0.timestamp?.seconds } == [1_587_400_000, 1_587_300_000])
        #expect(roots[0].digests.map(\.algorithm) == [.md5, .sha256, .sha512])
        #expect(roots[0].digest?.algorithm == .sha512)
        // MD5 vouches for nothing.
        #expect(roots[1].digests.count == 1 && roots[1].digest == nil)
    }

    @Test(
        arguments: [
            ("", .missing("address", in: "mirrorlist")),
            ("Bad arch\n", .missing("address", in: "mirrorlist")),
            ("<html></html>", .wrongRoot(found: "html", expected: "metalink")),
            ("<metalink/>", .missing("file", in: "metalink")),
            (
                "<metalink><files><file name='x'/></files></metalink>",
                .missing("file", in: "metalink")
            ),
            (
                "<metalink><files><file name='repomd.xml'/></files></metalink>",
                .missing("url", in: "metalink")
            ),
            (
                metalink.replacing("3812", with: "-3812"), .malformed("size", value: "-3812")
            ),
            (
                metalink.replacing("\"99\"", with: "\"x\""), .malformed("preference", value: "x")
            ),
            (
                metalink.replacing("<hash type=\"sha256\">1", with: "<hash type=\"sha256\">"),
                .malformed("hash", value: String(repeating: "1", count: 63))
            ),
            (String(metalink.dropLast(5)), .unexpectedEnd),
        ] as [(String, MetadataError.Reason)])
    func `refuses what leads nowhere`(text: String, reason: MetadataError.Reason) {
        do {
            _ = try Self.read(text)
            Issue.record("accepted")
        } catch { #expect(error.reason == reason) }
    }
}
