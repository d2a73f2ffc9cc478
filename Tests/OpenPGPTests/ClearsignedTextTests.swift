import OpenPGP
import Testing

@Suite("Taking clearsigned texts apart")
struct ClearsignedTextTests {
    static let block = """
        -----BEGIN PGP SIGNATURE-----

        wgEB
        -----END PGP SIGNATURE-----
        """
    static let head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA512\n\n"

    func error(_ text: String) -> OpenPGPError? {
        do {
            _ = try split(clearsigned: Array(text.utf8))
            return nil
        } catch { return error }
    }

    @Test("gives the text and the signature")
    func good() throws {
        let parts = try split(clearsigned: Array((Self.head + "a \n- -b\n\n" + Self.block).utf8))
        #expect(parts.text == Array("a\n-b\n".utf8))
        #expect(parts.signature == [0xc2, 1, 1])
    }

    @Test("joins several blocks, and needs no `Hash` line")
    func several() throws {
        let text = "-----BEGIN PGP SIGNED MESSAGE-----\n\na\n\(Self.block)\n\(Self.block)\n"
        #expect(try split(clearsigned: Array(text.utf8)).signature == [0xc2, 1, 1, 0xc2, 1, 1])
    }

    @Test("refuses anything around it or of another form")
    func refused() {
        let good = Self.head + "a\n" + Self.block
        #expect(error(good) == nil)
        #expect(error("") == .malformed(.notClearsigned))
        #expect(error("\n" + good) == .malformed(.notClearsigned))
        #expect(error("x\n" + good) == .malformed(.notClearsigned))
        #expect(error(" " + good) == .malformed(.notClearsigned))
        #expect(error("<html>") == .malformed(.notClearsigned))
        #expect(error(good + "\n\n") == .malformed(.trailingData(line: 9)))
        #expect(error(good + "\nPackage: x\n") == .malformed(.trailingData(line: 9)))
        #expect(error(good + "\n" + good) == .malformed(.trailingData(line: 9)))
        #expect(
            error(good.replacing("Hash: SHA512\n", with: "Hash: SHA512\nSuite: x\n"))
                == .malformed(.unexpectedHeader(line: 3)))
        #expect(
            error(good.replacing("Hash: SHA512", with: "NotDashEscaped: 1"))
                == .malformed(.unexpectedHeader(line: 2)))
        #expect(error(Self.head + "-a\n" + Self.block) == .malformed(.unescapedDash(line: 4)))
        #expect(error(Self.head + "-\n" + Self.block) == .malformed(.unescapedDash(line: 4)))
        #expect(
            error(Self.head + Self.head + "a\n" + Self.block)
                == .malformed(.unescapedDash(line: 4)))
        #expect(error(good.replacing("wgEB", with: "wg*B")) == .malformed(.badArmor(line: 7)))
        #expect(
            error(good.replacing("wgEB", with: "wgEB\n=AAAA")) == .malformed(.badArmor(line: 9)))
        #expect(error(good.replacing("wgEB\n", with: "")) == .malformed(.badArmor(line: 7)))
    }

    @Test("refuses it cut off anywhere")
    func truncated() {
        let good = Self.head + "a\n" + Self.block
        for length in 0..<good.utf8.count {
            let part = String(decoding: Array(good.utf8)[..<length], as: UTF8.self)
            #expect(error(part) != nil, "cut to \(length)")
        }
    }
}

extension String {
    func replacing(_ old: String, with new: String) -> String {
        String(decoding: Array(utf8).replacing(old, with: new), as: UTF8.self)
    }
}
