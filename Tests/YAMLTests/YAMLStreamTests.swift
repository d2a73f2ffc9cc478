import Testing
import YAML

/// Files of several documents.
@Suite struct YAMLStreamTests {
    private func read(_ text: String) -> (documents: [YAMLDocument], log: ProblemLog) {
        let bytes = Array(text.utf8)
        let log = ProblemLog(SourceText(file: "t.yaml", bytes: bytes))
        var composer = YAMLComposer(bytes, log: log)
        var documents: [YAMLDocument] = []
        while let document = composer.nextDocument() { documents.append(document) }
        return (documents, log)
    }

    @Test func `documents know their lines and their marks`() {
        let (documents, log) = read("# c\na\n---\nb\n...\n# d\n%YAML 1.1\n---\nc\n---\nd")
        #expect(log.problems.isEmpty)
        #expect(documents.map(\.root.text) == ["a", "b", "c", "d"])
        #expect(documents.map(\.lines) == [0..<2, 2..<6, 6..<9, 9..<11])
        #expect(documents.map(\.endLine) == [2, 4, 9, 11])
        #expect(documents.map(\.isStartMarked) == [false, true, true, true])
        #expect(documents.map(\.isEndMarked) == [false, true, false, false])
        #expect(documents.map { $0.bytes(ofLines: $0.lines) } == [0..<6, 6..<20, 20..<36, 36..<41])
    }

    @Test func `nothing is no document`() {
        #expect(read("").documents.isEmpty)
        #expect(read("# only a comment\n").documents.isEmpty)
        #expect(read("---\n").documents.map(\.root.isNull) == [true])
    }

    @Test func `a mistake ends the reading, and is told with its line`() {
        let (documents, log) = read("---\na\n---\nb: }\n---\nc\n")
        #expect(documents.map(\.root.text) == ["a"])
        #expect(log.problems.count == 1)
        #expect(log.problems.first?.excerpt?.position.line == 4)
    }

    @Test func `an anchor holds for its document`() {
        let (documents, log) = read("---\n- &x a\n- *x\n---\n- *x\n")
        #expect(documents.count == 1)
        #expect(log.problems.first?.message.contains("nothing above calls `&x`") == true)
    }

    @Test func `the bound on aliases holds for the file`() {
        let items = Array(repeating: "*x", count: 40).joined(separator: ", ")
        let wide = Array(repeating: "y", count: 1000).joined(separator: ", ")
        let document = "---\n- &x [\(wide)]\n- [\(items)]\n"
        #expect(read(document + document).documents.count == 2)
        let (documents, log) = read(document + document + document)
        #expect(documents.count == 2)
        #expect(log.problems.first?.message.contains("aliases repeat more than") == true)
    }
}
