import MirrorTestSupport
import SystemIO

/// What Python's sqlite3 finds in databases.
enum DatabaseOracle {
    /// Prints every row of every table of a database, sorted, with the package's digest instead of its key;
    /// then the statements that made it, and what the file says of itself.
    ///
    /// Keys are private to a database, and so is the order of rows; some tools turn that of the files of a
    /// directory round, which `unordered` overlooks.
    private static let program = """
        import sqlite3, sys
        base = sqlite3.connect(sys.argv[1])
        def rows(text):
            return base.execute(text).fetchall()
        ids = dict(rows('SELECT pkgKey, pkgId FROM packages'))
        lines = []
        for (table,) in rows("SELECT name FROM sqlite_master WHERE type = 'table'"):
            names = [column[1] for column in rows(f'PRAGMA table_info({table})')]
            for row in rows(f'SELECT * FROM {table}'):
                if table == 'filelist' and 'unordered' in sys.argv:
                    files, kinds = row[2].split('/'), list(row[3])
                    pairs = sorted(zip(files, kinds)) if len(files) == len(kinds) else \
                        sorted(files) + sorted(kinds)
                    row = (row[0], row[1], pairs, None)
                cells = [(name, ids[cell] if name == 'pkgKey' else cell)
                    for name, cell in zip(names, row)]
                lines.append(table + ' ' + repr(cells))
        print(*sorted(lines), sep='\\n')
        if 'layout' in sys.argv:
            for (text,) in rows('SELECT sql FROM sqlite_master ORDER BY type, name'):
                print(text)
            for name in ['integrity_check', 'page_size', 'encoding', 'user_version',
                    'freelist_count', 'journal_mode', 'auto_vacuum', 'application_id']:
                print(name, *rows('PRAGMA ' + name))
        """

    /// What to print beside rows.
    enum Option: String {
        case layout, unordered
    }

    /// The rows of a database, one in a line.
    static func rows(_ database: [UInt8], _ option: Option? = nil) throws -> [String] {
        let directory = try TemporaryDirectory("database")
        let path = directory / "database.sqlite"
        try Files.replace(path, with: database)
        let arguments = ["-c", program, path.string] + (option.map { [$0.rawValue] } ?? [])
        let outcome = try Subprocess.check("python3", arguments)
        return outcome.output.split(separator: "\n").map(String.init)
    }

    /// The rows that only one of two databases has, the first few.
    static func difference(_ left: [UInt8], _ right: [UInt8], _ option: Option? = nil) throws
        -> [String]
    {
        let found = try [left, right].map { try rows($0, option) }
        if found[0] == found[1] { return [] }
        let other = Set(found[0]).symmetricDifference(found[1]).sorted()
        return other.isEmpty ? ["rows that are repeated"] : Array(other.prefix(6))
    }
}
