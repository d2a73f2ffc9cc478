/// A transaction that writes; undone when it goes out of scope without `commit`.
public struct Transaction: ~Copyable {
    private let connection: Connection
    private var isOpen = true

    /// Begins at once as the writer, so that nothing can change between reading and writing, and no
    /// reader has to be turned into a writer, which fails without waiting.
    public init(on connection: Connection) throws(SQLiteError) {
        self.connection = connection
        try connection.run("BEGIN IMMEDIATE")
    }

    deinit {
        // SQLite has already undone it after some errors, such as a full disk.
        if isOpen, !connection.isIdle { try? connection.run("ROLLBACK") }
    }

    /// Makes what was written permanent; after an error it is undone.
    public mutating func commit() throws(SQLiteError) {
        try connection.run("COMMIT")
        isOpen = false
    }
}
