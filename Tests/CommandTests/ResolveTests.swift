import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror resolve`, `distros` and the documents that the program prints of itself.
@Suite struct ResolveTests {
    @Test("shows what the manifest would install, as a table and as JSON")
    func manifest() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("resolve", "sample", "amd64", "--quiet"), exits: 0, golden: "resolve")
        let outcome = try bench.mirror(
            "resolve", "sample", "amd64", "viewer", "--format", "json", "--quiet")
        try bench.expect(outcome, exits: 0, golden: "resolve-json")
        let value = try JSONValue(parsing: outcome.standardOutput)
        #expect(value["schema"] != nil && value["wishes"] != nil && value["packages"] != nil)
        for name in ["out", "locks", "cache/pool"] {
            #expect(!Files.exists(bench.directory / name))
        }
    }

    @Test("answers each wish of the command line and of a file by itself")
    func each() throws {
        let bench = try Bench()
        let file = try bench.directory.write(
            "wishes.txt", "# A comment.\nviewer\n\n/usr/bin/toolbox\ncurl/sample\nbroken\nnowhere\n"
        )
        try bench.expect(
            bench.mirror(
                "resolve", "sample", "arm64", "python3-yaml", "--each", "--wishes", file.string,
                "--quiet"), exits: 0, golden: "resolve-each")
    }

    @Test("resolves over an index or a directory that holds one")
    func indexes() throws {
        let bench = try Bench()
        let directory = bench.directory / "upstream/dists/sample/main/binary-arm64"
        for path in [directory, directory / "Packages.xz", directory / "Packages.gz"] {
            try bench.expect(
                bench.run([
                    "resolve", "--family", "deb", "--repo", "main=\(path)", "--arch", "arm64",
                    "--quiet", "viewer",
                ]), exits: 0, golden: "resolve-index")
        }
        try bench.expect(
            bench.run([
                "resolve", "--family", "deb", "--repo", "main=\(bench.directory / "none")", "curl",
            ]), exits: 2, golden: "resolve-no-index")
        try bench.directory.write("Packages", "Package: x\nno field\n")
        try bench.expect(
            bench.run([
                "resolve", "--family", "deb", "--repo", "main=\(bench.directory / "Packages")", "x",
            ]), exits: 4, golden: "resolve-bad-index")
    }

    @Test("takes recommended packages when told")
    func weak() throws {
        let bench = try Bench()
        let strong = try bench.mirror("resolve", "sample", "amd64", "toolbox", "--quiet")
        let weak = try bench.mirror("resolve", "sample", "amd64", "toolbox", "--weak", "--quiet")
        #expect(!strong.output.contains("ca-certificates"))
        #expect(weak.output.contains("ca-certificates"))
    }

    @Test("exits with 1 and both sides where wishes exclude one another")
    func conflict() throws {
        let bench = try Bench()
        try bench.expect(
            bench.mirror("resolve", "sample", "amd64", "nginx", "rival", "--quiet"), exits: 1,
            golden: "resolve-conflict")
        try bench.expect(
            bench.mirror("resolve", "sample", "amd64", "ngnix", "curl (>= 99)", "--quiet"),
            exits: 2, golden: "resolve-unknown")
        try bench.expect(
            bench.mirror("resolve", "sample", "amd64", "curl (>=", "--quiet"), exits: 2,
            golden: "resolve-syntax")
    }

    @Test("lists the distros")
    func distros() throws {
        let bench = try Bench()
        try bench.edit(
            "distros/sample.yaml", "codename: sampler", "codename: sampler\nend-of-life: 2020-01-31"
        )
        try bench.expect(bench.mirror("distros"), exits: 0, golden: "distros")
        let outcome = try bench.mirror("distros", "--format", "json")
        bench.replacements.append(
            try (
                "\(#require(outcome.output.firstMatch(of: /"days-left":-[0-9]+/)).output)",
                "\"days-left\":<days>"
            ))
        try bench.expect(outcome, exits: 0, golden: "distros-json")
        _ = try JSONValue(parsing: outcome.standardOutput)
        // Whoever builds it is told, once for all architectures.
        let resolved = try bench.mirror("resolve", "sample", "amd64", "curl")
        #expect(resolved.errors.contains("warning: support of `sample` has ended on 2020-01-31\n"))
        let built = try bench.mirror("build", "sample", "--dry-run")
        #expect(built.errors.split(separator: "support of `sample` has ended").count == 2)
        try bench.edit("distros/sample.yaml", "2020-01-31", "9020-01-31")
        let alive = try bench.mirror("distros", "--format", "json")
        #expect(alive.output.contains("\"ended\":false,\"days-left\":25") && alive.errors == "")
    }

    @Test("lists the distros that it can read, and fails for those that it cannot")
    func brokenDistro() throws {
        let bench = try Bench()
        try bench.directory.write("distros/broken.yaml", "name: broken\nfamily: apk\n")
        let outcome = try bench.mirror("distros")
        #expect(outcome.exitCode == 2)
        #expect(outcome.errors.contains("distros/broken.yaml:2"))
    }

    @Test("prints completions that the shell accepts, and a manual page")
    func documents() throws {
        let bench = try Bench()
        for shell in ["bash", "zsh", "fish"] {
            let outcome = try bench.run(["completions", shell])
            #expect(outcome.exitCode == 0 && outcome.output.contains("mirror"))
            guard Tool.isAsked(shell) else { continue }
            let file = try bench.directory.write("completion.\(shell)", outcome.output)
            let check = try Subprocess.run(shell, ["-n", file.string])
            #expect(check.succeeded, "\(check.errors)")
        }
        let page = try bench.run(["man"])
        #expect(page.exitCode == 0 && page.output.contains(".TH "))
    }

    @Test("builds every distro and architecture, and fails for those that fail")
    func all() throws {
        let bench = try Bench()
        let key = try SigningKey.standard.get().fingerprint
        try bench.directory.write(
            "distros/other.yaml",
            Bench.distro("other", fingerprint: key)
                .replacing("base: [essential]", with: "base: [essential, broken]"))
        let outcome = try bench.mirror("build", "--all", "--quiet")
        try bench.expect(outcome, exits: 1, golden: "build-all")
        for architecture in ["amd64", "arm64"] {
            #expect(Files.exists(bench.directory / "locks/sample-\(architecture).lock.json"))
        }
    }
}
