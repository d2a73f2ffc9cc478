import MirrorTestSupport
import SystemIO
import Testing

@testable import RPMRepository

@Suite struct ModulesPruningTests {
    private func read(_ text: String) throws -> [ModuleDocument] {
        try ModulesReader.read(Array(text.utf8))
    }

    private func text(_ documents: [ModuleDocument]) -> String {
        String(decoding: ModuleDocument.text(of: documents), as: UTF8.self)
    }

    /// A stream document in the form in which libmodulemd writes it.
    private func stream(
        _ module: String, _ stream: String, context: String = "c", requires: String = "{}",
        _ artifacts: [String], after: String = ""
    ) -> String {
        var text = """
            ---
            document: modulemd
            version: 2
            data:
              name: \(module)
              stream: "\(stream)"
              version: 1
              context: \(context)
              arch: x86_64
              summary: s
              description: >-
                d
              license:
                module:
                - MIT
              dependencies:
              - requires: \(requires)
              artifacts:
                rpms:

            """
        for artifact in artifacts { text += "    - \(artifact)  # kept\n" }
        return text + after + "...\n"
    }

    @Test func `lines of artifacts go, and nothing else`() throws {
        let artifacts = ["a-0:1-1.src", "a-0:1-1.x86_64", "a-doc-0:1-1.noarch"]
        let all = stream("a", "1", artifacts, after: "  buildopts: {}\n")
        let documents = ModuleDocument.pruned([try read(all)]) { $0.architecture == "x86_64" }
        let expected = stream("a", "1", ["a-0:1-1.x86_64"], after: "  buildopts: {}\n")
        #expect(text(documents) == expected)
        #expect(documents.first?.build?.artifacts.map(\.text) == ["a-0:1-1.x86_64"])
        let again = ModuleDocument.pruned([documents]) { $0.name == "a" }
        #expect(text(again) == expected)
    }

