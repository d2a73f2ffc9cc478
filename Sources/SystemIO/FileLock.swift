internal import Glibc

/// A lock that processes share through a file; held until it goes out of scope.
///
/// It is advisory (`flock`), ends with the process however that ends, and leaves the file in place, so
/// that two processes never lock two different files of one name.
public struct FileLock: ~Copyable, Sendable {
    private let descriptor: Int32

    /// How long one round of waiting lasts, in nanoseconds: a tenth of what a person notices.
    private static let round = 20_000_000

    /// Takes the lock, waiting for whoever holds it; `onWait` is called once if it has to wait.
    ///
    /// The wait ends with an error that is `isCancelled` once `isCancelled` says so, by default when
    /// the task of the caller is cancelled. A lock that is free is taken without asking.
    public init(
        _ path: FilePath, onWait: () -> Void = {},
        isCancelled: () -> Bool = { Task.isCancelled }
    ) throws(SystemError) {
        let descriptor = unsafe open(path.string, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        if descriptor < 0 { throw .last("lock", path) }
        var hasWaited = false
        // A blocking flock(2) would be restarted after a signal and could not be called off.
        while flock(descriptor, LOCK_EX | LOCK_NB) != 0 {
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
