import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import mirror

/// The workflow of this project and the files for GitLab: against the schemas, the program and a shell.
@Suite struct PipelineTests {
    static let github = ".github/workflows/mirrors.yml"
    static let gitlab = "docs/gitlab-ci.yml"
    static let child = "docs/gitlab-ci-mirrors.yml"

    private static func scripts() throws -> [Pipeline.Script] {
        try Pipeline(ProjectRoot.path / github).steps
            + [gitlab, child].flatMap { try Pipeline(ProjectRoot.path / $0).scripts }
    }

    private func text(_ name: String) throws -> String {
        String(decoding: try Files.read(ProjectRoot.path / name), as: UTF8.self)
    }

    // MARK: - Schemas

    @Test(.enabled(if: PipelineSchema.isAsked, "needs check-jsonschema, which make test installs"))
    func `the schemas of GitHub and GitLab take the files, and refuse broken ones`() throws {
        let directory = try TemporaryDirectory()
        // The child pipeline is the file and what the program prints.
        let children = try ["debian*", "none"].map { name in
            try directory.write("\(name.prefix(4)).yml", try text(Self.child) + matrix(name))
        }
        #expect(try PipelineSchema.github.refusals(of: [ProjectRoot.path / Self.github]) == "")
        #expect(
            try PipelineSchema.gitlab.refusals(of: [ProjectRoot.path / Self.gitlab] + children)
                == "")

