import MirrorBase
import Testing

@testable import Manifest

@Suite struct DistroTests {
    static let text = """
        name: debian12
        title: Debian GNU/Linux 12
        family: deb
        release: "12"
        codename: bookworm
        end-of-life: {date: 2028-06-30, note: LTS}
        architectures:
          amd64: {foreign: [i386]}
          arm64:
        groups: [common, kubespray.apt]
        base: [essential, required, standard, vim]
        recommends: yes
        label: Offline
        variables: {kubernetes: v1.34, host: example.org}
        keys:
          one:
            fingerprint: 9dc8 5822 9fc7 dd38 854a  e2d8 8d81 803c 0ebf cd88
            file: keys/one.asc
            path: /usr/share/keyrings/one.gpg
            url: [https://$host/one.asc, "https://example.org/${kubernetes}/key"]
        repositories:
          - id: main
            url: {amd64: "https://$host/debian", default: [https://$host/ports, /srv/$arch]}
            archived-url: https://archive.$host/debian
            suites: [$codename, $codename-updates, $codename/updates]
            components: [main, contrib]
            priority: 990
            pins: {linux-*: -1, apt: 1001}
            keys: one
            check-valid-until: no
            ignore-key-expiry: yes
            component: extra/main
            exclude: [kernel*]
            variables: {host: example.com}
          - id: kubernetes
            url: https://$host/core:/$kubernetes/deb/
            flat: yes
            architectures: [x86_64]
            keys: [one, {fingerprint: 9DC858229FC7DD38854AE2D88D81803C0EBFCD88, file: k.asc}]
            optional: yes
            reason: packages of another maker
          - {id: local, packages: extra-debs}
          - {id: off, url: file:///srv/x, flat: yes, suites: x/, trust: unsigned, enabled: no}
        """

    private func distro(_ text: String = text) throws -> Distro {
        try Distro(file: "d.yaml", bytes: Array(text.utf8))
    }

