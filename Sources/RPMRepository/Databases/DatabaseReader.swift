internal import MirrorBase
internal import SQLite

/// Turns the databases of a repository into the documents that they were made of.
///
/// Old repositories may publish nothing else. What resolves and publishes then sees one form only: the
/// texts are laid out as createrepo lays out documents. Rows keep the order that they have in a database.
///
/// Markup and repeated directories make a text a few times as large as its database; one of more than 64
/// times and 64 MiB, or of more than 2 GiB, is refused. So are views, whose rows cost nothing.
public final class DatabaseReader {
    private let primary: Connection
    private let primaryLimit: Int
    /// The attributes and the version that other documents repeat, as markup, by the package's digest.
    private var identities: [[UInt8]: (attributes: [UInt8], version: [UInt8])] = [:]

    /// Opens the content of primary's database; a layout other than number 10 is refused.
    public init(primary content: [UInt8]) throws(DatabaseError) {
        primary = try DatabaseReader.open(content, .primary)
        primaryLimit = DatabaseReader.limit(content.count)
    }

    private static func limit(_ size: Int) -> Int { min(size, 31 << 20) * 64 + (64 << 20) }

    private static func open(
        _ content: [UInt8], _ document: RepodataDocument
    ) throws(DatabaseError) -> Connection {
        let (connection, version, views) = try inDatabase { () throws(SQLiteError) in
            let name = document.rawValue + ".sqlite"
            let connection = try Connection(reading: content, name: name)
            let version = try connection.integer("SELECT dbversion FROM db_info")
            let views = "SELECT count(*) FROM sqlite_master WHERE type = 'view'"
            return (connection, version, try connection.integer(views))
        }
        if version != DatabaseWriter.version { throw .layout(version) }
        if views > 0 { throw .tooLarge }
        return connection
    }

    /// The document of primary.
    public func text() throws(DatabaseError) -> [UInt8] {
        let text = try inDatabase { () throws(SQLiteError) -> [UInt8]? in
            let packages = try primary.prepare(
                """
                SELECT pkgKey, pkgId, name, arch, epoch, version, release, checksum_type, summary,
                    description, rpm_packager, url, time_file, time_build, size_package,
                    size_installed, size_archive, location_base, location_href, rpm_license,
                    rpm_vendor, rpm_group, rpm_buildhost, rpm_sourcerpm, rpm_header_start,
                    rpm_header_end
                FROM packages ORDER BY pkgKey
                """)
            let lists = try DatabaseReader.lists(of: primary)
            let files = DetailCursor(
                try primary.prepare("SELECT pkgKey, name, type FROM files ORDER BY pkgKey, rowid"))
            var body: [UInt8] = []
            var count = 0
            while try packages.step() {
                count += 1
                PackageText.appendHead(of: packages, to: &body)
                let key = packages.integer(0)
                for index in lists.indices {
                    try lists[index].cursor.appendList(lists[index].name, of: key, to: &body)
                }
                while try files.next(of: key) {
                    PackageText.appendFile(files.row.bytes(1), files.row.text(2), 4, to: &body)
                }
                body += "  </format>\n</package>\n".utf8
                if body.count > primaryLimit { return nil }
            }
            return DatabaseReader.document(.primary, body, count)
        }
        guard let text else { throw .tooLarge }
        return text
    }

    /// The lists of dependencies that there are, in the order of createrepo; old databases lack the weak ones.
    private static func lists(
        of primary: Connection
    ) throws(SQLiteError) -> [(name: String, cursor: DetailCursor)] {
        var lists: [(String, DetailCursor)] = []
        for name in ["provides", "requires"] + DatabaseSchema.dependencyTables.dropFirst(2) {
            let isThere = try primary.integer(
                "SELECT count(*) FROM sqlite_master WHERE type = 'table' AND name = ?",
                [.text(name)])
            if isThere == 0 { continue }
            let pre = name == "requires" ? "pre" : "NULL"
            let rows = try primary.prepare(
                """
                SELECT pkgKey, name, flags, epoch, version, release, \(pre) FROM \(name)
                ORDER BY pkgKey, rowid
                """)
            lists.append((name, DetailCursor(rows)))
        }
        return lists
    }

