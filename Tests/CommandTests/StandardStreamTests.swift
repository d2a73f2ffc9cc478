import MirrorTestSupport
import SystemIO
import Testing

/// Standard output that does not arrive.
@Suite struct StandardStreamTests {
    /// What the program says and how it ends when a shell redirects its output.
    private func run(_ redirection: String, after command: String = "man") throws
        -> Subprocess.Outcome
    {
        let program = try #require(Workbench.program)
        return try Subprocess.run(
            "bash", ["-c", "set -o pipefail; '\(program.string)' \(command) \(redirection)"])
    }

    @Test func `a command fails whose output is cut off`() throws {
        let outcome = try run("> /dev/full")
        #expect(outcome.exitCode == 5)
        #expect(outcome.errors.hasPrefix("error: cannot write to standard output: "))
    }

    @Test func `a command fails whose output is closed`() throws {
        let outcome = try run(">&-")
        #expect(outcome.exitCode == 5)
        #expect(outcome.errors.hasPrefix("error: cannot write to standard output: "))
    }

    @Test func `who reads but the beginning is not bothered`() throws {
        let outcome = try run("| head -n 1")
        #expect(outcome.exitCode == 0)
        #expect(outcome.errors == "" && outcome.output.hasPrefix(".TH"))
    }

    @Test func `no file takes the place of a closed stream`() throws {
        let bench = try Bench()
        let words = bench.options.map { "'\($0)'" }.joined(separator: " ")
        let program = try #require(Workbench.program)
        let outcome = try Subprocess.run(
            "bash",
            ["-c", "'\(program.string)' build sample amd64 \(words) >&- 2>&- <&-"],
            environment: bench.environment, directory: bench.directory.path)
        // The report is lost, what was built is whole.
        #expect(outcome.exitCode == 5)
        let next = try bench.mirror("build", "sample", "amd64")
        #expect(next.exitCode == 0, "\(next.errors)")
        #expect(next.output.contains("up to date"), "\(next.output)")
    }
}
