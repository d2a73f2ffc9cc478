import Glibc
import SystemIO

/// Another program, run by a test.
///
/// Both of its outputs are read as they come, so it never blocks on a full pipe. It has a process group of
/// its own; one that outlives its time limit, or the value, is killed with that group.
public final class Subprocess {
    /// How a program ended and what it wrote.
    public struct Outcome: Sendable {
        /// The exit code; 128 plus the number of the signal that ended it.
        public var exitCode: Int32
        /// The bytes of standard output.
        public var standardOutput: [UInt8]
        /// The bytes of standard error.
        public var standardError: [UInt8]
        /// Whether it was killed because its time was over.
        public var timedOut: Bool

        /// Standard output as text.
        public var output: String { String(decoding: standardOutput, as: UTF8.self) }
        /// Standard error as text.
        public var errors: String { String(decoding: standardError, as: UTF8.self) }
        /// Whether it ended with code 0.
        public var succeeded: Bool { exitCode == 0 }
    }

    /// Why a program could not be run, or did not do what it should.
    public enum Failure: Error, CustomStringConvertible {
        /// No program of that name is in `PATH`.
        case notFound(String)
        /// The system did not start it.
        case notStarted(String, SystemError)
        /// It ended with another code than 0.
        case failed(command: [String], Outcome)

        /// The failure in words, with what the program wrote.
        public var description: String {
            switch self {
            case .notFound(let name): "no program `\(name)` in PATH"
            case .notStarted(let name, let error): "cannot start `\(name)`: \(error.reason)"
            case .failed(let command, let outcome):
                "`\(command.joined(separator: " "))` ended with \(outcome.exitCode)"
                    + "\(outcome.timedOut ? " (time limit)" : ""): \(outcome.errors)\(outcome.output)"
            }
        }
    }

    /// The number of the process.
    public let processID: Int32
    private var pipes: [Int32]
    private var received: [[UInt8]] = [[], []]
    private var status: Int32?
    private let deadline: ContinuousClock.Instant
    private var timedOut = false

    /// Starts a program and goes on.
    ///
    /// - Parameters:
    ///   - program: a path, or a name that is looked up in `PATH`
    ///   - environment: variables added to those of this process; an empty value removes one
    ///   - input: what it reads from standard input; nothing by default
    ///   - directory: where it runs; here by default
    ///   - timeLimit: how long it may run
    public init(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: [UInt8] = [], directory: FilePath? = nil, timeLimit: Duration = .seconds(120)
    ) throws {
        guard let path = Subprocess.find(program) else { throw Failure.notFound(program) }
        let standardInput = try Subprocess.inputDescriptor(input)
        defer { close(standardInput) }
        var output: [Int32] = [0, 0]
        var errors: [Int32] = [0, 0]
        guard pipe(&output) == 0, pipe(&errors) == 0 else {
            throw SystemError(operation: "pipe", path: program, code: errno)
        }
        // A program that another thread starts just now may still inherit them; `wait` does not depend
        // on the end of a pipe, so that does no harm.
        for descriptor in output + errors { _ = fcntl(descriptor, F_SETFD, FD_CLOEXEC) }
        defer {
            close(output[1])
            close(errors[1])
        }
        var child: pid_t = 0
        var command = [path.string] + arguments
        if let directory { command = ["/usr/bin/env", "--chdir=\(directory)"] + command }
        let code = Subprocess.spawn(
            &child, command, Subprocess.merged(environment),
            streams: [standardInput, output[1], errors[1]])
        guard code == 0 else {
            close(output[0])
            close(errors[0])
            throw Failure.notStarted(
                program, SystemError(operation: "start", path: path.string, code: code))
        }
        processID = child
        pipes = [output[0], errors[0]]
        deadline = .now + timeLimit
        for pipe in pipes { _ = fcntl(pipe, F_SETFL, O_NONBLOCK) }
    }

    deinit {
        if status == nil {
            kill(-processID, SIGKILL)
            var ignored: Int32 = 0
            waitpid(processID, &ignored, 0)
        }
        for pipe in pipes where pipe >= 0 { close(pipe) }
    }

    /// Runs a program to its end.
    public static func run(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: [UInt8] = [], directory: FilePath? = nil, timeLimit: Duration = .seconds(120)
    ) throws -> Outcome {
        try Subprocess(
            program, arguments, environment: environment, input: input, directory: directory,
            timeLimit: timeLimit
        ).wait()
    }

    /// Runs a program to its end, and throws unless it ends with code 0.
    @discardableResult
    public static func check(
        _ program: String, _ arguments: [String] = [], environment: [String: String] = [:],
        input: [UInt8] = [], directory: FilePath? = nil, timeLimit: Duration = .seconds(120)
    ) throws -> Outcome {
        let outcome = try run(
            program, arguments, environment: environment, input: input, directory: directory,
            timeLimit: timeLimit)
        if !outcome.succeeded { throw Failure.failed(command: [program] + arguments, outcome) }
        return outcome
    }

    /// Where a program is: the path itself, or the first match in `PATH` (and the `sbin` directories).
    public static func find(_ program: String) -> FilePath? {
        if program.contains("/") {
            return access(program, X_OK) == 0 ? FilePath(program) : nil
        }
        let places = (Environment["PATH"] ?? "/usr/bin:/bin").split(separator: ":").map(String.init)
        for place in places + ["/usr/sbin", "/sbin"] {
            let candidate = FilePath(place) / program
            if access(candidate.string, X_OK) == 0 { return candidate }
        }
        return nil
    }

    /// Waits for the end of the program, or kills it when its time is over.
    public func wait() -> Outcome {
        while pump() {}
        // What a killed group or a daemon left behind keeps a pipe open; only what is there now counts.
        for stream in 0..<2 { _ = drain(stream) }
        let status = status ?? 0
        let signal = status & 0x7f
        return Outcome(
            exitCode: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            standardOutput: received[0], standardError: received[1], timedOut: timedOut)
    }

    /// Waits until the program has written `text` to either output; `false` if it ends without.
    public func waitForOutput(_ text: String) -> Bool {
        while true {
            for bytes in received where String(decoding: bytes, as: UTF8.self).contains(text) {
                return true
            }
            if !pump() { return false }
        }
    }

    /// Sends it a signal, such as `SIGINT`.
    public func send(signal: Int32) {
        if status == nil { kill(processID, signal) }
    }

    /// One step of waiting; `false` when the program has ended.
    private func pump() -> Bool {
        if status != nil { return false }
        if ContinuousClock.now >= deadline, !timedOut {
            timedOut = true
            kill(-processID, SIGKILL)
        }
        var waiting = pipes.map { pollfd(fd: $0, events: Int16(POLLIN), revents: 0) }
        // Once both pipes are closed only the process is left to wait for, and that has no descriptor.
        let open = pipes.contains { $0 >= 0 }
        _ = poll(&waiting, nfds_t(waiting.count), open ? 20 : 1)
        for stream in 0..<2 where waiting[stream].revents != 0 {
            if !drain(stream) {
                close(pipes[stream])
                pipes[stream] = -1
            }
        }
        var state: Int32 = 0
        let ended = waitpid(processID, &state, WNOHANG)
        if ended == processID { status = state }
        return status == nil
    }

    /// Takes what a pipe holds; `false` at its end.
    private func drain(_ stream: Int) -> Bool {
        guard pipes[stream] >= 0 else { return true }
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = read(pipes[stream], &buffer, buffer.count)
            if count > 0 {
                received[stream] += buffer[..<count]
            } else if count == 0 {
                return false
            } else if errno != EINTR {
                return errno == EAGAIN
            }
        }
    }
}
