import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror check`: which packages of upstream's repositories cannot be installed.
@Suite struct CheckTests {
    @Test("lists what cannot be installed by what stands in the way, and as JSON")
    func distro() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("check", "sample", "amd64", "--quiet"), exits: 1, golden: "check")
        let outcome = try bench.mirror("check", "sample", "amd64", "--format", "json", "--quiet")
        try bench.expect(outcome, exits: 1, golden: "check-json")
        let value = try JSONValue(parsing: outcome.standardOutput)
        #expect(value["schema"] != nil && value["checked"] != nil && value["broken"] != nil)
        for name in ["out", "locks", "cache/pool"] {
            #expect(!Files.exists(bench.directory / name))
        }
    }

    @Test("checks some names alone, and exits with 0 where all of them can be installed")
    func only() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("check", "sample", "arm64", "--only", "curl,lib*", "--quiet"), exits: 0,
            golden: "check-only")
        try bench.expect(
            bench.mirror(
                "check", "sample", "amd64", "--only", "curl,nowhere", "--only", "none*", "--quiet"),
            exits: 2, golden: "check-only-unknown")
    }

    @Test("checks an index, or a directory that holds one, and refuses what is none")
    func indexes() throws {
        let bench = try Bench()
        let directory = bench.directory / "upstream/dists/sample/main/binary-arm64"
        for path in [directory, directory / "Packages.xz"] {
            let outcome = try bench.run([
                "check", "--family", "deb", "--repo", "main=\(path)", "--arch", "arm64", "--quiet",
            ])
            try bench.expect(outcome, exits: 1, golden: "check-index")
        }
        try bench.expect(
            bench.run(["check", "--family", "deb", "--repo", "main=\(bench.directory / "none")"]),
            exits: 2, golden: "check-no-index")
        try bench.directory.write("Packages", "Package: x\nno field\n")
        let bad = try bench.run([
            "check", "--family", "deb", "--repo", "main=\(bench.directory / "Packages")",
        ])
        try bench.expect(bad, exits: 4, golden: "check-bad-index")
    }

    @Test("says of packages that depend on one another why none can be installed")
    func chains() throws {
        let bench = try Bench()
        try bench.directory.write(
            "Packages",
            """
            Package: top
            Version: 1
            Architecture: all
            Depends: left, right

            Package: left
            Version: 1
            Architecture: all
            Depends: middle (>= 2)

            Package: right
            Version: 1
            Architecture: all
            Depends: middle (<< 2) | gone

            Package: middle
            Version: 1
            Architecture: all

            Package: middle
            Version: 2
            Architecture: all

            Package: above
            Version: 1
            Architecture: all
            Depends: top

            Package: lost
            Version: 1
            Architecture: all
            Depends: gone:any

            """)
        try bench.expect(
            bench.run([
                "check", "--family", "deb", "--repo", "main=\(bench.directory / "Packages")",
                "--quiet",
            ]), exits: 1, golden: "check-chains")
    }

    @Test("needs a distro and an architecture, or a family and repositories, and no more")
    func usage() throws {
        let bench = try Bench()
        for arguments in [
            [], ["sample"], ["sample", "amd64", "curl"], ["--repo", "a=b"],
            ["--family", "deb", "--repo", "a=b", "curl"],
        ] {
            let outcome = try bench.run(["check"] + arguments)
            #expect(outcome.exitCode == 2, "\(arguments)")
            #expect(outcome.errors.contains("hint: "), "\(arguments): \(outcome.errors)")
        }
    }
}

/// `mirror check` over rpm repositories.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMCheckTests {
    @Test("leaves out what modules hide, and knows the files that filelists name")
    func distro() throws {
        let bench = try RPMBench()
        try bench.expect(
            bench.mirror("check", "sample", "x86_64", "--quiet"), exits: 1, golden: "check-rpm")
        try bench.expect(
            bench.mirror("check", "sample", "x86_64", "--format", "json", "--quiet"), exits: 1,
            golden: "check-rpm-json")
    }

    @Test("checks repositories in directories")
    func directories() throws {
        let bench = try RPMBench()
        let repositories = RPMSample.repositories.flatMap {
            ["--repo", "\($0)=\(bench.directory / "upstream" / RPMSample.path($0, "x86_64"))"]
        }
        try bench.expect(
            bench.run(
                ["check", "--family", "rpm", "--platform", "platform:el8", "--quiet"]
                    + repositories), exits: 1, golden: "check-rpm-directories")
        try bench.expect(
            bench.run(["check", "--family", "rpm", "--repo", "a=\(bench.directory)"]), exits: 2,
            golden: "check-rpm-no-repository")
    }
}
