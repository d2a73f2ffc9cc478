import MirrorBase
import MirrorTestSupport
import SQLite
import SystemIO
import Testing

@testable import Store

/// Databases of former layouts, and looking without changing anything.
@Suite struct StateLayoutTests {
    let directory: TemporaryDirectory
    let path: FilePath

    init() throws {
        directory = try TemporaryDirectory("state")
        path = directory / "state.db"
    }

    static let lockText = """
        {"schema":1,"distro":"debian12","arch":"amd64",
        "inputs":{"manifest":"00","distro":"00","options":[],"repositories":[
        {"id":"debian","suite":"bookworm","digest":"\(String(repeating: "ab", count: 32))","date":"2026-11-21T10:24:40Z","signer":"F00D","url":"https://a.example.org/"},
        {"id":"own","suite":"","digest":"\(String(repeating: "cd", count: 32))","date":"1970-01-01T00:00:00Z","url":"file:///b"}
        ]},"sets":[],"packages":[],"records":[]}

        """

    /// Makes a database as the first layout was, with two builds.
    private func makeFormer() throws {
        let connection = try Connection(file: path.string, busyTimeout: 0)
        for statement in StateDatabase.migrations[0] { try connection.run(statement) }
        try connection.run("PRAGMA application_id = \(StateDatabase.applicationID)")
        try connection.run("PRAGMA user_version = 1")
        for (digest, text) in [("ab", Self.lockText), ("cd", "no JSON at all")] {
            let hex = String(repeating: digest, count: 32)
            try connection.run(
                "INSERT INTO lock VALUES (?, ?)", [.text(hex), .blob(Array(text.utf8))])
            try connection.run(
                "INSERT INTO build VALUES (NULL, 'debian12', 'amd64', 1, 2, 'published', ?, 3, 4, 5, 6, NULL)",
                [.text(hex)])
        }
    }

    private static func check(_ state: StateDatabase) throws {
        let builds = try state.builds(distro: "debian12", architecture: "amd64")
        #expect(builds.map(\.number) == [1, 2])
        #expect(builds.allSatisfy { $0.place == nil && $0.rollbackOf == nil && $0.error == nil })
        let lock = try #require(builds[0].lock)
        let roots = try state.roots(ofLock: lock)
        #expect(roots.map(\.repository) == ["debian", "own"])
        #expect(roots[0].suite == "bookworm")
        #expect(roots[0].signer == "F00D")
        #expect(roots[0].date == Timestamp(iso8601: "2026-11-21T10:24:40Z"))
        #expect(roots[1].signer == nil)
        #expect(roots[1].date.seconds == 0)
        #expect(try state.roots(ofLock: try #require(builds[1].lock)).isEmpty)
    }

    @Test func `a database of the first layout gets the new one, with the roots of its locks`()
        throws
    {
        try makeFormer()
        let state = try StateDatabase(path: path)
        try Self.check(state)
        try state.check()
        var build = StateDatabaseTests.build()
        (build.place, build.rollbackOf, build.error) = ("/srv/out", 1, "too late")
        let number = try state.record(build)
        build.number = number
        #expect(try state.build(number: number) == build)
        #expect(try state.newestBuilds(limit: 2).map(\.number) == [3, 2])
        #expect(try state.newestBuilds(distro: "other").isEmpty)
    }

    @Test func `the roots of a lock are noted when it is recorded`() throws {
        let state = try StateDatabase(path: path)
        let digest = StateDatabaseTests.digest(5)
        for _ in 0..<2 {
            try state.record(
                StateDatabaseTests.build(lock: digest), lockText: Array(Self.lockText.utf8))
        }
        #expect(try state.roots(ofLock: digest).map(\.repository) == ["debian", "own"])
        let last = try #require(try state.newestBuilds(limit: 1).first)
        #expect(try state.mirror(before: last)?.number == 1)
    }

