import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// A pipeline's file, as its makers read it.
struct Pipeline {
    /// The file as data; every scalar is a text.
    let content: JSONValue

    /// Reads YAML by the reader that the tests' other programs use.
    init(_ path: FilePath) throws {
        let script =
            "import json, sys, yaml; print(json.dumps(yaml.load(open(sys.argv[1]), yaml.BaseLoader)))"
        let outcome = try Subprocess.check("python3", ["-c", script, path.string])
        content = try JSONValue(parsing: outcome.standardOutput)
    }

    /// A shell script of a pipeline.
    struct Script {
        /// The job and the step.
        var name: String
        var text: String
    }

    /// The scripts of a workflow of GitHub, by job and step.
    var steps: [Script] {
        (content["jobs"]?.members ?? []).flatMap { job in
            (job.value["steps"]?.elements ?? []).compactMap { step in
                step["run"]?.string.map {
                    Script(name: "\(job.key): \(step["name"]?.string ?? "")", text: $0)
                }
            }
        }
    }

    /// The scripts of jobs of GitLab, in which all lines run in one shell.
    var scripts: [Script] {
        content.members.flatMap { job in
            ["before_script", "script"].compactMap { key in
                guard let lines = job.value[key]?.elements else { return nil }
                return Script(
                    name: "\(job.key): \(key)",
                    text: lines.compactMap(\.string).joined(separator: "\n"))
            }
        }
    }

    /// The script of a step.
    func step(_ name: String) throws -> String {
        try #require(steps.first { $0.name == name }?.text, "no step `\(name)`")
    }
}

/// The judge of pipelines: the schemas that GitHub and GitLab publish.
enum PipelineSchema: String {
    case github = "vendor.github-workflows"
    case gitlab = "vendor.gitlab-ci"

    /// The program that has them; `make test` installs it.
    static let program = ProjectRoot.path / ".build/check-jsonschema/bin/check-jsonschema"

    /// Whether it can be asked, or has to be.
    static var isAsked: Bool { Tool.isAsked(if: Files.exists(program)) }

    /// What is said of files, each by its path where it is refused; empty where all are taken.
    func refusals(of paths: [FilePath]) throws -> String {
        let outcome = try Subprocess.run(
            Self.program.string, ["--builtin-schema", rawValue] + paths.map(\.string))
        return outcome.succeeded ? "" : outcome.output + outcome.errors
    }
}
