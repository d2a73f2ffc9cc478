import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror lint --online` over an apt archive and an rpm repository together.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct LintOnlineTests {
    /// A bench with an apt distro `sample` and an rpm distro `other`, of one architecture each.
    private func bench(_ wishes: String...) throws -> Bench {
        let bench = try Bench()
        for name in ["conntrack", "conntrackd", "nfct"] {
            bench.upstream.add(
                DebPackage(
                    name: name, architecture: "amd64", fields: ["Source": "conntrack-tools"]),
                to: "sample")
        }
        try bench.writeUpstream()
        var packages = try RPMRepositoryBuilder(root: bench.directory / "upstream/rpm")
        packages.add(
            RPMPackageSpec(
                "conntrack-tools", files: ["/usr/sbin/conntrack": .file("#!/bin/sh\n")]))
        try packages.write()
        let text = try bench.text(bench.directory / "distros/sample.yaml")
        let fingerprint = try #require(text.firstMatch(of: /[0-9A-F]{40}/)).output
        // An address of the command line would be one of every distro.
        bench.sources = []
        try bench.directory.write(
            "distros/sample.yaml",
            text.replacing("[amd64, arm64]", with: "[amd64]")
                .replacing("http://archive.example.org/sample", with: bench.server.url)
                .replacing("http://security.example.org/sample", with: bench.server.url)
                .replacing("http://extra.example.org/", with: bench.server.url + "/"))
        try bench.directory.write(
            "distros/other.yaml",
            """
            name: other
            family: rpm
            release: "8"
            architectures: [x86_64]
            groups: [common]
            path: other
            keys:
              sample: {fingerprint: \(fingerprint), file: keys/sample.asc}
            repositories:
              - {id: main, url: '\(bench.server.url)/rpm', keys: sample}

            """)
        try bench.directory.write(
            "packages.yaml", "common:\n" + wishes.map { "  - \($0)\n" }.joined())
        return bench
    }

    /// The hints of each finding by the line of the manifest.
    private func hints(_ bench: Bench, _ arguments: String...) throws -> [Int: [String]] {
        let outcome = try bench.run(
            ["lint", "--online", "--format", "json", "--quiet"] + arguments + bench.options)
        #expect(outcome.exitCode == 2, "\(outcome.errors)")
        var found: [Int: [String]] = [:]
        for finding in try JSONValue(parsing: outcome.standardOutput)["findings"]?.elements ?? [] {
            guard let line = finding["line"]?.integer else { continue }
            found[line] = finding["hints"]?.elements.compactMap(\.string) ?? []
        }
        return found
    }

    @Test func `a name of one family comes with its pair of the other alone`() throws {
        let bench = try bench("conntrack-tools", "conntrack")
        let found = try hints(bench)
        #expect(
            found[2] == [
                "`conntrack-tools` may be `conntrack` (from the same source package `conntrack-tools`) in sample (amd64)"
            ], "\(found)")
        #expect(
            found[3] == [
                "`conntrack` may be `conntrack-tools` (has `/usr/sbin/conntrack`) in other (x86_64)"
            ], "\(found)")
    }

    @Test func `a repository that is off is named where it may have what is nowhere`() throws {
        let bench = try bench("gadget", "nowhere")
        let unread =
            "not looked at: `extra`, which is off by default; `--with extra` asks it, too"
        let first = try hints(bench)
        #expect(first[2] == [unread] && first[3] == [unread], "\(first)")
        // Once its indexes are kept, it is known what it has.
        let kept = try bench.run(
            ["search", "sample", "amd64", "gadget", "--with", "extra"] + bench.options)
        #expect(kept.exitCode == 0, "\(kept.errors)")
        let second = try hints(bench)
        #expect(
            second[2] == [
                "it is in `extra`, which is off by default in sample (amd64): `--with extra` asks it, too"
            ], "\(second)")
        #expect(second[3] == [], "\(second)")
    }

    @Test func `with names of distros only their locks are looked at`() throws {
        let bench = try bench("curl")
        for name in ["gone-amd64", "sample-riscv64"] {
            try bench.directory.write("locks/\(name).lock.json", "{}")
        }
        let all = try bench.mirror("lint").output
        #expect(all.contains("gone-amd64") && all.contains("sample-riscv64"), "\(all)")
        let own = try bench.mirror("lint", "sample").output
        #expect(!own.contains("gone-amd64") && own.contains("sample-riscv64"), "\(own)")
    }
}
