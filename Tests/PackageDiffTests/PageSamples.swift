import MirrorBase
import MirrorTestSupport
import PackageDiff

/// Differences whose pages are looked at.
enum PageSamples {
    /// One side of a package.
    static func package(
        _ name: String, _ version: String, _ size: Int, from repository: String = "updates",
        wishes: [String] = [], architecture: String = "x86_64"
    ) -> PackageList.Package {
        PackageList.Package(
            name: name, version: version, architecture: architecture, repository: repository,
            size: size, digest: ReferenceHash.digest(Array("\(name) \(version) \(size)".utf8)),
            wishes: wishes)
    }

    static func side(_ title: String, time: Timestamp? = nil, packages: Int, bytes: Int)
        -> Difference.Side
    {
        Difference.Side(
            title: title, distro: "rocky9", architecture: "x86_64", time: time,
            packages: packages, bytes: bytes)
    }

    static let openSSL = Advisory(
        id: "RLSA-2026:1001", type: "security", severity: "Important",
        title: "openssl security update",
        references: [
            .init(
                id: "CVE-2026-0001", type: "cve", url: "https://cve.example.org/CVE-2026-0001"),
            .init(
                id: "CVE-2026-0002", type: "cve", url: "https://cve.example.org/CVE-2026-0002"),
            .init(id: "2299999", type: "bugzilla", url: ""),
        ])
    static let curl = Advisory(
        id: "RLSA-2026:1002", type: "security", severity: "Moderate",
        title: "curl security and bug fix update",
        references: [
            .init(id: "CVE-2026-0003", type: "cve", url: "https://cve.example.org/CVE-2026-0003")
        ])
    static let zone = Advisory(
        id: "RLEA-2026:0900", type: "enhancement", severity: nil,
        title: "tzdata 2026c update", references: [])

    static let entries = [
        ChangelogEntry(
            author: "Jane Doe <jane@example.org> - 3.2.2-7",
            date: Timestamp(year: 2026, month: 11, day: 3),
            text:
                "- Fix a timing side channel in ECDSA\n  Resolves: CVE-2026-0001\n- Refuse empty ticket keys\n  Resolves: CVE-2026-0002"
        ),
        ChangelogEntry(
            author: "Øystein Åsen <o@example.org> - 3.2.2-6.2",
            date: Timestamp(year: 2026, month: 9, day: 18),
            text: "- Rebuild with the fixed compiler"),
    ]

    /// An update as one sees it every week.
    static let upgrade = Difference(
        before: side(
            "rocky9/x86_64@41", time: Timestamp(year: 2026, month: 11, day: 14, hour: 3, minute: 7),
            packages: 412, bytes: 731_480_120),
        after: side(
            "rocky9/x86_64@42", time: Timestamp(year: 2026, month: 11, day: 21, hour: 3, minute: 9),
            packages: 411, bytes: 737_336_808),
        changes: [
            Change(
                kind: .added, before: nil,
                after: package(
                    "containerd.io", "0:1.7.27-3.1.el9", 44_871_300, from: "docker",
                    wishes: ["containerd.io (>= 1.7)", "container-runtime"])),
            Change(
                kind: .upgraded,
                before: package("curl", "0:7.76.1-29.el9_4.1", 300_110, from: "baseos"),
                after: package("curl", "0:7.76.1-31.el9_6.1", 301_002, from: "baseos"),
                advisories: [curl]),
            Change(
                kind: .upgraded,
                before: package(
                    "kernel-core", "0:5.14.0-503.40.1.el9_5", 18_240_992, from: "baseos"),
                after: package("kernel-core", "0:5.14.0-570.12.1.el9_6", 18_990_100, from: "baseos")
            ),
            Change(
                kind: .added, before: nil,
                after: package(
                    "libnl3", "0:3.11.0-1.el9", 356_200, from: "baseos", wishes: ["conntrack-tools"]
                )),
            Change(
                kind: .upgraded,
                before: package("libcurl", "0:7.76.1-29.el9_4.1", 283_900, from: "baseos"),
                after: package("libcurl", "0:7.76.1-31.el9_6.1", 284_420, from: "baseos"),
                advisories: [curl]),
            Change(
                kind: .moved, before: package("nano", "0:5.6.1-6.el9", 707_010, from: "appstream"),
                after: package("nano", "0:5.6.1-6.el9", 707_010, from: "baseos")),
            Change(
                kind: .upgraded,
                before: package("openssl", "1:3.2.2-6.el9_5", 1_300_800, from: "baseos"),
                after: package("openssl", "1:3.2.2-7.el9_6", 1_302_960, from: "baseos"),
                changelog: entries, advisories: [openSSL]),
            Change(
                kind: .upgraded,
                before: package("openssl-libs", "1:3.2.2-6.el9_5", 2_150_440, from: "baseos"),
                after: package("openssl-libs", "1:3.2.2-7.el9_6", 2_149_100, from: "baseos"),
                changelog: entries, advisories: [openSSL]),
            Change(
                kind: .removed,
                before: package(
                    "runc", "4:1.1.12-4.el9", 3_204_004, from: "appstream", wishes: ["runc"]),
                after: nil),
            Change(
                kind: .downgraded,
                before: package("selinux-policy", "0:38.1.53-5.el9_6", 46_800, from: "baseos"),
                after: package("selinux-policy", "0:38.1.45-3.el9_5", 45_120, from: "vault")),
            Change(
                kind: .removed,
                before: package("slirp4netns", "0:1.3.1-1.el9", 47_900, from: "appstream"),
                after: nil),
            Change(
                kind: .rebuilt, before: package("tmux", "0:3.2a-5.el9", 487_200, from: "baseos"),
                after: package("tmux", "0:3.2a-5.el9", 487_312, from: "baseos")),
            Change(
                kind: .upgraded,
                before: package(
                    "tzdata", "0:2026a-1.el9", 858_800, from: "baseos", architecture: "noarch"),
                after: package(
                    "tzdata", "0:2026c-1.el9", 860_120, from: "baseos", architecture: "noarch"),
                advisories: [zone]),
            Change(
                kind: .removed,
                before: package("yajl", "0:2.1.0-25.el9", 36_870_000, from: "appstream"), after: nil
            ),
        ], unchanged: 398)

