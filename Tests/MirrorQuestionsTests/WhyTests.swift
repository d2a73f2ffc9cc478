import Archive
import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

@testable import MirrorEngine
@testable import MirrorQuestions

/// Why packages are in a lock, case by case.
@Suite struct WhyTests {
    /// A deb package: fields of its stanza, and what the lock says of it.
    private func deb(
        _ name: String, _ fields: String = "", for reasons: [String], sets: [Int] = [0],
        version: String = "1", isBroad: Bool = false
    ) -> Lock.Package {
        Lock.Package(
            name: name, version: version, architecture: "amd64", repository: "main",
            path: "\(name)-\(version)", upstream: name, size: 10,
            sha256: ContentHasher.digest(.sha256, of: Array("\(name)\(version)".utf8)),
            reasons: reasons, sets: sets, isBroad: isBroad,
            record:
                "Package: \(name)\nVersion: \(version)\nArchitecture: amd64\n\(fields.isEmpty ? "" : fields + "\n")"
        )
    }

    private func rpm(
        _ name: String, requires: String = "", for reasons: [String], filelists: Digest? = nil
    ) -> Lock.Package {
        let digest = ContentHasher.digest(.sha256, of: Array(name.utf8))
        return Lock.Package(
            name: name, version: "0:1-1", architecture: "x86_64", repository: "main",
            component: "", path: name, upstream: name, size: 10, sha256: digest,
            filelists: filelists, reasons: reasons,
            record: """
                <package type="rpm"><name>\(name)</name><arch>x86_64</arch><version epoch="0" ver="1" rel="1"/>\
                <checksum type="sha256" pkgid="YES">\(digest.hex)</checksum><location href="\(name).rpm"/>\
                <format><rpm:provides><rpm:entry name="\(name)"/></rpm:provides>\
                <rpm:requires>\(requires.isEmpty ? "" : "<rpm:entry name=\"\(requires)\"/>")</rpm:requires>\
                </format></package>
                """)
    }

    private func lock(
        _ packages: [Lock.Package], wishes: [[String]], assumed: Lock.Assumed = Lock.Assumed()
    ) -> Lock {
        let digest = ContentHasher.digest(.sha256, of: [])
        return Lock(
            distro: "sample", architecture: "amd64",
            inputs: Lock.Inputs(manifest: digest, distro: digest, options: [], repositories: []),
            sets: wishes.enumerated().map { Lock.WishSet(name: "\($0 + 1)", wishes: $1) },
            packages: packages, assumed: assumed)
    }

    private func answer(
        _ lock: Lock, _ question: String, _ extent: WhyExtent = WhyExtent(),
        pool: FilePath = "/nonexistent"
    ) throws -> WhyAnswer {
        try WhySearch(
            lock, PackageQuestion(text: question), title: "", pool: Pool(root: pool)
        ).answer(extent)
    }

    /// Each wish with its first way, as one text.
    private func ways(_ answer: WhyAnswer) -> [String] {
        answer.findings.flatMap { finding in
            finding.origins.map { origin in
                let chain = origin.chains[0]
                let steps = chain.steps.map {
                    " > \($0.kind.rawValue): \($0.dependency) > \(answer.packages[$0.to].name)"
                }
                let groups = origin.groups.joined(separator: ",")
                return "\(origin.wish) [\(groups)]\(origin.isChosen ? " chosen" : ""): "
                    + answer.packages[chain.first].name + steps.joined()
            }
        }
    }

