internal import Glibc
internal import Synchronization

/// How the process answers when it is asked to end.
///
/// The first SIGINT or SIGTERM asks politely: a flag is set and a handler runs on a thread of its own,
/// where it may lock, allocate and print. The second one ends the process at once with exit code 130.
/// An action with a pipe is used, not a blocked mask with `sigwait`: a mask would be inherited by
/// programs that we start, which then could not be interrupted.
public enum Signals {
    /// The number of the first signal that asked to end; zero while none did.
    private static let first = Atomic<Int32>(0)
    /// The writing end of the pipe to the helper thread; negative before `install`.
    private static let pipeEnd = Atomic<Int32>(-1)

    /// Whether SIGINT or SIGTERM has arrived since `install`.
    public static var isInterrupted: Bool { first.load(ordering: .acquiring) != 0 }

    /// The name of the signal that asked to end, `SIGINT` or `SIGTERM`; `nil` while none did.
    public static var received: String? { name(first.load(ordering: .acquiring)) }

    /// Takes over SIGINT and SIGTERM, and ignores SIGPIPE so that writing to a closed pipe is an error.
    ///
    /// `onInterrupt` is called at most once, on the thread `signals`, with the signal's name. Call it
    /// once, early in `main`; a second call is a bug and traps. A signal that the parent process had
    /// set to be ignored (`nohup`, a background job of a script) stays ignored, as POSIX shells expect.
    public static func install(onInterrupt: @escaping @Sendable (String) -> Void)
        throws(SystemError)
    {
        var ends: [Int32] = [-1, -1]
        if unsafe pipe(&ends) != 0 { throw .last("pipe", "signals") }
        let (reading, writing) = (ends[0], ends[1])
        // pipe2 is not imported; nothing is started this early that could inherit the ends.
        for end in ends { _ = fcntl(end, F_SETFD, FD_CLOEXEC) }
        let (fresh, _) = pipeEnd.compareExchange(
            expected: -1, desired: writing, ordering: .acquiringAndReleasing)
        precondition(fresh, "Signals.install is called once")
        // Read once here, so that the handler never is the first to touch the lazily made atomic.
        _ = first.load(ordering: .acquiring)
        _ = try Thread.start(name: "signals") {
            var byte: UInt8 = 0
            while true {
                let got = unsafe read(reading, &byte, 1)
                if got == 1 { break }
                if got == 0 || errno != EINTR { return }
            }
            onInterrupt(name(Int32(byte)) ?? "")
        }
        try ignoreBrokenPipes()
        for signal in [SIGINT, SIGTERM] { try take(signal) }
    }

    /// Makes writing to a pipe or socket that nobody reads an error (`EPIPE`) instead of the end.
    ///
    /// A program started by this one inherits it unless it sets its own.
    public static func ignoreBrokenPipes() throws(SystemError) {
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = SIG_IGN
        if unsafe sigaction(SIGPIPE, &action, nil) != 0 { throw .last("sigaction", "SIGPIPE") }
    }

    private static func take(_ signal: Int32) throws(SystemError) {
        var previous = sigaction()
        if unsafe sigaction(signal, nil, &previous) != 0 {
            throw .last("sigaction", FilePath(name(signal) ?? ""))
        }
        let ignored = unsafe unsafeBitCast(SIG_IGN, to: Int.self)
        let present = unsafe unsafeBitCast(previous.__sigaction_handler.sa_handler, to: Int.self)
        if present == ignored { return }
        var action = sigaction()
        unsafe action.__sigaction_handler.sa_handler = { Signals.handle($0) }
        action.sa_flags = SA_RESTART
        if unsafe sigaction(signal, &action, nil) != 0 {
            throw .last("sigaction", FilePath(name(signal) ?? ""))
        }
    }

    /// Runs inside the signal handler: atomics, `write` and `_exit` only (signal-safety(7)).
    private static func handle(_ signal: Int32) {
        let saved = errno
        let (fresh, _) = first.compareExchange(
            expected: 0, desired: signal, ordering: .acquiringAndReleasing)
        if !fresh { _exit(130) }
        var byte = UInt8(truncatingIfNeeded: signal)
        unsafe _ = write(pipeEnd.load(ordering: .acquiring), &byte, 1)
        errno = saved
    }

    private static func name(_ signal: Int32) -> String? {
        switch signal {
        case SIGINT: "SIGINT"
        case SIGTERM: "SIGTERM"
        default: nil
        }
    }
}
