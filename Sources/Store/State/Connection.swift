internal import CSQLite
internal import MirrorBase
internal import SystemIO

/// The one owner of a SQLite connection; closed when the last statement and the database are gone.
///
/// Not Sendable: it is opened without SQLite's own mutex and used from one task at a time.
@safe
final class Connection {
    let path: FilePath
    private let handle: OpaquePointer

    /// A value to bind to a parameter.
    enum Value {
        case null
        case integer(Int)
        case text(String)
        case blob([UInt8])

        /// A text that may be missing.
        static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }
    }

    /// Opens a database, or makes an empty one. `busyTimeout` is in milliseconds.
    init(_ path: FilePath, busyTimeout: Int32) throws(StateError) {
        var opened: OpaquePointer?
        let flags =
            SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path.string, &opened, flags, nil)
        guard let handle = unsafe opened, code == SQLITE_OK else {
            let reason = unsafe String(cString: sqlite3_errstr(code))
            // A connection that failed to open still has to be closed (sqlite3_open_v2).
            unsafe sqlite3_close_v2(opened)
            throw Connection.error(code, reason, path)
        }
        self.path = path
        unsafe self.handle = handle
        unsafe sqlite3_busy_timeout(handle, busyTimeout)
        // The file may come from anyone: its schema must not run functions, nor writes spoil the file.
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Compiles one statement.
    func prepare(_ sql: String) throws(StateError) -> Statement {
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
        guard code == SQLITE_OK, let statement = unsafe compiled else { throw failure(code) }
        return unsafe Statement(statement, of: self)
    }

    /// Runs a statement that yields nothing.
    func run(_ sql: String, _ values: [Value] = []) throws(StateError) {
        let statement = try prepare(sql)
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The first column of the first row as a number; zero where there is no row.
    func integer(_ sql: String, _ values: [Value] = []) throws(StateError) -> Int {
        let statement = try prepare(sql)
        try statement.bind(values)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// The first column of the first row as text; empty where there is no row.
    func text(_ sql: String) throws(StateError) -> String {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : ""
    }

    /// The number of the row last inserted on this connection.
    var lastRow: Int { unsafe Int(sqlite3_last_insert_rowid(handle)) }

    /// Whether no transaction is open.
    var isIdle: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// The error of the call that just failed with `code`, in SQLite's words.
    func failure(_ code: Int32) -> StateError {
        Connection.error(code, unsafe String(cString: sqlite3_errmsg(handle)), path)
    }

    private static func error(_ code: Int32, _ reason: String, _ path: FilePath) -> StateError {
        // The low byte is the primary result code; what is above it only details it.
        switch code & 0xff {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(path: path, reason: reason)
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(path: path)
        case SQLITE_FULL: .full(path: path)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH:
            .cannotOpen(path: path, reason: reason)
        default: .failed(path: path, code: code, reason: reason)
        }
    }
}