    @Test func `the roots of locks that a former version recorded beside are noted later`() throws {
        let state = try StateDatabase(path: path)
        let digest = StateDatabaseTests.digest(5)
        try state.connection.run(
            "INSERT INTO lock VALUES (?, ?)", [.text(digest.hex), .blob(Array(Self.lockText.utf8))])
        #expect(try state.roots(ofLock: digest).isEmpty)
        try state.record(StateDatabaseTests.build())
        #expect(try state.roots(ofLock: digest).map(\.repository) == ["debian", "own"])
    }

    @Test func `a lock that was spoilt is replaced when it is recorded again`() throws {
        let state = try StateDatabase(path: path)
        let digest = StateDatabaseTests.digest(5)
        let text = Array(Self.lockText.utf8)
        try state.record(StateDatabaseTests.build(lock: digest), lockText: text)
        try state.connection.run(
            "UPDATE lock SET text = CAST(replace(CAST(text AS TEXT), 'debian', 'x') AS BLOB)")
        try state.connection.run("UPDATE lock_root SET repository = 'x'")
        try state.record(StateDatabaseTests.build(lock: digest), lockText: text)
        #expect(try state.lockText(digest) == text)
        #expect(try state.roots(ofLock: digest).map(\.repository) == ["debian", "own"])
    }

    @Test func `looking at a former layout leaves the file as it is`() throws {
        try makeFormer()
        let before = try Files.read(path)
        try Self.check(try StateDatabase(reading: path))
        #expect(try Files.read(path) == before)
        #expect(try Files.list(directory.path) == ["state.db"])
    }

    @Test func `looking at a former layout takes in what is in its log`() throws {
        try makeFormer()
        let other = try Connection(file: path.string, busyTimeout: 0)
        try other.useWriteAheadLog()
        try other.run("UPDATE build SET packages = 77 WHERE number = 1")
        let before = try Files.read(path)
        let state = try StateDatabase(reading: path)
        try Self.check(state)
        #expect(try state.build(number: 1)?.packages == 77)
        #expect(try Files.read(path) == before)
    }

    @Test func `what stands in the way of looking is an error`() throws {
        // Not a directory, and a link that leads nowhere but to itself.
        try Files.replace(directory / "file", with: [1])
        #expect(throws: StateError.self) { try StateDatabase(reading: directory / "file/state.db") }
        try Subprocess.check("ln", ["-s", "loop", (directory / "loop").string])
        #expect(throws: StateError.self) { try StateDatabase(reading: directory / "loop/state.db") }
    }

    @Test func `looking makes nothing`() throws {
        let state = try StateDatabase(reading: directory / "no/state.db")
        #expect(try state.newestBuilds().isEmpty)
        #expect(try Files.list(directory.path) == [])
    }

    @Test func `looking at what another program wrote is an error`() throws {
        try Files.replace(path, with: Array("no database".utf8))
        #expect(throws: StateError.self) { try StateDatabase(reading: path) }
        #expect(try Files.list(directory.path) == ["state.db"])
    }

    // MARK: - Damage

    @Test func `damage that shows late is repaired once, and the question asked again`() throws {
        var found: [StateError] = []
        do {
            let state = try StateDatabase(path: path)
            try state.record(StateDatabaseTests.build())
            try state.connection.run("UPDATE build SET result = 'strange'")
        }
        let state = try StateDatabase(
            path: path,
            renewal: .init(setsAside: true) { occasion, state in
                if case .setAside(let error, _, _) = occasion { found.append(error) }
                _ = try? state.record(StateDatabaseTests.build("arm64"))
                return {}
            })
        #expect(found.isEmpty)
        #expect(try state.builds(distro: "debian12", architecture: "arm64").count == 0)
        #expect(try state.builds(distro: "debian12", architecture: "amd64").isEmpty)
        #expect(found.count == 1)
        #expect(try state.newestBuilds().map(\.architecture) == ["arm64"])
        #expect(try Files.list(directory.path).contains { $0.contains(".damaged-") })
        // What is damaged again is an error, or it would go on for ever.
        try state.connection.run("UPDATE build SET result = 'strange'")
        #expect(throws: StateError.self) { try state.newestBuilds() }
    }

