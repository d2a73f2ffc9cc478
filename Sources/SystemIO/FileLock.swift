internal import Glibc

/// A lock between processes by means of a file; held until it goes out of scope.
///
/// One process holds it alone, or several hold it shared. It is advisory (`flock`), ends with the process however that ends, and leaves the file in place, so
/// that two processes never lock two different files of one name.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// Who may hold the lock at the same time.
    public enum Mode: Sendable, Hashable {
        /// Nobody else.
        case exclusive
        /// Others who share it.
        case shared
    }

    /// How long one round of waiting lasts, in nanoseconds: a tenth of what a person notices.
    private static let round = 20_000_000

    /// Takes the lock, waiting for whoever holds it; `onWait` is called once if it has to wait.
    ///
    /// A shared lock needs no permission to write where its file is there already. The wait ends with an error that is `isCancelled` once `isCancelled` says so, by default when
    /// the task of the caller is cancelled. A lock that is free is taken without asking.
    public init(
        _ path: FilePath, mode: Mode = .exclusive, onWait: () -> Void = {},
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws(SystemError) {
        let access = mode == .shared ? O_RDONLY : O_RDWR
        let descriptor = unsafe open(path.string, access | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw .last("lock", path) }
        var hasWaited = false
        // A blocking flock(2) would be restarted after a signal and could not be called off.
        let kind = mode == .shared ? LOCK_SH : LOCK_EX
        while flock(descriptor, kind | LOCK_NB) != 0 {
            let code = errno
            var failure: Int32?
            if code != EWOULDBLOCK, code != EINTR {
                failure = code
            } else if isCancelled() {
                failure = ECANCELED
            }
            if let failure {
                close(descriptor)
                throw SystemError(operation: "lock", path: path.string, code: failure)
            }
            if !hasWaited { onWait() }
            hasWaited = true
            var pause = timespec(tv_sec: 0, tv_nsec: FileLock.round)
            unsafe _ = nanosleep(&pause, nil)
        }
        self.descriptor = descriptor
    }

    deinit { close(descriptor) }
}
