import Testing

@testable import Manifest
@testable import MirrorEngine

/// Changes of wishes, written into a manifest.
@Suite struct ManifestEditorTests {
    /// A manifest with the distros that take from it.
    private struct Bench {
        var manifest: Manifest
        var distros: [Distro]

        /// - Parameter distros: For each distro its architectures; all take `common`, `outer.inner` and the group of
        ///   their name.
        init(_ text: String, _ distros: [(String, String)] = [("t", "amd64")]) throws {
            let manifest = try Manifest(file: "packages.yaml", bytes: Array(text.utf8))
            self.manifest = manifest
            self.distros = try distros.map { name, architectures in
                let groups = ["common", "outer.inner", name].filter { manifest.group($0) != nil }
                return try Distro(
                    file: "\(name).yaml",
                    bytes: Array(
                        """
                        name: \(name)
                        family: deb
                        release: "1"
                        codename: \(name)
                        architectures: [\(architectures)]
                        groups: [\(groups.joined(separator: ", "))]
                        path: \(name)
                        suite: \(name)
                        repositories:
                          - {id: r, url: 'http://localhost/', suites: s, components: main, trust: unsigned}

                        """.utf8))
            }
        }

        var place: ManifestTakers.Place { ManifestTakers.Place(distros[0], "amd64") }

        func editor(knowing known: Set<String> = []) -> ManifestEditor {
            let distro = distros[0]
            let takers = ManifestTakers(manifest, place) { [distros, place] in
                distros.flatMap { distro in
                    distro.architectures.map { ManifestTakers.Place(distro, $0.name) }
                }.filter { $0 != place }
            }
            return ManifestEditor(
                manifest: manifest, distro: distro, architecture: "amd64",
                wishes: manifest.wishes(
                    forGroups: distro.groups.map(\.name), distro: distro.name,
                    architecture: "amd64"),
                takers: takers, isEverywhere: { known.contains($0.text) })
        }

        /// The file with a change; `nil` where none is proposed.
        func edited(_ change: WishChange, knowing known: Set<String> = []) -> String? {
            guard let edits = editor(knowing: known).change(change)?.edits else { return nil }
            var lines = manifest.source.lines
            for edit in edits.reversed() {
                let start = edit.line - 1
                #expect(Array(lines[start..<start + edit.removed]) == edit.former)
                lines.replaceSubrange(start..<start + edit.removed, with: edit.inserted)
            }
            return lines.joined(separator: "\n")
        }
    }

    private func added(_ text: String, to manifest: String, _ distros: [(String, String)] = [])
        throws -> String?
    {
        let bench = try Bench(manifest, distros.isEmpty ? [("t", "amd64")] : distros)
        return bench.edited(WishChange(added: [try Wish(parsing: text)]))
    }

    @Test func `a list in brackets gets its item behind the last one, whatever stands around it`()
        throws
    {
        for (before, after) in [
            ("common: [app?, both] # see [1]\n", "common: [app?, both, more] # see [1]\n"),
            ("common: [app?, both, b,]\n", "common: [app?, both, b, more,]\n"),
            (
                "common: [\"b [amd64]\",\n  app?, both]\n",
                "common: [\"b [amd64]\",\n  app?, both, more]\n"
            ),
            (
                "common: [\n  a, # [\n  b # ]\n  ] # c\n",
                "common: [\n  a, # [\n  b, more # ]\n  ] # c\n"
            ),
            ("common: &all [a]\nother: *all\n", "common: &all [a, more]\nother: *all\n"),
            ("x: &x [a]\ncommon: [b, *x]\n", "x: &x [a]\ncommon: [more, b, *x]\n"),
            ("common: [ # none\n  ]\n", "common: [more # none\n  ]\n"),
            ("outer:\n  inner: [a]\n", "outer:\n  inner: [a, more]\n"),
            ("outer: {inner: [a], c: [d]}\n", "outer: {inner: [a, more], c: [d]}\n"),
            ("common:\n  [a,\n   b]\n", "common:\n  [a,\n   b, more]\n"),
            ("common: # none: yet\n", "common: # none: yet\n  - more\n"),
            ("common: []\n", "common:\n  - more\n"),
            ("common:\n  - a # b\n\nx: [y]\n", "common:\n  - a # b\n  - more\n\nx: [y]\n"),
        ] {
            #expect(try added("more", to: before) == after, "\(before)")
        }
    }

