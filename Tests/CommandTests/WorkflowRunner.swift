import MirrorBase
import MirrorTestSupport
import SystemIO

/// Runs jobs of a workflow of GitHub as the file says: with its conditions, its variables, its caches and its
/// uploads, each job in a checkout of its own. Of actions it knows those that this project uses.
final class WorkflowRunner {
    /// How a job ended.
    struct Job {
        /// `success`, `failure` or `skipped`.
        var result = "success"
        /// What it hands on to others, by name.
        var outputs: [String: String] = [:]
        /// What its steps printed, and what they said of failures.
        var log = ""
        /// What it says to people.
        var summary = ""
    }

    private let workflow: Pipeline
    private let bench: PipelineBench
    /// What `github.…`, `inputs.…`, `vars.…` and `secrets.…` are.
    var values: [String: String] = [:]
    /// The jobs that were run, by name; of a matrix what all came to.
    private(set) var jobs: [String: Job] = [:]
    private var runs = 0

    init(_ bench: PipelineBench) throws {
        self.bench = bench
        workflow = try Pipeline(ProjectRoot.path / PipelineTests.github)
    }

    /// What was uploaded under a name: the directory of it.
    func upload(_ name: String) -> FilePath { bench.place / "uploads" / name }

    /// What was kept under a key.
    func cache(_ key: String) -> FilePath { bench.place / "caches" / key }

    /// The keys of what is kept.
    var cacheKeys: [String] {
        ((try? Files.list(bench.place / "caches")) ?? []).sorted()
    }

    /// Runs all jobs for an event; other uploads than those of this run are gone.
    func run(_ event: String, _ values: [String: String] = [:]) throws {
        runs += 1
        try? Files.removeTree(bench.place / "uploads")
        let common = [
            "github.event_name": event, "github.ref": "refs/heads/main",
            "github.event.repository.default_branch": "main", "github.run_id": "\(runs)",
            "github.run_attempt": "1", "runner.os": "Linux", "runner.arch": "X64",
        ]
        self.values = common.merging(values) { $1 }
        jobs = [:]
        for job in workflow.content["jobs"]?.members ?? [] {
            jobs[job.key] = try run(job.value)
        }
    }

    private func run(_ job: JSONValue) throws -> Job {
        let needs =
            (job["needs"]?.string.map { [$0] } ?? [])
            + (job["needs"]?.elements.compactMap(\.string) ?? [])
        var values = values
        for name in needs {
            values["needs.\(name).result"] = jobs[name]?.result
            for (key, value) in jobs[name]?.outputs ?? [:] {
                values["needs.\(name).outputs.\(key)"] = value
            }
        }
        let isGood = needs.allSatisfy { jobs[$0]?.result == "success" }
        guard try isAsked(job["if"]?.string, isGood: isGood, values) else {
            return Job(result: "skipped")
        }
        guard let matrix = job["strategy"]?["matrix"]?.string else {
            return try single(job, values)
        }
        let text = try expression(values).expanded(matrix)
        let entries = try JSONValue(parsing: Array(text.utf8))["include"]?.elements ?? []
        let all = try entries.map { entry in
            let own = entry.members.map { ("matrix." + $0.key, $0.value.string ?? "") }
            return try single(job, values.merging(own) { $1 })
        }
        return Job(
            result: all.allSatisfy { $0.result == "success" } ? "success" : "failure",
            log: all.map(\.log).joined(), summary: all.map(\.summary).joined())
    }

    /// A condition that asks for no state asks that all went well before.
    private func isAsked(_ condition: String?, isGood: Bool, _ values: [String: String]) throws
        -> Bool
    {
        let states = ["always()", "cancelled()", "failure()"]
        let condition = condition ?? "true"
        if !isGood, !states.contains(where: { condition.contains($0) }) { return false }
        return try condition == "true" || expression(values).holds(condition)
    }

    private func expression(_ values: [String: String], in checkout: FilePath? = nil)
        -> PipelineExpression
    {
        let digest = { (patterns: [String]) -> String in
            guard let checkout else { return "" }
            let bytes = patterns.compactMap { try? Files.read(checkout / $0) }.joined()
            return "\(bytes.reduce(5381 as UInt64) { $0 &* 33 &+ UInt64($1) })"
        }
        return PipelineExpression(
            values: values,
            functions: [
                "always": { _ in "true" }, "cancelled": { _ in "false" },
                "fromJSON": { $0.first ?? "" }, "hashFiles": digest,
            ])
    }

