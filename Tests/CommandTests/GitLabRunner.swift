import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// Runs the pipeline for GitLab as its files say, the child pipeline included: with variables, caches and
/// artifacts, each job in a checkout of its own.
final class GitLabRunner {
    /// How a job ended.
    struct Job {
        var isGood: Bool
        /// What it printed, and what it said of failures.
        var log: String
    }

    private let bench: PipelineBench
    /// The jobs that were run, by name; those of a matrix with the values behind it.
    private(set) var jobs: [String: Job] = [:]
    /// The child pipeline that the first job made.
    private(set) var child: Pipeline?
    private var runs = 0

    init(_ bench: PipelineBench) { self.bench = bench }

    /// The artifacts of a job.
    func artifacts(_ job: String) -> FilePath { bench.place / "uploads" / job }

    /// What is in the package registry.
    var registry: FilePath { bench.place / "registry" }

    /// Runs both pipelines; the variables say why.
    func run(_ variables: [String: String]) throws {
        runs += 1
        jobs = [:]
        child = nil
        try? Files.removeTree(bench.place / "uploads")
        let parent = try Pipeline(bench.place / "repository/.gitlab-ci.yml").content
        var common = variables
        common["CI_API_V4_URL"] = "file://\(registry)"
        common["CI_PROJECT_ID"] = "7"
        common["CI_JOB_TOKEN"] = "token"
        common["CI_DEFAULT_BRANCH"] = "main"
        common["CI_PIPELINE_ID"] = "\(runs)"
        common["CI_PIPELINE_URL"] = "https://gitlab.example.org/pipelines/\(runs)"
        let global = (parent["variables"]?.members ?? []).map {
            ($0.key, $0.value["value"]?.string ?? $0.value.string ?? "")
        }
        common.merge(global) { first, _ in first }
        try run("matrix", parent["matrix"], common, inputs: [])
        guard jobs["matrix"]?.isGood == true else { return }

        let text = artifacts("matrix") / "mirrors.yml"
        let child = try Pipeline(text).content
        self.child = try Pipeline(text)
        // GitLab takes variables of the first pipeline for the second where its trigger names them.
        var handed = common.filter { $0.key.hasPrefix("CI_") && !$0.key.contains("MERGE_REQUEST") }
        for member in parent["mirrors"]?["variables"]?.members ?? [] {
            handed[member.key] = Self.expanded(member.value.string ?? "", common)
        }
        var made: [String] = []
        for entry in child[".mirrors"]?["parallel"]?["matrix"]?.elements ?? [] {
            for architecture in entry["ARCH"]?.elements.compactMap(\.string) ?? [] {
                let distro = entry["DISTRO"]?.string ?? ""
                let name = "mirror \(distro) \(architecture)"
                let place = "projects/7/packages/generic/mirror-\(distro)-\(architecture)/latest"
                try Files.makeDirectory(registry / place)
                try run(
                    name, child["mirror"],
                    handed.merging([
                        "DISTRO": distro, "ARCH": architecture,
                        "CI_JOB_URL": "https://gitlab.example.org/jobs/\(distro)-\(architecture)",
                    ]) { $1 }, inputs: ["matrix"])
                made.append(name)
            }
        }
        // A job without `needs` and `dependencies` gets what the stages before it made.
        try run("gather", child["gather"], handed, extending: child[".list"], inputs: made)
    }

    private func run(
        _ name: String, _ job: JSONValue?, _ variables: [String: String],
        extending hidden: JSONValue? = nil, inputs: [String]
    ) throws {
        let job = try #require(job, "no job \(name)")
        #expect(job["dependencies"] == nil)
        var variables = variables
        for member in (hidden?["variables"]?.members ?? []) + (job["variables"]?.members ?? []) {
            variables[member.key] = Self.expanded(member.value.string ?? "", variables)
        }
        let workspace = try bench.workspace()
        if variables["GIT_STRATEGY"] != "none" {
            try bench.clone(to: workspace, depth: variables["GIT_DEPTH"] ?? "20")
        }
        for input in inputs where Files.exists(artifacts(input)) {
            try bench.copy(artifacts(input), to: workspace)
        }
        let key = job["cache"]?["key"]?.string.map { Self.expanded($0, variables) } ?? "files"
        let cached = job["cache"]?["paths"]?.elements.compactMap(\.string) ?? []
        try move(cached, from: bench.place / "caches" / key, to: workspace, variables)
        let lines = ["before_script", "script"].flatMap {
            job[$0]?.elements.compactMap(\.string) ?? []
        }
        let outcome = try bench.shell(lines.joined(separator: "\n"), variables, in: workspace)
        jobs[name] = Job(isGood: outcome.succeeded, log: outcome.output + outcome.errors)
        if outcome.succeeded {
            try move(cached, from: workspace, to: bench.place / "caches" / key, variables)
        }
        guard outcome.succeeded || job["artifacts"]?["when"]?.string == "always" else { return }
        let paths = job["artifacts"]?["paths"]?.elements.compactMap(\.string) ?? []
        try move(paths, from: workspace, to: artifacts(name), variables)
    }

    private func move(
        _ paths: [String], from: FilePath, to target: FilePath, _ variables: [String: String]
    ) throws {
        for path in paths.map({ Self.expanded($0, variables) }) {
            let name = path.hasSuffix("/") ? String(path.dropLast()) : path
            if Files.exists(from / name) { try bench.copy(from / name, to: target / name) }
        }
    }

    /// A text with the variables in it replaced.
    static func expanded(_ text: String, _ variables: [String: String]) -> String {
        text.replacing(/\$\{?([A-Za-z_][A-Za-z0-9_]*)\}?/) { variables[String($0.1)] ?? "" }
    }
}