        func broken(_ name: String, _ changes: [(String, String)]) throws -> [FilePath] {
            let text = try text(name)
            return try changes.enumerated().map { number, change in
                #expect(text.contains(change.0))
                return try directory.write(
                    "broken\(number).yml", text.replacing(change.0, with: change.1))
            }
        }
        let workflows = try broken(
            Self.github,
            [("runs-on:", "runs_on:"), ("cron:", "corn:"), ("contents: read", "contents: reed")])
        let said = try PipelineSchema.github.refusals(of: workflows)
        for path in workflows { #expect(said.contains(path.string)) }
        let jobs = try broken(
            Self.child, [("when: always", "when: ever"), ("expire_in: 1 week", "expire_in: [1]")])
        let refusals = try PipelineSchema.gitlab.refusals(of: jobs)
        for path in jobs { #expect(refusals.contains(path.string)) }
    }

    /// What the program prints for GitLab; with `none` where nothing changed.
    private func matrix(_ pattern: String) throws -> String {
        let checkout = try TemporaryDirectory()
        for file in ["packages.yaml", "distros"] {
            try Subprocess.check(
                "cp", ["-R", (ProjectRoot.path / file).string, checkout.path.string])
        }
        try Self.commit(in: checkout.path)
        let words = pattern == "none" ? ["--changed-since", "HEAD"] : [pattern]
        let program = try #require(Workbench.program)
        return try Subprocess.check(
            program.string, ["matrix", "--format", "gitlab"] + words, directory: checkout.path
        ).output
    }

    // MARK: - Scripts

    @Test
    func `every script can be parsed by a shell, and takes nothing from outside into its text`()
        throws
    {
        let scripts = try Self.scripts()
        #expect(scripts.count > 12)
        for script in scripts {
            let outcome = try Subprocess.run("bash", ["-n"], input: Array(script.text.utf8))
            #expect(outcome.succeeded, "\(script.name): \(outcome.errors)")
            // What a pull request is called, say, would run as a command.
            #expect(!script.text.contains("${{"), "\(script.name)")
        }
    }

    @Test func `every command line of the program is one`() throws {
        var count = 0
        for script in try Self.scripts() {
            let calls = /(?:^|\n|\$\(|then ) *mirror ([a-z-]+ [^|>;)\n]*)/
            for match in script.text.matches(of: calls) {
                let line = "mirror " + match.1.replacing(" \"$@\"", with: "")
                count += 1
                let words = try #require(Document.arguments(of: line))
                do { _ = try Program.commands.dispatch(words) } catch {
                    Issue.record("\(script.name): \(line): \(error.mirrorError.rendered())")
                }
            }
        }
        #expect(count >= 10)
    }

    // MARK: - Jobs

    @Test func `jobs need jobs that exist, outputs that are made, and artifacts that are uploaded`()
        throws
    {
        let workflow = try Pipeline(ProjectRoot.path / Self.github)
        let jobs = try #require(workflow.content["jobs"]).members
        let names = Set(jobs.map(\.key))
        var uploaded: Set<String> = []
        for job in jobs {
            let needs = job.value["needs"]
            let needed =
                (needs?.string.map { [$0] } ?? []) + (needs?.elements.compactMap(\.string) ?? [])
            #expect(Set(needed).isSubset(of: names), "\(job.key)")
            #expect(job.value["timeout-minutes"] != nil, "\(job.key)")
            for step in job.value["steps"]?.elements ?? [] {
                let uses = step["uses"]?.string ?? ""
                let name = step["with"]?["name"]?.string ?? step["with"]?["pattern"]?.string
                if uses.hasPrefix("actions/upload-artifact@"), let name { uploaded.insert(name) }
                guard uses.hasPrefix("actions/download-artifact@"), let name else { continue }
                let start = name.prefix { $0 != "*" }
                #expect(uploaded.contains { $0.hasPrefix(start) }, "\(job.key): \(name)")
            }
        }
        let text = try text(Self.github)
        for match in text.matches(of: /needs\.([a-z]+)\.(?:outputs\.([a-z]+)|result)/) {
            let job = try #require(jobs.first { $0.key == match.1 }, "\(match.0)")
            if let output = match.2 {
                #expect(job.value["outputs"]?[String(output)] != nil, "\(match.0)")
            }
        }
        #expect(workflow.content["permissions"]?.members.map(\.key) == ["contents"])
    }

    @Test func `jobs of GitLab need jobs that exist, and hand on what the next ones take`() throws {
        let parent = try Pipeline(ProjectRoot.path / Self.gitlab).content
        let child = try Pipeline(ProjectRoot.path / Self.child).content
        let included = try #require(parent["mirrors"]?["trigger"]?["include"]?.elements.first)
        let made = try #require(parent["matrix"]?["artifacts"]?["paths"]).elements.compactMap(
            \.string)
        #expect(included["job"]?.string == "matrix")
        #expect(made.contains(included["artifact"]?.string ?? ""))
        #expect(made.contains("program/mirror"))
        let variables = try #require(parent["mirrors"]?["variables"]).members.map(\.key)
        let text = try text(Self.child)
        for variable in variables {
            #expect(text.contains("$" + variable) || text.contains("${" + variable))
        }
        #expect(child["mirror"]?["extends"]?.string == ".mirrors")
        #expect(child["mirror"]?["needs"]?.elements.first?["job"]?.string == "matrix")
        for job in child.members {
            // GitLab takes 50 needs, and a job with a matrix is as many as the matrix has.
            let needed = job.value["needs"]?.elements.filter { $0["pipeline"] == nil } ?? []
            let names = needed.compactMap { $0["job"]?.string ?? $0.string }
            let parallel = names.filter { child[$0]?["extends"]?.string == ".mirrors" }
            #expect(parallel == [], "\(job.key)")
        }
        // Else jobs without rules are left out where a merge request is the reason.
        #expect(child["workflow"]?["rules"]?.elements.first?["when"]?.string == "always")
    }

