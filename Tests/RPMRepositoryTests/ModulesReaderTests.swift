import Testing

@testable import RPMRepository

@Suite struct ModulesReaderTests {
    private func read(_ text: String) throws(ModulesError) -> [ModuleDocument] {
        try ModulesReader.read(Array(text.utf8))
    }

    private static let sample = """
        ---
        document: modulemd-defaults
        version: 1
        data:
          module: tool
          modified: 202101010000
          stream: 3.10
          profiles:
            3.10: [common, devel]
            "4": []
        ...
        ---
        document: modulemd
        version: 2
        data:
          name: tool
          stream: 3.10
          version: 18446744073709551615
          context: 7e5
          static_context: true
          arch: x86_64
          dependencies:
          - buildrequires:
              platform: [el9]
            requires:
              platform: [el9]
              base: [1, -2]
              other: []
          profiles:
            common:
              default: true
              rpms: [tool]
            devel:
              rpms:
              - tool
              - tool-devel
          api:
            rpms: [tool]
          demodularized:
            rpms: [tool-old]
          artifacts:
            rpms:
            - tool-0:3.10-1.x86_64
            - tool-devel-1:3.10-1.el9.noarch
        ...

        """

    @Test func `a stream is read with all that decides about it`() throws {
        let documents = try read(Self.sample)
        #expect(documents.map(\.line) == [1, 12])
        let stream = try #require(documents[1].build)
        #expect(stream.identity == "tool:3.10:7e5")
        #expect(stream.version == .max)
        #expect(stream.hasStaticContext)
        #expect(stream.architecture == "x86_64")
        #expect(
            stream.dependencies == [
                [
                    .init(module: "platform", streams: ["el9"]),
                    .init(module: "base", streams: ["1", "-2"]),
                    .init(module: "other", streams: []),
                ]
            ])
        #expect(
            stream.profile("common") == .init(name: "common", packages: ["tool"], isDefault: true))
        #expect(stream.profile("devel")?.packages == ["tool", "tool-devel"])
        #expect(stream.profile("devel")?.isDefault == false)
        #expect(stream.api == ["tool"])
        #expect(stream.demodularized == ["tool-old"])
        #expect(
            stream.artifacts.map(\.parts) == [
                .init(name: "tool", version: "0:3.10-1", architecture: "x86_64"),
                .init(name: "tool-devel", version: "1:3.10-1.el9", architecture: "noarch"),
            ])
    }

    @Test func `defaults may name profiles and no stream`() throws {
        let defaults = try #require(try read(Self.sample)[0].defaults)
        #expect(defaults.module == "tool")
        #expect(defaults.modified == 202_101_010_000)
        #expect(defaults.stream == "3.10")
        #expect(defaults.profiles(of: "3.10") == ["common", "devel"])
        #expect(defaults.profiles(of: "4") == [])
        let bare = try read("document: modulemd-defaults\nversion: 1\ndata: {module: tool}\n")
        #expect(bare[0].defaults?.stream == nil)
    }

    @Test func `each document keeps its bytes`() throws {
        let text =
            "# before\n---\ndocument: x\nversion: 1\n# inside\n---\ndocument: y\n...\n# between\n---\ndocument: z"
        let documents = try read(text)
        #expect(
            documents.map { String(decoding: $0.text, as: UTF8.self) } == [
                "---\ndocument: x\nversion: 1\n# inside\n", "---\ndocument: y\n...\n# between\n",
                "---\ndocument: z",
            ])
        #expect(documents.map(\.content) == [.other("x"), .other("y"), .other("z")])
        #expect(documents.map(\.line) == [2, 6, 10])
        let joined = ModuleDocument.text(of: documents)
        #expect(try ModulesReader.read(joined).map(\.content) == documents.map(\.content))
    }

    @Test(arguments: ["\r\n", "\n", "\u{2028}"])
    func `lines end as YAML ends them`(_ end: String) throws {
        let text = ["---", "document: \"é\"", "---", "document: y", ""].joined(separator: end)
        let documents = try read(text)
        let first = ["---", "document: \"é\"", ""].joined(separator: end)
        #expect(
            documents.map(\.text) == [
                Array(first.utf8), Array(text.utf8.dropFirst(first.utf8.count)),
            ])
    }

    @Test func `old and new versions say the same`() throws {
        let old = try read(
            """
            document: modulemd
            version: 1
            data:
              name: a
              stream: f28
              dependencies:
                requires: {platform: f28, b: "2"}
            """)
        #expect(
            old[0].build?.dependencies == [
                [.init(module: "platform", streams: ["f28"]), .init(module: "b", streams: ["2"])]
            ])
        let new = try read(
            """
            document: modulemd-stream
            version: 3
            data:
              name: a
              stream: latest
              dependencies:
                platform: f32
                requires: {b: [v1]}
            """)
        #expect(
            new[0].build?.dependencies == [
                [.init(module: "platform", streams: ["f32"]), .init(module: "b", streams: ["v1"])]
            ])
    }

    @Test func `kinds and versions of the future are passed over`() throws {
        let documents = try read(
            """
            ---
            document: modulemd-packager
            version: 3
            data: {name: a}
            ---
            document: modulemd
            version: 99
            data: [what, ever]
            ---
            document: modulemd-translations
            version: 1
            data: {module: a, stream: 1, modified: 2}
            ---
            document: modulemd-obsoletes
            version: 1
            data: {module: a, stream: 1, modified: 2020-01-01T00:00Z, message: gone}
            ---
            """)
        #expect(
            documents.map(\.content) == [
                .other("modulemd-packager"), .other("modulemd"),
                .translations(module: "a", stream: "1"), .obsoletes(module: "a", stream: "1"),
                .other(""),
            ])
    }

    @Test(arguments: [
        ("document: [\n  }", 2, "did not find expected node content"),
        ("---\ndocument: x\n---\na: b: c\n", 4, "mapping values are not allowed"),
        ("just text", 1, "a mapping was expected, not text"),
        ("version: 1", 1, "`document` is missing"),
        ("document: modulemd\nversion: 2", 1, "`data` is missing"),
        ("document: modulemd\nversion: two", 2, "`two` is no number"),
        ("document: modulemd\nversion: 2\ndata:\n  name: a", 4, "`stream` is missing"),
        (
            "document: modulemd\nversion: 2\ndata: {name: a, stream: [1]}", 3,
            "text was expected, not a list"
        ),
        (
            "document: modulemd\nversion: 2\ndata:\n  name: a\n  stream: b\n  version: -1", 6,
            "`-1` is no number"
        ),
        (
            "document: modulemd\nversion: 2\ndata:\n  name: a\n  stream: b\n  version: 18446744073709551616",
            6, "is no number"
        ),
        (
            "document: modulemd\nversion: 2\ndata:\n  name: a\n  stream: b\n  artifacts: {rpms: {a: b}}",
            6, "a list was expected, not a mapping"
        ),
        ("document: x\ndocument: y", 2, "the key `document` is there twice"),
    ])
    func `a document that is broken is an error with its line`(
        _ text: String, _ line: Int, _ problem: String
    ) throws {
        let error = #expect(throws: ModulesError.self) { try read(text) }
        #expect(error?.line == line)
        #expect(error?.problem.contains(problem) == true, "\(error?.description ?? "")")
    }

    @Test func `bytes that are no text are an error`() {
        #expect(throws: ModulesError.self) {
            try ModulesReader.read(Array("document: ".utf8) + [0xFF, 0xFE, 0x0A])
        }
    }

    @Test func `aliases of aliases do not grow without bound`() {
        var text = "document: modulemd\nversion: 2\ndata:\n  name: a\n  stream: b\n  xmd:\n"
        text += "    a0: &a0 [x, x, x, x, x, x, x, x, x, x]\n"
        for level in 1...9 {
            let item = "*a\(level - 1)"
            let items = Array(repeating: item, count: 10).joined(separator: ", ")
            text += "    a\(level): &a\(level) [\(items)]\n"
        }
        let error = #expect(throws: ModulesError.self) { try read(text) }
        #expect(error?.problem.contains("aliases repeat more than") == true)
    }

    @Test(arguments: [
        ("bash-0:5.1.8-2.el9.x86_64", "bash", "0:5.1.8-2.el9", "x86_64"),
        ("a-b-c-1:2-3.src", "a-b-c", "1:2-3", "src"),
        ("old-2-3.noarch", "old", "0:2-3", "noarch"),
    ])
    func `an artifact is taken apart from its end`(
        _ text: String, _ name: String, _ version: String, _ architecture: String
    ) throws {
        let document = try read(
            "document: modulemd\nversion: 2\ndata: {name: a, stream: b, artifacts: {rpms: [\"\(text)\"]}}"
        )
        let parts = try #require(document[0].build?.artifacts.first?.parts)
        #expect([parts.name, parts.version, parts.architecture] == [name, version, architecture])
    }

    @Test(arguments: ["bash", "bash-1", "a-1-2", "-1-2.x", "a--2.x", "a-1-.x", "a-1-2."])
    func `what is no full identity is no artifact`(_ text: String) throws {
        let document = try read(
            "document: modulemd\nversion: 2\ndata: {name: a, stream: b, artifacts: {rpms: [\"\(text)\"]}}"
        )
        #expect(document[0].build?.artifacts.map(\.parts) == [nil])
    }
}