    /// The document of filelists or other, made of its database; packages that primary lacks are left out.
    public func text(
        of document: RepodataDocument, database content: [UInt8]
    ) throws(DatabaseError) -> [UInt8] {
        precondition(document != .primary, "primary is open already")
        let connection = try DatabaseReader.open(content, document)
        let limit = DatabaseReader.limit(content.count)
        let text = try inDatabase { () throws(SQLiteError) -> [UInt8]? in
            try readIdentities()
            let packages = try connection.prepare(
                "SELECT pkgKey, pkgId FROM packages ORDER BY pkgKey")
            let details = DetailCursor(
                try connection.prepare(
                    document == .filelists
                        ? "SELECT pkgKey, dirname, filenames, filetypes FROM filelist ORDER BY pkgKey, rowid"
                        : "SELECT pkgKey, author, date, changelog FROM changelog ORDER BY pkgKey, rowid"
                ))
            var body: [UInt8] = []
            var count = 0
            while try packages.step() {
                let pkgid = packages.bytes(1)
                guard let identity = identities[pkgid] else { continue }
                count += 1
                body += "<package pkgid=\"".utf8
                body.append(escapedAttribute: pkgid)
                body += "\"".utf8
                body += identity.attributes
                body += ">\n".utf8
                body += identity.version
                let key = packages.integer(0)
                while try details.next(of: key) {
                    if document == .filelists {
                        guard PackageText.appendFiles(of: details.row, to: &body, limit: limit)
                        else { return nil }
                    } else {
                        PackageText.appendChange(of: details.row, to: &body)
                    }
                }
                body += "</package>\n".utf8
                if body.count > limit { return nil }
            }
            return DatabaseReader.document(document, body, count)
        }
        guard let text else { throw .tooLarge }
        return text
    }

    private func readIdentities() throws(SQLiteError) {
        if !identities.isEmpty { return }
        let packages = try primary.prepare(
            "SELECT pkgId, name, arch, epoch, version, release FROM packages")
        while try packages.step() {
            var attributes: [UInt8] = []
            PackageText.append(attribute: "name", packages, 1, to: &attributes)
            PackageText.append(attribute: "arch", packages, 2, to: &attributes)
            var version: [UInt8] = []
            PackageText.appendVersion(packages, 3, to: &version)
            identities[packages.bytes(0)] = (attributes, version)
        }
    }

    private static func document(
        _ document: RepodataDocument, _ body: [UInt8], _ count: Int
    ) -> [UInt8] {
        var text = document.start(packageCount: count)
        text += body
        text += document.end
        return text
    }
}

/// The rows of a table that belong to packages, read beside the packages; both are in the order of keys.
final class DetailCursor {
    /// The row that was found; its first column is the key.
    let row: Statement
    private var isAtEnd = false
    private var isTaken = true

    init(_ row: Statement) { self.row = row }

    /// Moves to the next row of a package; `false` where it has no more. Keys only grow.
    func next(of key: Int) throws(SQLiteError) -> Bool {
        while !isAtEnd {
            if isTaken {
                isAtEnd = try !row.step()
                isTaken = false
                if isAtEnd { return false }
            }
            let found = row.integer(0)
            if found > key { return false }
            isTaken = true
            if found == key { return true }
        }
        return false
    }

    /// Appends a list of dependencies as createrepo writes it; nothing where it is empty.
    func appendList(_ name: String, of key: Int, to text: inout [UInt8]) throws(SQLiteError) {
        var isEmpty = true
        while try next(of: key) {
            if isEmpty { text += "    <rpm:\(name)>\n".utf8 }
            isEmpty = false
            text += "      <rpm:entry".utf8
            for (column, attribute) in ["name", "flags", "epoch", "ver", "rel"].enumerated() {
                PackageText.append(attribute: attribute, row, Int32(column + 1), to: &text)
            }
            if row.text(6) == "TRUE" { text += " pre=\"1\"".utf8 }
            text += "/>\n".utf8
        }
        if !isEmpty { text += "    </rpm:\(name)>\n".utf8 }
    }
}
