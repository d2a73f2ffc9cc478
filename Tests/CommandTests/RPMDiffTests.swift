import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror diff` over rpm repositories: advisories and changelogs, of locks and of trees.
@Suite(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
struct RPMDiffTests {
    @Test func `upgrades of a lock come with advisories and changelogs`() throws {
        let bench = try RPMBench(.built)
        try bench.rewrite("updates") { builder in
            builder.updateinfo = builder.updateinfo?.replacing(
                "</updates>", with: Self.skipped + "</updates>")
        }
        let first = try bench.mirror("build", "sample", "x86_64", "--lock-only")
        #expect(first.exitCode == 0, "\(first.errors)")
        try Subprocess.check("cp", [bench.lock.string, (bench.directory / "new.json").string])
        let built = try bench.mirror(
            "build", "sample", "x86_64", "--without", "updates", "--lock-only")
        #expect(built.exitCode == 0, "\(built.errors)")
        let words = ["diff", "sample/x86_64", "new.json"]
        try bench.expect(bench.run(words + bench.options), exits: 0, golden: "diff-rpm")
        try bench.expect(
            bench.run(words + ["--changelog"] + bench.options), exits: 0,
            golden: "diff-rpm-changelog")
        for format in ["markdown", "json"] {
            try bench.expect(
                bench.run(words + ["--format", format] + bench.options), exits: 0,
                golden: "diff-rpm-\(format)")
        }
        // Without the pool nobody knows what was changed, and that is no mistake.
        try Files.removeTree(bench.directory / "cache")
        let bare = try bench.run(words + ["--format", "json"] + bench.options)
        #expect(bare.exitCode == 0)
        #expect(!bare.output.contains("\"changelog\""))
        #expect(bare.output.contains("SAMPLE-2024:0001"))
        #expect(!bare.output.contains("SAMPLE-2024:0003"), "only upstream's document has it")
    }

    @Test func `upgrades between manifests come with advisories and changelogs, kept or fetched`()
        throws
    {
        let bench = try RPMBench(.built)
        try bench.directory.write(
            "old.yaml", RPMSample.manifest.replacing("- curl", with: "- curl (< 7.61.1-34)"))
        let words =
            ["diff", "packages.yaml", "sample", "x86_64"] + bench.options(manifest: "old.yaml")
        for format in ["text", "json"] {
            let outcome = try bench.run(words + ["--format", format, "-v"])
            #expect(outcome.exitCode == 0, "\(outcome.errors)")
            for text in ["SAMPLE-2024:0001", "keep <pointers> & sizes apart"] {
                #expect(outcome.output.contains(text), "\(outcome.output)")
            }
            #expect(!outcome.output.contains("Bob Builder"), "that is in the older one, too")
        }
        // A short text has no changelogs, and needs none.
        let short = try bench.run(words)
        #expect(short.output.contains("fixes SAMPLE-2024:0001 (Important)"), "\(short.output)")
        // Off line what was not kept is left out.
        let kept = try bench.run(words + ["--offline", "--format", "json"])
        #expect(kept.output.contains("SAMPLE-2024:0001"), "\(kept.errors)")
        for name in try Files.list(bench.directory / "upstream/updates/x86_64/repodata")
        where name.contains("updateinfo") || name.contains("other") {
            let digest = name.prefix { $0 != "-" }
            try Files.remove(bench.directory / "cache/indexes/sha256-\(digest)")
        }
        let bare = try bench.run(words + ["--offline", "--format", "json"])
        #expect(bare.exitCode == 0, "\(bare.errors)")
        #expect(bare.output.contains("\"upgraded\",\"name\":\"curl\""))
        #expect(!bare.output.contains("SAMPLE-2024:0001"))
    }

    /// Advisories of versions that nobody took: one between the two, and one before the older.
    private static let skipped = [("SAMPLE-2024:0003", "32.el8"), ("SAMPLE-2023:0009", "29.el8")]
        .map { id, release in
            """
              <update status="final" type="bugfix" version="1">
                <id>\(id)</id>
                <title>curl fixes</title>
                <issued date="2024-02-01 12:00:00"/>
                <severity>None</severity>
                <references>
                  <reference href="https://example.org/CVE-2024-3" id="CVE-2024-3" type="cve"/>
                </references>
                <pkglist>
                  <collection>
                    <package name="libcurl" version="7.61.1" release="\(release)" arch="x86_64"/>
                  </collection>
                </pkglist>
              </update>

            """
        }.joined()

    @Test func `trees that createrepo_c made are compared with one another and with ours`() throws {
        let bench = try RPMBench(.built)
        let words = ["diff", "upstream/baseos/x86_64", "upstream/updates/x86_64", "-v"]
        let outcome = try bench.run(words + bench.options)
        for text in [
            "→ 7.61.1-34.el8", "SAMPLE-2024:0001 (Important): Important: curl & more",
            "2024-03-04 Ann Author <ann@example.org> - 7.61.1-34.el8",
            "- keep <pointers> & sizes apart", "bash",
        ] { #expect(outcome.output.contains(text), "\(text)\n\(outcome.output)\(outcome.errors)") }
        #expect(!outcome.output.contains("Bob Builder"), "that is in the older one, too")
        // Ours is what the lock says, wherever below the output it is looked for.
        for tree in ["out", "out/sample", "out/sample/8/x86_64"] {
            let same = try bench.mirror("diff", "sample/x86_64", tree, "--exit-code")
            #expect(same.exitCode == 0, "\(tree): \(same.output)\(same.errors)")
        }
        // The root and the list of packages are enough, wherever they lie.
        let repodata = "out/sample/8/x86_64/repodata"
        let primary = try #require(
            try Files.list(bench.directory / repodata).first { $0.contains("-primary.xml") })
        for name in ["repomd.xml", primary] {
            let same = try bench.mirror(
                "diff", "sample/x86_64", "\(repodata)/\(name)", "--exit-code")
            #expect(same.exitCode == 0, "\(name): \(same.output)\(same.errors)")
        }
        // A repository with databases alone says the same.
        let root = bench.directory / "upstream/baseos/x86_64/repodata/repomd.xml"
        let text = try bench.text(root)
        let databases = text.replacing(
            /<data type="(primary|filelists|other)">/, with: "<data type=\"hidden\">")
        try Subprocess.check(
            "cp",
            ["-a", "upstream/baseos/x86_64", "bare"].map { word in
                word == "-a" ? word : (bench.directory / word).string
            })
        try bench.directory.write("bare/repodata/repomd.xml", databases)
        let same = try bench.mirror("diff", "bare", "upstream/baseos/x86_64", "--exit-code")
        #expect(same.exitCode == 0, "\(same.output)\(same.errors)")
    }

    @Test func `a tree with a damaged index is a matter of integrity`() throws {
        let bench = try RPMBench(.built)
        let repodata = bench.directory / "out/sample/8/x86_64/repodata"
        let names = try Files.list(repodata)
        let primary = try #require(names.first { $0.hasSuffix("-primary.xml.gz") })
        var bytes = try Files.read(repodata / primary)
        bytes[bytes.count / 2] ^= 1
        try Files.replace(repodata / primary, with: bytes)
        try bench.expect(
            bench.mirror("diff", "sample/x86_64", "out"), exits: 4, golden: "diff-rpm-damaged")
        try Files.remove(repodata / primary)
        try bench.expect(
            bench.mirror("diff", "sample/x86_64", "out"), exits: 4, golden: "diff-rpm-missing")
        try bench.directory.write("out/sample/8/x86_64/repodata/repomd.xml", "<repomd>")
        try bench.expect(
            bench.mirror("diff", "sample/x86_64", "out"), exits: 4, golden: "diff-rpm-no-root")
    }
}

extension RPMBench {
    /// The options with another manifest.
    fileprivate func options(manifest name: String) -> [String] {
        var changed = options
        if let place = changed.firstIndex(of: "--manifest") {
            changed[place + 1] = (directory / name).string
        }
        return changed
    }
}
