internal import Glibc
internal import Synchronization

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

    /// Held while pipes are made and a program is started.
    ///
    /// pipe2(2), which makes pipes that no program inherits, is not visible here. All programs that this
    /// process starts are started under this, so none of them gets a pipe before it is marked.
    private static let starting = Mutex(())

    /// Runs a program that is looked up in `PATH`, with nothing to read, and waits for its end.
    ///
    /// It gets this process's environment, byte for byte, and for each signal what a program that a shell
    /// starts gets. A program that is not there is an error that `isNotFound`; one that fails is no error.
    public static func run(_ program: String, _ arguments: [String]) throws(SystemError) -> Outcome
    {
        let variables = try environment()
        var child = try starting.withLock { _ throws(SystemError) in
            try RunningChild(program, arguments, variables)
        }
        let failure = child.receive()
        // Nobody reads from now on: a program that still writes is told so, and ends.
        child.output.close()
        child.errors.close()
        let status = try child.wait(for: program)
        if let failure { throw SystemError(operation: "read from", path: program, code: failure) }
        let signal = status & 0x7f
        return Outcome(
            exitCode: signal == 0 ? (status >> 8) & 0xff : 128 + signal,
            output: child.output.received, errors: child.errors.received)
    }

    /// The variables that this process was started with, which need not be UTF-8.
    private static func environment() throws(SystemError) -> [[UInt8]] {
        try Files.read("/proc/self/environ").split(separator: 0).map(Array.init)
    }
}

/// A program that was started with nothing to read and its outputs in two pipes.
private struct RunningChild: ~Copyable, Sendable {
    let number: pid_t
    var output: ReadingPipe
    var errors: ReadingPipe

    init(_ program: String, _ arguments: [String], _ variables: [[UInt8]]) throws(SystemError) {
        var output = try ReadingPipe(for: program)
        var errors = try ReadingPipe(for: program)
        number = try RunningChild.start(
            program, ([program] + arguments).map { Array($0.utf8) }, variables,
            output: output.writeEnd, errors: errors.writeEnd)
        output.closeWriteEnd()
        errors.closeWriteEnd()
        self.output = output
        self.errors = errors
    }

    private static func start(
        _ program: String, _ arguments: [[UInt8]], _ variables: [[UInt8]], output: Int32,
        errors: Int32
    ) throws(SystemError) -> pid_t {
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
        var words = unsafe arguments.map { unsafe copy($0) } + [nil]
        var settings = unsafe variables.map { unsafe copy($0) } + [nil]
        defer { unsafe (words + settings).forEach { unsafe free($0) } }
        var child: pid_t = 0
        let code = unsafe posix_spawnp(
            &child, program, &actions, &attributes, &words, &settings)
        if code != 0 { throw SystemError(operation: "start", path: program, code: code) }
        return child
    }

    /// A text as C has it, to be freed.
    private static func copy(_ text: [UInt8]) -> UnsafeMutablePointer<CChar>? {
        unsafe strdup(text.map { CChar(bitPattern: $0) } + [0])
    }

    /// Takes all that the program writes; the system's error number where that cannot be.
    mutating func receive() -> Int32? {
        while output.isOpen || errors.isOpen {
            var waiting = [output.pollEntry, errors.pollEntry]
            if unsafe poll(&waiting, nfds_t(waiting.count), -1) < 0 {
                // After a signal the entries say nothing.
                if errno == EINTR { continue }
                return errno
            }
            if waiting[0].revents != 0, let failure = output.drain() { return failure }
            if waiting[1].revents != 0, let failure = errors.drain() { return failure }
        }
        return nil
    }

    /// How it ended, once it has.
    func wait(for program: String) throws(SystemError) -> Int32 {
        var status: Int32 = 0
        while unsafe waitpid(number, &status, 0) < 0 {
            if errno != EINTR {
                throw SystemError(operation: "wait for", path: program, code: errno)
            }
        }
        return status
    }
}

/// A pipe that this process reads from; both ends are closed when it goes out of scope.
private struct ReadingPipe: ~Copyable, Sendable {
    private var readEnd: Int32
    private(set) var writeEnd: Int32
    private(set) var received: [UInt8] = []

    /// Whether there may be more to read.
    var isOpen: Bool { readEnd >= 0 }
    /// What to wait for; nothing once it is closed.
    var pollEntry: pollfd { pollfd(fd: readEnd, events: Int16(POLLIN), revents: 0) }

    init(for program: String) throws(SystemError) {
        var ends: [Int32] = [-1, -1]
        if unsafe pipe(&ends) != 0 {
            throw SystemError(operation: "start", path: program, code: errno)
        }
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        (readEnd, writeEnd) = (ends[0], ends[1])
    }

    mutating func closeWriteEnd() { ReadingPipe.close(&writeEnd) }

    /// Reads no more.
    mutating func close() { ReadingPipe.close(&readEnd) }

    /// Takes what is there to read, and closes at the end; the system's error number if it fails.
    mutating func drain() -> Int32? {
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        let count = unsafe read(readEnd, &buffer, buffer.count)
        if count > 0 { received += buffer[..<count] }
        if count == 0 { close() }
        return count < 0 && errno != EINTR ? errno : nil
    }

    private static func close(_ end: inout Int32) {
        if end >= 0 { _ = Glibc.close(end) }
        end = -1
    }

    deinit { for end in [readEnd, writeEnd] where end >= 0 { _ = Glibc.close(end) } }
}
