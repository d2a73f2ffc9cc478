import MirrorBase
import MirrorTestSupport
import Testing

@Suite("Reading JSON where it stands")
struct JSONNodeTests {
    static func read(_ text: String) throws(JSONError) -> JSONNode {
        try JSONNode(parsing: Array(text.utf8))
    }

    static func bytes(_ node: JSONNode?) -> [UInt8]? {
        var found: [UInt8]?
        node?.withBytes { bytes in found = bytes.indices.map { bytes[$0] } }
        return found
    }

    @Test func `a value is found by its key, whatever stands before it`() throws {
        let node = try Self.read(#"{"a":[1,{"c":2}],"b":{"c":[3]},"c":"x","d":true,"e":-7}"#)
        #expect(node["c"]?.string == "x")
        #expect(node["b"]?["c"]?.elements?.map(\.integer) == [3])
        #expect(node["a"]?.elements?.last?["c"]?.integer == 2)
        #expect(node["a"]?["c"] == nil)
        #expect(node["d"]?.truth == true)
        #expect(node["e"]?.integer == -7)
        #expect(node["f"] == nil)
        #expect(node.members?.map(\.key) == ["a", "b", "c", "d", "e"])
        #expect(node.members?.map(\.offset) == [1, 17, 31, 39, 48])
    }

    @Test func `a key with escapes is the key that it stands for`() throws {
        let node = try Self.read(#"{"\u006eame":1,"b\/c":2,"é":3}"#)
        #expect(node["name"]?.integer == 1)
        #expect(node["b/c"]?.integer == 2)
        #expect(node["é"]?.integer == 3)
        #expect(node.firstKey(notAmong: ["name", "b/c", "é"]) == nil)
        #expect(node.firstKey(notAmong: ["name", "é"])?.key == "b/c")
        #expect(node.firstKey(notAmong: ["name", "é"])?.offset == 15)
        #expect(throws: JSONError.self) { try Self.read(#"{"name":1,"n\u0061me":2}"#) }
        // Both are one letter, written in two ways.
        #expect(throws: JSONError.self) { try Self.read("{\"é\":1,\"e\u{301}\":2}") }
    }

    @Test func `the bytes of a string are those of its text`() throws {
        let texts = [
            "", "plain", "a\"b\\c", "é", "line\nline", "\u{1f600}", "a\u{1f}b",
            String(repeating: "x", count: 40),
        ]
        for text in texts {
            let node = try Self.read(JSONText.quoted(text))
            #expect(node.string == text)
            #expect(Self.bytes(node) == Array(text.utf8))
        }
        #expect(Self.bytes(try Self.read("[]")) == nil)
        #expect(try Self.read("7").string == nil)
    }

    @Test func `a value is of one kind`() throws {
        let node = try Self.read(#"[null,true,false,1,1.5,"a","é",[],{}]"#)
        let elements = try #require(node.elements)
        #expect(
            elements.map(\.kind) == [
                "null", "truth value", "truth value", "number", "number", "string", "string",
                "array", "object",
            ])
        #expect(elements.indices.filter { elements[$0].isString } == [5, 6])
        #expect(elements.map(\.isObject).last == true)
        #expect(elements.compactMap(\.integer) == [1])
        #expect(elements.compactMap(\.truth) == [true, false])
        #expect(elements.last?.elements == nil)
        #expect(elements.last?.members?.isEmpty == true)
    }

    @Test func `a repeated key is refused wherever it stands`() {
        for count in [2, 15, 16, 17, 18, 40] {
            for place in [0, count / 2, count - 1] {
                let keys = (0..<count).map { "\"k\($0)\":[{}]" }
                let text = "{" + (keys + ["\"k\(place)\":1"]).joined(separator: ",") + "}"
                #expect(throws: JSONError.self) { try Self.read(text) }
                #expect(throws: Never.self) {
                    try Self.read("{" + keys.joined(separator: ",") + "}")
                }
            }
        }
    }
}
