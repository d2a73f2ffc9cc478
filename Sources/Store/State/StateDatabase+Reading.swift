internal import MirrorBase
internal import SQLite
internal import SystemIO

/// Looking at a state without changing it.
extension StateDatabase {
    /// Opens a file for looking at it.
    ///
    /// A former layout is brought up to date in memory: a process of the former version may be using the file.
    static func look(at path: FilePath, _ busyTimeout: Int32) throws(StateError) -> Connection {
        try checkSize(path)
        // Another version may be in the log, but a later one at most.
        guard try layout(path) == migrations.count else { return try copy(path) }
        let connection: Connection
        do throws(SQLiteError) {
            connection = try Connection(file: path.string, busyTimeout: busyTimeout)
            try identify(connection)
        } catch {
            guard case .cannotOpen = error else { throw StateError(error) }
            return try copy(path)
        }
        try finish(connection)
        return connection
    }

    /// The number of the layout, as the header of the file says.
    private static func layout(_ path: FilePath) throws(StateError) -> Int {
        do {
            let file = try FileHandle(reading: path)
            let header = try file.read(at: 0, count: headerSize)
            // `user_version` is at byte 60.
            return header.count < 64 ? 0 : header[60..<64].reduce(0) { $0 << 8 | Int($1) }
        } catch { throw .cannotOpen(path: path, reason: error.reason) }
    }

    /// The content of a file, in memory and in the present layout.
    static func copy(_ path: FilePath) throws(StateError) -> Connection {
        let connection = try memory(try content(of: path), called: path)
        try inDatabase { () throws(SQLiteError) in try identify(connection) }
        try finish(connection)
        return connection
    }

    private static func finish(_ connection: Connection) throws(StateError) {
        try migrate(connection)
        try inDatabase { () throws(SQLiteError) in try checkTables(connection) }
    }

    /// A database in memory, which changes nothing on the disk.
    private static func memory(_ content: [UInt8], called path: FilePath) throws(StateError)
        -> Connection
    {
        var content = content
        // What is in memory has no log: bytes 18 and 19 say whether there is one.
        if content.count > 19 { (content[18], content[19]) = (1, 1) }
        return try inDatabase { () throws(SQLiteError) in
            try Connection(reading: content, name: path.string, isWritable: true)
        }
    }

    /// The content of a file with that of its log.
    private static func content(of path: FilePath) throws(StateError) -> [UInt8] {
        do {
            var hasLog = false
            for suffix in ["-wal", "-journal"] {
                let log = try Files.status(FilePath(path.string + suffix))
                if let log, log.size > 0 { hasLog = true }
            }
            // Without a log nobody has the file open, and it is all there is. To ask SQLite would leave files
            // beside it.
            if !hasLog { return try Files.read(path) }
        } catch { throw .cannotOpen(path: path, reason: error.reason) }
        return try inDatabase { () throws(SQLiteError) in
            try Connection(readOnly: path.string).content()
        }
    }

    // MARK: - Rescue

    /// The roots that can still be read from a damaged file, from both of its ends.
    ///
    /// Nobody vouches for them: they count as never verified, and those of a date in the future are left out,
    /// since they would keep out what comes after them.
    static func rescueRoots(from path: FilePath, now: Timestamp) -> [RootRecord] {
        let whole = try? content(of: path)
        guard let bytes = whole ?? (try? Files.read(path)), bytes.count >= headerSize,
            let connection = try? memory(bytes, called: path)
        else { return [] }
        var found: [RootRecord] = []
        for order in ["ASC", "DESC"] {
            guard
                let row = try? connection.prepare(
                    """
                    SELECT url, sha256, date, signer, keys, verified_at, distro, repository, suite
                    FROM root ORDER BY distro \(order), repository \(order), suite \(order)
                    """)
            else { continue }
            while (try? row.step()) == true {
                guard
                    var root = try? root(
                        at: row, distro: row.text(6), repository: row.text(7), suite: row.text(8)),
                    root.date.seconds > 0, root.date <= now
                else { continue }
                root.keys = nil
                root.verified = Timestamp(seconds: 0)
                found.append(root)
            }
        }
        return found
    }
}
