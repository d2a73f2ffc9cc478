import MirrorTestSupport
import Testing

@testable import RPMRepository

@Suite struct ModuleDefaultsTests {
    private func document(_ stream: String?, _ modified: Int, _ profiles: String) -> String {
        var text = "---\ndocument: modulemd-defaults\nversion: 1\ndata:\n  module: m\n"
        if modified > 0 { text += "  modified: \(modified)\n" }
        if let stream { text += "  stream: \"\(stream)\"\n" }
        return text + "  profiles: {\(profiles)}\n...\n"
    }

    /// The defaults of each repository, and what follows: stream, time and profiles.
    private var cases: [(repositories: [String], expected: String)] {
        [
            ([document("1", 0, "1: [a]"), document("1", 0, "1: [a]")], "1 0 1:a"),
            ([document("1", 0, "1: [a]"), document("2", 0, "2: [b]")], "- 0 1:a 2:b"),
            ([document("1", 5, "1: [a], 3: [z]"), document("2", 9, "2: [b]")], "2 9 1:a 2:b 3:z"),
            ([document("1", 9, "1: [a], 3: [z]"), document("2", 5, "2: [b]")], "1 9 1:a 2:b 3:z"),
            ([document("1", 1, "1: [a]"), document("1", 2, "1: [b, c]")], "1 2 1:b,c"),
            ([document("1", 2, "1: [a]"), document("1", 1, "1: [b]")], "1 2 1:a"),
            ([document(nil, 9, "1: [a]"), document("1", 3, "2: [b]")], "1 9 1:a 2:b"),
            ([document("1", 9, "1: [a]") + document("2", 3, "2: [b]")], "2 3 2:b"),
            (
                [
                    document("1", 0, "1: [a]"), document("2", 0, "2: []"),
                    document("3", 1, "3: [c]"),
                ],
                "3 1 1:a 2: 3:c"
            ),
            (
                [document("1", 0, "1: [a]"), document("2", 0, ""), document("2", 0, "")],
                "2 0 1:a"
            ),
        ]
    }

    private func words(_ defaults: ModuleDefaults) -> String {
        let profiles = defaults.profiles.map {
            "\($0.stream):\($0.profiles.joined(separator: ","))"
        }
        return (["\(defaults.stream ?? "-") \(defaults.modified)"] + profiles.sorted())
            .joined(separator: " ")
    }

    @Test func `the defaults of several repositories become one`() throws {
        for (repositories, expected) in cases {
            let read = try repositories.map { try ModulesReader.read(Array($0.utf8)) }
            let merged = try #require(ModuleDefaults.merged(read)["m"])
            #expect(words(merged) == expected)
        }
    }

    @Test func `a document that is made says what was merged`() throws {
        for (repositories, _) in cases {
            let read = try repositories.map { try ModulesReader.read(Array($0.utf8)) }
            let merged = try #require(ModuleDefaults.merged(read)["m"])
            let text = ModuleDocument.text(of: [merged.document])
            #expect(try ModulesReader.read(text).first?.defaults == merged)
        }
    }

    @Test(.enabled(if: ModulesSamples.hasLibmodulemd, "needs libmodulemd's bindings for python3"))
    func `libmodulemd merges the same, and reads the same in what is made`() throws {
        for (repositories, _) in cases {
            let texts = repositories.map { Array($0.utf8) }
            let read = try texts.map { try ModulesReader.read($0) }
            let merged = ModuleDefaults.merged(read)
            let expected = ModulesSamples.describe(read.flatMap { $0 }, defaults: merged)
            let found = try ModulesSamples.readByLibmodulemd(texts)
            #expect(found == expected)
            let made = ModuleDocument.text(of: merged.values.map(\.document))
            #expect(try ModulesSamples.readByLibmodulemd([made]) == expected)
        }
    }
}