    @Test func `what is shown is whole lines that can be pasted`() throws {
        let bench = try Bench("x: [a]\ncommon: [curl]\n")
        let change = WishChange(added: [try Wish(parsing: "more")])
        let edit = try #require(bench.editor().change(change)?.edits.first)
        #expect(edit.shown == ["common: [curl, more]"] && edit.inserted == edit.shown)
        let nested = try Bench("outer:\n  inner: [a,\n    b]\n")
        let other = try #require(nested.editor().change(change)?.edits.first)
        #expect(other.shown == ["outer:", "  inner: [a,", "    b, more]"])
        #expect(other.removed == 2)
    }

    @Test func `nothing is proposed where the file would mean something else`() throws {
        // A list that stands elsewhere belongs to others, too.
        #expect(try added("more", to: "x: &x\n  - a\ncommon: *x\n") == nil)
        // An alias takes the line along to another distro, which a condition keeps out.
        let shared = try added(
            "more", to: "common:\n  - a\nu:\n  - \"@t\"\nt: &t\n  - b\n",
            [("t", "amd64"), ("u", "amd64")])
        #expect(
            shared
                == "common:\n  - a\nu:\n  - \"@t\"\nt: &t\n  - b\n  - {name: \"more\", distros: [t]}\n"
        )
    }

    @Test func `a line is for the architecture alone unless the others have the package`() throws {
        let distros = [("t", "amd64, arm64"), ("u", "amd64")]
        let bench = try Bench("t:\n  - a\ncommon:\n  - b # why\n", distros)
        let more = WishChange(added: [try Wish(parsing: "more")])
        #expect(
            bench.edited(more) == "t:\n  - a\n  - more [amd64]\ncommon:\n  - b # why\n")
        #expect(
            bench.edited(more, knowing: ["more"])
                == "t:\n  - a\n  - more\ncommon:\n  - b # why\n")
        let either = WishChange(added: [try Wish(parsing: "more | less")])
        #expect(
            bench.edited(either)
                == "t:\n  - a\n  - {name: \"more | less\", arch: [amd64]}\ncommon:\n  - b # why\n")
        #expect(
            bench.edited(WishChange(rewritten: [.init(wish: "a", text: "a (= 1)")]))
                == "t:\n  - a [!amd64]\n  - a (= 1) [amd64]\ncommon:\n  - b # why\n")
        #expect(
            bench.edited(WishChange(rewritten: [.init(wish: "b", text: "b (= 1)")]))
                == """
                t:
                  - a
                common:
                  - {name: "b", distros: ["!t"]} # why
                  - {name: "b", arch: ["!amd64"], distros: [t]}
                  - {name: "b (= 1)", arch: [amd64], distros: [t]}

                """)
        #expect(
            bench.edited(WishChange(dropped: ["a"]))
                == "t:\n  - a [!amd64]\ncommon:\n  - b # why\n")
    }

    @Test func `what a line says beside its name stays`() throws {
        for (before, after) in [
            (
                "{name: app, recommends: yes, optional: yes}",
                "{name: \"app (= 1)\", optional: yes, recommends: yes}"
            ),
            ("app? [amd64]", "app (= 1)? [amd64]"),
            (
                "{name: app, arch: [amd64], distros: [t]}",
                "{name: \"app (= 1)\", arch: [amd64], distros: [t]}"
            ),
            ("{name: app, suite: s}", "{name: \"app (= 1)\"}"),
        ] {
            let bench = try Bench("t:\n  - \(before)\n")
            let wish = try #require(bench.manifest.group("t")?.wishes.first)
            let change = WishChange(rewritten: [.init(wish: wish.text, text: "app (= 1)")])
            #expect(bench.edited(change) == "t:\n  - \(after)\n", "\(before)")
            let new = try #require(change.applied(to: [wish])?.first)
            #expect(new.recommends == wish.recommends && new.isOptional == wish.isOptional)
            #expect(new.distros == wish.distros && new.alternatives[0].suite == nil)
        }
        // What does not parse is no change.
        let bench = try Bench("t:\n  - app\n")
        #expect(bench.edited(WishChange(rewritten: [.init(wish: "app", text: "app (=")])) == nil)
    }
}
