import MirrorBase
import Testing

@testable import Manifest

@Suite struct RPMDistroTests {
    private func distro(_ text: String) throws -> Distro {
        try Distro(file: "d.yaml", bytes: Array(text.utf8))
    }

    private static let head = """
        name: el9
        family: rpm
        release: "9.4"
        architectures: {x86_64: , aarch64: , armv7hl: armhfp}
        groups: []
        keys: {k: {fingerprint: 21CB256AE16FC54C6E652949702D426D350D275D, file: keys/k.asc}}
        variables: {contentdir: pub/el, region: "us"}

        """

    @Test func `the traits of rpm are read, and have defaults`() throws {
        let full = try distro(
            RPMDistroTests.head + """
                path: el/$releasever_major/os/$basearch
                repodata: {compression: zst, databases: yes}
                platform: platform:el9
                modules: {enable: [nginx:1.24, php:8.2], disable: ruby}
                best: no
                multilib: none
                repositories: []
                """)
        #expect(full.rpm.compression == .zstd && full.rpm.writesDatabases)
        #expect(full.rpm.platform?.description == "platform:el9")
        #expect(full.rpm.enabledModules.map(\.description) == ["nginx:1.24", "php:8.2"])
        #expect(full.rpm.disabledModules == ["ruby"])
        #expect(!full.rpm.wantsBest && full.rpm.multilib == .none)
        let plain = try distro(RPMDistroTests.head + "repositories: []\n")
        #expect(plain.rpm == RPMTraits())
        #expect(plain.rpm.compression == .gzip && plain.rpm.wantsBest)
        #expect(plain.rpm.platform == nil && plain.rpm.multilib == .best)
    }