    @Test func `a distro says where, how and what`() throws {
        let distro = try distro()
        #expect(distro.name == "debian12")
        #expect(distro.family == .deb)
        #expect(distro.release == "12")
        #expect(distro.codename == "bookworm")
        #expect(distro.endOfLife?.date.iso8601 == "2028-06-30T00:00:00Z")
        #expect(distro.endOfLife?.note == "LTS")
        #expect(distro.groups.map(\.name) == ["common", "kubespray.apt"])
        #expect(distro.groups[1].span.position == SourcePosition(line: 10, column: 18))
        #expect(
            distro.base == [
                .essential, .priority("required"), .priority("standard"), .name("vim"),
            ])
        #expect(distro.installsRecommends)
        #expect(distro.path == "debian12")
        #expect(distro.suite == "bookworm")
        #expect(distro.label == "Offline")
        #expect(distro.origin == nil)
        #expect(distro.variableNames == ["host", "kubernetes"])
        #expect(distro.architectures.map(\.name) == ["amd64", "arm64"])
        #expect(distro.architecture("x86_64")?.foreign == ["i386"])
        #expect(distro.architecture("s390x") == nil)
    }

    @Test func `a repository is one place, with its trust and its rules`() throws {
        let distro = try distro()
        let main = try #require(distro.repository("main"))
        #expect(main.components == ["main", "contrib"])
        #expect(main.priority == 990)
        #expect(
            main.pins == [
                .init(pattern: "linux-*", priority: -1), .init(pattern: "apt", priority: 1001),
            ])
        #expect(!main.checksValidUntil && main.ignoresKeyExpiry && main.isOnByDefault)
        #expect(main.trust == .signed)
        #expect(main.component == "extra/main")
        #expect(main.exclude == ["kernel*"])
        #expect(main.keys.map(\.fingerprints) == [["9DC858229FC7DD38854AE2D88D81803C0EBFCD88"]])
        #expect(main.keys[0].file == "keys/one.asc")
        #expect(main.keys[0].paths == ["/usr/share/keyrings/one.gpg"])
        let kubernetes = try #require(distro.repository("kubernetes"))
        #expect(kubernetes.isFlat && kubernetes.suites == ["/"] && kubernetes.components.isEmpty)
        #expect(kubernetes.isOptional && !kubernetes.isOnByDefault)
        #expect(kubernetes.reason == "packages of another maker")
        #expect(kubernetes.serves("amd64") && !kubernetes.serves("arm64"))
        #expect(kubernetes.keys.count == 2)
        #expect(distro.repository("local")?.place == .packages([.directory("extra-debs")]))
        #expect(distro.repository("off")?.isOnByDefault == false)
        #expect(distro.repository("off")?.suites == ["x/"])
    }

    @Test func `variables are filled in for the repository, the architecture and the run`() throws {
        let distro = try distro()
        let main = try #require(distro.repository("main"))
        let kubernetes = try #require(distro.repository("kubernetes"))
        let amd64 = try #require(distro.architecture("amd64"))
        let arm64 = try #require(distro.architecture("aarch64"))
        #expect(distro.addresses(of: main, architecture: amd64) == ["https://example.com/debian"])
        #expect(
            distro.addresses(of: main, architecture: arm64)
                == ["https://example.com/ports", "/srv/arm64"])
        #expect(
            distro.archivedAddresses(of: main, architecture: arm64)
                == ["https://archive.example.com/debian"])
        #expect(
            distro.suites(of: main, architecture: amd64)
                == ["bookworm", "bookworm-updates", "bookworm/updates"])
        #expect(
            distro.addresses(of: kubernetes, architecture: amd64)
                == ["https://example.org/core:/v1.34/deb/"])
        #expect(
            distro.addresses(
                of: kubernetes, architecture: amd64,
                overrides: ["kubernetes": "v1.33", "host": "mirror.example"])
                == ["https://mirror.example/core:/v1.33/deb/"])
        #expect(
            distro.addresses(of: main.keys[0], for: main, architecture: amd64)
                == ["https://example.com/one.asc", "https://example.org/v1.34/key"])
    }

    @Test func `an rpm distro has mirror lists and packages that sign for themselves`() throws {
        let distro = try distro(
            """
            name: rocky9
            family: rpm
            release: "9"
            architectures: {x86_64: , aarch64: , ppc64le: {url: ppc64le}}
            groups: []
            keys: {k: {fingerprint: 21CB256AE16FC54C6E652949702D426D350D275D, file: keys/k.asc}}
            repositories:
              - {id: baseos, mirrorlist: "https://example.org/m?arch=$basearch&repo=$releasever", keys: k}
              - {id: epel, metalink: "https://example.org/$basearch", trust: packages, keys: k}
            """)
        let arch = try #require(distro.architecture("amd64"))
        #expect(arch.name == "x86_64")
        #expect(
            distro.addresses(of: distro.repositories[0], architecture: arch)
                == ["https://example.org/m?arch=x86_64&repo=9"])
        #expect(distro.repositories[1].trust == .packages)
        #expect(distro.suite == "rocky9")
        guard case .mirrorList = distro.repositories[0].place,
            case .metalink = distro.repositories[1].place
        else {
            Issue.record("\(distro.repositories.map(\.place))")
            return
        }
    }

    @Test func `groups that the manifest lacks are reported with what was meant`() throws {
        let manifest = try Manifest(
            file: "packages.yaml",
            bytes: Array("comon: []\nkubespray:\n  apt: [\"@tols\", \"@maybe?\"]\ntools: []\n".utf8)
        )
        let problems = try distro().problems(with: manifest)
        #expect(
            MirrorError(.usage, problems: problems).rendered() == """
                error: unknown group `common`
                  --> d.yaml:10:10
                   |
                10 | groups: [common, kubespray.apt]
                   |          ^^^^^^
                hint: did you mean `comon`?
                error: unknown group `tols`
                 --> packages.yaml:3:9
                  |
                3 |   apt: ["@tols", "@maybe?"]
                  |         ^^^^^^^
                hint: did you mean `tools`?
                """)
        let outer = try distro(
            DistroTests.text.replacing("kubespray.apt]", with: "kubespray]"))
        #expect(
            outer.problems(with: manifest).last?.hints == ["the groups in it are `kubespray.apt`"])
    }

    @Test func `a dollar that names nothing stands for itself`() throws {
        #expect(try Variables.expand("a$ $1 ${ ${x $$x", ["x": "y"]) == "a$ $1 ${ ${x $y")
        #expect(try Variables.expand("${x}z$x-z", ["x": "y"]) == "yzy-z")
    }
}
