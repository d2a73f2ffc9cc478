public import MirrorBase
internal import SQLite

extension StateDatabase {
    /// Records a build, with the text of its lock where it came to one, and returns its number.
    ///
    /// Builds with the same lock share one copy of its text. `build.lock` has to be the digest of
    /// `lockText`, or both `nil`, or the text one that was recorded before; anything else is a bug.
    @discardableResult
    public func record(_ build: BuildRecord, lockText: [UInt8]? = nil) throws(StateError) -> Int {
        precondition(build.number == nil, "a build is recorded once")
        precondition(lockText == nil || build.lock != nil, "a lock text comes with its digest")
        return try inDatabase { () throws(SQLiteError) in try insert(build, lockText) }
    }

    private func insert(_ build: BuildRecord, _ lockText: [UInt8]?) throws(SQLiteError) -> Int {
        var transaction = try Transaction(on: connection)
        if let lock = build.lock, let lockText {
            try connection.run(
                "INSERT OR IGNORE INTO lock (sha256, text) VALUES (?, ?)",
                [.text(lock.hex), .blob(lockText)])
        }
        try connection.run(
            """
            INSERT INTO build (distro, arch, started, finished, result, lock,
                               packages, bytes, downloaded, reused, tree)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(build.distro), .text(build.architecture),
                .integer(Int(build.started.seconds)), .integer(Int(build.finished.seconds)),
                .text(build.result.rawValue), .optional(build.lock?.hex),
                .integer(build.packages), .integer(build.bytes), .integer(build.downloaded),
                .integer(build.reused), .optional(build.tree?.hex),
            ])
        let number = connection.lastRow
        try transaction.commit()
        return number
    }

    /// The newest build of a distribution and architecture, of one result if given; `nil` if none.
    public func latestBuild(
        distro: String, architecture: String, result: BuildRecord.Result? = nil
    ) throws(StateError) -> BuildRecord? {
        try records(
            "AND (?3 IS NULL OR result = ?3) ORDER BY number DESC LIMIT 1",
            [.text(distro), .text(architecture), .optional(result?.rawValue)]
        ).first
    }

    /// All builds of a distribution and architecture, oldest first.
    public func builds(distro: String, architecture: String) throws(StateError) -> [BuildRecord] {
        try records("ORDER BY number", [.text(distro), .text(architecture)])
    }

    /// The text of a lock that was recorded with a build, `nil` where none was.
    public func lockText(_ digest: Digest) throws(StateError) -> [UInt8]? {
        try inDatabase { () throws(SQLiteError) in
            let statement = try connection.prepare("SELECT text FROM lock WHERE sha256 = ?")
            try statement.bind([.text(digest.hex)])
            return try statement.step() ? statement.bytes(0) : nil
        }
    }

    private func records(_ tail: String, _ values: [Connection.Value]) throws(StateError)
        -> [BuildRecord]
    {
        try inDatabase { () throws(SQLiteError) in try select(tail, values) }
    }

    private func select(_ tail: String, _ values: [Connection.Value]) throws(SQLiteError)
        -> [BuildRecord]
    {
        let statement = try connection.prepare(
            """
            SELECT number, distro, arch, started, finished, result, lock,
                   packages, bytes, downloaded, reused, tree
            FROM build WHERE distro = ?1 AND arch = ?2 \(tail)
            """)
        try statement.bind(values)
        var found: [BuildRecord] = []
        while try statement.step() { found.append(try build(at: statement)) }
        return found
    }

    private func build(at row: Statement) throws(SQLiteError) -> BuildRecord {
        let word = row.text(5)
        guard let result = BuildRecord.Result(rawValue: word) else {
            throw .damaged(
                database: connection.name, reason: "`\(word)` is no result of a build")
        }
        var build = BuildRecord(
            distro: row.text(1), architecture: row.text(2), started: row.time(3),
            finished: row.time(4), result: result, lock: try row.optionalDigest(6),
            packages: row.integer(7), bytes: row.integer(8), downloaded: row.integer(9),
            reused: row.integer(10), tree: try row.optionalDigest(11))
        build.number = row.integer(0)
        return build
    }
}
