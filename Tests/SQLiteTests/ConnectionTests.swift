import MirrorTestSupport
import SQLite
import SystemIO
import Testing

@Suite("A SQLite connection")
struct ConnectionTests {
    @Test("gives the content of a database in memory, which is that of a file")
    func content() throws {
        let directory = try TemporaryDirectory("sqlite")
        let made = try Connection(inMemory: "made")
        try made.run("CREATE TABLE fruit (name TEXT, weight INTEGER)")
        try made.run("INSERT INTO fruit VALUES ('quince', 200), ('fig', NULL)")
        let path = directory / "fruit.sqlite"
        try Files.replace(path, with: try made.content())
        let file = try Connection(file: path.string, busyTimeout: 0)
        #expect(try file.integer("SELECT sum(weight) FROM fruit") == 200)
        #expect(try file.text("PRAGMA integrity_check") == "ok")
        let content = try file.content()
        let read = try Connection(reading: content, name: "read")
        #expect(try read.text("SELECT name FROM fruit WHERE weight IS NULL") == "fig")
        #expect(try read.content() == content)
    }

    @Test("refuses to write to content that it reads")
    func readOnly() throws {
        let made = try Connection(inMemory: "made")
        try made.run("CREATE TABLE fruit (name TEXT)")
        let read = try Connection(reading: try made.content(), name: "read")
        let error = #expect(throws: SQLiteError.self) {
            try read.run("INSERT INTO fruit VALUES ('fig')")
        }
        guard case .cannotOpen("read", _) = error else {
            Issue.record("\(String(describing: error))")
            return
        }
    }

    @Test("reads no view of content that comes from elsewhere")
    func view() throws {
        let made = try Connection(inMemory: "made")
        try made.run("CREATE VIEW packages AS SELECT 1")
        #expect(try made.integer("SELECT * FROM packages") == 1)
        let read = try Connection(reading: try made.content(), name: "read")
        #expect(throws: SQLiteError.self) { try read.integer("SELECT * FROM packages") }
    }

    @Test("finds content that is no database", arguments: [0, 1, 100, 5000])
    func noDatabase(size: Int) throws {
        var random = SeededRandom(seed: UInt64(size))
        let error = #expect(throws: SQLiteError.self) {
            let read = try Connection(reading: random.bytes(size), name: "noise")
            _ = try read.integer("SELECT count(*) FROM packages")
        }
        if size >= 100 {
            guard case .damaged("noise", _) = error else {
                Issue.record("\(String(describing: error))")
                return
            }
        }
    }

    @Test("keeps an empty text from becoming NULL")
    func emptyText() throws {
        let made = try Connection(inMemory: "made")
        try made.run("CREATE TABLE t (a, b, c)")
        let insert = try made.prepare("INSERT INTO t VALUES (?, ?, ?)")
        var values = Row()
        for number in [7, 8] {
            values.removeAll()
            values.appendText { _ in }
            values.appendNull()
            values.append(number)
            try insert.run(values)
        }
        let row = try made.prepare("SELECT typeof(a), typeof(b), c FROM t ORDER BY c")
        #expect(try row.step())
        #expect(row.text(0) == "text")
        #expect(row.text(1) == "null")
        #expect(row.integer(2) == 7)
        #expect(try row.step())
        #expect(row.integer(2) == 8)
        #expect(try !row.step())
    }
}
