import Glibc
import MirrorTestSupport
import SystemIO
import Testing

@Suite struct FilesTests {
    private let directory: TemporaryDirectory

    init() throws { directory = try TemporaryDirectory() }

    private func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    // MARK: Reading and replacing

    @Test(arguments: [0, 1, 65_535, 65_536, 65_537, 3_000_000])
    func `content is read as it was written, whatever its length`(count: Int) throws {
        var random = SeededRandom(seed: UInt64(count))
        let content = random.bytes(count)
        try Files.replace(directory / "file", with: content, durable: count < 2)
        #expect(try Files.read(directory / "file") == content)
        #expect(try Files.status(directory / "file")?.size == count)
    }

    @Test func `a file whose size is not known beforehand is read whole`() throws {
        let content = try Files.read("/proc/self/status")
        #expect(content.starts(with: bytes("Name:")))
        #expect(content.last == 0x0a)
    }

    @Test func `a reader sees the old content or the new one, never a part`() async throws {
        let path = directory / "shared"
        let old = [UInt8](repeating: 1, count: 200_000)
        let new = [UInt8](repeating: 2, count: 300_000)
        try Files.replace(path, with: old)
        let torn = try await withThrowingTaskGroup(of: Int.self) { group in
            group.addTask {
                for round in 0..<60 { try Files.replace(path, with: round % 2 == 0 ? new : old) }
                return 0
            }
            group.addTask {
                var torn = 0
                for _ in 0..<60 {
                    let seen = try Files.read(path)
                    if seen != old && seen != new { torn += 1 }
                }
                return torn
            }
            return try await group.reduce(0, +)
        }
        #expect(torn == 0)
        #expect(try Files.list(directory.path) == ["shared"], "no temporary file is left")
    }