    @Test
    func `the key that nodes trust is for the default branch, and caches are kept by it alone`()
        throws
    {
        let workflow = try Pipeline(ProjectRoot.path / Self.github).content
        let jobs = try #require(workflow["jobs"])
        let trusted = try #require(jobs["matrix"]?["outputs"]?["trusted"]?.string)
        #expect(
            trusted.contains(
                "github.ref == format('refs/heads/{0}', github.event.repository.default_branch)"))
        #expect(!trusted.contains("workflow_dispatch") && !trusted.contains("pull_request"))
        let guardian = "needs.matrix.outputs.trusted == 'true'"
        let mirror = try #require(jobs["mirror"])
        #expect(mirror["environment"]?.string?.hasPrefix("${{ \(guardian) && ") == true)
        let steps = try #require(mirror["steps"]).elements
        let secrets = steps.flatMap { $0["env"]?.members ?? [] }.compactMap(\.value.string)
            .filter { $0.contains("secrets.") }
        #expect(secrets.count == 1 && secrets[0].hasPrefix("${{ \(guardian) && "))
        let uses = { (action: String) in
            steps.filter { $0["uses"]?.string?.hasPrefix(action + "@") == true }
        }
        #expect(uses("actions/cache").isEmpty, "it keeps nothing where a key was there before")
        let (restored, saved) = (uses("actions/cache/restore"), uses("actions/cache/save"))
        let paths = { (steps: [JSONValue]) in steps.compactMap { $0["with"]?["path"]?.string } }
        #expect(paths(restored) == [".mirror/cache", ".mirror/state/mirror.db"])
        #expect(paths(saved) == paths(restored))
        for step in saved { #expect(step["if"]?.string == guardian) }
        for (old, new) in zip(restored, saved) {
            let key = try #require(new["with"]?["key"]?.string)
            let first = old["with"]?["restore-keys"]?.string?.split(separator: "\n").first ?? ""
            #expect(key.hasPrefix(first) && !first.isEmpty)
            #expect(key.contains("github.run_id") || key.contains("hashFiles(format('locks/"))
            #expect(old["with"]?["key"]?.string?.contains("github.run_id") == true)
        }
    }

    // MARK: - What the jobs do

    @Test func `a pull request builds what it changes, from the lock where there is one`() throws {
        let checkout = try Checkout()
        let workflow = try Pipeline(ProjectRoot.path / Self.github)
        let outputs = try checkout.run(
            try workflow.step("matrix: Choose what to build"),
            ["EVENT": "pull_request", "ONLY": ""])
        #expect(
            outputs.written
                == "matrix={\"include\":[{\"distro\":\"sample\",\"arch\":\"amd64\"}]}\n",
            "\(outputs.outcome.errors)")
        let build = try workflow.step("mirror: Build the mirror")
        let locked = try checkout.run(build, ["EVENT": "pull_request", "ARCH": "amd64"])
        #expect(locked.outcome.succeeded, "\(locked.outcome.errors)")
        #expect(!locked.outcome.output.contains("::warning::"))
        let report = try JSONValue(
            parsing: try Files.read(checkout.path / ".mirror/report/sample-amd64.json"))
        #expect(report["result"]?.string == "published")
        #expect(report["stability"] == nil, "a locked build resolves nothing")
        #expect(Files.exists(checkout.path / ".mirror/out/sample/dists/sampler/InRelease"))

