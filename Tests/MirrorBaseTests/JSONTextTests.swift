import MirrorBase
import MirrorTestSupport
import Testing

@Suite struct JSONTextTests {
    @Test func `keys keep their order, elements their commas`() {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.field("a", "text")
        json.field("truth", true)
        json.field("list", ["x", "y"])
        json.key("empty")
        json.beginArray()
        json.endArray()
        json.key("rows")
        json.beginArray()
        for row in 0..<2 {
            json.beginObject()
            json.field("n", -row)
            json.endObject()
        }
        json.endArray()
        json.endObject()
        #expect(
            json.text == #"{"schema":1,"a":"text","truth":true,"list":["x","y"],"#
                + #""empty":[],"rows":[{"n":0},{"n":-1}]}"#)
    }

    @Test func `a line of its own for each element keeps the commas right`() {
        var json = JSONText()
        json.beginObject()
        json.field("schema", 1)
        json.breakLine(indent: 1)
        json.key("rows")
        json.beginArray()
        for row in ["a", "b", "c"] {
            json.breakLine(indent: 2)
            json.value(row)
        }
        json.breakLine(indent: 1)
        json.endArray()
        json.breakLine()
        json.endObject()
        json.breakLine()
        #expect(
            json.text == """
                {"schema":1,
                 "rows":[
                  "a",
                  "b",
                  "c"
                 ]
                }

                """)
    }

    @Test func `an empty array on lines of its own has no comma`() {
        var json = JSONText()
        json.beginArray()
        json.breakLine(indent: 2)
        json.endArray()
        #expect(json.text == "[\n  ]")
    }

    @Test func `what has to be escaped is escaped`() {
        #expect(JSONText.quoted("a\"b\\c\nd\re\tf") == #""a\"b\\c\nd\re\tf""#)
        #expect(JSONText.quoted("\u{0}\u{1f}\u{7f}") == #""\u0000\u001f\u007f""#)
        #expect(JSONText.quoted("é/☃𝄞") == "\"é/☃𝄞\"")
        #expect(JSONText.quoted("") == "\"\"")
    }

    @Test(.enabled(if: Tool.isAsked("python3"), "needs python3"))
    func `another reader of JSON reads random text as it was written`() throws {
        var random = SeededRandom(seed: 13)
        var json = JSONText()
        var expected: [UInt8] = []
        json.beginArray()
        for _ in 0..<500 {
            var text = ""
            for _ in 0..<Int.random(in: 0...10, using: &random) {
                let value = UInt32.random(in: 0...0x2ff, using: &random)
                if let scalar = UnicodeScalar(value), value != 0 {
                    text.unicodeScalars.append(scalar)
                }
            }
            json.value(text)
            expected += Array(text.utf8) + [0]
        }
        json.endArray()
        let script = """
            import json, sys
            for text in json.loads(sys.stdin.buffer.read().decode()):
                sys.stdout.buffer.write(text.encode() + b"\\0")
            """
        let outcome = try Subprocess.check(
            "python3", ["-c", script], input: Array(json.text.utf8))
        #expect(outcome.standardOutput == expected)
    }
}
