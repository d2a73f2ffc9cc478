import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

/// `mirror why` and `mirror list` over the lock of a build.
@Suite struct WhyTests {
    private func run(_ bench: Workbench, _ arguments: String...) throws -> Subprocess.Outcome {
        try bench.run(
            arguments + bench.options.filter { $0 != "--source" && !$0.contains("=http") })
    }

    private func output(_ bench: Workbench, _ arguments: String...) throws -> String {
        let outcome = try bench.run(
            arguments + bench.options.filter { $0 != "--source" && !$0.contains("=http") })
        #expect(outcome.exitCode == 0, "\(outcome.errors)")
        return outcome.output
    }

    @Test func `why says wishes, chains and what would go`() throws {
        let bench = try Bench(.built)
        try bench.expect(
            run(bench, "why", "sample", "amd64", "libcurl4"), exits: 0, golden: "why-text")
        try bench.expect(
            run(bench, "why", "sample/amd64", "libc6", "--all"), exits: 0, golden: "why-all")
        try bench.expect(
            run(bench, "why", "sample", "amd64", "libc6", "--tree"), exits: 0, golden: "why-tree")
        try bench.expect(
            run(bench, "why", "sample", "amd64", "libcurl4", "--format", "json"), exits: 0,
            golden: "why-json")
        try bench.expect(
            run(bench, "why", "sample", "amd64", "libcurl4", "--format", "dot", "--tree"), exits: 0,
            golden: "why-dot")
    }

    @Test func `why needs nothing but the lock`() throws {
        let bench = try Bench(.built)
        let before = try output(bench, "why", bench.lock.string, "libcurl4")
        for place in ["cache", "state", "out", "packages.yaml", "upstream"] {
            try Subprocess.check("rm", ["-rf", (bench.directory / place).string])
        }
        #expect(try output(bench, "why", bench.lock.string, "libcurl4") == before)
        #expect(try output(bench, "why", "sample", "amd64", "libcurl4") == before)
    }

    @Test func `a tree stays a tree on a narrow terminal`() throws {
        let bench = try Bench(.built)
        let question = ["why", "sample", "amd64", "libc6", "--tree"] + bench.options
        let call = (["$PROGRAM"] + question.map { "'\($0)'" }).joined(separator: " ")
        let program = try #require(Workbench.program)
        let narrow = try Subprocess.run(
            "script", ["-qec", "stty cols 36 && \(call)", "/dev/null"],
            environment: bench.environment.merging(["PROGRAM": program.string]) { $1 },
            directory: bench.directory.path)
        let lines = narrow.output.split(whereSeparator: \.isNewline).dropFirst()
        #expect(lines.contains { $0.hasPrefix("│   ") && !$0.contains("──") }, "\(narrow.output)")
        // What follows from a name goes on below it; a word is never broken.
        for line in lines where !line.hasPrefix("(*)") {
            #expect(line.count <= 36, "\(line)")
            #expect("├└│ ".contains(line.first ?? "?"), "\(line)")
        }
        let words = lines.joined(separator: " ").split { "│├└─ ".contains($0) }
        let whole = try bench.run(question).output.split(separator: "\n").dropFirst()
        #expect(words == whole.joined(separator: " ").split { "│├└─ ".contains($0) })
    }

