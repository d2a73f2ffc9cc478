internal import CSQLite

/// The one owner of a SQLite connection; closed when the last statement and the connection are gone.
///
/// Not Sendable: it is opened without SQLite's own mutex and used from one task at a time.
@safe
public final class Connection {
    /// The path of the database, or what it is called in errors where it has none.
    public let name: String
    private let handle: OpaquePointer

    /// A value to bind to a parameter.
    public enum Value {
        case null
        case integer(Int)
        case text(String)
        case blob([UInt8])

        /// A text that may be missing.
        public static func optional(_ text: String?) -> Value { text.map(Value.text) ?? .null }
    }

    /// Opens a database file, or makes an empty one. `busyTimeout` is in milliseconds.
    public convenience init(file path: String, busyTimeout: Int32) throws(SQLiteError) {
        try self.init(open: path, name: path)
        unsafe sqlite3_busy_timeout(handle, busyTimeout)
    }

    /// Makes an empty database in memory.
    public convenience init(inMemory name: String) throws(SQLiteError) {
        try self.init(open: ":memory:", name: name)
    }

    /// Opens a database file for reading alone.
    ///
    /// One with a log beside it (WAL) can be read so only where its directory can be written to, or another
    /// process has it open.
    public convenience init(readOnly path: String) throws(SQLiteError) {
        try self.init(open: path, name: path, access: SQLITE_OPEN_READONLY)
    }

    /// Opens the content of a database file, which stays in memory.
    ///
    /// Content that is no database shows itself when something is read. Unless `isWritable`, it cannot be
    /// changed; what is changed is lost with the connection.
    public convenience init(reading content: [UInt8], name: String, isWritable: Bool = false)
        throws(SQLiteError)
    {
        try self.init(open: ":memory:", name: name)
        let code = unsafe content.withUnsafeBytes { bytes in
            unsafe csqlite_deserialize(
                handle, bytes.baseAddress, Int64(bytes.count), isWritable ? 1 : 0)
        }
        if code != SQLITE_OK { throw failure(code) }
        // A table may turn out to be a view that never ends.
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0)
    }

    private init(
        open path: String, name: String, access: Int32 = SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE
    ) throws(SQLiteError) {
        var opened: OpaquePointer?
        let flags = access | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE
        let code = unsafe sqlite3_open_v2(path, &opened, flags, nil)
        guard let handle = unsafe opened, code == SQLITE_OK else {
            let reason = unsafe String(cString: sqlite3_errstr(code))
            // A connection that failed to open still has to be closed (sqlite3_open_v2).
            unsafe sqlite3_close_v2(opened)
            throw Connection.error(code, reason, name)
        }
        self.name = name
        unsafe self.handle = handle
        // The file may come from anyone: its schema must not run functions, nor writes spoil the file.
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1)
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0)
    }

    deinit { unsafe sqlite3_close_v2(handle) }

    /// Compiles one statement.
    public func prepare(_ sql: String) throws(SQLiteError) -> Statement {
        var compiled: OpaquePointer?
        let code = unsafe sqlite3_prepare_v2(handle, sql, -1, &compiled, nil)
        guard code == SQLITE_OK, let statement = unsafe compiled else { throw failure(code) }
        return unsafe Statement(statement, of: self)
    }

    /// Runs a statement that yields nothing.
    public func run(_ sql: String, _ values: [Value] = []) throws(SQLiteError) {
        let statement = try prepare(sql)
        try statement.bind(values)
        while try statement.step() {}
    }

    /// The first column of the first row as a number; zero where there is no row.
    public func integer(_ sql: String, _ values: [Value] = []) throws(SQLiteError) -> Int {
        let statement = try prepare(sql)
        try statement.bind(values)
        return try statement.step() ? statement.integer(0) : 0
    }

    /// The first column of the first row as text; empty where there is no row.
    public func text(_ sql: String) throws(SQLiteError) -> String {
        let statement = try prepare(sql)
        return try statement.step() ? statement.text(0) : ""
    }

    /// Has changes written to a log beside the file, so that readers and a writer do not wait for each
    /// other.
    ///
    /// Processes that open a new file at once can block each other here without the busy timeout being
    /// asked, hence the retries; where the file system has no shared memory, SQLite stays with its
    /// rollback journal, which serves as well, only slower.
    public func useWriteAheadLog() throws(SQLiteError) {
        var attempts = 0
        while true {
            do throws(SQLiteError) {
                if try text("PRAGMA journal_mode") == "wal" { return }
                _ = try text("PRAGMA journal_mode = WAL")
                return
            } catch {
                guard case .busy = error, attempts < 200 else { throw error }
                attempts += 1
                sqlite3_sleep(10)
            }
        }
    }

    /// Leaves the log as it is when the connection is closed: for a file that another one is about to take
    /// the place of, whose log has the same name.
    public func keepLogWhenClosed() {
        unsafe _ = csqlite_db_config(handle, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1)
    }

    /// The content that the database has as a file; nothing where it has no table yet.
    public func content() throws(SQLiteError) -> [UInt8] {
        var size: sqlite3_int64 = 0
        // Of a database in memory this is a view; nothing has to be freed.
        if let pages = unsafe sqlite3_serialize(
            handle, "main", &size, UInt32(SQLITE_SERIALIZE_NOCOPY))
        {
            return unsafe [UInt8](UnsafeBufferPointer(start: pages, count: Int(size)))
        }
        guard let copy = unsafe sqlite3_serialize(handle, "main", &size, 0) else {
            if size == 0 { return [] }
            throw failure(SQLITE_NOMEM)
        }
        defer { unsafe sqlite3_free(copy) }
        return unsafe [UInt8](UnsafeBufferPointer(start: copy, count: Int(size)))
    }

    /// How many rows the last statement changed.
    public var changes: Int { unsafe Int(sqlite3_changes64(handle)) }

    /// The number of the row last inserted on this connection.
    public var lastRow: Int { unsafe Int(sqlite3_last_insert_rowid(handle)) }

    /// Whether no transaction is open.
    public var isIdle: Bool { unsafe sqlite3_get_autocommit(handle) != 0 }

    /// The error of the call that just failed with `code`, in SQLite's words.
    func failure(_ code: Int32) -> SQLiteError {
        Connection.error(code, unsafe String(cString: sqlite3_errmsg(handle)), name)
    }

    private static func error(_ code: Int32, _ reason: String, _ name: String) -> SQLiteError {
        // The low byte is the primary result code; what is above it only details it.
        switch code & 0xff {
        case SQLITE_CORRUPT, SQLITE_NOTADB: .damaged(database: name, reason: reason)
        case SQLITE_BUSY, SQLITE_LOCKED: .busy(database: name)
        case SQLITE_FULL: .full(database: name)
        case SQLITE_CANTOPEN, SQLITE_PERM, SQLITE_READONLY, SQLITE_AUTH:
            .cannotOpen(database: name, reason: reason)
        default: .failed(database: name, code: code, reason: reason)
        }
    }
}
