import DebianRepository
import Testing

@Suite struct HostSourcesTests {
    func list(_ text: String) -> HostSources {
        var sources = HostSources()
        sources.add(list: Array(text.utf8))
        return sources
    }

    func stanzas(_ text: String) -> HostSources {
        var sources = HostSources()
        sources.add(sources: Array(text.utf8))
        return sources
    }

    @Test func `reads one-line entries with options and comments`() {
        let sources = list(
            """
            # deb http://off.example.org/debian bookworm main
            deb http://a.example.org/debian bookworm main contrib # the near one
            deb [ arch=amd64,arm64 signed-by=/k.gpg trusted=no ]\thttp://b.example.org/d/ bookworm main
            deb-src [arch+=i386 lang-=de] http://a.example.org/debian bookworm main\r

            deb file:/srv/flat ./
            """)
        #expect(sources.warnings.isEmpty)
        #expect(sources.entries.map(\.kind) == [.binary, .binary, .source, .binary])
        #expect(sources.entries[0].components == ["main", "contrib"])
        #expect(sources.entries[1].architectures == ["amd64", "arm64"])
        #expect(sources.entries[1].signedBy == "/k.gpg")
        #expect(sources.entries[1].uri == "http://b.example.org/d/")
        #expect(sources.entries[2].architectures == ["i386"])
        #expect(sources.entries[2].components == ["main"])
        #expect(sources.entries[3].suites == ["./"])
        #expect(
            sources.mirrors(for: "bookworm") == [
                "http://a.example.org/debian", "http://b.example.org/d",
            ])
        #expect(sources.mirrors(for: "./") == ["file:/srv/flat"])
        #expect(sources.mirrors(for: "trixie").isEmpty)
    }

    @Test func `skips bad lines with a warning and goes on`() {
        let sources = list(
            """
            rpm http://a.example.org/ x main
            deb
            deb http://a.example.org/debian
            deb http://a.example.org/debian bookworm
            deb [arch=amd64 http://a.example.org/debian bookworm main
            deb nowhere bookworm main
            deb http://a.example.org/debian bookworm main
            """)
        #expect(
            sources.warnings == [
                SourceWarning(1, .unknownType("rpm")), SourceWarning(2, .missingURI),
                SourceWarning(3, .missingSuite), SourceWarning(4, .missingComponents),
                SourceWarning(5, .openBracket), SourceWarning(6, .missingURI),
            ])
        #expect(sources.entries.count == 1)
        #expect(sources.warnings[0].description == "line 1: `rpm` is not a type of source")
    }

    @Test func `leaves out media and mirror lists`() {
        let sources = list(
            """
            deb cdrom:[Example 12 _Bookworm_ - Official]/ bookworm main
            deb mirror+file:/etc/apt/mirrors.txt bookworm main
            deb mirror://a.example.org/list bookworm main
            """)
        #expect(sources.entries.isEmpty)
        #expect(sources.warnings.isEmpty)
    }

    @Test func `reads stanzas with several places and suites`() {
        let sources = stanzas(
            """
            # the host's own
            Types: deb deb-src
            URIs: http://a.example.org/debian
             https://b.example.org/debian/
            Suites: bookworm bookworm-updates
            # between
            Components: main
            Architectures: amd64 arm64
            Signed-By:
             -----BEGIN PGP PUBLIC KEY BLOCK-----
             .
             mQ==

            Enabled: no
            Types: deb
            URIs: http://c.example.org/debian
            Suites: bookworm
            Components: main
            """)
        #expect(sources.warnings.isEmpty)
        #expect(sources.entries.count == 5)
        #expect(sources.entries[0].architectures == ["amd64", "arm64"])
        #expect(
            sources.entries[0].signedBy == "-----BEGIN PGP PUBLIC KEY BLOCK-----\n.\nmQ==")
        #expect(sources.entries.map(\.enabled) == [true, true, true, true, false])
        #expect(
            sources.mirrors(for: "bookworm-updates") == [
                "http://a.example.org/debian", "https://b.example.org/debian",
            ])
    }

    @Test func `tolerates damaged stanzas`() {
        let sources = stanzas(
            "Types: deb\nnonsense\nURIs: http://a.example.org/x\nSuites: s\nComponents: c\n\n"
                + "URIs: http://b.example.org/x\n\nTypes: deb\nSuites: s\nComponents: c\n\n"
                + "Types: rpm\nURIs: u\n")
        #expect(sources.entries.map(\.uri) == ["http://a.example.org/x"])
        #expect(
            sources.warnings == [
                SourceWarning(2, .control(.missingColon)), SourceWarning(7, .unknownType("")),
                SourceWarning(9, .missingURI), SourceWarning(13, .unknownType("rpm")),
            ])
    }

    @Test func `survives any damage`() {
        let oneLine = Array("deb [ arch=a,b k=v ] http://h.example.org/d s c # x\n".utf8)
        let stanza = Array("Types: deb\nURIs: http://h.example.org/d\nSuites: s\n".utf8)
        var mutator = ByteMutator(seed: 3)
        for _ in 0..<3_000 {
            var sources = HostSources()
            sources.add(list: mutator.damaged(oneLine))
            sources.add(sources: mutator.damaged(stanza))
            _ = sources.mirrors(for: "s")
            #expect(sources.entries.allSatisfy { !$0.uri.isEmpty && !$0.suites.isEmpty })
        }
    }

    @Test func `tells the host's family and codename`() {
        func system(_ text: String) -> HostSystem { HostSystem(osRelease: text) }
        let debian = system("ID=debian\nVERSION_CODENAME=bookworm\nVERSION_ID=\"12\"\n")
        #expect(debian.family == .debian && debian.codename == "bookworm")
        let ubuntu = system("ID='ubuntu'\nID_LIKE=debian\nVERSION_CODENAME=noble\n")
        #expect(ubuntu.family == .ubuntu && ubuntu.codename == "noble")
        let mint = system(
            "ID=linuxmint\nID_LIKE=\"ubuntu debian\"\nVERSION_CODENAME=wilma\nUBUNTU_CODENAME=noble\n"
        )
        #expect(mint.family == .ubuntu && mint.codename == "noble")
        let stretch = system("ID=debian\nVERSION=\"9 (stretch)\"\n")
        #expect(stretch.codename == "stretch")
        let xenial = system("ID=ubuntu\nVERSION=\"16.04.7 LTS (Xenial Xerus)\"\n")
        #expect(xenial.codename == "xenial")
        let rocky = system("# c\nID=\"rocky\"\nID_LIKE=\"rhel centos fedora\"\nbroken\nX=\"\n")
        #expect(rocky.family == nil && rocky.codename == nil && rocky.id == "rocky")
        #expect(system("").id.isEmpty)
    }
}

extension SourceWarning {
    fileprivate init(_ line: Int, _ reason: Reason) {
        self.init(line: line, reason: reason)
    }
}
