public import SQLite

/// Why a database of packages cannot be made or read.
public enum DatabaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The element of a package is not what it should be.
    case metadata(MetadataError)
    /// SQLite refuses.
    case database(SQLiteError)
    /// The database has another layout than the one that is known, by its number.
    case layout(Int)
    /// What is in the database comes to a text out of all proportion, or a path is too long.
    case tooLarge

    /// The problem in words.
    public var description: String {
        switch self {
        case .metadata(let error): error.description
        case .database(let error): error.description
        case .layout(let number): "the database has layout \(number), not \(DatabaseWriter.version)"
        case .tooLarge: "the database holds a path that is too long, or far more text than its size"
        }
    }
}

/// Runs what only SQLite can refuse.
func inDatabase<Result>(_ body: () throws(SQLiteError) -> Result) throws(DatabaseError) -> Result {
    do throws(SQLiteError) { return try body() } catch { throw .database(error) }
}
