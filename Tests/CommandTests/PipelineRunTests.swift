import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// The pipelines for GitHub and GitLab from their first job to the last, as their files are.
@Suite struct PipelineRunTests {
    private static let table = """
        | distro | architecture | result | packages | bytes |
        |---|---|---|--:|--:|

        """
    private static let matrix = #"{"include":[{"distro":"sample","arch":"amd64"}]}"#

    /// The row of a mirror that was built.
    private func row(_ report: JSONValue) -> String {
        let figures = ["packages", "bytes"].map { report[$0]?.integer ?? -1 }
        return
            "| sample | \(report["arch"]?.string ?? "") | published | \(figures[0]) | \(figures[1]) |\n"
    }

    private func report(_ path: FilePath) throws -> JSONValue {
        try JSONValue(parsing: try Files.read(path))
    }

    // MARK: - GitHub

    @Test func `a pull request builds what it changes, exactly as its lock says`() throws {
        let bench = try PipelineBench()
        let runner = try WorkflowRunner(bench)
        // What nobody has merged does not get the key.
        let request = [
            "github.ref": "refs/pull/7/merge", "secrets.MIRROR_SIGNING_KEY": "no key",
            "vars.MIRROR_LOCKS_BRANCH": "locks",
        ]
        try runner.run("pull_request", request)
        let mirror = try #require(runner.jobs["mirror"])
        #expect(runner.jobs["matrix"]?.outputs["matrix"] == Self.matrix)
        #expect(mirror.result == "success", "\(mirror.log)")
        #expect(!mirror.log.contains("::notice::") && mirror.summary.contains("nginx"))
        let reports = runner.upload("reports")
        let report = try report(reports / "sample-amd64.json")
        #expect(report["stability"] == nil, "a locked build resolves nothing")
        #expect(runner.jobs["gather"]?.summary == Self.table + row(report))
        #expect(runner.jobs["gather"]?.result == "success")
        #expect(runner.jobs["locks"]?.result == "skipped")
        let page = try bench.text(reports / "sample-amd64.html")
        #expect(page.hasPrefix("<!doctype html>") && page.contains("nginx"))
        #expect(
            try Files.read(reports / "sample-amd64.lock.json")
                == Files.read(bench.place / "repository/locks/sample-amd64.lock.json"))
        let tree = try bench.names(
            inTar: runner.upload("mirror-sample-amd64") / "mirror-sample-amd64.tar")
        #expect(tree.contains("./sample/dists/sampler/InRelease"))
        #expect(tree.contains { $0.hasSuffix(".deb") })
        #expect(runner.cacheKeys == [])