    @Test func `a failed replacement leaves the old content and nothing else`() throws {
        try Files.makeDirectory(directory / "taken/inside")
        #expect(throws: SystemError.self) { try Files.replace(directory / "taken", with: [1]) }
        #expect(try Files.list(directory.path) == ["taken"])
        let error = #expect(throws: SystemError.self) {
            try Files.replace(directory / "absent/file", with: [1])
        }
        #expect(error?.operation == "create" && error?.isNotFound == true)
        #expect(error?.reason == "No such file or directory")
    }

    @Test func `the mode is as asked, and can be changed`() throws {
        func mode(_ name: String) throws -> String {
            try Subprocess.check("stat", ["-c", "%a", (directory / name).string]).output
        }
        let mask = umask(0)
        umask(mask)
        try Files.replace(directory / "secret", with: [], mode: 0o600)
        #expect(try mode("secret") == "600\n")
        try Files.setMode(directory / "secret", 0o755)
        #expect(try mode("secret") == "755\n")
        #expect(throws: SystemError.self) { try Files.setMode(directory / "absent", 0o600) }
    }

    @Test func `what is not there is nil where that is asked, else an error that says so`() throws {
        #expect(try Files.readIfPresent(directory / "absent") == nil)
        #expect(try Files.status(directory / "absent") == nil)
        try Files.replace(directory / "file", with: [])
        #expect(try Files.status(directory / "file/below") == nil)
        #expect(try Files.readIfPresent(directory / "file/below") == nil)
        let error = #expect(throws: SystemError.self) { try Files.read(directory / "absent") }
        #expect(error?.isNotFound == true && error?.path == (directory / "absent").string)
        #expect(throws: SystemError.self) { try Files.read(directory.path) }
    }

    @Test func `appending goes on where the file ends`() throws {
        for part in ["one ", "two"] {
            var file = try FileHandle(appending: directory / "log")
            try file.write(bytes(part))
            try file.sync()
            try file.close()
        }
        #expect(try Files.read(directory / "log") == bytes("one two"))
    }

    @Test(.enabled(if: Files.exists("/dev/full"), "needs /dev/full"))
    func `a full disk is reported as such`() throws {
        let error = #expect(throws: SystemError.self) {
            let file = try FileHandle(appending: "/dev/full")
            try file.write([1, 2, 3])
        }
        #expect(error?.isNoSpace == true && error?.operation == "write")
    }

    // MARK: Linking

    @Test func `a link shares the file, and replaces what had its name`() throws {
        try Files.replace(directory / "pool", with: bytes("content"))
        try Files.replace(directory / "tree", with: bytes("older"))
        for _ in 0..<2 {
            try Files.linkOrCopy(directory / "pool", to: directory / "tree")
            let pool = try #require(try Files.status(directory / "pool"))
            let tree = try #require(try Files.status(directory / "tree"))
            #expect(pool.inode == tree.inode && pool.device == tree.device)
        }
        #expect(try Files.list(directory.path) == ["pool", "tree"])
        #expect(throws: SystemError.self) {
            try Files.linkOrCopy(directory / "absent", to: directory / "tree")
        }
        #expect(try Files.read(directory / "tree") == bytes("content"))
    }

    @Test func `across file systems the content is copied`() throws {
        guard let other = try TemporaryPlace.onOtherFileSystem("mirror") else { return }
        let devices = try [other.path, directory.path].map { try Files.status($0)?.device }
        try #require(devices[0] != devices[1])
        var random = SeededRandom(seed: 2)
        let content = random.bytes(2_500_000)
        try Files.replace(directory / "pool", with: content)
        try Files.linkOrCopy(directory / "pool", to: other / "tree")
        #expect(try Files.read(other / "tree") == content)
        #expect(try Files.list(other.path) == ["tree"])
    }

    // MARK: Directories

    @Test func `directories are made with all above them, twice without complaint`() throws {
        for _ in 0..<2 { try Files.makeDirectory(directory / "a/b/c/") }
        #expect(try Files.status(directory / "a/b/c")?.kind == .directory)
        try Files.makeDirectory(directory.path / "a/./b/../d")
        #expect(try Files.list(directory / "a") == ["b", "d"])
    }

    @Test(arguments: ["file", "file/below", "file/far/below", "dangling"])
    func `a directory cannot be where a file is, and the error says so`(name: String) throws {
        try Files.replace(directory / "file", with: [])
        symlink("nowhere", (directory / "dangling").string)
        let error = #expect(throws: SystemError.self) { try Files.makeDirectory(directory / name) }
        #expect(error?.operation == "mkdir")
        #expect(error?.code == ENOTDIR)
    }

    @Test func `a link to a directory will do`() throws {
        try Files.makeDirectory(directory / "real")
        symlink("real", (directory / "link").string)
        try Files.makeDirectory(directory / "link/below")
        #expect(Files.exists(directory / "real/below"))
    }

    @Test func `names are listed in order, whatever they are`() throws {
        let names = [".hidden", "B", "a b", "c\nd", "z", "é"]
        for name in names.reversed() { try Files.replace(directory / name, with: []) }
        #expect(try Files.list(directory.path) == names.sorted())
        #expect(throws: SystemError.self) { try Files.list(directory / "z") }
    }

    @Test func `a walk names every file below, and goes through no link`() throws {
        for name in ["b/c/deep", "a", "b/x", "b-side"] {
            try directory.write(name, "")
        }
        try Files.makeDirectory(directory / "empty")
        symlink("b", (directory / "loop").string)
        symlink("..", (directory / "b/up").string)
        #expect(
            try Files.walk(directory.path) == ["a", "b-side", "b/c/deep", "b/up", "b/x", "loop"])
    }

    @Test func `a tree is removed without following links`() throws {
        try directory.write("keep/precious", "")
        try directory.write("tree/a/b", "")
        symlink("../keep", (directory / "tree/link").string)
        try Files.removeTree(directory / "tree")
        #expect(try Files.walk(directory.path) == ["keep/precious"])
        try Files.removeTree(directory / "tree")
        try Files.remove(directory / "absent")
        #expect(throws: SystemError.self) { try Files.remove(directory / "keep") }
    }

    @Test func `a status tells what a name is`() throws {
        try Files.replace(directory / "file", with: [1])
        symlink("file", (directory / "link").string)
        #expect(try Files.status(directory / "link")?.kind == .link)
        #expect(try Files.status(directory / "link", followLinks: true)?.kind == .file)
        #expect(try Files.status("/dev/null")?.kind == .other)
        let modified = try #require(try Files.status(directory / "file")?.modified)
        #expect(abs(modified / 1_000_000_000 - Environment.now()) < 3600)
    }
}