    @Test func `each architecture has a tree of its own`() throws {
        let full = try distro(
            RPMDistroTests.head + "path: el/$releasever_major/os/$basearch\nrepositories: []\n")
        let paths = try full.architectures.map { try full.treePath(for: $0) }
        #expect(paths == ["el/9/os/x86_64", "el/9/os/aarch64", "el/9/os/armhfp"])
        let plain = try distro(RPMDistroTests.head + "repositories: []\n")
        #expect(try plain.treePath(for: plain.architectures[0]) == "el9/x86_64")
        let own = try distro(
            RPMDistroTests.head + "path: el/$region/$basearch\nrepositories: []\n")
        let first = own.architectures[0]
        #expect(try own.treePath(for: first, overrides: ["region": "eu"]) == "el/eu/x86_64")
        #expect(throws: ManifestErrors.self) {
            try own.treePath(for: first, overrides: ["region": "../.."])
        }
        #expect(full.sharedTree(with: own) == nil)
        #expect(full.sharedTree(with: full) == "el/9/os/x86_64")
    }

    @Test func `which architectures are seen follows from the machine and from multilib`() throws {
        func seen(_ architectures: String, _ more: String = "") throws -> [String] {
            let distro = try distro(
                """
                name: d
                family: rpm
                release: "1"
                architectures: \(architectures)
                groups: []
                repositories: []
                \(more)
                """)
            return distro.packageArchitectures(for: distro.architectures[0])
        }
        #expect(try seen("x86_64") == ["x86_64", "noarch", "i686", "i586", "i486", "i386"])
        #expect(try seen("x86_64", "multilib: none") == ["x86_64", "noarch"])
        #expect(try seen("{x86_64: {foreign: [i686]}}") == ["x86_64", "noarch", "i686"])
        #expect(try seen("aarch64") == ["aarch64", "noarch"])
        #expect(try seen("i586") == ["i586", "noarch", "i486", "i386"])
        #expect(try seen("armv7hl") == ["armv7hl", "noarch", "armv6hl"])
    }

    @Test func `dnf's variables have their values`() throws {
        let distro = try distro(
            RPMDistroTests.head + """
                repositories:
                  - id: a
                    url: https://example.org/$contentdir/$releasever/$releasever_major.$releasever_minor/$infra/$arch/$basearch
                    keys: k
                  - id: b
                    url: https://example.org/${region:-none}/${ocid:-x$basearch}/${ocid:-${ocie:-deep}}
                    keys: k
                    variables: {releasever: "9", empty: e}
                """)
        let arm = distro.architectures[2]
        let (a, b) = (distro.repositories[0], distro.repositories[1])
        #expect(
            distro.addresses(of: a, architecture: arm)
                == ["https://example.org/pub/el/9.4/9.4/stock/armv7hl/armhfp"])
        #expect(
            distro.addresses(of: b, architecture: arm)
                == ["https://example.org/us/xarmhfp/deep"])
        #expect(
            distro.addresses(of: b, architecture: arm, overrides: ["region": ""])
                == ["https://example.org/none/xarmhfp/deep"])
        let values = distro.values(for: b, architecture: arm)
        #expect(values["releasever_major"] == "9" && values["releasever_minor"] == "")
        #expect(
            distro.expand("http://a/$basearch/x", for: a, architecture: arm)
                == "http://a/armhfp/x")
    }

    @Test(arguments: [
        ("${x:-}", ""), ("${x:-a}b", "ab"), ("${y:-a}", "v"), ("${x:-${y}}", "v"),
        ("${x:-${z:-q}r}s", "qrs"), ("${x:-a", "${x:-a"), ("${x:+a}", ""),
        ("${y:+a$y}", "av"), ("${e:+a}", ""), ("${y:=a}", "${y:=a}"),
        ("${x:-a}}", "a}"), ("${}", "${}"), ("$", "$"), ("${e:-b}", "b"),
    ])
    func `a variable may have a word for when it has no value`(_ text: String, _ result: String)
        throws
    {
        #expect(try Variables.expand(text, ["y": "v", "e": ""]) == result)
    }

    @Test func `a repository has what dnf's configuration has`() throws {
        let distro = try distro(
            RPMDistroTests.head + """
                repositories:
                  - id: epel
                    metalink: https://example.org/metalink?arch=$basearch
                    url: {x86_64: https://one.example/e, default: [https://two.example/e, https://three.example/e]}
                    archived-url: https://archive.example/e
                    trust: packages
                    keys: k
                    priority: 90
                    cost: 1500
                    include: [a*]
                    exclude: [ab*]
                    module-hotfixes: yes
                    client-certificate: {certificate: "/etc/pki/*.pem", key: /etc/pki/one-key.pem, ca: /etc/ca.pem}
                """)
        let epel = distro.repositories[0]
        let (intel, arm) = (distro.architectures[0], distro.architectures[1])
        #expect(epel.priority == 90 && epel.cost == 1500 && epel.isModuleHotfixes)
        #expect(epel.include == ["a*"] && epel.exclude == ["ab*"])
        #expect(
            distro.addresses(of: epel, architecture: intel)
                == ["https://example.org/metalink?arch=x86_64"])
        #expect(
            distro.fallbackAddresses(of: epel, architecture: intel) == ["https://one.example/e"])
        #expect(
            distro.fallbackAddresses(of: epel, architecture: arm)
                == ["https://two.example/e", "https://three.example/e"])
        let certificate = try #require(epel.clientCertificate)
        #expect(certificate.certificate == "/etc/pki/*.pem")
        #expect(certificate.key == "/etc/pki/one-key.pem")
        #expect(certificate.authority == "/etc/ca.pem")
    }

    @Test func `loose packages are directories, and files with digests`() throws {
        let digest = String(repeating: "ab", count: 32)
        let distro = try distro(
            RPMDistroTests.head + """
                repositories:
                  - id: team
                    packages:
                      - team-rpms
                      - /srv/rpms
                      - {url: [https://example.org/$basearch/a.rpm, /srv/a.rpm], sha256: \(digest), architectures: [aarch64]}
                  - {id: signed, packages: team-rpms, keys: k}
                """)
        let (team, signed) = (distro.repositories[0], distro.repositories[1])
        guard case .packages(let list) = team.place, list.count == 3,
            case .file(let file) = list[2]
        else {
            Issue.record("\(team.place)")
            return
        }
        #expect(list[0] == .directory("team-rpms") && list[1] == .directory("/srv/rpms"))
        #expect(file.digest == Digest(.sha256, hex: digest) && file.architectures == ["aarch64"])
        #expect(
            distro.addresses(of: file, in: team, architecture: distro.architectures[1])
                == ["https://example.org/aarch64/a.rpm", "/srv/a.rpm"])
        #expect(team.trust == .unsigned && signed.trust == .packages)
    }

    @Test func `a key may be for some architectures only`() throws {
        let distro = try distro(
            """
            name: d
            family: rpm
            release: "7"
            architectures: [x86_64, aarch64]
            groups: []
            keys:
              all: {fingerprint: 21CB256AE16FC54C6E652949702D426D350D275D, file: keys/all.asc}
              arm: {fingerprint: EF8F3CA66EFDF32B36CDADF76C7CB6EF305D49D6, file: keys/arm.asc, architectures: arm64}
            repositories:
              - {id: base, url: https://example.org/, keys: [all, arm]}
            """)
        let base = distro.repositories[0]
        #expect(base.keys(for: "x86_64").compactMap(\.name) == ["all"])
        #expect(base.keys(for: "aarch64").compactMap(\.name) == ["all", "arm"])
    }
}