        let first = try checkout.run(build, ["EVENT": "pull_request", "ARCH": "arm64"])
        #expect(first.outcome.succeeded, "\(first.outcome.errors)")
        #expect(
            first.outcome.output.contains("::warning::there is no locks/sample-arm64.lock.json"))
        #expect(Files.exists(checkout.path / "locks/sample-arm64.lock.json"))
        try checkout.append("packages.yaml", "  - libcurl4\n")
        let stale = try checkout.run(build, ["EVENT": "pull_request", "ARCH": "amd64"])
        #expect(stale.outcome.exitCode == 2)
        let scheduled = try checkout.run(build, ["EVENT": "schedule", "ARCH": "amd64"])
        #expect(scheduled.outcome.succeeded, "\(scheduled.outcome.errors)")
    }

    @Test func `what changed is in the summary, and as a page among the uploads`() throws {
        let checkout = try Checkout()
        let workflow = try Pipeline(ProjectRoot.path / Self.github)
        let build = try checkout.run(
            try workflow.step("mirror: Build the mirror"),
            ["EVENT": "pull_request", "ARCH": "amd64"])
        #expect(build.outcome.succeeded, "\(build.outcome.errors)")
        let step = try workflow.step("mirror: Say what changed")
        let run = try checkout.run(step, ["EVENT": "pull_request", "ARCH": "amd64"])
        #expect(run.outcome.succeeded, "\(run.outcome.errors)")
        #expect(run.summary.contains("nginx"))
        let page = String(
            decoding: try Files.read(checkout.path / ".mirror/report/sample-amd64.html"),
            as: UTF8.self)
        #expect(page.hasPrefix("<!doctype html>") && page.contains("nginx"))
        #expect(Files.exists(checkout.path / ".mirror/report/sample-amd64.lock.json"))
        let first = try checkout.run(step, ["EVENT": "schedule", "ARCH": "arm64"])
        #expect(
            first.summary
                == "The first mirror of sample arm64: no lock at HEAD, and none of an earlier run.\n"
        )
    }

    @Test
    func `a schedule without locks compares with the run before, of which the caches are left`()
        throws
    {
        let checkout = try Checkout()
        let workflow = try Pipeline(ProjectRoot.path / Self.github)
        try Subprocess.check("git", ["rm", "-rq", "locks"], directory: checkout.path)
        try PipelineTests.commit(in: checkout.path)
        // The first run with a wish less.
        let text = try checkout.text("packages.yaml")
        try checkout.write("packages.yaml", text.replacing("  - nginx [amd64]\n", with: ""))
        var summaries: [String] = []
        for _ in 0..<2 {
            for name in [
                "Look for the mirror before", "Build the mirror", "Say what changed",
                "Drop the packages that this mirror does not need",
            ] {
                let run = try checkout.run(
                    try workflow.step("mirror: " + name), ["EVENT": "schedule", "ARCH": "amd64"])
                #expect(run.outcome.succeeded, "\(name): \(run.outcome.errors)")
                if name == "Say what changed" { summaries.append(run.summary) }
            }
            // What the next run has of this one: the caches.
            for gone in ["locks", ".mirror/out", ".mirror/report", ".mirror/before.lock.json"] {
                try Subprocess.check("rm", ["-rf", gone], directory: checkout.path)
            }
            try checkout.write("packages.yaml", text)
        }
        #expect(summaries.first?.hasPrefix("The first mirror of sample amd64") == true)
        #expect(summaries.last?.contains("nginx") == true, "\(summaries)")
    }

    @Test func `what was asked for is built, and patterns are not the shell's`() throws {
        let checkout = try Checkout()
        let workflow = try Pipeline(ProjectRoot.path / Self.github)
        let step = try workflow.step("matrix: Choose what to build")
        let some = try checkout.run(step, ["EVENT": "workflow_dispatch", "ONLY": "samp* */arm64"])
        #expect(
            some.written.contains("\"arch\":\"amd64\"},{\"distro\":\"sample\",\"arch\":\"arm64\"}"))
        let none = try checkout.run(step, ["EVENT": "workflow_dispatch", "ONLY": "packages*"])
        #expect(!none.outcome.succeeded && none.written == "")
        #expect(none.outcome.errors.contains("no distro is like `packages*`"))
    }

    @Test func `the last job fails where any failed, and not where there was nothing to do`() throws
    {
        let checkout = try Checkout()
        let step = try Pipeline(ProjectRoot.path / Self.github).step("gather: List what was built")
        for (matrix, mirrors, isGood) in [
            ("success", "success", true), ("success", "skipped", true),
            ("success", "failure", false),
            ("failure", "skipped", false), ("success", "cancelled", false),
        ] {
            let run = try checkout.run(step, ["MATRIX": matrix, "MIRRORS": mirrors])
            #expect(run.outcome.succeeded == isGood, "\(matrix) \(mirrors): \(run.outcome.errors)")
        }
    }

    static func commit(in directory: FilePath) throws {
        let identity = ["-c", "user.name=Nobody", "-c", "user.email=nobody@example.invalid"]
        if !Files.exists(directory / ".git") {
            try Subprocess.check("git", ["init", "--quiet"], directory: directory)
        }
        try Subprocess.check("git", ["add", "--all"], directory: directory)
        try Subprocess.check(
            "git", identity + ["commit", "--quiet", "--message", "state"], directory: directory)
    }
}