    @Test func `dependencies are told as they are written`() throws {
        let lock = lock(
            [
                deb("a", "Pre-Depends: x | b (>= 1), b:any\nDepends: c", for: ["a", "tools"]),
                deb("b", "Multi-Arch: allowed\nDepends: a", for: ["a"]),
                deb("c", "Provides: v (= 3)\nDepends: v (>= 2), d", for: ["a"]),
                deb("d", "Depends: c, v (= 3)", for: ["a"]),
            ], wishes: [["a"]])
        #expect(
            try ways(answer(lock, "b")) == ["a [tools]: a > Pre-Depends: x | b (>= 1) > b"])
        #expect(
            try ways(answer(lock, "d")) == ["a [tools]: a > Depends: c > c > Depends: d > d"])
        #expect(try ways(answer(lock, "a")) == ["a [tools]: a"])
        #expect(try answer(lock, "d").findings[0].origins[0].freedPackages == 4)
    }

    /// A base as a lock of dpkg has it: every package of its closure as a wish.
    private var based: Lock {
        lock(
            [
                deb(
                    "base-files", "Essential: yes\nPriority: required", for: ["base", "base-files"]),
                deb("init", "Priority: important\nDepends: lib", for: ["base", "init"]),
                deb("lib", "Priority: optional\nDepends: data", for: ["base", "lib"]),
                deb("data", "Priority: optional", for: ["lib"]),
                deb("merged", "Priority: extra", for: ["base", "merged"]),
                deb("twin", "Priority: optional\nDepends: other", for: ["base", "twin"]),
                deb("other", "Priority: optional\nDepends: twin", for: ["base", "other"]),
                deb("apt", "Priority: required\nDepends: lib", for: ["apt", "base"]),
                deb("curl", "Depends: lib", for: ["apt", "curl"]),
                deb("both", "Priority: important", for: ["base", "both", "apt"]),
            ],
            wishes: [
                [
                    "base-files", "init", "lib", "merged", "twin", "other", "apt", "curl", "both",
                ]
            ])
    }

    @Test func `the base is one wish with ways from what is standing`() throws {
        #expect(
            try ways(answer(based, "lib")) == [
                "curl [apt]: curl > Depends: lib > lib", "base []: apt > Depends: lib > lib",
            ])
        #expect(
            try ways(answer(based, "data"))[1]
                == "base []: apt > Depends: lib > lib > Depends: data > data")
        #expect(try ways(answer(based, "merged")) == ["base []: merged"])
        #expect(try ways(answer(based, "twin")) == ["base []: other > Depends: twin > twin"])
        #expect(try ways(answer(based, "both")) == ["both [apt]: both", "base []: both"])
        let origins = try answer(based, "lib").findings[0].origins
        #expect(origins.map(\.isBase) == [false, true])
        // What `curl` and `both` want stays.
        #expect(origins[1].freedPackages == 6)
        #expect(try answer(based, "merged").findings[0].origins[0].freedPackages == 6)
    }

    @Test func `packages are told by the wishes that why names`() throws {
        let reasons = LockReasons(based)
        #expect(
            based.packages.map { "\($0.name): \(reasons.reasons(of: $0.name, $0.reasons))" } == [
                "apt: [\"base\"]", "base-files: [\"base\"]", "both: [\"apt\", \"base\", \"both\"]",
                "curl: [\"apt\", \"curl\"]", "data: [\"base\"]", "init: [\"base\"]",
                "lib: [\"base\"]", "merged: [\"base\"]", "other: [\"base\"]", "twin: [\"base\"]",
            ])
        #expect(reasons.wishes == ["base", "curl", "both"])
        #expect(reasons.whole(["apt", "both", "lib", "curl"]) == ["base", "both", "curl"])
        let named = based.packages.filter { reasons.isNamed($0.name, $0.reasons) }
        #expect(named.map(\.name) == ["both", "curl"])
        #expect(LockNames(Array(based.text.utf8)).wanted.wishes == reasons.wishes)
        let comps = lock(
            [
                rpm("linux-firmware", for: ["@core", "base", "linux-firmware", "iwl-firmware"]),
                rpm("bash", requires: "glibc", for: ["@core", "base", "bash"]),
                rpm("glibc", for: ["bash"]), rpm("httpd", for: ["httpd", "web"]),
            ], wishes: [["linux-firmware", "iwl-firmware", "bash", "httpd"]])
        for lock in [based, comps] {
            let reasons = LockReasons(lock)
            for package in lock.packages {
                let known = try answer(lock, package.name, WhyExtent(wishes: nil))
                    .findings.flatMap(\.origins)
                let wishes = known.map(\.wish)
                for wish in reasons.wishes(of: package.name, package.reasons) {
                    #expect(wishes.contains(wish), "\(package.name)")
                }
                for reason in reasons.reasons(of: package.name, package.reasons) {
                    #expect(
                        wishes.contains(reason) || known.contains { $0.groups.contains(reason) },
                        "\(package.name): \(reason)")
                }
            }
        }
    }

    @Test func `packages are found by everything that they are called`() throws {
        let lock = lock(
            [
                deb("a", "Provides: virtual", for: ["a", "g"], version: "1:2-3"),
                deb("ab", for: ["a (>= 1) | z", "g"]),
            ], wishes: [["a", "a (>= 1) | z"]])
        let names = { (word: String) in
            let answer = try self.answer(lock, word)
            return answer.findings.map { answer.packages[$0.package].name }
        }
        for word in ["a", "a:amd64", "a.amd64", "a=1:2-3", "a=2-3", "a:amd64=1:2-3", "a-2-3.amd64"]
        {
            #expect(try names(word) == ["a"], "\(word)")
        }
        for word in ["a_1:2-3_amd64", "virtual", "virt*", "a=1:2", "a-2", "a-1:2", "?"] {
            #expect(try names(word) == ["a"], "\(word)")
        }
        #expect(try names("a*") == ["a", "ab"])
        #expect(try names("a (>= 1) | z") == ["ab"])
        for word in ["a=9", "a:arm64", ""] { #expect(try names(word) == [], "\(word)") }
        #expect(try answer(lock, "abc").near == ["ab"])
        #expect(try answer(lock, "virtual").findings[0].match == .provides("virtual"))
    }

    @Test func `what no dependency asks for was chosen, and brings in what it needs`() throws {
        let lock = lock(
            [
                deb("a", for: ["a", "g"]), deb("p", "Depends: q", for: ["a"]),
                deb("q", for: ["a"]), deb("r", "Depends: s", for: ["a"]),
                deb("s", "Depends: r", for: ["a"]),
            ], wishes: [["a"]])
        #expect(try ways(answer(lock, "p")) == ["a [g] chosen: p"])
        #expect(try ways(answer(lock, "q")) == ["a [g] chosen: p > Depends: q > q"])
        #expect(try ways(answer(lock, "s")) == ["a [g] chosen: r > Depends: s > s"])
        #expect(try answer(lock, "q").findings[0].origins[0].freedPackages == 5)
    }

    @Test func `each set has its own ways`() throws {
        let lock = lock(
            [
                deb("a", "Depends: v", for: ["a", "g"]),
                deb("b", "Depends: v, n", for: ["b", "g"], sets: [1]),
                deb("x", "Provides: v", for: ["a"]),
                deb("y", "Provides: v", for: ["b"], sets: [1]),
                deb("e", "Essential: yes\nDepends: z", for: ["base", "e"], sets: [0, 1]),
                deb("n", "Depends: y", for: ["base", "n"], sets: [0, 1]),
                deb("z", for: ["e"], sets: [0, 1]),
            ], wishes: [["e", "n", "a"], ["b"]])
        #expect(try ways(answer(lock, "x")) == ["a [g]: a > Depends: v > x"])
        // That `n` is in the first set for itself brings nothing into the second one.
        #expect(try ways(answer(lock, "y")) == ["b [g]: b > Depends: v > y"])
        #expect(try answer(lock, "y").findings[0].origins[0].set == 1)
        #expect(try ways(answer(lock, "z")) == ["base []: e > Depends: z > z"])
        #expect(try answer(lock, "z").findings[0].origins[0].freedPackages == 2)
    }

    @Test func `a group that is called like a wish is not taken for it`() throws {
        let lock = lock(
            [
                deb("apt", for: ["apt", "base"]), deb("tool", for: ["apt", "tool"]),
                deb("docker", for: ["docker", "docker"]),
            ], wishes: [["apt", "tool", "docker"]])
        #expect(try ways(answer(lock, "tool")) == ["tool [apt]: tool"])
        #expect(try ways(answer(lock, "apt")) == ["base []: apt"])
        #expect(try ways(answer(lock, "docker")) == ["docker [docker]: docker"])
    }

    @Test func `a group of the repositories is one wish`() throws {
        let lock = lock(
            [
                rpm("a", requires: "l", for: ["@core", "a", "base"]),
                rpm("b", requires: "m", for: ["@core", "all", "b", "base"]),
                rpm("l", for: ["a"]), rpm("m", for: ["b"]), rpm("n", for: ["a"]),
            ], wishes: [["a", "b"]])
        #expect(try ways(answer(lock, "l")) == ["@core [base]: a > Requires: l > l"])
        #expect(
            try ways(answer(lock, "m")) == [
                "b [all]: b > Requires: m > m", "@core [base]: b > Requires: m > m",
            ])
        #expect(try ways(answer(lock, "n")) == ["@core [base] chosen: n"])
    }

    @Test func `what a baseline brings, and what it has`() throws {
        let lock = lock(
            [deb("a", "Depends: l", for: ["a", "g"]), deb("l", for: ["baseline"])],
            wishes: [["a"]],
            assumed: Lock.Assumed(packages: [
                Lock.Installed(name: "bash", version: "5", architecture: "amd64")
            ]))
        #expect(try ways(answer(lock, "l")) == ["baseline []: l", "a [g]: a > Depends: l > l"])
        let absent = try answer(lock, "bash")
        #expect(absent.findings.isEmpty && absent.assumed == ["bash 5 amd64"])
    }

    @Test func `weak and broad ways are the last resort`() throws {
        let weak = lock(
            [
                deb("a", "Recommends: c, r", for: ["a", "g"]),
                deb("b", "Depends: d", for: ["b", "g"]), deb("c", for: ["a"]),
                deb("d", "Depends: c", for: ["b"]), deb("r", for: ["a"]),
            ], wishes: [["a", "b"]])
        #expect(
            try ways(answer(weak, "c")) == [
                "b [g]: b > Depends: d > d > Depends: c > c", "a [g]: a > Recommends: c > c",
            ])
        let strong = lock(
            weak.packages.filter { $0.name != "r" }, wishes: [["a", "b"]])
        // Nothing shows that anything recommended was taken.
        #expect(
            try ways(answer(strong, "c")) == ["b [g]: b > Depends: d > d > Depends: c > c"])
        let broad = lock(
            [
                deb("a", "Depends: x | y", for: ["a", "g"]),
                deb("x", "Depends: z", for: ["a"], isBroad: true),
                deb("y", "Depends: w", for: ["a"]), deb("w", "Depends: z", for: ["a"]),
                deb("z", for: ["a"]),
            ], wishes: [["a"]])
        #expect(
            try ways(answer(broad, "z")) == [
                "a [g]: a > Depends: x | y > y > Depends: w > w > Depends: z > z"
            ])
        #expect(try ways(answer(broad, "x")) == ["a [g]: a > Depends: x | y > x"])
    }

    @Test func `files that primary leaves out are looked up in the pool`() throws {
        let pool = try TemporaryDirectory("pool")
        let list = "<package><file>/opt/other</file><file>/opt/tool</file></package>"
        let digest = ContentHasher.digest(.sha256, of: Array(list.utf8))
        let lock = lock(
            [
                rpm("a", requires: "/opt/tool", for: ["a", "g"]),
                rpm("b", for: ["a"], filelists: digest),
            ], wishes: [["a"]])
        #expect(try ways(answer(lock, "b")) == ["a [g] chosen: b"])
        let hex = digest.hex
        try pool.write("sha256/\(hex.prefix(2))/\(hex)", list)
        #expect(
            try ways(answer(lock, "b", pool: pool.path)) == ["a [g]: a > Requires: /opt/tool > b"])
        let held = try answer(lock, "/opt/other", pool: pool.path)
        #expect(held.findings.map(\.match) == [.provides("/opt/other")])
    }

    @Test func `all shortest ways are told up to a limit, and everything that needs a package`()
        throws
    {
        let middle = (1...4).map { deb("m\($0)", "Depends: z", for: ["a"]) }
        let lock = lock(
            [
                deb("a", "Depends: m1, m2, m3, m4, n", for: ["a", "g"]),
                deb("n", "Depends: m1", for: ["a"]), deb("z", for: ["a"]),
            ] + middle, wishes: [["a"]])
        let all = try answer(lock, "z", WhyExtent(wishes: nil, chains: 10, hasTree: true))
        #expect(all.findings[0].origins[0].chains.count == 4)
        #expect(all.findings[0].origins[0].furtherChains == 0)
        #expect(all.findings[0].tree.count == 10)
        #expect(all.findings[0].treeWishes.count == 1)
        let some = try answer(lock, "z", WhyExtent(wishes: nil, chains: 3))
        #expect(some.findings[0].origins[0].chains.count == 3)
        #expect(some.findings[0].origins[0].furtherChains == 1)
    }

    @Test func `an empty lock and damaged records`() throws {
        #expect(try answer(lock([], wishes: [[]]), "a").findings.isEmpty)
        #expect(try answer(lock([], wishes: []), "a*").findings.isEmpty)
        var damaged = deb("a", for: ["a", "g"])
        damaged.record = "Package: a\nno field\n"
        #expect(throws: MirrorError.self) { try answer(lock([damaged], wishes: [["a"]]), "a") }
        // Of a package without a record only the lock's own word is known.
        damaged.record = ""
        #expect(try ways(answer(lock([damaged], wishes: [["a"]]), "a")) == ["a [g]: a"])
    }

    @Test func `names are found in the text of a lock`() throws {
        let lock = lock(
            [deb("a", for: ["a", "g"]), deb("a", for: ["a"], version: "2"), deb("b", for: ["a"])],
            wishes: [["a", "say \"b\""], ["a"]])
        let names = LockNames(Array(lock.text.utf8))
        #expect(names.packages == ["a", "b"])
        #expect(names.wanted.groups == ["g"])
        #expect(names.wanted.wishes == ["a", "say \"b\""])
        #expect(LockNames(Array("{}".utf8)).packages == [])
    }
}
