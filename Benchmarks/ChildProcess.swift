internal import Glibc
internal import SystemIO

/// What another program cost, as the kernel counts it.
struct ProcessCost {
    /// From its start to its end, in seconds.
    var seconds: Double
    /// The largest memory that it held at once, in megabytes.
    var megabytes: Double
}

/// Runs other programs, to be measured.
enum ChildProcess {
    /// A program that could not be run, or said no.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// The processor time that this process has taken so far.
    static var ownSeconds: Double {
        var time = timespec()
        unsafe clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time)
        return Double(time.tv_sec) + Double(time.tv_nsec) / 1e9
    }

    /// The path of a program that `PATH` leads to.
    static func find(_ name: String) -> String? {
        if name.contains("/") { return unsafe access(name, X_OK) == 0 ? name : nil }
        let directories = (Environment["PATH"] ?? "/usr/bin").split(separator: ":")
        return directories.map { "\($0)/\(name)" }.first { unsafe access($0, X_OK) == 0 }
    }

    /// Runs a program to its end; its output goes into `output`, its errors come through. It may end with
    /// any of some codes.
    static func run(
        _ command: [String], output: String = "/dev/null", accepting codes: [Int32] = [0]
    ) throws -> ProcessCost {
        guard let path = find(command[0]) else {
            throw Failure(description: "there is no `\(command[0])`")
        }
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(
            &actions, 1, output, O_WRONLY | O_CREAT | O_TRUNC, 0o644)
        var arguments = unsafe command.map { unsafe strdup($0) } + [nil]
        defer { unsafe arguments.forEach { unsafe free($0) } }
        let clock = ContinuousClock()
        let start = clock.now
        var child = pid_t()
        let code = unsafe posix_spawn(&child, path, &actions, nil, &arguments, environ)
        if code != 0 { throw Failure(description: "`\(path)` does not start (\(code))") }
        var status: Int32 = 0
        var usage = rusage()
        while unsafe wait4(child, &status, 0, &usage) < 0 {
            if errno != EINTR { throw Failure(description: "`\(path)` was lost") }
        }
        let seconds = start.duration(to: clock.now) / .seconds(1)
        // The low byte says whether a signal ended it.
        if status & 0xFF != 0 || !codes.contains(status >> 8) {
            throw Failure(description: "`\(command.joined(separator: " "))` failed (\(status))")
        }
        return ProcessCost(seconds: seconds, megabytes: Double(usage.ru_maxrss) / 1024)
    }

    /// The first line that a program prints; `nil` where it is absent or fails.
    static func firstLine(_ command: [String], in directory: FilePath) -> String? {
        let file = directory / "line"
        guard (try? run(command, output: file.string)) != nil, let bytes = try? Files.read(file)
        else { return nil }
        let line = String(decoding: bytes.prefix { $0 != 0x0A }, as: UTF8.self)
        return line.isEmpty ? nil : line
    }
}
