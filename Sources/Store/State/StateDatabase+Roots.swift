public import MirrorBase
internal import SQLite

/// The root of a repository (`InRelease`, `repomd.xml`) as it was last verified.
public struct RootRecord: Sendable, Hashable {
    /// The distro's id.
    public var distro: String
    /// The repository's id in the distro file.
    public var repository: String
    /// The suite; empty where the family has none.
    public var suite: String
    /// Where it was fetched from, without password.
    public var url: String
    /// The SHA-256 of the file as it was fetched; of both files, where the signature is one of its own.
    public var sha256: Digest
    /// The date that the root bears.
    public var date: Timestamp
    /// The fingerprint of the key that signed it; `nil` where the repository is unsigned.
    public var signer: String?
    /// The SHA-256 of the keys it was verified against; `nil` where it was not.
    public var keys: Digest?
    /// When its signature was last checked; not when it was known again by its digest.
    public var verified: Timestamp

    /// How long a signature that was checked counts without another look, in seconds: keys expire.
    public static let trustPeriod: Int64 = 86_400

    /// Makes a record of its parts.
    public init(
        distro: String, repository: String, suite: String, url: String, sha256: Digest,
        date: Timestamp, signer: String?, keys: Digest?, verified: Timestamp
    ) {
        self.distro = distro
        self.repository = repository
        self.suite = suite
        self.url = url
        self.sha256 = sha256
        self.date = date
        self.signer = signer
        self.keys = keys
        self.verified = verified
    }

    /// Whether its signature was checked recently enough, at a time that is not in the future: the clock may
    /// have been set back.
    public func isTrusted(at now: Timestamp) -> Bool {
        (0..<RootRecord.trustPeriod).contains(now.seconds - verified.seconds)
    }
}

extension StateDatabase {
    /// The root last recorded of a repository, `nil` where none was.
    public func lastRoot(distro: String, repository: String, suite: String) throws(StateError)
        -> RootRecord?
    {
        try use { (connection) throws(SQLiteError) in
            try StateDatabase.root(
                distro: distro, repository: repository, suite: suite, connection)
        }
    }

    private static func root(
        distro: String, repository: String, suite: String, _ connection: Connection
    ) throws(SQLiteError) -> RootRecord? {
        let statement = try connection.prepare(
            """
            SELECT url, sha256, date, signer, keys, verified_at FROM root
            WHERE distro = ? AND repository = ? AND suite = ?
            """)
        try statement.bind([.text(distro), .text(repository), .text(suite)])
        guard try statement.step() else { return nil }
        return try root(at: statement, distro: distro, repository: repository, suite: suite)
    }

    static func root(
        at row: Statement, distro: String, repository: String, suite: String
    ) throws(SQLiteError) -> RootRecord {
        RootRecord(
            distro: distro, repository: repository, suite: suite, url: row.text(0),
            sha256: try row.digest(1), date: row.time(2),
            signer: row.optionalText(3), keys: try row.optionalDigest(4),
            verified: row.time(5))
    }

    /// Records a root as the last one seen.
    ///
    /// One that is older than the recorded root is refused with `olderRoot` and changes nothing,
    /// unless `allowingOlder`; the same date is accepted, since a root is signed again without
    /// a new date. Looking and writing are one transaction.
    public func recordRoot(_ root: RootRecord, allowingOlder: Bool = false) throws(StateError) {
        let newer = try use { (connection) throws(SQLiteError) in
            try StateDatabase.replaceRoot(with: root, allowingOlder: allowingOlder, connection)
        }
        if let newer { throw .olderRoot(present: newer, offered: root.date) }
    }

    /// Records a root; where a newer one is recorded, returns that and changes nothing.
    private static func replaceRoot(
        with root: RootRecord, allowingOlder: Bool, _ connection: Connection
    ) throws(SQLiteError) -> RootRecord? {
        var transaction = try Transaction(on: connection)
        let last = try StateDatabase.root(
            distro: root.distro, repository: root.repository, suite: root.suite, connection)
        if let last, root.date < last.date, !allowingOlder { return last }
        try connection.run(
            """
            INSERT OR REPLACE INTO root
                (distro, repository, suite, url, sha256, date, signer, keys, verified_at)
            VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)
            """,
            [
                .text(root.distro), .text(root.repository), .text(root.suite), .text(root.url),
                .text(root.sha256.hex), .integer(Int(root.date.seconds)), .optional(root.signer),
                .optional(root.keys?.hex), .integer(Int(root.verified.seconds)),
            ])
        try transaction.commit()
        return nil
    }
}