        // A wish that its lock does not have; and one that has no lock at all.
        try bench.edit("packages.yaml", PipelineBench.wish, PipelineBench.wish + "  - libcurl4\n")
        try bench.commit()
        try runner.run("pull_request", request)
        #expect(runner.jobs["mirror"]?.result == "failure")
        #expect(runner.jobs["gather"]?.result == "failure")
        let said = try #require(runner.jobs["gather"]?.summary)
        #expect(said.contains("| sample | amd64 | [failed](https://github.example.org/us/mirrors/"))
        #expect(
            said.contains("): the lock") && said.contains(" | | |\n| sample | arm64 |"), "\(said)")
        #expect(said.contains("| sample | arm64 | published |"))
        let log = try #require(runner.jobs["mirror"]?.log)
        #expect(log.contains("::notice::there is no locks/sample-arm64.lock.json"))
        #expect(!log.contains("::notice::there is no locks/sample-amd64.lock.json"))
        #expect(Files.exists(runner.upload("reports") / "sample-arm64.lock.json"))
    }

    @Test func `a schedule builds everything anew, with what the run before it left`() throws {
        let bench = try PipelineBench()
        let runner = try WorkflowRunner(bench)
        try Files.removeTree(bench.place / "repository/locks")
        let wishes = "  - nosuch [arm64]\n"
        try bench.edit("packages.yaml", PipelineBench.wish, wishes)
        try bench.commit()
        try runner.run("schedule", ["vars.MIRROR_LOCKS_BRANCH": "new/locks"])
        let first = try #require(runner.jobs["mirror"])
        #expect(first.result == "failure" && runner.jobs["gather"]?.result == "failure")
        #expect(first.summary.contains("The first mirror of sample amd64"), "\(first.log)")
        let reports = runner.upload("reports")
        let row = row(try report(reports / "sample-amd64.json"))
        let said = try #require(runner.jobs["gather"]?.summary)
        #expect(said.hasPrefix(Self.table + row + "| sample | arm64 | [failed]("), "\(said)")
        #expect(said.contains("nosuch") && said.hasSuffix(" | | |\n"))
        #expect(try bench.text(reports / "mirrors.md") == said)
        #expect(Files.exists(runner.upload("mirror-sample-amd64")))
        #expect(!Files.exists(runner.upload("mirror-sample-arm64")))
        #expect(
            runner.cacheKeys.map { $0.prefix(21) } == [
                "history-sample-amd64-", "packages-sample-amd64",
            ])
        // The new locks are on their branch, those of mirrors that failed are not.
        #expect(runner.jobs["locks"]?.result == "success", "\(runner.jobs["locks"]?.log ?? "")")
        let listed = try Subprocess.check(
            "git", ["ls-tree", "-r", "--name-only", "new/locks", "locks"],
            directory: bench.place / "repository")
        #expect(listed.output == "locks/sample-amd64.lock.json\n")

        try bench.edit("packages.yaml", wishes, PipelineBench.wish)
        try bench.commit()
        try runner.run("schedule")
        let second = try #require(runner.jobs["mirror"])
        #expect(second.result == "success", "\(second.log)")
        #expect(runner.jobs["gather"]?.result == "success")
        #expect(runner.jobs["locks"]?.result == "skipped")
        #expect(second.summary.contains("nginx"))
        let figures = try report(runner.upload("reports") / "sample-amd64.json")
        #expect(figures["stability"] != nil, "a schedule resolves anew")
        let downloaded = try #require(figures["downloaded"]?["packages"]?.integer)
        #expect(downloaded > 0 && downloaded < figures["packages"]?.integer ?? 0)
    }

    @Test func `what was asked for is built, signed with the key of the default branch`() throws {
        let bench = try PipelineBench()
        let runner = try WorkflowRunner(bench)
        try runner.run(
            "workflow_dispatch",
            ["inputs.only": "nosuch* s*/arm64", "secrets.MIRROR_SIGNING_KEY": "no key"])
        #expect(runner.jobs["matrix"]?.result == "failure")
        #expect(runner.jobs["matrix"]?.log.contains("no distro is like `nosuch*`") == true)
        #expect(runner.jobs["mirror"]?.result == "skipped")
        #expect(runner.jobs["gather"]?.summary == Self.table)
        #expect(runner.jobs["gather"]?.result == "failure")
        // Patterns are not the shell's: a file of that name changes nothing.
        try bench.place.write("repository/samp", "")
        try bench.commit()
        try runner.run(
            "workflow_dispatch",
            ["inputs.only": "samp* */arm64", "secrets.MIRROR_SIGNING_KEY": "no key"])
        let said = try #require(runner.jobs["gather"]?.summary)
        #expect(said.split(separator: "\n").count == 4, "\(said)")
        let log = try #require(runner.jobs["mirror"]?.log)
        #expect(log.contains("key.asc"), "\(log)")
    }

    @Test func `where a pull request changes no mirror there is nothing to build`() throws {
        let bench = try PipelineBench()
        let runner = try WorkflowRunner(bench)
        try bench.place.write("repository/README.md", "Mirrors\n")
        try bench.commit()
        try runner.run("pull_request", ["github.ref": "refs/pull/8/merge"])
        #expect(runner.jobs["matrix"]?.outputs["matrix"] == #"{"include":[]}"#)
        #expect(runner.jobs["mirror"]?.result == "skipped")
        #expect(runner.jobs["gather"]?.result == "success")
        #expect(runner.jobs["gather"]?.summary == Self.table)
    }

    // MARK: - GitLab

    @Test func `a merge request of GitLab builds what it changes, exactly as its lock says`() throws
    {
        let bench = try PipelineBench()
        let runner = GitLabRunner(bench)
        try runner.run(["CI_MERGE_REQUEST_DIFF_BASE_SHA": try bench.commit(of: "HEAD~1")])
        #expect(runner.jobs.keys.sorted() == ["gather", "matrix", "mirror sample amd64"])
        let mirror = try #require(runner.jobs["mirror sample amd64"])
        #expect(mirror.isGood, "\(mirror.log)")
        let reports = runner.artifacts("gather") / "report"
        let report = try report(reports / "sample-amd64.json")
        #expect(report["stability"] == nil, "a locked build resolves nothing")
        #expect(try bench.text(reports / "mirrors.md") == Self.table + row(report))
        #expect(runner.jobs["gather"]?.log == Self.table + row(report))
        #expect(try bench.text(reports / "sample-amd64.md").contains("nginx"))
        #expect(try bench.text(reports / "sample-amd64.html").contains("nginx"))
        #expect(try Files.list(runner.artifacts("mirror sample amd64")) == ["report"])
        #expect(try Files.walk(runner.registry).allSatisfy { !$0.hasSuffix(".tar") })

        try runner.run(["CI_MERGE_REQUEST_DIFF_BASE_SHA": try bench.commit(of: "HEAD")])
        #expect(runner.jobs.keys.sorted() == ["gather", "matrix"])
        #expect(runner.jobs["gather"]?.isGood == true)
        #expect(runner.jobs["gather"]?.log == "nothing to build\n")
    }

    @Test func `a schedule of GitLab builds everything anew, and its trees go to the registry`()
        throws
    {
        let bench = try PipelineBench()
        let runner = GitLabRunner(bench)
        try Files.removeTree(bench.place / "repository/locks")
        let wishes = "  - nosuch [arm64]\n"
        try bench.edit("packages.yaml", PipelineBench.wish, wishes)
        try bench.commit()
        let schedule = ["CI_COMMIT_BRANCH": "main", "ONLY": "samp* */arm64"]
        try runner.run(schedule)
        let first = try #require(runner.jobs["mirror sample amd64"])
        #expect(
            first.isGood && first.log.contains("the first mirror of sample amd64"), "\(first.log)")
        #expect(runner.jobs["mirror sample arm64"]?.isGood == false)
        let reports = runner.artifacts("gather") / "report"
        let row = row(try report(reports / "sample-amd64.json"))
        let said = try bench.text(reports / "mirrors.md")
        let failed = "| sample | arm64 | [failed](https://gitlab.example.org/jobs/sample-arm64): "
        #expect(said.hasPrefix(Self.table + row + failed), "\(said)")
        #expect(said.contains("nosuch") && said.hasSuffix(" | | |\n"))
        let package = runner.registry / "projects/7/packages/generic/mirror-sample-amd64"
        let tree = try bench.names(inTar: package / "latest/mirror-sample-amd64.tar")
        #expect(tree.contains("./sample/dists/sampler/InRelease"))
        #expect(try Files.list(runner.artifacts("mirror sample amd64")) == ["report"])

        try bench.edit("packages.yaml", wishes, PipelineBench.wish)
        try bench.commit()
        try runner.run(schedule.merging(["ONLY": "sample/amd64"]) { $1 })
        let second = try #require(runner.jobs["mirror sample amd64"])
        #expect(second.isGood, "\(second.log)")
        #expect(try bench.text(reports / "sample-amd64.md").contains("nginx"))
        let figures = try report(reports / "sample-amd64.json")
        #expect(figures["stability"] != nil, "a schedule resolves anew")
        let downloaded = try #require(figures["downloaded"]?["packages"]?.integer)
        #expect(downloaded > 0 && downloaded < figures["packages"]?.integer ?? 0)
    }
}