    @Test func `a file that is cut off at its beginning is damaged`() throws {
        for size in [0, 1, 99] {
            try Files.replace(path, with: Array(repeating: 0x53, count: size))
            #expect(throws: StateError.self) { try StateDatabase(reading: path) }
            #expect(throws: StateError.self) { try StateDatabase(path: path) }
            #expect(try Files.read(path).count == size)
        }
        #expect(try Files.list(directory.path) == ["state.db"])
    }

    @Test func `nobody sees a new file before it is filled`() throws {
        for content: [UInt8]? in [nil, Array("no database".utf8)] {
            if let content { try Files.replace(path, with: content) }
            var seen: [UInt8]?
            let state = try StateDatabase(
                path: path,
                renewal: .init(setsAside: true) { [path] _, state in
                    seen = try? Files.readIfPresent(path)
                    try? state.recordRoot(StateDatabaseTests.root(100))
                    return {}
                })
            #expect(seen == content)
            #expect(
                try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
                    != nil)
            // As if it had been killed: what is there is whole, and nothing is left over.
            #expect(try Files.list(directory.path).allSatisfy { !$0.hasSuffix(".tmp") })
            try Files.remove(path)
        }
    }

    @Test func `a log without its file is not played into a new one`() throws {
        let former = try StateDatabase(path: path)
        try former.record(StateDatabaseTests.build())
        #expect(try Files.status(FilePath(path.string + "-wal")) != nil)
        try Files.remove(path)
        let state = try StateDatabase(path: path)
        #expect(try state.newestBuilds().isEmpty)
        try state.record(StateDatabaseTests.build("arm64"))
        try state.check()
        #expect(try StateDatabase(path: path).newestBuilds().map(\.architecture) == ["arm64"])
    }

    @Test(arguments: [true, false])
    func `roots that can still be read are taken along`(setsAside: Bool) throws {
        do {
            let state = try StateDatabase(path: path)
            try state.recordRoot(StateDatabaseTests.root(200))
            try state.recordRoot(StateDatabaseTests.root(4_000_000_000, suite: "future"))
            try state.connection.run("DROP TABLE build")
        }
        let before = try Files.read(path)
        var rescued: Int?
        let state = try StateDatabase(
            path: path,
            renewal: .init(setsAside: setsAside) { occasion, state in
                if case .setAside(_, _, let count) = occasion { rescued = count }
                // What somebody else knows, which is older.
                try? state.recordRoot(StateDatabaseTests.root(100))
                return {}
            })
        let root = try #require(
            try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm"))
        #expect(root.date.seconds == 200)
        #expect(root.keys == nil)
        #expect(!root.isTrusted(at: Timestamp(seconds: 100_000)))
        #expect(
            try state.lastRoot(distro: "debian12", repository: "debian", suite: "future") == nil)
        #expect(rescued == (setsAside ? 1 : nil))
        let names = try Files.list(directory.path)
        if setsAside {
            #expect(names.contains { $0.contains(".damaged-") })
        } else {
            #expect(names == ["state.db", "state.db.lock"])
            #expect(try Files.read(path) == before)
        }
    }

    @Test func `what another process has set aside is not set aside again`() throws {
        var repairs = 0
        let make = { () throws in
            try StateDatabase(
                path: path,
                renewal: .init(setsAside: true) { occasion, _ in
                    if case .setAside = occasion { repairs += 1 }
                    return {}
                })
        }
        try make().record(StateDatabaseTests.build())
        let first = try make()
        let second = try make()
        try first.connection.run("UPDATE build SET result = 'strange'")
        #expect(try first.newestBuilds().isEmpty)
        try first.record(StateDatabaseTests.build("arm64"))
        #expect(try second.newestBuilds().map(\.architecture) == ["arm64"])
        #expect(repairs == 1)
    }
}
