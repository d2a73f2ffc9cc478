internal import SQLite

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
        ]
    ]

    /// The tables that the present layout has.
    private static let tables = ["root", "lock", "build"]

    /// Brings the layout to the newest one, all steps or none.
    func migrate() throws(StateError) {
        let known = StateDatabase.migrations.count
        let found = try inDatabase { () throws(SQLiteError) in try takeSteps() }
        if found > known { throw .newerSchema(path: path, found: found, known: known) }
    }

    /// Takes the steps of the layout that are left, and returns the number of those done before.
    private func takeSteps() throws(SQLiteError) -> Int {
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
    func checkTables() throws(SQLiteError) {
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
