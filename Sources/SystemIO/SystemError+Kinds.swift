internal import Glibc

extension SystemError {
    /// Whether the two names are on different file systems, so that neither link nor rename can join them.
    public var isOtherDevice: Bool { code == EXDEV }

    /// Whether the file system or its permissions forbid writing.
    public var isReadOnly: Bool { [EROFS, EACCES, EPERM].contains(code) }

    /// Whether the other end of a pipe is closed.
    public var isBrokenPipe: Bool { code == EPIPE }

    /// Whether it did not fail but was called off.
    public var isCancelled: Bool { code == ECANCELED }

    /// The error of a thing that has to be there and is not.
    public static func notFound(_ operation: String, _ path: FilePath) -> SystemError {
        SystemError(operation: operation, path: path.string, code: ENOENT)
    }
}
