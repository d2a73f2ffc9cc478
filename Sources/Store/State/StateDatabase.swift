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

    /// Where the file is.
    public var path: FilePath { FilePath(connection.name) }
    let connection: Connection

    /// Opens the state, making it, its directory, or a newer layout of it as needed.
    ///
    /// `busyTimeout` is in milliseconds. A file that is damaged or not ours is `damaged`; `setAside`
    /// moves it away so that a new one can be made. A file of a newer version is `newerSchema` and
    /// stays untouched.
    public init(path: FilePath, busyTimeout: Int32 = 10_000) throws(StateError) {
        do { try Files.makeDirectory(path.parent) } catch { throw .system(error) }
        connection = try inDatabase { () throws(SQLiteError) in
            let connection = try Connection(file: path.string, busyTimeout: busyTimeout)
            try StateDatabase.identify(connection)
            try connection.useWriteAheadLog()
            try connection.run("PRAGMA foreign_keys = ON")
            return connection
        }
        try migrate()
        try inDatabase { () throws(SQLiteError) in try checkTables() }
    }

    /// Moves a damaged state, with its log, to `<name>.damaged-<date>` and says where it is now.
    ///
    /// The date is like `20261121T102440Z`; a number is added where that name is taken. What it knew is
    /// lost to the next run: no root counts as seen, and builds are counted from one again.
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
        let finding = try inDatabase { () throws(SQLiteError) in
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
