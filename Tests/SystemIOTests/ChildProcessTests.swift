import SystemIO
import Testing

@Suite struct ChildProcessTests {
    @Test func `both outputs and the exit code are told apart`() throws {
        let outcome = try ChildProcess.run("sh", ["-c", "echo said; echo failed >&2; exit 3"])
        #expect(outcome.exitCode == 3)
        #expect(outcome.output == Array("said\n".utf8))
        #expect(outcome.errors == Array("failed\n".utf8))
    }

    @Test func `many at once do not keep one another's pipes`() async throws {
        try await withThrowingTaskGroup(of: [UInt8].self) { group in
            for number in 0..<40 {
                group.addTask { try ChildProcess.run("sh", ["-c", "echo \(number)"]).output }
            }
            var seen: Set<[UInt8]> = []
            for try await output in group { seen.insert(output) }
            #expect(seen.count == 40)
        }
    }

    @Test func `more output than a pipe holds is read whole`() throws {
        let outcome = try ChildProcess.run(
            "sh", ["-c", "head -c 300000 /dev/zero; head -c 300000 /dev/zero >&2"])
        #expect(outcome.output.count == 300_000)
        #expect(outcome.errors.count == 300_000)
    }

    @Test func `there is nothing to read`() throws {
        #expect(try ChildProcess.run("cat", []).output.isEmpty)
    }

    @Test func `a signal counts as in a shell`() throws {
        #expect(try ChildProcess.run("sh", ["-c", "kill -TERM $$"]).exitCode == 143)
    }

    @Test func `a program that is not there is not found`() throws {
        let error = #expect(throws: SystemError.self) {
            try ChildProcess.run("no-such-program-here", [])
        }
        #expect(error?.isNotFound == true)
    }
}
