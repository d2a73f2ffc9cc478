import MirrorBase
import MirrorTestSupport
import Testing

@Suite("Reading JSON")
struct JSONValueTests {
    static func read(_ text: String) throws(JSONError) -> JSONValue.Content {
        try JSONValue(parsing: Array(text.utf8)).content
    }

    static func error(_ bytes: [UInt8]) -> JSONError? {
        do { _ = try JSONValue(parsing: bytes) } catch { return error }
        return nil
    }

    @Test("resolves escapes and surrogate pairs")
    func strings() throws {
        #expect(
            try Self.read(#"  "a\"\\\/\b\f\n\r\t\u00e9\ud83d\ude00é"  "#)
                == .string("a\"\\/\u{8}\u{c}\n\r\té\u{1f600}é"))
        #expect(try Self.read(#""""#) == .string(""))
    }

    @Test("finds what ends a string, an escape or a mistake, wherever it stands")
    func places() throws {
        for before in 0...20 {
            for behind in [0, 1, 7, 8, 9] {
                let start =
                    String(repeating: "é", count: before / 2)
                    + String(repeating: "x", count: before % 2 + before / 3)
                let end = String(repeating: "y", count: behind)
                #expect(try Self.read("\"\(start)\"") == .string(start))
                #expect(try Self.read("\"\(start)\\n\(end)\"") == .string("\(start)\n\(end)"))
                #expect(
                    Self.error(Array("\"\(start)\u{1f}\(end)\"".utf8))?.reason
                        == .controlCharacter(0x1f))
                #expect(Self.error(Array("\"\(start)\(end)".utf8))?.reason == .unexpectedEnd)
                let broken = Array("\"\(start)".utf8) + [0xC3] + Array("\(end)\"".utf8)
                #expect(Self.error(broken)?.reason == .notUnicode)
            }
        }
    }

    @Test("reads every string that is written")
    func roundTrip() throws {
        let pieces = [
            "a", "Z", "\"", "\\", "\n", "\t", "\u{0}", "\u{1f}", "é", "\u{1f600}", "/", " ",
        ]
        for seed in 1...500 {
            var random = SeededRandom(seed: UInt64(seed))
            let text = (0..<Int.random(in: 0...60, using: &random)).map { _ in
                pieces.randomElement(using: &random) ?? ""
            }.joined()
            #expect(try Self.read(JSONText.quoted(text)) == .string(text), "seed \(seed)")
        }
    }

    @Test("keeps whole numbers of sixty-four bits, and others as written")
    func numbers() throws {
        #expect(try Self.read("0") == .integer(0))
        #expect(try Self.read("-0") == .integer(0))
        #expect(try Self.read("9223372036854775807") == .integer(.max))
        #expect(try Self.read("-9223372036854775808") == .integer(.min))
        #expect(try Self.read("9223372036854775808") == .number("9223372036854775808"))
        #expect(try Self.read("-1.5e+3") == .number("-1.5e+3"))
    }

    @Test("keeps the order of keys and the place of each value")
    func structure() throws {
        let value = try JSONValue(parsing: Array(#"{"b":[true,null],"a":{}}"#.utf8))
        guard case .object(let members) = value.content else {
            Issue.record("no object")
            return
        }
        #expect(members.map(\.key) == ["b", "a"])
        #expect(members.map(\.offset) == [1, 17])
        #expect(value["b"]?.offset == 5)
        #expect(value["c"] == nil)
    }

    @Test(
        "refuses what is no JSON, with the reason",
        arguments: [
            ("", JSONError.Reason.unexpectedEnd), ("{", .unexpectedEnd), ("[1", .unexpectedEnd),
            ("\"a", .unexpectedEnd), ("tru", .unexpectedEnd), ("nul1", .unexpectedByte(0x31)),
            ("[1,]", .unexpectedByte(0x5d)), ("{\"a\":1,}", .unexpectedByte(0x7d)),
            ("{a:1}", .unexpectedByte(0x61)), ("{\"a\" 1}", .unexpectedByte(0x31)),
            ("1 2", .trailingBytes), ("01", .malformedNumber), ("-", .malformedNumber),
            ("1.", .malformedNumber), ("1e", .malformedNumber), (".5", .unexpectedByte(0x2e)),
            ("\"\\x\"", .malformedEscape), ("\"\\u12g4\"", .malformedEscape),
            ("\"\\ud800\"", .malformedEscape), ("\"\\udc00\"", .malformedEscape),
            ("\"\\ud800\\u0041\"", .malformedEscape), ("\"a\nb\"", .controlCharacter(0x0a)),
            ("{\"a\":1,\"a\":2}", .duplicateKey("a")), ("\u{feff}1", .unexpectedByte(0xef)),
        ])
    func refuses(text: String, reason: JSONError.Reason) {
        #expect(Self.error(Array(text.utf8))?.reason == reason)
    }

    @Test("refuses bytes that are not UTF-8")
    func notUnicode() {
        #expect(Self.error([0x22, 0xff, 0x22])?.reason == .notUnicode)
        #expect(Self.error([0x22, 0xed, 0xa0, 0x80, 0x22])?.reason == .notUnicode)
    }

    @Test("bounds the depth")
    func depth() throws {
        let nested = { (count: Int) in
            Array(
                (String(repeating: "[", count: count) + String(repeating: "]", count: count)).utf8)
        }
        #expect(Self.error(nested(64)) == nil)
        #expect(Self.error(nested(65))?.reason == .tooDeep(limit: 64))
        #expect(Self.error(nested(1_000_000))?.reason == .tooDeep(limit: 64))
    }

    @Test("finds a repeated key among many")
    func manyKeys() {
        let keys = (0..<40).map { "\"k\($0)\":1" }
        let good = "{" + keys.joined(separator: ",") + "}"
        let bad = "{" + (keys + ["\"k33\":2"]).joined(separator: ",") + "}"
        #expect(Self.error(Array(good.utf8)) == nil)
        #expect(Self.error(Array(bad.utf8))?.reason == .duplicateKey("k33"))
    }

    @Test("counts lines and characters")
    func positions() {
        let error = Self.error(Array("[1,\n \"é\", x]".utf8))
        #expect(error?.position == SourcePosition(line: 2, column: 7))
    }
}
