import Glibc
import MirrorBase
import MirrorTestSupport
import SQLite
import SystemIO
import Testing

@testable import Store

@Suite("The state database")
struct StateDatabaseTests {
    let directory: TemporaryDirectory
    let path: FilePath

    init() throws {
        directory = try TemporaryDirectory("state")
        path = directory / "share/state.db"
    }

    static func digest(_ fill: UInt8) -> Digest {
        Digest(.sha256, bytes: Array(repeating: fill, count: 32))
    }

    static func root(_ date: Int64, suite: String = "bookworm", signer: String? = "ABCD")
        -> RootRecord
    {
        RootRecord(
            distro: "debian12", repository: "debian", suite: suite,
            url: "https://deb.example.org/debian", sha256: digest(UInt8(date % 200)),
            date: Timestamp(seconds: date), signer: signer,
            keys: signer == nil ? nil : digest(3), verified: Timestamp(seconds: date + 100))
    }

    static func build(
        _ architecture: String = "amd64", _ result: BuildRecord.Result = .published,
        lock: Digest? = nil
    ) -> BuildRecord {
        BuildRecord(
            distro: "debian12", architecture: architecture, started: Timestamp(seconds: 1000),
            finished: Timestamp(seconds: 1060), result: result, lock: lock, packages: 12,
            bytes: 5_000_000_000, downloaded: 4_000_000_000, reused: 1_000_000_000,
            tree: result == .published ? digest(9) : nil)
    }

    func failure(_ body: () throws(StateError) -> Void) -> StateError? {
        do { try body() } catch { return error }
        return nil
    }

    @Test("remembers the last root of each suite, across openings")
    func roots() throws {
        do {
            let state = try StateDatabase(path: path)
            #expect(
                try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
                    == nil)
            try state.recordRoot(Self.root(100))
            try state.recordRoot(Self.root(200))
            try state.recordRoot(Self.root(50, suite: "bookworm-updates", signer: nil))
        }
        let state = try StateDatabase(path: path)
        #expect(
            try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
                == Self.root(200))
        #expect(
            try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm-updates")
                == Self.root(50, suite: "bookworm-updates", signer: nil))
        #expect(
            try state.lastRoot(distro: "debian13", repository: "debian", suite: "bookworm") == nil)
        try state.check()
    }

    @Test("refuses a root older than the last one, unless told")
    func rollback() throws {
        let state = try StateDatabase(path: path)
        try state.recordRoot(Self.root(200))
        let error = failure { () throws(StateError) in try state.recordRoot(Self.root(199)) }
        #expect(error == .olderRoot(present: Self.root(200), offered: Timestamp(seconds: 199)))
        let last = try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
        #expect(last == Self.root(200))
        try state.recordRoot(Self.root(200))
        try state.recordRoot(Self.root(199), allowingOlder: true)
        let now = try state.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
        #expect(now == Self.root(199))
    }

    @Test("numbers builds and finds the latest of a kind")
    func builds() throws {
        let state = try StateDatabase(path: path)
        #expect(try state.latestBuild(distro: "debian12", architecture: "amd64") == nil)
        let text = Array("{\"schema\":1}\n".utf8)
        let first = try state.record(Self.build(lock: Self.digest(1)), lockText: text)
        let second = try state.record(Self.build("arm64"))
        let third = try state.record(Self.build("amd64", .failed, lock: Self.digest(1)))
        #expect([first, second, third] == [1, 2, 3])
        let latest = try state.latestBuild(distro: "debian12", architecture: "amd64")
        #expect(latest?.number == 3)
        let published = try state.latestBuild(
            distro: "debian12", architecture: "amd64", result: .published)
        var expected = Self.build(lock: Self.digest(1))
        expected.number = 1
        #expect(published == expected)
        let all = try state.builds(distro: "debian12", architecture: "amd64")
        #expect(all.map(\.number) == [1, 3])
        #expect(try state.lockText(Self.digest(1)) == text)
        #expect(try state.lockText(Self.digest(2)) == nil)
    }

    @Test("refuses a build whose lock nobody recorded")
    func danglingLock() throws {
        let state = try StateDatabase(path: path)
        let error = failure { () throws(StateError) in
            _ = try state.record(Self.build(lock: Self.digest(1)))
        }
        guard case .failed = error else {
            Issue.record("no such error: \(String(describing: error))")
            return
        }
        #expect(try state.builds(distro: "debian12", architecture: "amd64").isEmpty)
        #expect(try state.record(Self.build()) == 1)
    }

    @Test("keeps any text: quotes, zero bytes, other scripts")
    func anyText() throws {
        let state = try StateDatabase(path: path)
        var random = SeededRandom(seed: 4)
        for _ in 0..<50 {
            var root = Self.root(1)
            root.url = String(
                decoding: random.bytes(Int.random(in: 0...40, using: &random)), as: UTF8.self)
            root.signer = "'; DROP TABLE root; --\0é"
            try state.recordRoot(root)
            let back = try state.lastRoot(
                distro: "debian12", repository: "debian", suite: "bookworm")
            #expect(back == root)
        }
    }

    @Test("two connections see what the other has committed")
    func twoConnections() throws {
        let first = try StateDatabase(path: path)
        let second = try StateDatabase(path: path, busyTimeout: 0)
        try first.recordRoot(Self.root(100))
        #expect(
            try second.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
                == Self.root(100))
        do {
            let transaction = try Transaction(on: first.connection)
            try first.connection.run("DELETE FROM root")
            let error = failure { () throws(StateError) in try second.recordRoot(Self.root(300)) }
            #expect(error == .busy(path: path))
            // Readers go on, with what was committed.
            let seen = try second.lastRoot(
                distro: "debian12", repository: "debian", suite: "bookworm")
            #expect(seen == Self.root(100))
            _ = consume transaction
        }
        try second.recordRoot(Self.root(300))
        let seen = try first.lastRoot(distro: "debian12", repository: "debian", suite: "bookworm")
        #expect(seen == Self.root(300))
    }

    @Test("many may make and fill a new one at once")
    func concurrentOpening() throws {
        let path = self.path
        func worker(_ number: Int) throws -> Thread {
            try Thread.start(name: "opener \(number)") {
                do {
                    let state = try StateDatabase(path: path)
                    for _ in 0..<20 { try state.record(Self.build()) }
                } catch { Issue.record(error) }
            }
        }
        let first = try worker(1)
        let second = try worker(2)
        let third = try worker(3)
        let fourth = try worker(4)
        first.join()
        second.join()
        third.join()
        fourth.join()
        let state = try StateDatabase(path: path)
        let builds = try state.builds(distro: "debian12", architecture: "amd64")
        #expect(builds.map(\.number) == Array(1...80))
    }
}
