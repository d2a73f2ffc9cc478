internal import MirrorBase
internal import SQLite

/// Makes the database form of primary, filelists or other, which yum prefers to the documents.
///
/// Tables, indexes, triggers and rows are those that `createrepo_c --database` makes of the same packages.
/// The database lies in memory until it is finished.
public final class DatabaseWriter {
    /// The layout, which the root names; yum wants exactly this one.
    public static let version = 10

    /// The document that the database stands beside.
    public let document: RepodataDocument
    private let connection: Connection
    private var isIndexed = false
    /// The first thing that SQLite refused.
    private var failure: SQLiteError?
    let packages: Statement
    /// The statements that insert what packages have many of, by table.
    private let details: [Statement]
    private var packageCount = 0
    /// The row that is being filled.
    var row = Row()

    /// Begins a database without packages.
    public init(_ document: RepodataDocument) throws(DatabaseError) {
        self.document = document
        let details = DatabaseWriter.detailTables(of: document)
        (connection, packages, self.details) = try inDatabase { () throws(SQLiteError) in
            let connection = try Connection(inMemory: document.rawValue + ".sqlite")
            try connection.run("PRAGMA page_size = 4096")
            try connection.run("PRAGMA journal_mode = OFF")
            // One change for all: SQLite then writes every page once.
            try connection.run("BEGIN")
            for statement in DatabaseSchema.tables(of: document) { try connection.run(statement) }
            let columns = document == .primary ? DatabaseSchema.packageColumns.count : 2
            let packages = try connection.prepare(DatabaseWriter.insertion("packages", columns))
            var statements: [Statement] = []
            for (table, columns) in details {
                statements.append(
                    try connection.prepare(DatabaseWriter.insertion(table, columns)))
            }
            return (connection, packages, statements)
        }
    }

    /// What packages have many of: the tables with the number of their columns.
    private static func detailTables(of document: RepodataDocument) -> [(String, Int)] {
        switch document {
        case .primary:
            [("files", 3)] + DatabaseSchema.dependencyTables.map { ($0, $0 == "requires" ? 7 : 6) }
        case .filelists: [("filelist", 4)]
        case .other: [("changelog", 4)]
        }
    }

    private static func insertion(_ table: String, _ columns: Int) -> String {
        let values = Array(repeating: "?", count: columns).joined(separator: ", ")
        return "INSERT INTO \(table) VALUES (\(values))"
    }

    /// Appends a package, whose rows `body` inserts with the key that it is given.
    func appendPackage(_ body: (Int) throws(MetadataError) -> Void) throws(DatabaseError) {
        precondition(!isIndexed, "packages come before the indexes")
        packageCount += 1
        do throws(MetadataError) { try body(packageCount) } catch { throw .metadata(error) }
        if let failure { throw .database(failure) }
    }

    /// Inserts the row into the table of one kind of details.
    func insert(into table: Int) { insertRow(with: details[table]) }

    /// Inserts the row; what SQLite refuses shows at the end of the package.
    func insertRow(with statement: Statement) {
        if failure != nil { return }
        do throws(SQLiteError) { try statement.run(row) } catch { failure = error }
    }

    /// Makes the indexes; no package can follow.
    public func buildIndexes() throws(DatabaseError) {
        if isIndexed { return }
        try inDatabase { () throws(SQLiteError) in
            for statement in DatabaseSchema.indexes(of: document) { try connection.run(statement) }
        }
        isIndexed = true
    }

    /// Ends the database and gives its content.
    ///
    /// `checksum` is that of the compressed document beside it, as `repomd.xml` has it; yum compares them
    /// to see whether the two belong together.
    public func finish(checksum: String) throws(DatabaseError) -> [UInt8] {
        try buildIndexes()
        return try inDatabase { () throws(SQLiteError) in
            try connection.run(
                "INSERT INTO db_info VALUES (?, ?)",
                [.integer(DatabaseWriter.version), .text(checksum)])
            try connection.run("COMMIT")
            return try connection.content()
        }
    }
}
