import MirrorTestSupport
import Testing

@testable import RPMRepository

@Suite struct CompsTests {
    private func read(_ text: String) throws(MetadataError) -> Comps {
        try CompsReader.read(Array(text.utf8))
    }

    private static let sample = """
        <?xml version="1.0" encoding="UTF-8"?>
        <!DOCTYPE comps PUBLIC "-//Red Hat, Inc.//DTD Comps info//EN" "comps.dtd">
        <comps>
          <!-- a comment -->
          <group>
            <id>core</id>
            <name xml:lang="de">Kern</name>
            <name>Core &amp; more</name>
            <packagelist>
              <packagereq>plain</packagereq>
              <packagereq type="mandatory">bash</packagereq>
              <packagereq type="default">less</packagereq>
              <packagereq type="optional" arch="x86_64, i686">gcc</packagereq>
              <packagereq type="conditional" requires="gtk3">gui</packagereq>
              <packagereq type="conditional">never</packagereq>
              <packagereq type="strange">odd</packagereq>
            </packagelist>
          </group>
          <group>
            <id>empty</id>
            <packagelist/>
          </group>
          <environment>
            <id>server</id>
            <name>Server</name>
            <grouplist>
              <groupid>core</groupid>
              <groupid>empty</groupid>
            </grouplist>
            <optionlist>
              <groupid default="true">extra</groupid>
            </optionlist>
          </environment>
          <category>
            <id>all</id>
            <grouplist>
              <groupid>empty</groupid>
            </grouplist>
          </category>
          <langpacks>
            <match install="less-%s" name="less"/>
            <match install="vim-%s" name="vim*"/>
          </langpacks>
        </comps>

        """

