import Glibc
import MirrorBase
import MirrorTestSupport
import SystemIO
import Testing

@testable import Store

@Suite("A pool")
struct PoolTests {
    let directory: TemporaryDirectory
    let pool: Pool

    init() throws {
        directory = try TemporaryDirectory("pool")
        pool = Pool(root: directory / "cache/pool")
    }

    static func digest(_ fill: UInt8) -> Digest {
        Digest(.sha256, bytes: Array(repeating: fill, count: 32))
    }

    @discardableResult
    func adopt(_ text: String, as digest: Digest) throws -> FilePath {
        let file = try pool.partialPath(of: digest)
        try Files.replace(file, with: Array(text.utf8), mode: 0o600)
        try pool.adopt(file, as: digest)
        return pool.path(of: digest)
    }

    @Test("files a package under its digest, readable by all")
    func adopts() throws {
        let path = try adopt("abc", as: Self.digest(0xab))
        let hex = String(repeating: "ab", count: 32)
        #expect(path == directory / "cache/pool/sha256/ab/\(hex)")
        #expect(try Files.read(path) == Array("abc".utf8))
        #expect(try pool.contains(Self.digest(0xab), size: 3))
        #expect(!Files.exists(try pool.partialPath(of: Self.digest(0xab))))
        var info = stat()
        #expect(stat(path.string, &info) == 0 && info.st_mode & 0o777 == 0o644)
    }

    @Test("has nothing before it exists")
    func startsEmpty() throws {
        #expect(try !pool.contains(Self.digest(1), size: 3))
        #expect(try pool.list().isEmpty)
        #expect(try pool.partials().isEmpty)
        try pool.remove(Self.digest(1))
        #expect(!Files.exists(pool.root))
    }

    @Test("removes a file of the wrong size and does not count it")
    func wrongSize() throws {
        let path = try adopt("cut sho", as: Self.digest(2))
        #expect(try !pool.contains(Self.digest(2), size: 9))
        #expect(!Files.exists(path))
    }

    @Test("does not take a link or a directory for a package")
    func wrongKind() throws {
        let path = pool.path(of: Self.digest(3))
        try Files.makeDirectory(path.parent)
        try directory.write("elsewhere", "abc")
        #expect(symlink((directory / "elsewhere").string, path.string) == 0)
        #expect(try !pool.contains(Self.digest(3), size: 3))
        #expect(Files.exists(directory / "elsewhere"))
        try Files.makeDirectory(path / "inside")
        #expect(try !pool.contains(Self.digest(3), size: 3))
        #expect(!Files.exists(path))
    }

    @Test("adopting again repairs what is there")
    func adoptsAgain() throws {
        try adopt("bad", as: Self.digest(4))
        let path = try adopt("god", as: Self.digest(4))
        #expect(try Files.read(path) == Array("god".utf8))
    }

    @Test("adopting a file that is not there says so")
    func adoptsNothing() throws {
        #expect { try pool.adopt("/nonexistent/file", as: Self.digest(5)) } throws: {
            ($0 as? SystemError)?.isNotFound == true
        }
    }

    @Test("lists packages and downloads in progress, and passes over foreign names")
    func lists() throws {
        try adopt("one", as: Self.digest(9))
        try adopt("three", as: Self.digest(7))
        try Files.replace(pool.root / "sha256/07/README", with: [])
        try Files.replace(pool.root / "sha256/note", with: [])
        try Files.replace(try pool.partialPath(of: Self.digest(8)), with: [1, 2])
        let held = try pool.lockDownloads()
        #expect(try pool.list().map(\.digest) == [Self.digest(7), Self.digest(9)])
        #expect(try pool.list().map(\.size) == [5, 3])
        #expect(try pool.partials().map(\.digest) == [Self.digest(8)])
        try pool.discardPartial(Self.digest(8))
        try pool.remove(Self.digest(7))
        #expect(try pool.list().map(\.digest) == [Self.digest(9)])
        #expect(try pool.partials().isEmpty)
        _ = consume held
    }

    @Test("publishes by hard link, once")
    func publishes() throws {
        let path = try adopt("abc", as: Self.digest(1))
        let target = directory / "tree/a/b/c.deb"
        #expect(try pool.publish(Self.digest(1), to: target) == .linked)
        #expect(try Files.status(path)?.inode == Files.status(target)?.inode)
        #expect(try pool.publish(Self.digest(1), to: target) == .present)
        try pool.remove(Self.digest(1))
        #expect(try Files.read(target) == Array("abc".utf8))
    }

    @Test("publishing replaces another file of the same size, and a link")
    func replaces() throws {
        try adopt("abc", as: Self.digest(1))
        let target = try directory.write("tree/c.deb", "xyz")
        #expect(try pool.publish(Self.digest(1), to: target) == .linked)
        #expect(try Files.read(target) == Array("abc".utf8))
        try directory.write("secret", "abc")
        let link = directory / "tree/d.deb"
        #expect(symlink((directory / "secret").string, link.string) == 0)
        #expect(try pool.publish(Self.digest(1), to: link) == .linked)
        #expect(try Files.status(link)?.kind == .file)
        #expect(try Files.list(directory / "tree") == ["c.deb", "d.deb"])
    }

    @Test("publishing what the pool lacks fails and leaves the tree as it was")
    func publishesNothing() throws {
        let target = try directory.write("tree/c.deb", "old")
        #expect { try pool.publish(Self.digest(6), to: target) } throws: {
            ($0 as? SystemError)?.isNotFound == true
        }
        #expect(try Files.read(target) == Array("old".utf8))
    }

    @Test("two at once adopt and publish the same files and agree")
    func concurrent() throws {
        let pool = self.pool
        let tree = directory / "tree"
        let staging = directory / "staging"
        try Files.makeDirectory(staging)
        func work(_ worker: Int) throws -> Thread {
            try Thread.start(name: "worker \(worker)") {
                for round in 0..<100 {
                    let digest = Self.digest(UInt8(round % 10))
                    let file = staging / "\(worker)-\(round)"
                    do {
                        try Files.replace(file, with: Array("content \(round % 10)".utf8))
                        try pool.adopt(file, as: digest)
                        try pool.publish(digest, to: tree / "p\(round % 10).deb")
                        let isThere = try pool.contains(digest, size: 9)
                        if !isThere { Issue.record("lost a file") }
                    } catch { Issue.record(error) }
                }
            }
        }
        let first = try work(1)
        let second = try work(2)
        first.join()
        second.join()
        #expect(try pool.list().count == 10)
        #expect(try Files.list(tree) == (0..<10).map { "p\($0).deb" })
        for number in 0..<10 {
            let content = try Files.read(tree / "p\(number).deb")
            #expect(content == Array("content \(number)".utf8))
        }
        #expect(try Files.list(staging).isEmpty)
    }

    @Test("only one downloads at a time")
    func downloadLock() throws {
        let pool = self.pool
        let log = EventLog()
        do {
            let held = try pool.lockDownloads()
            let second = try Thread.start(name: "second") {
                do {
                    let lock = try pool.lockDownloads { log.add("waits") }
                    log.add("has it")
                    _ = consume lock
                } catch { Issue.record(error) }
            }
            log.wait(for: "waits")
            log.add("released")
            _ = consume held
            second.join()
        }
        #expect(log.all == ["waits", "released", "has it"])
    }
}