    private func single(_ job: JSONValue, _ values: [String: String]) throws -> Job {
        let checkout = try bench.workspace()
        var values = values
        var result = Job()
        var environment = try variables(workflow.content["env"], values)
        environment.merge(try variables(job["env"], values)) { $1 }
        for step in job["steps"]?.elements ?? [] {
            let isGood = result.result == "success"
            guard try isAsked(step["if"]?.string, isGood: isGood, values) else { continue }
            let own = environment.merging(try variables(step["env"], values)) { $1 }
            let (isDone, outputs) =
                if let script = step["run"]?.string {
                    try run(script, own, in: checkout, &result)
                } else {
                    try act(step, expression(values, in: checkout), in: checkout)
                }
            if !isDone {
                result.result = "failure"
                result.log += "\(step["name"]?.string ?? step["uses"]?.string ?? "") failed\n"
            }
            guard let id = step["id"]?.string else { continue }
            for (key, value) in outputs { values["steps.\(id).outputs.\(key)"] = value }
        }
        result.outputs = try variables(job["outputs"], values)
        return result
    }

    private func variables(_ value: JSONValue?, _ values: [String: String]) throws -> [String:
        String]
    {
        var all: [String: String] = [:]
        for member in value?.members ?? [] {
            all[member.key] = try expression(values).expanded(member.value.string ?? "")
        }
        return all
    }

    private func run(
        _ script: String, _ variables: [String: String], in checkout: FilePath, _ job: inout Job
    ) throws -> (Bool, [String: String]) {
        let written = bench.place / "written"
        let summary = bench.place / "summary.md"
        for file in [written, summary] { try Files.replace(file, with: []) }
        let own = [
            "GITHUB_OUTPUT": written.string, "GITHUB_STEP_SUMMARY": summary.string,
            "GITHUB_WORKSPACE": checkout.string, "GITHUB_SERVER_URL": "https://github.example.org",
            "GITHUB_REPOSITORY": "us/mirrors", "GITHUB_RUN_ID": "\(runs)",
        ]
        let outcome = try bench.shell(script, variables.merging(own) { $1 }, in: checkout)
        job.log += outcome.output + outcome.errors
        job.summary += try bench.text(summary)
        var outputs: [String: String] = [:]
        for line in try bench.text(written).split(separator: "\n") {
            let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            outputs[String(parts[0])] = parts.count > 1 ? String(parts[1]) : ""
        }
        return (outcome.succeeded, outputs)
    }
}

// MARK: - Actions

extension WorkflowRunner {
    private func act(_ step: JSONValue, _ expression: PipelineExpression, in checkout: FilePath)
        throws
        -> (Bool, [String: String])
    {
        var with: [String: String] = [:]
        for member in step["with"]?.members ?? [] {
            with[member.key] = try expression.expanded(member.value.string ?? "")
        }
        let action = (step["uses"]?.string ?? "").prefix { $0 != "@" }
        let path = with["path"] ?? ""
        switch action {
        case "actions/checkout":
            try bench.clone(to: checkout, depth: with["fetch-depth"] ?? "1")
            return (true, [:])
        // The program is built here, not kept.
        case "actions/cache": return (true, ["cache-hit": ""])
        case "actions/cache/restore":
            let prefixes = (with["restore-keys"] ?? "").split(separator: "\n").map(String.init)
            let found = ([with["key"] ?? ""] + prefixes).lazy.compactMap { prefix in
                self.cacheKeys.last { $0.hasPrefix(prefix) }
            }.first
            if let found { try bench.copy(cache(found) / path, to: checkout / path) }
            return (true, [:])
        case "actions/cache/save":
            let key = with["key"] ?? ""
            if cacheKeys.contains(key) { return (true, [:]) }
            guard Files.exists(checkout / path) else { return (false, [:]) }
            try bench.copy(checkout / path, to: cache(key) / path)
            return (true, [:])
        case "actions/upload-artifact":
            return (try upload(with, path, in: checkout), [:])
        case "actions/download-artifact":
            let all = (try? Files.list(bench.place / "uploads")) ?? []
            let names = with["name"].map { [$0] } ?? all
            let wanted = names.filter { name in
                with["pattern"].map { Glob.matches($0, name) } ?? true
            }
            for name in wanted {
                guard Files.exists(upload(name)) else { return (false, [:]) }
                let merged = with["name"] != nil || with["merge-multiple"] == "true"
                try bench.copy(upload(name), to: checkout / (merged ? path : "\(path)/\(name)"))
            }
            return (true, [:])
        default:
            throw PipelineExpression.Failure(description: "no action `\(action)` in these tests")
        }
    }

    private func upload(_ with: [String: String], _ path: String, in checkout: FilePath) throws
        -> Bool
    {
        let isHidden = path.split(separator: "/").contains { $0.hasPrefix(".") }
        let isThere =
            Files.exists(checkout / path) && (!isHidden || with["include-hidden-files"] == "true")
        guard isThere else { return with["if-no-files-found"] != "error" }
        let target = upload(with["name"] ?? "artifact")
        // A job that runs once more uploads once more.
        if Files.exists(target), with["overwrite"] != "true" { return false }
        let isFile = try Files.status(checkout / path)?.kind != .directory
        try bench.copy(
            checkout / path, to: isFile ? target / FilePath(path).lastComponent : target)
        return true
    }
}
