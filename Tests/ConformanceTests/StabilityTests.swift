import MirrorTestSupport
import Testing

/// Mirrors from which a node would choose otherwise than from upstream, or find nothing, had they been made of
/// what all wishes take together; each with the real client.
@Suite("Stability", .enabled(if: Program.isBuilt, "needs the program"))
struct StabilityTests {
    // MARK: - apt

    @Test(.enabled(if: AptSystem.isPossible, "needs apt-get"))
    func `apt takes for one wish what it would take of upstream`() throws {
        // All together `second` is there already when `first` is completed.
        let mirror = try SmallMirror.apt(
            [
                DebPackage(name: "beta", fields: [:]),
                DebPackage(name: "alpha", fields: ["Depends": "alpha-data"]),
                DebPackage(name: "alpha-data", fields: [:]),
                DebPackage(name: "first", fields: ["Depends": "beta"]),
                DebPackage(name: "second", fields: ["Depends": "alpha | beta"]),
            ], manifest: "common:\n  - first\n  - second\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(
            mirror.additions == [
                "alpha 1.0-1 amd64 for `second`", "alpha-data 1.0-1 amd64 for `second`",
            ])
        for wishes in [["first"], ["second"], ["first", "second"]] {
            let here = try mirror.apt().choice(wishes, recommends: false)
            let there = try mirror.apt(upstream: true).choice(wishes, recommends: false)
            #expect(here == there, "\(wishes)")
            #expect(here?.isEmpty == false)
        }
    }

