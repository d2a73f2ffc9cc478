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
        let state = try StateDatabase(path: path) { error, _, state in
            found.append(error)
            _ = try? state.record(StateDatabaseTests.build("arm64"))
        }
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

    @Test func `what another process has set aside is not set aside again`() throws {
        var repairs = 0
        let make = { () throws in
            try StateDatabase(path: path) { _, _, _ in repairs += 1 }
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
