public import MirrorBase
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

    /// What is done once a damaged file was set aside and a new one begun: told are what was found, where
    /// the damaged one is now, and the new state, which knows nothing yet.
    public typealias Repair = (StateError, FilePath, StateDatabase) -> Void

    /// Where the file is.
    public let path: FilePath
    private(set) var connection: Connection
    private let busyTimeout: Int32
    /// The file that was opened, whatever has its name now.
    private var identity: UInt64?
    /// `nil` where damage is an error.
    private var repair: Repair?

    /// Opens the state, making it, its directory, or a newer layout of it as needed.
    ///
    /// `busyTimeout` is in milliseconds. A file that is damaged or not ours is `damaged`, unless there is a
    /// `repair`: then it is set aside for a new one, whether that shows now or later, and what was asked is
    /// asked once more. A file of a newer version is `newerSchema` and stays untouched.
    public init(path: FilePath, busyTimeout: Int32 = 10_000, repair: Repair? = nil)
        throws(StateError)
    {
        self.path = path
        self.busyTimeout = busyTimeout
        do {
            try Files.makeDirectory(path.parent)
            identity = try Files.status(path, followLinks: true)?.inode
        } catch { throw .system(error) }
        do throws(StateError) {
            connection = try StateDatabase.open(path, busyTimeout)
            self.repair = repair
            identity = try? Files.status(path, followLinks: true)?.inode
        } catch {
            guard case .damaged = error, let repair else { throw error }
            connection = try inDatabase { () throws(SQLiteError) in
                try Connection(inMemory: path.string)
            }
            try beginAnew(after: error, repair)
        }
    }

    /// Opens the state for looking at it: what is not there is empty and is not made, and where nothing can
    /// be written, the file is read into memory.
    ///
    /// A file that is damaged or not ours is `damaged`.
    public init(reading path: FilePath) throws(StateError) {
        self.path = path
        busyTimeout = 10_000
        guard Files.exists(path) else {
            connection = try inDatabase { () throws(SQLiteError) in
                try Connection(inMemory: path.string)
            }
            try StateDatabase.migrate(connection)
            return
        }
        do throws(StateError) { connection = try StateDatabase.open(path, busyTimeout) } catch {
            guard case .cannotOpen = error else { throw error }
            connection = try StateDatabase.copy(path)
        }
    }

    private static func open(_ path: FilePath, _ busyTimeout: Int32) throws(StateError)
        -> Connection
    {
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

    /// The content of a file that cannot be written to, in memory.
    private static func copy(_ path: FilePath) throws(StateError) -> Connection {
        let log: Files.Status?
        var content: [UInt8]
        do {
            log = try Files.status(FilePath(path.string + "-wal"))
            // Without a log nobody has the file open, and it is all there is.
            content = log.map { $0.size > 0 } == true ? [] : try Files.read(path)
        } catch { throw .cannotOpen(path: path, reason: error.reason) }
        let connection = try inDatabase { () throws(SQLiteError) in
            if content.isEmpty {
                content = try Connection(readOnly: path.string).content()
            }
            // What is in memory has no log: bytes 18 and 19 say whether there is one.
            if content.count > 19 { (content[18], content[19]) = (1, 1) }
            let connection = try Connection(
                reading: content, name: path.string, isWritable: true)
            try identify(connection)
            return connection
        }
        try migrate(connection)
        try inDatabase { () throws(SQLiteError) in try checkTables(connection) }
        return connection
    }

    // MARK: - Damage

    /// Runs what only SQLite can refuse; where that shows that the file is damaged, and there is something
    /// to do about it, once more in a new one.
    func use<Result>(_ body: (Connection) throws(SQLiteError) -> Result) throws(StateError)
        -> Result
    {
        do throws(SQLiteError) { return try body(connection) } catch {
            guard case .damaged = error, let repair else { throw StateError(error) }
            self.repair = nil
            try beginAnew(after: StateError(error), repair)
            return try inDatabase { () throws(SQLiteError) in try body(connection) }
        }
    }

    /// Sets the file aside and begins a new one; where another process has done so, that one's is taken.
    private func beginAnew(after error: StateError, _ repair: Repair) throws(StateError) {
        // Closing removes the log, which may be the new file's by then.
        connection.keepLogWhenClosed()
        connection = try inDatabase { () throws(SQLiteError) in
            try Connection(inMemory: path.string)
        }
        let aside = try setAside()
        connection = try StateDatabase.open(path, busyTimeout)
        identity = try? Files.status(path, followLinks: true)?.inode
        if let aside { repair(error, aside, self) }
    }

    /// Moves the file away that was found to be damaged; `nil` where another process has done so.
    private func setAside() throws(StateError) -> FilePath? {
        do {
            let lock = try FileLock(FilePath(path.string + ".lock"))
            defer { withExtendedLifetime(lock) {} }
            let present = try Files.status(path, followLinks: true)?.inode
            guard let present, present == identity else { return nil }
            return try StateDatabase.setAside(path, at: Timestamp(seconds: Environment.now()))
        } catch { throw .system(error) }
    }

    /// Moves a damaged state, with its log, to `<name>.damaged-<date>` and says where it is now.
    ///
    /// The date is like `20261121T102440Z`; a number is added where that name is taken. A new state knows
    /// nothing: no root counts as seen, and builds are counted from one again.
    @discardableResult
    public static func setAside(_ path: FilePath, at time: Timestamp) throws(SystemError)
        -> FilePath
    {
        let date = String(time.iso8601.filter { $0 != "-" && $0 != ":" })
        let base = path.string + ".damaged-" + date
        var target = FilePath(base)
        var number = 2
        while try Files.status(target) != nil {
            target = FilePath("\(base)-\(number)")
            number += 1
        }
        try Files.rename(path, to: target)
        // A log left behind would be played into the new database.
        for suffix in ["-wal", "-shm", "-journal"] {
            let companion = FilePath(path.string + suffix)
            if try Files.status(companion) != nil {
                try Files.rename(companion, to: FilePath(target.string + suffix))
            }
        }
        return target
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
    private static func identify(_ connection: Connection) throws(SQLiteError) {
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