    @Test(.enabled(if: AptSystem.isPossible, "needs apt-get"))
    func `both are there where a smaller index turns apt's tie-break round`() throws {
        // Upstream `aaa` names `ay` before anything names `bee`, and apt takes what was named last; the mirror
        // has no `aaa`.
        let mirror = try SmallMirror.apt(
            [
                DebPackage(name: "aaa", fields: ["Depends": "ay"]),
                DebPackage(name: "aab", fields: ["Suggests": "bee"]),
                DebPackage(name: "ay", fields: ["Provides": "service"]),
                DebPackage(name: "bee", fields: ["Provides": "service"]),
                DebPackage(name: "m", fields: ["Depends": "service"]),
            ], manifest: "common:\n  - aab\n  - ay\n  - m\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(mirror.additions == ["bee 1.0-1 amd64 for `m`"])
        let there = try mirror.apt(upstream: true).choice(["m"], recommends: false)
        #expect(there == ["bee_1.0-1_amd64", "m_1.0-1_amd64"])
        let here = try mirror.apt().choice(["m"], recommends: false)
        #expect(here == ["ay_1.0-1_amd64", "m_1.0-1_amd64"])
    }

    /// apt marks `a` for `m`, and finds too late that `n` cannot live with it.
    private static let dilemma = [
        DebPackage(name: "t", fields: ["Depends": "m, n"]),
        DebPackage(name: "m", fields: ["Depends": "a | b"]),
        DebPackage(name: "n", fields: ["Depends": "c | x"]),
        DebPackage(name: "a", fields: [:]),
        DebPackage(name: "b", fields: [:]),
        DebPackage(name: "c", fields: ["Conflicts": "a"]),
        DebPackage(name: "x", fields: ["Conflicts": "a"]),
    ]

    @Test(.enabled(if: AptSystem.isPossible, "needs apt-get"))
    func `apt installs from the mirror what it refuses to install from upstream`() throws {
        let mirror = try SmallMirror.apt(Self.dilemma, manifest: "common:\n  - t\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(try mirror.apt(upstream: true).choice(["t"], recommends: false) == nil)
        let choice = try mirror.apt().choice(["t"], recommends: false)
        #expect(choice?.contains("b_1.0-1_amd64") == true)
    }

    @Test(.enabled(if: AptSystem.isPossible, "needs apt-get"))
    func `what apt would refuse of the mirror is said with what works`() throws {
        let mirror = try SmallMirror.apt(
            Self.dilemma, manifest: "common:\n  - t\nmore:\n  - c\n  - x\n  - a\n")
        #expect(mirror.outcome.exitCode == 1, "\(mirror.outcome.errors)")
        for text in [
            "`t` would not install from the mirror with apt",
            "it could be installed, but apt does not go back on a choice once made",
            "hint: `apt-get install t b` works",
        ] {
            #expect(mirror.outcome.errors.contains(text), "\(mirror.outcome.errors)")
        }
    }

    // MARK: - dnf and yum

    private static let dnf = "needs dnf, its modules for Python, and rpmbuild"

    @Test(.enabled(if: Dnf.isPossible && RPMPackageBuilder.isPossible, "\(dnf)"))
    func `dnf is led to what obsoletes a wish only if it finds the wish itself`() throws {
        let mirror = try SmallMirror.rpm(
            [
                (
                    "base", [],
                    [
                        RPMPackageSpec("old", "1-1"),
                        RPMPackageSpec("new", "2-1").with { $0.obsoletes = ["old < 2"] },
                    ]
                )
            ], manifest: "common:\n  - old\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(mirror.additions == ["old-1-1.x86_64 for `old`"])
        #expect(mirror.rounds == 2)
        #expect(try mirror.dnf(["old"]) == ["old": ["new-0:2-1.x86_64"]])
    }

    @Test(.enabled(if: Dnf.isPossible && RPMPackageBuilder.isPossible, "\(dnf)"))
    func `what priorities hid upstream is newest in the mirror, and its company comes along`()
        throws
    {
        let mirror = try SmallMirror.rpm(
            [
                (
                    "base", ["priority: 10"],
                    [
                        RPMPackageSpec("lib", "1-1"),
                        RPMPackageSpec("app", "1-1", requires: ["lib = 1"]),
                    ]
                ),
                (
                    "extra", ["priority: 90"],
                    [
                        RPMPackageSpec("lib", "2-1"),
                        RPMPackageSpec("app", "2-1", requires: ["lib = 2"]),
                        RPMPackageSpec("tool", "1-1", requires: ["lib >= 2"]),
                    ]
                ),
            ], manifest: "apps:\n  - app\n  - lib\ntools:\n  - tool\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(mirror.packages.isSuperset(of: ["app 0:1-1", "lib 0:1-1", "lib 0:2-1"]))
        #expect(mirror.additions.contains("app-2-1.x86_64 for the group `apps` in set 1"))
        let answers = try mirror.dnf(["app", "lib", "tool", "app lib"])
        #expect(answers["app lib"] == ["app-0:2-1.x86_64", "lib-0:2-1.x86_64"])
        #expect(answers.values.allSatisfy { $0 != nil }, "\(answers)")
    }

    @Test(.enabled(if: Dnf.isPossible && RPMPackageBuilder.isPossible, "\(dnf)"))
    func `what an obsoleter from another wish would break is refused, in dnf's words`() throws {
        // `extra` is the lesser repository, so upstream `tool` means itself; in the mirror it means `suite`.
        let mirror = try SmallMirror.rpm(
            [
                (
                    "base", ["priority: 10"],
                    [
                        RPMPackageSpec("tool", "1-1"),
                        RPMPackageSpec("app", "1-1", requires: ["tool"]),
                    ]
                ),
                (
                    "extra", ["priority: 90"],
                    [RPMPackageSpec("suite", "1-1").with { $0.obsoletes = ["tool"] }]
                ),
            ], manifest: "apps:\n  - app\n  - tool\nmore:\n  - suite\n")
        #expect(mirror.outcome.exitCode == 1, "\(mirror.outcome.errors)")
        #expect(
            mirror.outcome.errors.contains("the group `apps`"), "\(mirror.outcome.errors)")
        #expect(mirror.outcome.errors.contains("with dnf"), "\(mirror.outcome.errors)")
    }

    @Test(.enabled(if: Dnf.isPossible && RPMPackageBuilder.isPossible, "\(dnf)"))
    func `what a group takes together is there beside what its wishes take alone`() throws {
        // `pair` takes the third provider, since `hint` recommends it; all together `most` brings the second.
        let provider = { RPMPackageSpec($0, provides: ["service"]) }
        let mirror = try SmallMirror.rpm(
            [
                (
                    "base", [],
                    [
                        provider("first"), provider("second"), provider("third"),
                        RPMPackageSpec("needy", requires: ["service"]),
                        RPMPackageSpec("hint").with { $0.recommends = ["third"] },
                        RPMPackageSpec("most", requires: ["second"]),
                    ]
                )
            ], manifest: "pair:\n  - needy\n  - hint\nmore:\n  - most\n")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        #expect(
            mirror.additions == [
                "first-1.0-1.x86_64 for `needy`", "third-1.0-1.x86_64 for the group `pair`",
            ])
        let answers = try mirror.dnf(["needy", "needy hint"])
        #expect(answers["needy"]??.contains("first-0:1.0-1.x86_64") == true, "\(answers)")
        #expect(answers["needy hint"]??.contains("third-0:1.0-1.x86_64") == true, "\(answers)")
    }

    @Test(
        .enabled(if: Dnf.isPossible && RPMPackageBuilder.isPossible, "\(dnf)"),
        arguments: [true, false])
    func `yum's own choices are there beside dnf's where nodes have yum`(hasYum: Bool) throws {
        let mirror = try SmallMirror.rpm(
            [
                (
                    "base", [],
                    [
                        RPMPackageSpec("kde-x", requires: ["y"]),
                        RPMPackageSpec("kde-y", provides: ["y"], requires: ["kde-data"]),
                        RPMPackageSpec("kde-data"),
                        RPMPackageSpec("a-y", provides: ["y"]),
                    ]
                )
            ], manifest: "common:\n  - kde-x\n",
            traits: "repodata: {compression: gz, databases: \(hasYum ? "yes" : "no")}")
        #expect(mirror.outcome.succeeded, "\(mirror.outcome.errors)")
        let added = ["kde-data-1.0-1.x86_64 for `kde-x`", "kde-y-1.0-1.x86_64 for `kde-x`"]
        #expect(Set(mirror.additions) == Set(hasYum ? added : []))
        #expect(
            try mirror.dnf(["kde-x"])
                == ["kde-x": ["a-y-0:1.0-1.x86_64", "kde-x-0:1.0-1.x86_64"]])
    }
}
