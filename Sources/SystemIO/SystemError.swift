internal import Glibc

/// A call of the operating system that failed, with what it was for.
public struct SystemError: Error, Sendable, Hashable {
    /// What was tried, as a verb: `open`, `rename`, `write`.
    public var operation: String
    /// What it was tried on.
    public var path: String
    /// The system's error number.
    public var code: Int32

    /// Makes an error of its parts.
    public init(operation: String, path: String, code: Int32) {
        self.operation = operation
        self.path = path
        self.code = code
    }

    /// The system's words for the error number.
    public var reason: String { unsafe String(cString: strerror(code)) }

    /// Whether the thing simply is not there.
    public var isNotFound: Bool { code == ENOENT || code == ENOTDIR }

    /// Whether the disk is full or a quota reached.
    public var isNoSpace: Bool { code == ENOSPC || code == EDQUOT }

    /// The error of the last call of this thread.
    static func last(_ operation: String, _ path: FilePath) -> SystemError {
        SystemError(operation: operation, path: path.string, code: errno)
    }
}
