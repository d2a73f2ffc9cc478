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
        try PipelineBench.commit(in: checkout.path)
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
        // Whoever has neither gets the artifacts of the stages before it.
        #expect(child["gather"]?["needs"] == nil && child["gather"]?["dependencies"] == nil)
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
}
