import MirrorBase
import Testing

@testable import Manifest
@testable import YAML

@Suite struct YAMLTests {
    private func node(_ text: String) -> (node: YAMLNode?, log: ProblemLog) {
        let bytes = Array(text.utf8)
        let log = ProblemLog(SourceText(file: "t.yaml", bytes: bytes))
        return (YAMLComposer.compose(bytes, log: log), log)
    }

    private func outline(_ node: YAMLNode) -> String {
        switch node.content {
        case .scalar(let text, _): text
        case .sequence(let items): "[" + items.map(outline).joined(separator: ",") + "]"
        case .mapping(let entries):
            "{"
                + entries.map { outline($0.key) + ":" + outline($0.value) }.joined(separator: ",")
                + "}"
        }
    }

    @Test func `nodes know where they stand`() throws {
        let root = try #require(node("a:\n  - 'b c'\n  - [d,\n     e]\n").node)
        guard case .mapping(let entries) = root.content,
            case .sequence(let items) = entries[0].value.content
        else {
            Issue.record("not a mapping of a list")
            return
        }
        #expect(entries[0].key.span.position == SourcePosition(line: 1, column: 1))
        #expect(items[0].span == SourceSpan(position: .init(line: 2, column: 5), length: 5))
        #expect(items[0].span(of: 2..<3).position == SourcePosition(line: 2, column: 8))
        #expect(items[1].span == SourceSpan(position: .init(line: 3, column: 5), length: 1))
    }

    @Test func `the style tells a word from a truth value`() throws {
        let root = try #require(
            node("[yes, \"yes\", 'yes', !!str yes, Off, null, ~, '', \"~\", |\n yes\n]").node
                ?? node(
                    "- yes\n- \"yes\"\n- 'yes'\n- !!str yes\n- Off\n- null\n- ~\n- ''\n- \"~\"\n"
                )
                .node)
        guard case .sequence(let items) = root.content else {
            Issue.record("not a list")
            return
        }
        #expect(items.map(\.bool) == [true, nil, nil, nil, false, nil, nil, nil, nil])
        #expect(
            items.map(\.isNull)
                == [false, false, false, false, false, true, true, false, false])
    }

    @Test func `aliases repeat what they name`() throws {
        let root = try #require(node("a: &x [b, c]\nd: *x\n").node)
        #expect(outline(root) == "{a:[b,c],d:[b,c]}")
        #expect(root.size == 9)
    }

    @Test func `merged keys fill in what is not there`() throws {
        let root = try #require(
            node("a: &a {x: 1, y: 1}\nb: &b {y: 2, z: 2}\nc: {<<: [*a, *b], x: 3}\nd: {<<: *b}\n")
                .node)
        #expect(outline(root) == "{a:{x:1,y:1},b:{y:2,z:2},c:{x:3,y:1,z:2},d:{y:2,z:2}}")
    }

    @Test func `a bomb of aliases is refused before it takes memory`() {
        var text = "a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...60 {
            let list = Array(repeating: "*a\(level - 1)", count: 10).joined(separator: ", ")
            text += "a\(level): &a\(level) [\(list)]\n"
        }
        let (root, log) = node(text)
        #expect(root == nil)
        #expect(log.problems.map(\.message) == ["aliases repeat more than 100000 nodes"])
    }

    @Test func `duplicate keys are reported, and the first one holds`() throws {
        let (root, log) = node("a: 1\nb: 2\na: 3\n")
        #expect(outline(try #require(root)) == "{a:1,b:2}")
        #expect(log.problems.map(\.message) == ["the key `a` is there twice"])
        #expect(log.problems.first?.excerpt?.notes == ["the first is in line 1"])
    }

    @Test func `an empty file has no node`() {
        for text in ["", "\n\n", "# comment\n", "---\n...\n"] {
            let (root, log) = node(text)
            #expect(root == nil || root?.isNull == true)
            #expect(log.problems.isEmpty)
        }
    }

    @Test func `UTF-16 is refused`() {
        let bytes: [UInt8] = [0xFF, 0xFE, 0x61, 0x00, 0x3A, 0x00]
        let log = ProblemLog(SourceText(file: "t.yaml", bytes: bytes))
        #expect(YAMLComposer.compose(bytes, log: log) == nil)
        #expect(
            log.problems.map(\.message)
                == ["the file cannot be read as YAML: invalid leading UTF-8 octet"])
    }

    @Test func `passwords are hidden in what is shown`() {
        let source = SourceText(
            file: "t", bytes: Array("u: http://me:geheim@example.org/ https://x@y:1/".utf8))
        let excerpt = source.excerpt(.start)
        #expect(excerpt.text == "u: http://me:******@example.org/ https://x@y:1/")
    }
}
