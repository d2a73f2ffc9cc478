public import MirrorBase
internal import SQLite

extension StateDatabase {
    /// Records a build, with the text of its lock where it came to one, and returns its number.
    ///
    /// Builds with the same lock share one copy of its text, which is replaced where it is another. `build.lock` has to be the digest of
    /// `lockText`, or both `nil`, or the text one that was recorded before; anything else is a bug.
    @discardableResult
    public func record(_ build: BuildRecord, lockText: [UInt8]? = nil) throws(StateError) -> Int {
        precondition(build.number == nil, "a build is recorded once")
        precondition(lockText == nil || build.lock != nil, "a lock text comes with its digest")
        return try use { (connection) throws(SQLiteError) in
            try StateDatabase.insert(build, lockText, connection)
        }
    }

    private static func insert(
        _ build: BuildRecord, _ lockText: [UInt8]?, _ connection: Connection
    ) throws(SQLiteError) -> Int {
        var transaction = try Transaction(on: connection)
        if let lock = build.lock, let lockText {
            // A text that was spoilt is replaced, with what was read from it.
            try connection.run(
                """
                INSERT INTO lock (sha256, text) VALUES (?, ?)
                ON CONFLICT (sha256) DO UPDATE SET text = excluded.text
                WHERE text IS NOT excluded.text
                """,
                [.text(lock.hex), .blob(lockText)])
            if connection.changes > 0 {
                try connection.run("DELETE FROM lock_root WHERE lock = ?", [.text(lock.hex)])
            }
        }
        // Those of locks, too, that a process of a former version has recorded meanwhile.
        try connection.run(noteRoots + lackingRoots)
        try connection.run(
            """
            INSERT INTO build (distro, arch, started, finished, result, lock, packages, bytes,
                               downloaded, reused, tree, place, rollback_of, error)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(build.distro), .text(build.architecture),
                .integer(Int(build.started.seconds)), .integer(Int(build.finished.seconds)),
                .text(build.result.rawValue), .optional(build.lock?.hex),
                .integer(build.packages), .integer(build.bytes), .integer(build.downloaded),
                .integer(build.reused), .optional(build.tree?.hex), .optional(build.place),
                build.rollbackOf.map { .integer($0) } ?? .null, .optional(build.error),
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
            "distro = ?1 AND arch = ?2 AND (?3 IS NULL OR result = ?3) ORDER BY number DESC LIMIT 1",
            [.text(distro), .text(architecture), .optional(result?.rawValue)]
        ).first
    }

    /// All builds of a distribution and architecture, oldest first.
    public func builds(distro: String, architecture: String) throws(StateError) -> [BuildRecord] {
        try records(
            "distro = ?1 AND arch = ?2 ORDER BY number", [.text(distro), .text(architecture)])
    }

    /// The newest builds, newest first; of all distributions and architectures where none is named.
    ///
    /// - Parameter limit: How many at most; all if `nil`.
    public func newestBuilds(
        distro: String? = nil, architecture: String? = nil, limit: Int? = nil
    ) throws(StateError) -> [BuildRecord] {
        try records(
            """
            (?1 IS NULL OR distro = ?1) AND (?2 IS NULL OR arch = ?2)
            ORDER BY number DESC LIMIT ?3
            """,
            [.optional(distro), .optional(architecture), .integer(limit ?? -1)])
    }

    /// The build of that number, of whatever distribution; `nil` if there is none.
    public func build(number: Int) throws(StateError) -> BuildRecord? {
        try records("number = ?", [.integer(number)]).first
    }

    /// The build of the same distribution and architecture that came to a lock before this one did.
    public func mirror(before build: BuildRecord) throws(StateError) -> BuildRecord? {
        try records(
            """
            distro = ? AND arch = ? AND lock IS NOT NULL AND number < ?
            ORDER BY number DESC LIMIT 1
            """,
            [.text(build.distro), .text(build.architecture), .integer(build.number ?? .max)]
        ).first
    }

    /// The builds of a distribution and architecture that came to a lock, newest first.
    ///
    /// - Parameters:
    ///   - number: Only those after it.
    ///   - limit: How many at most; all if `nil`.
    public func mirrors(
        distro: String, architecture: String, after number: Int = 0, limit: Int? = nil
    ) throws(StateError) -> [BuildRecord] {
        try records(
            """
            distro = ? AND arch = ? AND lock IS NOT NULL AND number > ?
            ORDER BY number DESC LIMIT ?
            """,
            [
                .text(distro), .text(architecture), .integer(number), .integer(limit ?? -1),
            ])
    }

    /// The text of a lock that was recorded with a build, `nil` where none was.
    public func lockText(_ digest: Digest) throws(StateError) -> [UInt8]? {
        try use { (connection) throws(SQLiteError) in
            let statement = try connection.prepare("SELECT text FROM lock WHERE sha256 = ?")
            try statement.bind([.text(digest.hex)])
            return try statement.step() ? statement.bytes(0) : nil
        }
    }

    /// The roots that a recorded lock names, in its order.
    public func roots(ofLock digest: Digest) throws(StateError) -> [BuildRoot] {
        try use { (connection) throws(SQLiteError) in
            let statement = try connection.prepare(
                """
                SELECT repository, suite, sha256, date, signer, url FROM lock_root
                WHERE lock = ? ORDER BY position
                """)
            try statement.bind([.text(digest.hex)])
            var found: [BuildRoot] = []
            while try statement.step() {
                found.append(
                    BuildRoot(
                        repository: statement.text(0), suite: statement.text(1),
                        sha256: try statement.digest(2), date: statement.time(3),
                        signer: statement.optionalText(4), url: statement.text(5)))
            }
            return found
        }
    }

    private func records(_ condition: String, _ values: [Connection.Value]) throws(StateError)
        -> [BuildRecord]
    {
        try use { (connection) throws(SQLiteError) in
            let statement = try connection.prepare(
                """
                SELECT number, distro, arch, started, finished, result, lock, packages, bytes,
                       downloaded, reused, tree, place, rollback_of, error
                FROM build WHERE \(condition)
                """)
            try statement.bind(values)
            var found: [BuildRecord] = []
            while try statement.step() { found.append(try StateDatabase.build(at: statement)) }
            return found
        }
    }

    private static func build(at row: Statement) throws(SQLiteError) -> BuildRecord {
        let word = row.text(5)
        guard let result = BuildRecord.Result(rawValue: word) else {
            throw .damaged(
                database: row.connection.name, reason: "`\(word)` is no result of a build")
        }
        var build = BuildRecord(
            distro: row.text(1), architecture: row.text(2), started: row.time(3),
            finished: row.time(4), result: result, lock: try row.optionalDigest(6),
            packages: row.integer(7), bytes: row.integer(8), downloaded: row.integer(9),
            reused: row.integer(10), tree: try row.optionalDigest(11),
            place: row.optionalText(12), rollbackOf: row.isNull(13) ? nil : row.integer(13),
            error: row.optionalText(14))
        build.number = row.integer(0)
        return build
    }
}
