import MirrorBase
import Testing

@Suite struct MirrorErrorTests {
    private let excerpt = SourceExcerpt(
        file: "packages.yaml", position: SourcePosition(line: 14, column: 7),
        text: "    - kubelet (= 1.31.*)", length: 18,
        notes: ["newest in `kubernetes`: 1.30.4-150500.1.1"])

    @Test func `an excerpt marks its part of the line`() {
        #expect(
            excerpt.rendered() == """
                  --> packages.yaml:14:7
                   |
                14 |     - kubelet (= 1.31.*)
                   |       ^^^^^^^^^^^^^^^^^^
                   = newest in `kubernetes`: 1.30.4-150500.1.1
                """)
    }

    @Test func `tabs and letters beyond ASCII keep the caret below its text`() {
        let excerpt = SourceExcerpt(
            file: "a", position: SourcePosition(line: 1, column: 4), text: "\té: wrong", length: 5)
        #expect(excerpt.rendered().hasSuffix("1 | \té: wrong\n  | \t  ^^^^^"))
    }

    @Test func `control characters are shown, not sent`() {
        let excerpt = SourceExcerpt(
            file: "a\u{1B}b", position: SourcePosition(line: 1, column: 4),
            text: "\t\u{1B}[2Jwrong\r", length: 5, notes: ["\u{9B}31m"])
        let error = MirrorError(
            .usage, "two\nlines\u{7}", excerpt: excerpt, hints: ["\u{202E}"],
            context: ["\u{1B}"], cause: "\u{8}", attempts: ["\u{7F}"])
        let text = error.rendered()
        #expect(text.hasPrefix("error: two\nlines\u{FFFD}\n"))
        #expect(text.contains("1 | \t\u{FFFD}[2Jwrong\u{FFFD}\n  | \t  ^^^^^"))
        #expect(
            text.unicodeScalars.allSatisfy { scalar in
                scalar == "\n" || scalar == "\t"
                    || scalar.properties.generalCategory != .control && scalar != "\u{202E}"
            })
        #expect(text.count { $0 == "\u{FFFD}" } == 9)
    }

    @Test(arguments: [(1, 0), (1, -3), (9, 1)])
    func `an excerpt always has a caret`(column: Int, length: Int) {
        let excerpt = SourceExcerpt(
            file: "a", position: SourcePosition(line: 1, column: column), text: "abc",
            length: length)
        #expect(excerpt.rendered().contains("^"))
    }

    @Test func `an error is printed whole, its hints apart`() {
        let error = MirrorError(
            .usage, "`kubelet (= 1.31.*)` matches nothing in rocky9 x86_64", excerpt: excerpt,
            hints: ["`mirror search rocky9 x86_64 kubelet` lists the versions"],
            context: ["resolving rocky9 x86_64"], cause: "no such version")
        #expect(
            error.during("building rocky9").rendered() == """
                error: `kubelet (= 1.31.*)` matches nothing in rocky9 x86_64
                  --> packages.yaml:14:7
                   |
                14 |     - kubelet (= 1.31.*)
                   |       ^^^^^^^^^^^^^^^^^^
                   = newest in `kubernetes`: 1.30.4-150500.1.1
                hint: `mirror search rocky9 x86_64 kubelet` lists the versions
                  cause: no such version
                  while building rocky9
                  while resolving rocky9 x86_64
                """)
    }

    @Test func `what is no text is not shown, and of a long line what is marked`() {
        func rendered(_ text: String, _ column: Int = 1) -> String {
            SourceExcerpt(
                file: "a", position: SourcePosition(line: 1, column: column), text: text
            ).rendered()
        }
        let packed = String(
            decoding: [0x1F, 0x8B, 8, 0x80, 0xFF, 0xFE, 3, 0x61, 0x62], as: UTF8.self)
        #expect(rendered(packed) == " --> a:1:1")
        #expect(rendered("text\0") == " --> a:1:1")
        #expect(rendered("- caf\u{FFFD}", 3).hasSuffix("1 | - caf\u{FFFD}\n  |   ^"))
        let long = String(repeating: "a", count: 1_000) + "b" + String(repeating: "c", count: 1_000)
        let lines = rendered(long, 1_001).split(separator: "\n")
        #expect(lines.count == 4 && lines.allSatisfy { $0.count < 260 }, "\(lines)")
        #expect(lines[2].hasPrefix("1 | …aaa") && lines[2].hasSuffix("ccc…"))
        let marked = lines[2].dropFirst(lines[3].count - 1).first
        #expect(marked == "b", "\(lines)")
    }

    @Test func `problems found together are printed in their order`() {
        let error = MirrorError(
            .usage, problems: [.init("first"), .init("second", hints: ["one", "two"])])
        #expect(error.rendered() == "error: first\nerror: second\nhint: one\nhint: two")
    }

    @Test func `the category alone decides the exit code`() {
        let codes: [(ErrorCategory, Int32)] = [
            (.answerIsNo, 1), (.usage, 2), (.network, 3), (.integrity, 4), (.disk, 5), (.bug, 70),
            (.interrupted, 130),
        ]
        for (category, code) in codes { #expect(category.exitCode == code) }
    }

    @Test func `positions are ordered by line, then column`() {
        #expect(SourcePosition(line: 1, column: 9) < SourcePosition(line: 2, column: 1))
        #expect(SourcePosition(line: 2, column: 1) < SourcePosition(line: 2, column: 2))
    }
}
