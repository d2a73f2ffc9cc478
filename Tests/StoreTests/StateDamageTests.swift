import Glibc
import MirrorBase
import MirrorTestSupport
import SQLite
import SystemIO
import Testing

@testable import Store

@Suite("A state database that was hurt")
struct StateDamageTests {
    let directory: TemporaryDirectory
    let path: FilePath

    init() throws {
        directory = try TemporaryDirectory("state")
        path = directory / "state.db"
    }

    func openingError() -> StateError? {
        do throws(StateError) { _ = try StateDatabase(path: path) } catch { return error }
        return nil
    }

    func isDamaged(_ error: StateError?) -> Bool {
        if case .damaged(path, _) = error { return true }
        return false
    }

    @Test("forgets a transaction whose process was killed", .timeLimit(.minutes(1)))
    func killed() async throws {
        do { try StateDatabase(path: path).record(StateDatabaseTests.build()) }
        let name = path.string
        await #expect(processExitsWith: .signal(SIGKILL)) { [name = name as String] in
            let state = try StateDatabase(path: FilePath(name))
            let transaction = try Transaction(on: state.connection)
            // A tiny cache makes SQLite write uncommitted pages to the log.
            try state.connection.run("PRAGMA cache_size = 2")
            for number in 0..<500 {
                try state.connection.run(
                    "INSERT INTO lock VALUES (?, ?)",
                    [.text("\(number)"), .blob(Array(repeating: 7, count: 4000))])
            }
            try state.connection.run("UPDATE build SET distro = 'other'")
            kill(getpid(), SIGKILL)
            _ = consume transaction
        }
        let wal = try Files.status(FilePath(path.string + "-wal"))
        #expect((wal?.size ?? 0) > 1_000_000)
        let state = try StateDatabase(path: path)
        try state.check()
        #expect(try state.connection.integer("SELECT count(*) FROM lock") == 0)
        #expect(try state.builds(distro: "debian12", architecture: "amd64").count == 1)
        try state.record(StateDatabaseTests.build())
    }

    @Test("is damaged when it is no database", arguments: [2, 15, 99, 4096, 100_000])
    func noDatabase(size: Int) throws {
        var random = SeededRandom(seed: UInt64(size))
        try Files.replace(path, with: random.bytes(size))
        #expect(isDamaged(openingError()))
    }

    @Test("is damaged when it is another program's, and is not written to")
    func foreign() throws {
        do {
            let other = try Connection(file: path.string, busyTimeout: 0)
            try other.run("CREATE TABLE cookies (name TEXT)")
        }
        let before = try Files.read(path)
        #expect(isDamaged(openingError()))
        #expect(try Files.read(path) == before)
        #expect(try Files.list(directory.path) == ["state.db"])
    }

    @Test("is damaged when a table is gone")
    func missingTable() throws {
        do { try StateDatabase(path: path).connection.run("DROP TABLE build") }
        #expect(openingError() == .damaged(path: path, reason: "the table `build` is missing"))
    }

    @Test("is damaged when a digest in it is none")
    func badDigest() throws {
        let state = try StateDatabase(path: path)
        try state.recordRoot(StateDatabaseTests.root(100))
        try state.connection.run("UPDATE root SET sha256 = 'zz'")
        var found: StateError?
        do throws(StateError) {
            _ = try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
        } catch { found = error }
        #expect(found == .damaged(path: path, reason: "`zz` is no SHA-256 digest"))
    }

    @Test("is left alone when a newer program has written it")
    func newer() throws {
        do { try StateDatabase(path: path).connection.run("PRAGMA user_version = 99") }
        let known = StateDatabase.migrations.count
        #expect(openingError() == .newerSchema(path: path, found: 99, known: known))
    }

    @Test("never crashes the program, wherever bytes change")
    func mutated() throws {
        do {
            let state = try StateDatabase(path: path)
            for number in 1...40 {
                try state.recordRoot(StateDatabaseTests.root(100, suite: "s\(number)"))
                try state.record(StateDatabaseTests.build())
            }
            _ = try state.connection.text("PRAGMA journal_mode = DELETE")
        }
        let whole = try Files.read(path)
        var random = SeededRandom(seed: 11)
        var damaged = 0
        for _ in 0..<150 {
            var bytes = whole
            if Bool.random(using: &random) {
                bytes.removeLast(Int.random(in: 1..<bytes.count, using: &random))
            }
            for _ in 0..<Int.random(in: 1...40, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] =
                    UInt8.random(in: 0...255, using: &random)
            }
            for suffix in ["", "-wal", "-shm", "-journal"] {
                try Files.remove(FilePath(path.string + suffix))
            }
            try Files.replace(path, with: bytes)
            do throws(StateError) {
                let state = try StateDatabase(path: path, busyTimeout: 0)
                try state.check()
                _ = try state.builds(distro: "debian12", architecture: "amd64")
                try state.record(StateDatabaseTests.build())
            } catch {
                if isDamaged(error) { damaged += 1 }
            }
        }
        #expect(damaged > 75)
    }

    @Test("is set aside with its log, and a new one begins")
    func setsAside() throws {
        let time = Timestamp(year: 2026, month: 11, day: 21, hour: 10, minute: 24, second: 40)
        for expected in ["", "-2", "-3"] {
            try Files.replace(path, with: Array("not a database, whatever".utf8))
            try Files.replace(FilePath(path.string + "-wal"), with: [1])
            let aside = try StateDatabase.nameAside(path, at: time)
            try StateDatabase.keep(path, as: aside)
            let name = "state.db.damaged-20261121T102440Z" + expected
            #expect(aside == directory / name)
            #expect(try Files.read(directory / (name + "-wal")) == [1])
            #expect(try !Files.list(directory.path).contains("state.db-wal"))
        }
        try Files.remove(path)
        let state = try StateDatabase(path: path)
        #expect(try state.record(StateDatabaseTests.build()) == 1)
    }

    @Test("says when its directory cannot be made")
    func noDirectory() throws {
        try directory.write("file", "")
        var found: StateError?
        do throws(StateError) {
            _ = try StateDatabase(path: directory / "file/state.db")
        } catch { found = error }
        guard case .system(let error) = found else {
            Issue.record("no such error: \(String(describing: found))")
            return
        }
        #expect(error.operation == "mkdir")
    }
}