    static let empty = Difference(
        before: side("locks/rocky9-x86_64.lock.json@HEAD~1", packages: 412, bytes: 731_480_120),
        after: side("locks/rocky9-x86_64.lock.json", packages: 412, bytes: 731_480_120),
        changes: [],
        unchanged: 412)

    /// Every text is out to leave its place.
    static let hostile: Difference = {
        let attack =
            "\"'><img src=x onerror=harmed=1><script>harmed=1</script></title></style>&lt;\u{202E}gnp\u{0}\u{7}<!--"
        let advisory = Advisory(
            id: attack, type: "security\" onclick=\"harmed=1", severity: attack, title: attack,
            references: [
                .init(id: attack, type: "cve", url: "javascript:harmed=1"),
                .init(id: "space", type: "cve", url: "https://example.org/ onclick=harmed=1"),
                .init(id: "quote", type: "cve", url: "https://example.org/\"onclick=\"harmed=1"),
                .init(id: "newline", type: "cve", url: "java\nscript:harmed=1"),
                .init(id: "", type: "cve", url: "data:text/html,<script>harmed=1</script>"),
            ])
        let long = String(repeating: "very-long-name-without-end", count: 12)
        return Difference(
            before: side(attack, packages: -1, bytes: .max),
            after: Difference.Side(
                title: long, distro: attack, architecture: attack, packages: 3, bytes: 0),
            changes: [
                Change(
                    kind: .upgraded,
                    before: package(attack, attack, 1, from: attack, architecture: attack),
                    after: package(
                        attack, attack + "2", 5, from: attack + "2", architecture: attack + "2"),
                    changelog: [
                        ChangelogEntry(
                            author: attack, date: Timestamp(seconds: 0),
                            text: attack + "\n</pre></details></table>")
                    ], advisories: [advisory]),
                Change(
                    kind: .added, before: nil,
                    after: package(long, long, .max / 4, from: long, wishes: [attack, long])),
                Change(kind: .removed, before: package("", "", 0, from: ""), after: nil),
            ], unchanged: 0)
    }()

    /// Three hundred changes, as after months.
    static let large: Difference = {
        var random = SeededRandom(seed: 7)
        let kinds: [Change.Kind] = [
            .added, .removed, .upgraded, .upgraded, .upgraded, .upgraded, .downgraded, .rebuilt,
            .moved,
        ]
        let roots = [
            "lib", "python3-", "perl-", "golang-", "systemd-", "qemu-", "ceph-", "texlive-",
        ]
        let changes = (0..<300).map { number -> Change in
            let name = "\(roots[number * roots.count / 300])package\(number)"
            let size = 1 << Int.random(in: 12...25, using: &random)
            let kind = kinds[Int.random(in: 0..<kinds.count, using: &random)]
            let before = package(name, "1.\(number % 40).0-1", size, from: "main")
            var after = before
            switch kind {
            case .added, .upgraded: after.version = "1.\(number % 40).1-2"
            case .downgraded: after.version = "1.\(number % 40)-1"
            default: break
            }
            if kind != .moved {
                after.size += Int.random(in: -size / 20...size / 8, using: &random)
            }
            if kind == .moved { after.repository = "security" }
            return Change(
                kind: kind, before: kind == .added ? nil : before,
                after: kind == .removed ? nil : after,
                changelog: number % 10 == 3 ? entries : [],
                advisories: number % 9 == 4 ? [number % 2 == 0 ? openSSL : curl] : [])
        }
        return Difference(
            before: side("debian12/amd64@2026-05-01", packages: 1800, bytes: 1_890_000_000),
            after: side("debian12/amd64@latest", packages: 1833, bytes: 2_041_000_000),
            changes: changes, unchanged: 1500)
    }()
}
