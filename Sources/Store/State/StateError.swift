public import MirrorBase
internal import SQLite
public import SystemIO

/// Why the state database does not do what it is asked.
public enum StateError: Error, Sendable, Hashable {
    /// The file cannot be opened, made or written; with SQLite's words.
    case cannotOpen(path: FilePath, reason: String)
    /// The file is damaged, or it is no state database of this program.
    case damaged(path: FilePath, reason: String)
    /// A newer version of this program has written the file.
    case newerSchema(path: FilePath, found: Int, known: Int)
    /// Another process has held the database longer than the busy timeout.
    case busy(path: FilePath)
    /// The disk is full.
    case full(path: FilePath)
    /// A repository's root is older than the one last seen: an attack, or a mirror that lags behind.
    case olderRoot(present: RootRecord, offered: Timestamp)
    /// Anything else that SQLite refuses, with its extended result code.
    case failed(path: FilePath, code: Int32, reason: String)
    /// The file could not be moved away.
    case system(SystemError)
}

extension StateError: CustomStringConvertible {
    /// What is wrong, in one sentence that starts in lower case.
    public var description: String {
        switch self {
        case .cannotOpen(let path, let reason): "`\(path)` cannot be opened: \(reason)"
        case .damaged(let path, let reason): "`\(path)` is damaged: \(reason)"
        case .newerSchema(let path, let found, let known):
            "`\(path)` has schema \(found), but only \(known) and below are known"
        case .busy(let path): "`\(path)` is in use by another process"
        case .full(let path): "the disk of `\(path)` is full"
        case .olderRoot(let present, let offered):
            "the root of `\(present.repository)` is of \(offered.iso8601), older than the one last seen, of \(present.date.iso8601)"
        case .failed(let path, let code, let reason): "`\(path)`: \(reason) (SQLite \(code))"
        case .system(let error): "cannot \(error.operation) `\(error.path)`: \(error.reason)"
        }
    }
}

extension StateError {
    /// What SQLite says, as an error of the state.
    init(_ error: SQLiteError) {
        switch error {
        case .cannotOpen(let database, let reason):
            self = .cannotOpen(path: FilePath(database), reason: reason)
        case .damaged(let database, let reason):
            self = .damaged(path: FilePath(database), reason: reason)
        case .busy(let database): self = .busy(path: FilePath(database))
        case .full(let database): self = .full(path: FilePath(database))
        case .failed(let database, let code, let reason):
            self = .failed(path: FilePath(database), code: code, reason: reason)
        }
    }
}

/// Runs what only SQLite can refuse.
func inDatabase<Result>(_ body: () throws(SQLiteError) -> Result) throws(StateError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw StateError(error) }
}