    @Test func `what a kept stream requires is kept, in turn and without its artifacts`() throws {
        let all =
            stream("a", "1", requires: "{b: [1, 3], platform: [el9]}", ["a-0:1-1.x86_64"])
            + stream("b", "1", requires: "{c: []}", ["b-0:1-1.x86_64"], after: "  filter: {}\n")
            + stream("b", "2", ["b-0:2-1.x86_64"])
            + stream("c", "1", requires: "{d: [-1]}", ["c-0:1-1.x86_64"])
            + stream("d", "1", ["d-0:1-1.x86_64"]) + stream("d", "2", ["d-0:2-1.x86_64"])
        let documents = ModuleDocument.pruned([try read(all)]) { $0.name == "a" }
        #expect(documents.compactMap(\.build?.label) == ["a:1", "b:1", "c:1", "d:2"])
        #expect(documents.map { $0.build?.artifacts.count } == [1, 0, 0, 0])
        #expect(
            text(Array(documents[1...1])).hasSuffix("  - requires: {c: []}\n  filter: {}\n...\n"))
        #expect(text(Array(documents[2...2])).hasSuffix("  - requires: {d: [-1]}\n...\n"))
    }

    @Test func `a stream is kept as the default of its module, though nothing of it is there`()
        throws
    {
        let all =
            stream("a", "1", requires: "{b: []}", ["a-0:1-1.x86_64"])
            + stream("a", "2", ["a-0:2-1.x86_64"]) + stream("b", "1", ["b-0:1-1.x86_64"])
        let documents = ModuleDocument.pruned([try read(all)], defaults: ["a": "1"]) { _ in
            false
        }
        #expect(documents.compactMap(\.build?.label) == ["a:1", "b:1"])
        #expect(documents.flatMap { $0.build?.artifacts ?? [] } == [])
        #expect(documents.compactMap(\.defaults?.stream) == ["1"])
    }

    @Test func `a default stream replaces the one that the repository names`() throws {
        let all =
            stream("a", "1", ["a-0:1-1.x86_64"]) + stream("a", "2", ["a-0:2-1.x86_64"]) + """
                ---
                document: modulemd-defaults
                version: 1
                data:
                  module: a
                  stream: "2"
                  profiles:
                    "1": [small]
                ...

                """
        let documents = ModuleDocument.pruned([try read(all)], defaults: ["a": "1"]) {
            $0.version == "0:1-1"
        }
        #expect(documents.compactMap(\.build?.label) == ["a:1"])
        let read = try read(text(documents))
        #expect(read.compactMap(\.defaults?.stream) == ["1"])
        #expect(read.last?.defaults?.profiles(of: "1") == ["small"])
    }

    @Test(arguments: [
        "  artifacts: {rpms: [\"a-0:1-1.x86_64\", \"b-0:1-1.x86_64\"]}\n",
        "  artifacts:\n    rpms: [\"a-0:1-1.x86_64\",\n      \"b-0:1-1.x86_64\"]\n",
        "  artifacts:\n    rpms:\n    - &x b-0:1-1.x86_64\n    - a-0:1-1.x86_64\n  api: {rpms: [*x]}\n",
    ])
    func `a list that cannot be cut by lines stays`(_ artifacts: String) throws {
        let all =
            "---\ndocument: modulemd\nversion: 2\ndata:\n  name: a\n  stream: b\n" + artifacts
            + "...\n"
        let documents = ModuleDocument.pruned([try read(all)]) { $0.name == "a" }
        #expect(text(documents) == all)
    }

    @Test func `a module of which nothing is there leaves nothing`() throws {
        let all =
            stream("a", "1", ["a-0:1-1.x86_64"]) + stream("b", "1", ["b-0:1-1.x86_64"])
                + """
                ---
                document: modulemd-defaults
                version: 1
                data: {module: a, stream: "1"}
                ---
                document: modulemd-defaults
                version: 1
                data: {module: b, stream: "1"}
                ---
                document: modulemd-obsoletes
                version: 1
                data: {module: b, stream: "1", modified: 1, message: gone}
                ---
                document: modulemd-translations
                version: 1
                data: {module: a, stream: "1", modified: 1}
                ---
                document: unknown

                """
        let documents = ModuleDocument.pruned([try read(all)]) { $0.name == "a" }
        #expect(documents.map(\.module) == ["a", "a", "a"])
        #expect(documents.map(\.line) == [1, 43, 55])
        #expect(ModuleDocument.pruned([try read(all)]) { _ in false } == [])
    }

    @Test func `a document of two repositories is taken once`() throws {
        let one = try read(stream("a", "1", ["a-0:1-1.x86_64"]))
        let other = try read("# moved\n" + stream("a", "1", ["a-0:1-1.x86_64"]))
        #expect(ModuleDocument.pruned([one, other]) { _ in true } == one)
    }

    @Test(.enabled(if: ModulesSamples.arePresent, "\(Corpora.notice)"))
    func `of CentOS Stream only lines of artifacts are cut`() throws {
        let bytes = try ModulesSamples.centos()
        let documents = try ModulesReader.read(bytes)
        #expect(documents.count == 39)
        #expect(documents.compactMap(\.build).count == 31)
        #expect(ModuleDocument.text(of: documents) == bytes)
        let pruned = ModuleDocument.pruned([documents]) {
            $0.architecture != "src" && ["npm", "ruby-libs"].contains($0.name)
        }
        #expect(
            Set(pruned.compactMap(\.build?.label))
                == ["nodejs:18", "nodejs:20", "nodejs:22", "ruby:3.1", "ruby:3.3"])
        #expect(pruned.compactMap(\.defaults?.module) == ["nodejs", "ruby"])
        for document in pruned {
            let original = try #require(documents.first { $0.line == document.line })
            let lines = String(decoding: original.text, as: UTF8.self).split(
                separator: "\n", omittingEmptySubsequences: false)
            let names = Set(document.build?.artifacts.map(\.text) ?? [])
            let start = lines.lastIndex { $0 == "  artifacts:" } ?? lines.endIndex
            let expected = lines.enumerated().filter { index, line in
                index <= start || !line.hasPrefix("    - ")
                    || names.contains(String(line.dropFirst(6)))
            }
            #expect(
                document.text == Array(expected.map(\.1).joined(separator: "\n").utf8))
        }
    }

    @Test(
        .enabled(
            if: ModulesSamples.arePresent && ModulesSamples.hasPyYAML
                && ModulesSamples.hasLibmodulemd, "\(Corpora.notice), PyYAML and libmodulemd"))
    func `other readers find in whole and in pruned files what we find`() throws {
        let documents = try ModulesReader.read(try ModulesSamples.centos())
        let fixtures = [
            "repo_03/repodata/a850093e240506c728d6ce26a6fc51d6a7fe10730c67988d13afa7dd82df82d5-modules.yaml.xz"
        ]
        var sets = [documents, ModuleDocument.pruned([documents]) { $0.architecture == "noarch" }]
        sets.append(ModuleDocument.pruned([documents]) { $0.name == "nginx-filesystem" })
        for name in fixtures {
            let path = try #require(Corpora.file("fixtures/createrepo_c/" + name))
            let bytes = try Subprocess.check("xz", ["-dc", path.string]).standardOutput
            sets.append(try ModulesReader.read(bytes))
        }
        for set in sets {
            let text = ModuleDocument.text(of: set)
            let found = try ModulesSamples.readByLibmodulemd([text])
            #expect(
                found == ModulesSamples.describe(set, defaults: ModuleDefaults.merged([set])))
            let script = "import sys, yaml; print(len(list(yaml.safe_load_all(sys.stdin))))"
            let count = try Subprocess.check(
                ModulesSamples.python, ["-c", script], input: text
            ).standardOutput
            #expect(String(decoding: count, as: UTF8.self) == "\(set.count)\n")
        }
    }
}