    @Test func `what is not there is answered with no`() throws {
        let bench = try Bench(.built)
        try bench.expect(
            run(bench, "why", "sample", "amd64", "libcurl"), exits: 1, golden: "why-absent")
        // A search knows neither versions nor architectures.
        for spec in ["curl=1", "nginx:arm64"] {
            let errors = try bench.mirror("why", "sample", "amd64", spec).errors
            let name = spec.prefix { $0 != "=" && $0 != ":" }
            #expect(
                errors.contains("`mirror show sample amd64 \(name)` says what upstream has of it"),
                "\(errors)")
        }
        let json = try run(bench, "why", "sample", "amd64", "libcurl", "--format", "json")
        #expect(json.exitCode == 1)
        #expect(
            json.output.hasSuffix("\"packages\":[],\"assumed\":[],\"near\":[\"libcurl4\"]}\n"))
        let path = try run(bench, "why", "sample", "amd64", "/bin/sh")
        #expect(path.exitCode == 1 && path.errors.contains("does not say which files"))
        for (words, message) in [
            (["why", "sample", "amd64"], "a package is missing"),
            (["why", "sample"], "WORD"),
            (["why", "sample", "amd64", "a", "b"], "one word too many"),
            (["why", "simple", "amd64", "a"], "did you mean `sample`"),
            (["why", "sample", "amd", "a"], "has no architecture"),
            (["why", "sample", "arm64", "a"], "there is no lock"),
            (["why", "./nothing", "a"], "nothing"),
            (["list", "sample"], "an architecture is missing"),
            (["why", "sample", "amd64", "a", "--format", "markdown"], "`text`, `json` or `dot`"),
            (["--format", "markdown", "why", "sample", "amd64", "a"], "`text`, `json` or `dot`"),
            (["list", "sample", "amd64", "--for", "curll"], "did you mean `curl`"),
            (["list", "sample", "amd64", "--repository", "sampl"], "did you mean `sample`"),
        ] {
            let outcome = try bench.run(words + bench.options.prefix(10))
            #expect(outcome.exitCode == 2, "\(words): \(outcome.errors)")
            #expect(outcome.errors.contains(message), "\(words): \(outcome.errors)")
        }
    }

    @Test func `a format that a command lacks is passed over where a setting asks for it`() throws {
        let bench = try Bench(.built)
        let plain = try output(bench, "list", "sample", "amd64")
        let words =
            ["list", "sample", "amd64"]
            + bench.options.filter { $0 != "--source" && !$0.contains("=http") }
        #expect(try bench.run(words, environment: ["MIRROR_FORMAT": "dot"]).output == plain)
        #expect(
            try bench.run(words, environment: ["MIRROR_FORMAT": "list"]).output
                == output(bench, "list", "sample", "amd64", "--format", "list"))
        #expect(try bench.run(words, environment: ["MIRROR_FORMAT": "dots"]).exitCode == 2)
        let help = try bench.run(["why", "--help"]).output
        #expect(help.contains("(text, json, dot;") && !help.contains("markdown"))
    }

    @Test(.enabled(if: Tool.isAsked("dot"), "needs graphviz"))
    func `graphs are read by Graphviz`() throws {
        let bench = try Bench(.built)
        let path = try bench.directory.write(
            "why.dot", output(bench, "why", "sample", "amd64", "*", "--all", "--format", "dot"))
        #expect(try Subprocess.run("dot", ["-Tplain", path.string]).exitCode == 0)
    }

    /// A demand of the whole: no package of a mirror is there without a way from a wish.
    @Test func `every package has a way`() throws {
        let bench = try Bench(.built)
        let json = try output(bench, "why", "sample", "amd64", "*", "--format", "json")
        let value = try JSONValue(parsing: Array(json.utf8))
        guard case .array(let packages)? = value["packages"]?.content else {
            Issue.record("no packages")
            return
        }
        #expect(try packages.count == bench.locked().count)
        for package in packages {
            guard case .array(let wishes)? = package["wishes"]?.content, let first = wishes.first
            else {
                Issue.record("no wish: \(package)")
                continue
            }
            #expect(first["chosen"]?.content == .truth(false), "\(package)")
        }
    }

    @Test func `list shows names, wishes and sizes`() throws {
        let bench = try Bench(.built)
        try bench.expect(run(bench, "list", "sample", "amd64"), exits: 0, golden: "list-text")
        try bench.expect(
            run(bench, "list", "sample/amd64", "--sort", "size", "--format", "json"), exits: 0,
            golden: "list-json")
        let lines = try output(bench, "list", "sample", "amd64", "--format", "list")
            .split(separator: "\n").map(String.init)
        #expect(
            try lines == bench.locked().map { $0.replacing(" ", with: "_") })
        #expect(
            try output(bench, "list", "sample", "amd64", "lib*l4", "--format", "list")
                .hasPrefix("libcurl4_"))
        let own = try output(bench, "list", "sample", "amd64", "--for", "curl", "--format", "list")
        #expect(own.contains("libcurl4_") && !own.contains("nginx_"))
        let group = try output(bench, "list", "sample", "amd64", "--for", "common")
        #expect(group.contains("nginx"))
        let extra = try output(bench, "list", "sample", "amd64", "--repository", "security")
        #expect(!extra.contains(" sample "))
        let text = try bench.text(bench.directory / "packages.yaml")
        try bench.directory.write("packages.yaml", text + "\nlonely:\n  - nosuch?\n")
        let empty = try run(bench, "list", "sample", "amd64", "--for", "lonely")
        #expect(empty.exitCode == 1)
        #expect(
            empty.errors.contains("no wish of the group `lonely` is in the lock of sample amd64"))
        let manifest = try run(bench, "diff", "packages.yaml", "sample/amd64")
        #expect(manifest.exitCode == 2)
        #expect(manifest.errors.contains("hint: a manifest is no lock: `mirror diff --manifest"))
        let none = try run(bench, "list", "sample", "amd64", "nosuch*")
        #expect(none.exitCode == 1 && none.output == "")
    }

    @Test(.enabled(if: RPMBench.isPossible, "\(RPMBench.notice)"))
    func `rpm packages by what they provide and require`() throws {
        let bench = try RPMBench(.built)
        try bench.expect(
            run(bench, "why", "sample", "x86_64", "glibc"), exits: 0, golden: "why-rpm")
        let json = try output(bench, "why", "sample", "x86_64", "*", "--format", "json")
        #expect(json.contains("\"kind\":\"Requires\""))
        let shell = try output(bench, "why", "sample", "x86_64", "/bin/sh")
        #expect(shell.contains("provides `/bin/sh`"))
        for line in try output(bench, "list", "sample", "x86_64", "--format", "list")
            .split(separator: "\n")
        {
            #expect(!line.contains("-0:"), "\(line)")
        }
    }
}
