import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Mistakes of the command line and of the user's files; none of them touches a tree.
@Suite struct UsageTests {
    @Test("refuses an unknown distro")
    func distro() throws {
        try Bench(.built).expectRefusal(
            exits: 2, golden: "unknown-distro", ["build", "smaple", "amd64"])
    }

    @Test("refuses a distro that is a path")
    func distroPath() throws {
        try Bench(.built).expectRefusal(
            exits: 2, golden: "distro-path", ["build", "../distros/sample", "amd64"])
    }

    @Test("refuses an unknown architecture")
    func architecture() throws {
        try Bench(.built).expectRefusal(
            exits: 2, golden: "unknown-architecture", ["build", "sample", "amd46"])
    }

    @Test("refuses a group that the manifest does not have")
    func group() throws {
        let bench = try Bench(.built)
        try bench.edit("distros/sample.yaml", "groups: [common]", "groups: [common, comon]")
        try bench.expectRefusal(exits: 2, golden: "unknown-group")
    }

    @Test("refuses a distro that would take the place of another in the tree")
    func samePlace() throws {
        let bench = try Bench(.built)
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        try Files.replace(
            bench.directory / "distros/twin.yaml",
            with: Array(text.replacing("name: sample\n", with: "name: twin\n").utf8))
        try bench.expectRefusal(
            exits: 2, golden: "same-place", ["build", "twin", "amd64"])
    }

    @Test("shows the help even where the site file is wrong")
    func helpWithSite() throws {
        let bench = try Bench()
        try bench.directory.write("site.yaml", "outptu: x\n")
        let site = ["MIRROR_CONFIG": (bench.directory / "site.yaml").string]
        let help = try bench.run(["build", "--help"], environment: site)
        #expect(help.exitCode == 0 && help.output.contains("Usage: mirror build"))
        #expect(try bench.run(["distros"], environment: site).exitCode == 2)
    }

    @Test("refuses a package of the base that does not exist")
    func base() throws {
        let bench = try Bench(.built)
        try bench.edit("distros/sample.yaml", "base: [essential]", "base: [essential, bsah]")
        try bench.expectRefusal(exits: 2, golden: "unknown-base")
        try bench.edit("distros/sample.yaml", "bsah", "libnowhere")
        try bench.expectRefusal(exits: 2, golden: "unknown-base-needed")
    }

    @Test("refuses a group within a group that is not there")
    func innerGroup() throws {
        let bench = try Bench(.built)
        try bench.wish("\"@tols\"")
        try bench.expectRefusal(exits: 2, golden: "unknown-inner-group")
    }

    @Test("refuses unknown repositories and variables")
    func names() throws {
        let bench = try Bench(.built)
        try bench.expectRefusal(
            exits: 2, golden: "unknown-with", ["build", "sample", "amd64", "--with", "extras"])
        try bench.expectRefusal(
            exits: 2, golden: "unknown-without", ["build", "sample", "amd64", "--without", "none"])
        try bench.expectRefusal(
            exits: 2, golden: "unknown-variable",
            ["build", "sample", "amd64", "--set", "trak=sample"])
        try bench.expectRefusal(
            exits: 2, golden: "unknown-source",
            ["build", "sample", "amd64", "--source", "smaple=http://example.org"])
    }

    @Test("points at what is wrong in the manifest")
    func manifest() throws {
        let bench = try Bench(.built)
        try bench.directory.write(
            "packages.yaml", "common:\n  - curl (>= )\n  - {nam: nginx}\n  - [curl]\n")
        try bench.expectRefusal(exits: 2, golden: "manifest-mistakes")
        try bench.directory.write("packages.yaml", "common:\n  - curl\n - nginx\n")
        try bench.expectRefusal(exits: 2, golden: "manifest-syntax")
        try Files.remove(bench.directory / "packages.yaml")
        try bench.expectRefusal(exits: 2, golden: "manifest-missing")
    }

    @Test("points at what is wrong in a distro file")
    func distroFile() throws {
        let bench = try Bench(.built)
        try bench.edit("distros/sample.yaml", "components: main", "compnents: main")
        try bench.edit("distros/sample.yaml", "base: [essential]", "base: [esential!]")
        try bench.expectRefusal(exits: 2, golden: "distro-mistakes")
        try bench.directory.write("distros/sample.yaml", "name: [\n")
        try bench.expectRefusal(exits: 2, golden: "distro-syntax")
    }

    @Test("points at what is wrong in the site file")
    func siteFile() throws {
        let bench = try Bench(.built)
        try bench.directory.write("site.yaml", "outptu: here\nsources:\n  sample: nonsense\n")
        try bench.expectRefusal(exits: 2, golden: "site-mistakes")
        try bench.directory.write("site.yaml", "jobs: many\n")
        try bench.expectRefusal(exits: 2, golden: "site-value")
    }

    @Test(
        "refuses command lines that make no sense",
        arguments: [
            ("no-arguments", ["build"]), ("unknown-option", ["build", "sample", "--lokced"]),
            ("unknown-command", ["biuld", "sample"]),
            ("all-and-one", ["build", "sample", "--all"]),
            ("jobs-zero", ["build", "sample", "amd64", "--jobs", "0"]),
            ("bad-rate", ["build", "sample", "amd64", "--limit-rate", "fast"]),
            ("bad-source", ["build", "sample", "amd64", "--source", "nonsense"]),
            ("bad-format", ["build", "sample", "amd64", "--format", "xml"]),
            ("resolve-nothing", ["resolve"]),
            ("resolve-no-family", ["resolve", "--repo", "a=b", "curl"]),
            ("completions-unknown", ["completions", "tcsh"]),
        ])
    func commandLine(_ label: String, _ arguments: [String]) throws {
        let bench = try Bench(.built)
        try bench.expect(bench.run(arguments), exits: 2, golden: "usage-\(label)")
    }

    @Test("refuses an environment that makes no sense")
    func environment() throws {
        let bench = try Bench(.built)
        try bench.expectRefusal(
            exits: 2, golden: "bad-epoch", environment: ["SOURCE_DATE_EPOCH": "yesterday"])
        try bench.expectRefusal(exits: 2, golden: "bad-jobs", environment: ["MIRROR_JOBS": "many"])
    }

    @Test("prints help without arguments, and the version")
    func help() throws {
        let bench = try Bench()
        try bench.expect(bench.run(["--version"]), exits: 0, golden: "version")
        let help = try bench.run(["--help"])
        #expect(help.exitCode == 0 && help.output.contains("build"))
        let build = try bench.run(["build", "--help"])
        #expect(build.exitCode == 0 && build.output.contains("--locked"))
    }
}
