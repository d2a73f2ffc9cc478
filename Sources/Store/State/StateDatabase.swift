internal import SQLite
public import SystemIO

/// What `mirror` remembers between runs: the roots last seen and the builds made.
///
/// One SQLite file in WAL mode that several processes may use at once; writers wait for each other up to
/// the busy timeout. Used from one task at a time and therefore not Sendable. Every change is one
/// transaction: it is there whole after a crash, or not at all.
public final class StateDatabase {
    /// Marks the file as ours (`PRAGMA application_id`): `mirr` in ASCII.
    static let applicationID = 0x6d69_7272

    /// Where the file is.
    public let path: FilePath
    var connection: Connection
    let busyTimeout: Int32
    /// The file that was opened, whatever has its name now.
    var identity: UInt64?
    /// `nil` where damage is an error.
    var renewal: Renewal?

    /// The size of the header that every SQLite file begins with, in bytes.
    static let headerSize = 100

    /// Opens the state, making it, its directory, or a newer layout of it as needed.
    ///
    /// `busyTimeout` is in milliseconds. A file that is damaged or not ours is `damaged`, unless there is a
    /// `renewal`: then that says what becomes of it, whether the damage shows now or later, and what was asked
    /// is asked once more. A file of a newer version is `newerSchema` and stays untouched. Where nothing can be
    /// written and the renewal sets nothing aside, what is there is read, and what is recorded is forgotten.
    public init(path: FilePath, busyTimeout: Int32 = 10_000, renewal: Renewal? = nil)
        throws(StateError)
    {
        self.path = path
        self.busyTimeout = busyTimeout
        self.renewal = renewal
        connection = try StateDatabase.memory(path)
        if let renewal, !renewal.setsAside, try !StateDatabase.isWritable(path) {
            try forgetWhatIsRecorded(renewal)
            return
        }
        do { try Files.makeDirectory(path.parent) } catch { throw .system(error) }
        if try StateDatabase.status(path) == nil { try begin(renewal) }
        do throws(StateError) { try openFile() } catch {
            guard case .damaged = error, let renewal else { throw error }
            self.renewal = nil
            try renew(after: error, by: renewal)
        }
    }

    /// Makes a state that is in memory alone, and empty.
    init(inMemory path: FilePath) throws(StateError) {
        self.path = path
        busyTimeout = 0
        connection = try StateDatabase.memory(path)
        try StateDatabase.migrate(connection)
    }

    /// Opens the state for looking at it: what is not there is empty and is not made; where nothing can be
    /// written, or the layout is a former one, the file is read into memory.
    ///
    /// A file that is damaged or not ours is `damaged`.
    public init(reading path: FilePath) throws(StateError) {
        self.path = path
        busyTimeout = 10_000
        connection = try StateDatabase.memory(path)
        if try StateDatabase.status(path) == nil {
            try StateDatabase.migrate(connection)
        } else {
            connection = try StateDatabase.look(at: path, busyTimeout)
        }
    }

    private static func memory(_ path: FilePath) throws(StateError) -> Connection {
        try inDatabase { () throws(SQLiteError) in try Connection(inMemory: path.string) }
    }

    /// What the file system knows of the file; `nil` only where nothing has that name, not even a link.
    static func status(_ path: FilePath) throws(StateError) -> Files.Status? {
        do {
            if let found = try Files.statusOfTarget(path) { return found }
            let parent = try Files.status(path.parent, followLinks: true)
            // What should be a directory and is none is a mistake that somebody should hear of.
            if let parent, parent.kind != .directory { _ = try Files.list(path.parent) }
            return nil
        } catch { throw .system(error) }
    }

    /// Opens the file that is there.
    func openFile() throws(StateError) {
        identity = try StateDatabase.status(path)?.inode
        connection = try StateDatabase.open(path, busyTimeout)
        identity = try StateDatabase.status(path)?.inode
    }

    /// Finds a file that is cut off before its content begins, which SQLite takes for a new one.
    ///
    /// No file of ours is ever so short: a new one gets its name when it is whole.
    static func checkSize(_ path: FilePath) throws(StateError) {
        guard let size = try status(path)?.size, size < headerSize else { return }
        throw .damaged(
            path: path, reason: size == 0 ? "it is empty" : "it is cut off after \(size) bytes")
    }

    private static func open(_ path: FilePath, _ busyTimeout: Int32) throws(StateError)
        -> Connection
    {
        try checkSize(path)
        let connection = try inDatabase { () throws(SQLiteError) in
            let connection = try Connection(file: path.string, busyTimeout: busyTimeout)
            try StateDatabase.identify(connection)
            try connection.useWriteAheadLog()
            try connection.run("PRAGMA foreign_keys = ON")
            return connection
        }
        try migrate(connection)
        try inDatabase { () throws(SQLiteError) in try checkTables(connection) }
        return connection
    }

    /// Reads the whole file and throws `damaged` with SQLite's first finding if anything is wrong.
    ///
    /// Opening finds only what is wrong in the header and the layout.
    public func check() throws(StateError) {
        let finding = try use { (connection) throws(SQLiteError) in
            try connection.text("PRAGMA quick_check(1)")
        }
        if finding != "ok" { throw .damaged(path: path, reason: finding) }
    }

    /// Tells a new file and ours from one of another program, before anything is written to it.
    static func identify(_ connection: Connection) throws(SQLiteError) {
        let id = try connection.integer("PRAGMA application_id")
        if id == StateDatabase.applicationID { return }
        let objects = try connection.integer("SELECT count(*) FROM sqlite_schema")
        // Both may change between the two looks, when another process is making the file.
        if try connection.integer("PRAGMA application_id") == StateDatabase.applicationID { return }
        if id != 0 || objects != 0 {
            throw .damaged(
                database: connection.name, reason: "it is the database of another program")
        }
    }
}