/// A checkout of a pull request, in which the steps of a job run as on a runner.
private final class Checkout {
    private let bench: Bench
    let path: FilePath

    /// The first commit has the files, the second another wish and the lock for amd64.
    init() throws {
        bench = try Bench()
        path = bench.directory / "checkout"
        let program = try #require(Workbench.program)
        try Files.makeDirectory(path)
        for name in ["packages.yaml", "distros"] {
            try Subprocess.check("cp", ["-R", (bench.directory / name).string, path.string])
        }
        try Subprocess.check(
            "cp", ["-R", (bench.directory / "state").string, path.string + "/.state"])
        for name in [".build/release", ".mirror/bin"] {
            try Files.makeDirectory(path / name)
            try SymbolicLink.make(path / name / "mirror", to: program)
        }
        try Files.rename(path / ".state", to: path / ".mirror/state")
        try write(".gitignore", ".build\n.mirror\n")
        for name in ["archive", "security", "extra"] {
            let old = "http://\(name).example.org/"
            try edit("distros/sample.yaml", old + "sample\n", bench.server.url + "\n")
            try edit("distros/sample.yaml", old + "\n", bench.server.url + "\n")
        }
        let wish = "  - nginx [amd64]\n"
        try edit("packages.yaml", wish, "")
        try lock()
        try PipelineTests.commit(in: path)
        try append("packages.yaml", wish)
        try lock()
        try PipelineTests.commit(in: path)
    }

    /// Makes the lock for amd64 anew.
    private func lock() throws {
        let outcome = try bench.run([
            "build", "sample", "amd64", "--lock-only", "--manifest", "\(path / "packages.yaml")",
            "--distros", "\(path / "distros")", "--locks", "\(path / "locks")",
            "--cache", "\(bench.directory / "first")", "--state", "\(bench.directory / "second")",
        ])
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
    }

    /// Runs a step; what it wrote for the next steps and for people, and how it ended.
    func run(_ step: String, _ variables: [String: String]) throws -> (
        written: String, summary: String, outcome: Subprocess.Outcome
    ) {
        let written = bench.directory / "written"
        let summary = bench.directory / "summary.md"
        for file in [written, summary] { try Files.replace(file, with: []) }
        var environment = bench.environment.merging(variables) { $1 }
        let own = [
            "DISTRO": "sample", "MIRROR_CACHE": ".mirror/cache", "MIRROR_STATE": ".mirror/state",
            "MIRROR_OUTPUT": ".mirror/out", "GITHUB_OUTPUT": written.string, "SIGNING_KEY": "",
            "GITHUB_STEP_SUMMARY": summary.string,
        ]
        environment.merge(own) { first, _ in first }
        let outcome = try Subprocess.run(
            "bash", ["--noprofile", "--norc", "-eo", "pipefail", "-c", step],
            environment: environment, directory: path)
        return (try bench.text(written), try bench.text(summary), outcome)
    }

    func write(_ name: String, _ text: String) throws {
        try Files.replace(path / name, with: Array(text.utf8))
    }

    func text(_ name: String) throws -> String { try bench.text(path / name) }

    func append(_ name: String, _ text: String) throws {
        try write(name, try bench.text(path / name) + text)
    }

    private func edit(_ name: String, _ old: String, _ new: String) throws {
        try write(name, try bench.text(path / name).replacing(old, with: new))
    }
}
