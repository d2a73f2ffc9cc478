import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror lint`: everything that is wrong in the user's files.
@Suite struct LintTests {
    /// A bench whose files break every rule that needs no network.
    private func faulty() throws -> Bench {
        let bench = try Bench(.built)
        try bench.directory.write(
            "packages.yaml",
            """
            common:
              - curl
              - curl
              - "nginx (>= 2)"
              - "nginx (<< 1.5)"
              - gadget? [s390x]
              - {name: bash, distros: [samqle, "fedora*"]}
              - "@inner"
            inner:
              - curl
            unused:
              - tar

            """)
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        let fingerprint = try #require(text.firstMatch(of: /[0-9A-F]{40}/)).output
        try bench.directory.write(
            "distros/sample.yaml",
            text.replacing(
                "codename: sampler",
                with: "codename: sampler\nend-of-life: {date: 2020-01-31, note: end of time}"
            )
            .replacing("  track: sample\n", with: "  track: sample\n  idle: word\n")
            .replacing(
                "keys:\n  sample:",
                with:
                    "keys:\n  idle: {fingerprint: \(fingerprint), file: keys/idle.asc, url: 'https://keys.example.org/idle'}\n  local: {fingerprint: \(fingerprint), path: /nowhere/key.asc}\n  sample:"
            )
                + """
                  - id: open
                    url: http://open.example.org/
                    suites: open
                    components: main
                    trust: unsigned
                    optional: yes
                  - id: local
                    url: https://local.example.org/
                    suites: local
                    components: main
                    keys: local
                    optional: yes

                """)
        try bench.directory.write(
            "distros/twin.yaml",
            Bench.distro("twin", fingerprint: String(fingerprint)).replacing(
                "path: twin", with: "path: sample\nbaseline: nowhere.txt"
            ).replacing("groups: [common]", with: "groups: [common, commn]"))
        try bench.directory.write("distros/broken.yaml", "name: broken\nfamily: apk\n")
        try bench.directory.write("locks/gone-amd64.lock.json", "{}")
        try bench.directory.write("locks/sample-arm64.lock.json", "{}")
        return bench
    }

    @Test("tells all that is wrong at once, in text, as data and as marks in a job's page")
    func everything() throws {
        let bench = try faulty()
        // What an unreadable file takes of the manifest is not known, so two rules wait for it.
        try bench.expect(bench.mirror("lint"), exits: 2, golden: "lint-broken")
        try Files.remove(bench.directory / "distros/broken.yaml")
        try bench.expect(bench.mirror("lint"), exits: 2, golden: "lint")
        let outcome = try bench.mirror("lint", "--format", "json")
        try bench.expect(outcome, exits: 2, golden: "lint-json")
        _ = try JSONValue(parsing: outcome.standardOutput)
        try bench.expect(
            bench.mirror("lint", "twin", "--format", "github"), exits: 2, golden: "lint-github")
    }

    @Test("passes what is sound, and with `--strict` only what has no warning")
    func exitCodes() throws {
        let bench = try Bench(.built)
        try bench.expect(bench.mirror("lint"), exits: 0, golden: "lint-clean")
        #expect(try bench.mirror("lint", "--strict").exitCode == 0)
        try bench.edit("packages.yaml", "  - curl\n", "  - curl\n  - curl\n")
        #expect(try bench.mirror("lint").exitCode == 0)
        #expect(try bench.mirror("lint", "--strict").exitCode == 2)
        try bench.wish("tar (>=")
        #expect(try bench.mirror("lint").exitCode == 2)
        #expect(try bench.mirror("lint", "nowhere").exitCode == 2)
        #expect(try bench.mirror("lint", "--refresh").exitCode == 2)
        try Files.remove(bench.directory / "packages.yaml")
        let outcome = try bench.mirror("lint")
        #expect(outcome.exitCode == 2 && outcome.output.contains("cannot read the manifest"))
    }

    @Test("the project's own files have no errors, and no warnings but of what is so")
    func ownFiles() throws {
        let project = ProjectRoot.path
        let directory = try TemporaryDirectory("lint-own")
        let program = try #require(Workbench.program)
        let outcome = try Subprocess.run(
            program.string,
            [
                "lint", "--format", "json", "--manifest", (project / "packages.yaml").string,
                "--distros", (project / "distros").string, "--locks",
                (directory / "locks").string,
            ], environment: ["MIRROR_CONFIG": "/nonexistent"])
        #expect(outcome.exitCode == 0, "\(outcome.output)\(outcome.errors)")
        let findings = try JSONValue(parsing: outcome.standardOutput)["findings"]?.elements ?? []
        // That a maker serves by http alone, and that time passes, is nothing to mend.
        let allowed = ["end-of-life", "open-address"]
        for finding in findings {
            #expect(allowed.contains(finding["rule"]?.string ?? ""), "\(finding)")
        }
        #expect(findings.contains { $0["file"]?.string?.hasSuffix("centos7.yaml") == true })
    }

    @Test("asks which names are not everywhere, and what they are called there")
    func online() throws {
        let bench = try Bench()
        for architecture in ["amd64", "arm64"] {
            bench.upstream.add(
                DebPackage(
                    name: "conntrack", architecture: architecture,
                    fields: ["Source": "conntrack-tools"]), to: "extra")
            bench.upstream.add(
                DebPackage(
                    name: "conntrackd", architecture: architecture,
                    fields: ["Source": "conntrack-tools (1.4.7)"]), to: "sample")
        }
        try bench.writeUpstream()
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        let fingerprint = try #require(text.firstMatch(of: /[0-9A-F]{40}/)).output
        try bench.directory.write(
            "distros/sample.yaml", text.replacing("    optional: yes\n", with: ""))
        try bench.directory.write(
            "distros/other.yaml", Bench.distro("other", fingerprint: String(fingerprint)))
        try bench.wish(
            "conntrack", "conntrack | conntrackd", "conntrack?", "nowhere?", "ngnix",
            "/usr/bin/dpkg", "/usr/bin/none", "lib*", "httpd")
        try bench.expect(bench.mirror("lint", "--online", "-q"), exits: 2, golden: "lint-online")
        let outcome = try bench.mirror("lint", "--online", "--format", "json", "--offline", "-q")
        try bench.expect(outcome, exits: 2, golden: "lint-online-json")
        // What does not answer is passed over, unless nothing does.
        try bench.directory.write(
            "distros/gone.yaml",
            Bench.distro("gone", fingerprint: String(fingerprint)).replacing(
                "id: sample\n    url: http://archive.example.org/sample",
                with: "id: absent\n    url: http://127.0.0.1:9/absent"))
        let some = try bench.run(["lint", "--online"] + bench.options)
        #expect(some.errors.contains("gone amd64 is passed over"), "\(some.errors)")
        #expect(some.exitCode == 2)
        let none = try bench.run(["lint", "gone", "--online"] + bench.options)
        #expect(
            none.exitCode == 3 && none.errors.contains("no repository answers"), "\(none.errors)")
    }
}
