/// Why SQLite does not do what it is asked; `database` is the path or the name of the database.
public enum SQLiteError: Error, Sendable, Hashable {
    /// The database cannot be opened, made or written; with SQLite's words.
    case cannotOpen(database: String, reason: String)
    /// The content is damaged, or is no database at all.
    case damaged(database: String, reason: String)
    /// Another process has held the database longer than the busy timeout.
    case busy(database: String)
    /// The disk is full.
    case full(database: String)
    /// Anything else that SQLite refuses, with its extended result code.
    case failed(database: String, code: Int32, reason: String)
}

extension SQLiteError: CustomStringConvertible {
    /// What is wrong, in one sentence that starts in lower case.
    public var description: String {
        switch self {
        case .cannotOpen(let database, let reason): "`\(database)` cannot be opened: \(reason)"
        case .damaged(let database, let reason): "`\(database)` is damaged: \(reason)"
        case .busy(let database): "`\(database)` is in use by another process"
        case .full(let database): "the disk of `\(database)` is full"
        case .failed(let database, let code, let reason):
            "`\(database)`: \(reason) (SQLite \(code))"
        }
    }
}