    @Test func `a group lists packages and when they are installed`() throws {
        let comps = try read(Self.sample)
        let core = try #require(comps.group("core"))
        #expect(core.name == "Core & more")
        #expect(
            core.packages.map(\.kind) == [
                .mandatory, .mandatory, .usual, .optional, .conditional(on: "gtk3"), .unknown,
                .unknown,
            ])
        #expect(
            core.packages.map(\.name) == ["plain", "bash", "less", "gcc", "gui", "never", "odd"])
        #expect(core.packages[3].architectures == ["x86_64", "i686"])
        #expect(comps.group("empty")?.packages == [])
        #expect(comps.group("extra") == nil)
        let server = try #require(comps.environment("server"))
        #expect(server.groups.ids == ["core", "empty"])
        #expect(server.optionalGroups.ids == ["extra"])
    }

    @Test(arguments: [
        ("<comps><group></comps>", 1), ("<comps>\n<group>&x;</group></comps>", 2),
        ("<repo/>", 1), ("<comps>", 1), ("", 1), ("<comps/>x", 1),
        ("<!DOCTYPE comps [<!ENTITY a \"b\">]>\n<comps/>", 1),
    ])
    func `what is not well-formed comps is an error`(_ text: String, _ line: Int) {
        let error = #expect(throws: MetadataError.self) { try read(text) }
        #expect(error?.line == line)
    }

    @Test func `groups of several repositories are one`() throws {
        let other = try read(
            """
            <comps><group><id>core</id><name>Other</name><packagelist>
            <packagereq type="optional">bash</packagereq>
            <packagereq type="default">dash</packagereq>
            </packagelist></group>
            <group><id>extra</id><packagelist/></group>
            <environment><id>server</id><grouplist><groupid>extra</groupid></grouplist>
            </environment></comps>
            """)
        let merged = Comps.merged([try read(Self.sample), other])
        let core = try #require(merged.group("core"))
        #expect(core.name == "Core & more")
        #expect(core.packages.map(\.name).suffix(2) == ["odd", "dash"])
        #expect(core.packages[1].kind == .mandatory)
        #expect(merged.environment("server")?.groups.ids == ["core", "empty", "extra"])
    }

    @Test func `what is not there is cut, and nothing else`() throws {
        let pruned = try #require(
            Comps.pruned([try read(Self.sample)]) {
                ["bash", "gui", "less", "less-*"].contains($0)
            })
        let gone = [
            "plain</", "gcc</", "never</", "odd</", "<groupid>empty", "<groupid default", "vim-%s",
        ]
        let lines = Self.sample.split(separator: "\n", omittingEmptySubsequences: false)
        var expected = lines.filter { line in !gone.contains { line.contains($0) } }
        for (first, last) in [("<id>empty", "</group>"), ("<id>all", "</category>")] {
            let start = try #require(expected.firstIndex { $0.contains(first) })
            let end = try #require(expected[start...].firstIndex { $0.contains(last) })
            expected.removeSubrange(start - 1...end)
        }
        #expect(String(decoding: pruned, as: UTF8.self) == expected.joined(separator: "\n"))
        #expect(Comps.pruned([try read(Self.sample)]) { $0 == "unheard" } == nil)
    }

    @Test func `a document without lines is pruned as well`() throws {
        let text =
            "<comps><group><id>a</id><packagelist><packagereq>x</packagereq><packagereq>y</packagereq></packagelist></group></comps>"
        let other =
            "<comps><group><id>a</id><packagelist><packagereq>z</packagereq></packagelist></group><group><id>b</id><packagelist><packagereq>z</packagereq></packagelist></group></comps>"
        let pruned = try #require(
            Comps.pruned([try read(text), try read(other)]) { $0 != "x" })
        #expect(
            String(decoding: pruned, as: UTF8.self)
                == "<comps><group><id>a</id><packagelist><packagereq>y</packagereq><packagereq>z</packagereq></packagelist></group><group><id>b</id><packagelist><packagereq>z</packagereq></packagelist></group></comps>"
        )
    }

    @Test(
        .enabled(
            if: Corpora.arePresent && CompsSamples.hasLibcomps, "\(Corpora.notice) and libcomps"),
        arguments: CompsSamples.documents)
    func `libcomps reads the same in real and in bad documents`(_ name: String) throws {
        let text = try CompsSamples.text(name)
        let comps = try CompsReader.read(text)
        #expect(!comps.groups.isEmpty)
        let found = CompsSamples.describe(comps)
        let expected = try CompsSamples.readByLibcomps(text)
        let difference = Array(found.difference(from: expected))
        #expect(difference.isEmpty)
    }

    @Test(
        .enabled(
            if: Corpora.arePresent && CompsSamples.hasLibcomps, "\(Corpora.notice) and libcomps"),
        arguments: [["b", "l", "s"], ["g", "p"], ["x"]])
    func `libcomps reads what was pruned and merged`(_ letters: [String]) throws {
        let documents = try [CompsSamples.baseOS, CompsSamples.appStream].map {
            try CompsReader.read(try CompsSamples.text($0))
        }
        func isShipped(_ name: String) -> Bool { letters.contains(String(name.prefix(1))) }
        let text = try #require(Comps.pruned(documents, isShipped: isShipped))
        let found = try CompsReader.read(text)
        let expected = try CompsSamples.readByLibcomps(text)
        #expect(Array(CompsSamples.describe(found).difference(from: expected)).isEmpty)
        let merged = Comps.merged(documents)
        let kept = merged.groups.compactMap { group -> [String]? in
            let names = group.packages.map(\.name).filter(isShipped)
            return names.isEmpty ? nil : [group.id] + names
        }
        #expect(found.groups.map { [$0.id] + $0.packages.map(\.name) } == kept)
        let ids = Set(kept.map { $0[0] })
        #expect(
            found.environments.map { [$0.id] + $0.groups.ids }
                == merged.environments.map { [$0.id] + $0.groups.ids.filter(ids.contains) })
        // Of one document nothing is left but its own lines.
        let lines = Set(documents[0].text.split(separator: 0x0A).map { Array($0) })
        let alone = try #require(Comps.pruned([documents[0]], isShipped: isShipped))
        #expect(alone.split(separator: 0x0A).allSatisfy { lines.contains(Array($0)) })
    }
}
