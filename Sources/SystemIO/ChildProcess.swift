internal import Glibc

/// Another program, run to its end.
public enum ChildProcess {
    /// How a program ended and what it wrote.
    public struct Outcome: Sendable {
        /// The exit code; 128 plus the number of the signal that ended it.
        public var exitCode: Int32
        /// Standard output.
        public var output: [UInt8]
        /// Standard error.
        public var errors: [UInt8]
    }

    /// Runs a program that is looked up in `PATH`, with nothing to read, and waits for its end.
    ///
    /// It gets this process's environment, and for each signal what a program that a shell starts gets. A
    /// program that is not there is an error that `isNotFound`; one that fails is no error.
    public static func run(_ program: String, _ arguments: [String]) throws(SystemError) -> Outcome
    {
        var output = try ReadingPipe(for: program)
        var errors = try ReadingPipe(for: program)
        let child = try start(program, arguments, output: output.writeEnd, errors: errors.writeEnd)
        output.closeWriteEnd()
        errors.closeWriteEnd()
        var waiting = [output.pollEntry, errors.pollEntry]
        while waiting.contains(where: { $0.fd >= 0 }) {
            if unsafe poll(&waiting, nfds_t(waiting.count), -1) < 0, errno != EINTR {
                throw SystemError(operation: "read from", path: program, code: errno)
            }
            if waiting[0].revents != 0, !output.drain() { waiting[0].fd = -1 }
            if waiting[1].revents != 0, !errors.drain() { waiting[1].fd = -1 }
        }
        var status: Int32 = 0
        while unsafe waitpid(child, &status, 0) < 0 {
            if errno != EINTR {
                throw SystemError(operation: "wait for", path: program, code: errno)
            }
        }
        let signal = status & 0x7f
        return Outcome(
            exitCode: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: output.received, errors: errors.received)
    }

    /// Starts a program with nothing to read and its outputs on two descriptors.
    private static func start(
        _ program: String, _ arguments: [String], output: Int32, errors: Int32
    ) throws(SystemError) -> pid_t {
        let inherited = try environment()
        var actions = unsafe posix_spawn_file_actions_t()
        unsafe posix_spawn_file_actions_init(&actions)
        defer { unsafe posix_spawn_file_actions_destroy(&actions) }
        unsafe posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        unsafe posix_spawn_file_actions_adddup2(&actions, output, 1)
        unsafe posix_spawn_file_actions_adddup2(&actions, errors, 2)
        var attributes = posix_spawnattr_t()
        unsafe posix_spawnattr_init(&attributes)
        defer { unsafe posix_spawnattr_destroy(&attributes) }
        var all = sigset_t()
        unsafe sigfillset(&all)
        var none = sigset_t()
        unsafe sigemptyset(&none)
        unsafe posix_spawnattr_setsigdefault(&attributes, &all)
        unsafe posix_spawnattr_setsigmask(&attributes, &none)
        unsafe posix_spawnattr_setflags(
            &attributes, Int16(POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETSIGMASK))
        var words = unsafe ([program] + arguments).map { unsafe strdup($0) } + [nil]
        var variables = unsafe inherited.map { unsafe strdup($0) } + [nil]
        defer { unsafe (words + variables).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let code = unsafe posix_spawnp(
            &child, program, &actions, &attributes, &words, &variables)
        if code != 0 { throw SystemError(operation: "start", path: program, code: code) }
        return child
    }

    /// The variables that this process was started with.
    private static func environment() throws(SystemError) -> [String] {
        try Files.read("/proc/self/environ").split(separator: 0).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}

/// A pipe that this process reads from; both ends are closed when it goes out of scope.
private struct ReadingPipe: ~Copyable {
    private var ends: [Int32] = [-1, -1]
    private(set) var received: [UInt8] = []

    var writeEnd: Int32 { ends[1] }
    var pollEntry: pollfd { pollfd(fd: ends[0], events: Int16(POLLIN), revents: 0) }

    init(for program: String) throws(SystemError) {
        if unsafe pipe(&ends) != 0 {
            throw SystemError(operation: "start", path: program, code: errno)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
    }

    mutating func closeWriteEnd() {
        close(ends[1])
        ends[1] = -1
    }

    /// Takes what is there to read; `false` at the end.
    mutating func drain() -> Bool {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(ends[0], &buffer, buffer.count)
        if count > 0 { received += buffer[..<count] }
        return count > 0 || count < 0 && errno == EINTR
    }

    deinit { for end in ends where end >= 0 { close(end) } }
}
