internal import SQLite
internal import SystemIO

extension StateDatabase {
    /// One step of the layout per element, each a list of statements; `user_version` counts those done.
    ///
    /// A step that was released is never changed: a new one is added. Dates are seconds since the epoch,
    /// digests hexadecimal SHA-256. Lock texts have a table of their own, because builds that
    /// change nothing share one, and listing builds then does not read them.
    static let migrations: [[String]] = [
        [
            """
            CREATE TABLE root (
                distro TEXT NOT NULL,
                repository TEXT NOT NULL,
                suite TEXT NOT NULL,
                url TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                date INTEGER NOT NULL,
                signer TEXT,
                keys TEXT,
                verified_at INTEGER NOT NULL,
                PRIMARY KEY (distro, repository, suite)
            ) STRICT, WITHOUT ROWID
            """,
            """
            CREATE TABLE lock (
                sha256 TEXT NOT NULL PRIMARY KEY,
                text BLOB NOT NULL
            ) STRICT
            """,
            """
            CREATE TABLE build (
                number INTEGER PRIMARY KEY AUTOINCREMENT,
                distro TEXT NOT NULL,
                arch TEXT NOT NULL,
                started INTEGER NOT NULL,
                finished INTEGER NOT NULL,
                result TEXT NOT NULL,
                lock TEXT REFERENCES lock (sha256),
                packages INTEGER NOT NULL,
                bytes INTEGER NOT NULL,
                downloaded INTEGER NOT NULL,
                reused INTEGER NOT NULL,
                tree TEXT
            ) STRICT
            """,
            "CREATE INDEX build_by_target ON build (distro, arch, number)",
        ],
        [
            "ALTER TABLE build ADD COLUMN place TEXT",
            "ALTER TABLE build ADD COLUMN rollback_of INTEGER",
            "ALTER TABLE build ADD COLUMN error TEXT",
            """
            CREATE TABLE lock_root (
                lock TEXT NOT NULL REFERENCES lock (sha256),
                position INTEGER NOT NULL,
                repository TEXT NOT NULL,
                suite TEXT NOT NULL,
                sha256 TEXT NOT NULL,
                date INTEGER NOT NULL,
                signer TEXT,
                url TEXT NOT NULL,
                PRIMARY KEY (lock, position)
            ) STRICT, WITHOUT ROWID
            """,
            "CREATE INDEX lock_root_by_digest ON lock_root (sha256)",
            noteRoots,
        ],
    ]

    /// Notes the roots that locks name, so that they can be asked for; a condition may follow.
    ///
    /// The text is read where it lies, so that locks of former layouts are noted by the same words.
    static let noteRoots = """
        INSERT OR IGNORE INTO lock_root
            (lock, position, repository, suite, sha256, date, signer, url)
        SELECT lock.sha256, root.key,
               json_extract(root.value, '$.id'), json_extract(root.value, '$.suite'),
               json_extract(root.value, '$.digest'),
               CAST(strftime('%s', json_extract(root.value, '$.date')) AS INTEGER),
               json_extract(root.value, '$.signer'), json_extract(root.value, '$.url')
        FROM lock, json_each(
            CASE WHEN json_valid(CAST(lock.text AS TEXT)) THEN CAST(lock.text AS TEXT) ELSE '{}' END,
            '$.inputs.repositories') AS root
        WHERE root.type = 'object'
        """

    /// The condition that leaves the locks whose roots are noted alone.
    static let lackingRoots = """
         AND NOT EXISTS (SELECT 1 FROM lock_root AS noted WHERE noted.lock = lock.sha256)
        """

    /// The tables that the present layout has.
    private static let tables = ["root", "lock", "build", "lock_root"]

    /// Brings the layout to the newest one, all steps or none.
    static func migrate(_ connection: Connection) throws(StateError) {
        let known = StateDatabase.migrations.count
        let found = try inDatabase { () throws(SQLiteError) in try takeSteps(connection) }
        if found > known {
            throw .newerSchema(path: FilePath(connection.name), found: found, known: known)
        }
    }

    /// Takes the steps of the layout that are left, and returns the number of those done before.
    private static func takeSteps(_ connection: Connection) throws(SQLiteError) -> Int {
        let known = StateDatabase.migrations.count
        let found = try connection.integer("PRAGMA user_version")
        if found >= known { return found }
        var transaction = try Transaction(on: connection)
        // Another process may have done it while this one waited for its turn.
        let present = try connection.integer("PRAGMA user_version")
        if present > known { return present }
        if present < 0 {
            throw .damaged(database: connection.name, reason: "its schema number is negative")
        }
        for step in StateDatabase.migrations[present...] {
            for statement in step { try connection.run(statement) }
        }
        try connection.run("PRAGMA application_id = \(StateDatabase.applicationID)")
        try connection.run("PRAGMA user_version = \(known)")
        try transaction.commit()
        return present
    }

    /// Finds a file that bears our mark and number, but not our tables.
    static func checkTables(_ connection: Connection) throws(SQLiteError) {
        for table in StateDatabase.tables {
            let count = try connection.integer(
                "SELECT count(*) FROM sqlite_schema WHERE type = 'table' AND name = ?",
                [.text(table)])
            if count != 1 {
                throw .damaged(
                    database: connection.name, reason: "the table `\(table)` is missing")
            }
        }
    }
}
