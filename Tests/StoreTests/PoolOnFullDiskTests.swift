import Glibc
import MirrorBase
import MirrorTestSupport
import Store
import SystemIO
import Testing

@Suite("A pool whose tree is on another file system")
struct PoolOnFullDiskTests {
    let directory: TemporaryDirectory
    let pool: Pool
    let digest = Digest(.sha256, bytes: Array(repeating: 1, count: 32))

    init() throws {
        directory = try TemporaryDirectory("pool")
        pool = Pool(root: directory / "pool")
    }

    func adopt(bytes: Int) throws {
        let file = try pool.partialPath(of: digest)
        try Files.replace(file, with: Array(repeating: 7, count: bytes))
        try pool.adopt(file, as: digest)
    }

    /// A directory on another file system than the pool's, if there is one.
    func elsewhere() throws -> TemporaryDirectory? {
        guard let other = try TemporaryPlace.onOtherFileSystem("tree") else {
            print("notice: no second file system here, so copying into a tree is not tested")
            return nil
        }
        return other
    }

    @Test("copies once, and again when either file changed")
    func copies() throws {
        guard let tree = try elsewhere() else { return }
        try adopt(bytes: 1000)
        let target = tree / "a/b.deb"
        #expect(try pool.publish(digest, to: target) == .copied)
        #expect(try pool.publish(digest, to: target) == .present)
        try Files.replace(target, with: Array(repeating: 8, count: 1000))
        #expect(try pool.publish(digest, to: target) == .copied)
        #expect(try Files.read(target) == Array(repeating: 7, count: 1000))
        #expect(try Files.list(tree / "a") == ["b.deb"])
    }

    @Test("adopts a file from there")
    func adoptsAcross() throws {
        guard let other = try elsewhere() else { return }
        let file = try other.write("new.deb", "abc")
        try pool.adopt(file, as: digest)
        #expect(try pool.contains(digest, size: 3))
        #expect(!Files.exists(file))
    }

    @Test("says that the disk is full, keeps the old file and leaves no part")
    func fullDisk() throws {
        let mount = directory / "small"
        try Files.makeDirectory(mount)
        guard Environment.isRoot,
            Glibc.mount("none", mount.string, "tmpfs", 0, "size=64k") == 0
        else {
            print("notice: a small file system cannot be mounted here, so a full one is not tested")
            return
        }
        defer { umount2(mount.string, Int32(MNT_DETACH)) }
        try adopt(bytes: 200_000)
        try Files.replace(mount / "a.deb", with: [1, 2, 3])
        #expect { try pool.publish(digest, to: mount / "a.deb") } throws: {
            ($0 as? SystemError)?.isNoSpace == true
        }
        #expect(try Files.list(mount) == ["a.deb"])
        #expect(try Files.read(mount / "a.deb") == [1, 2, 3])
        #expect(throws: SystemError.self) { try pool.adopt(mount / "none", as: digest) }
        #expect(try pool.contains(digest, size: 200_000))
    }

    @Test("leaves no part behind when a file may not grow")
    func fileLimit() async throws {
        guard let tree = try elsewhere() else { return }
        try adopt(bytes: 200_000)
        let root = pool.root.string
        let target = (tree / "a.deb").string
        await #expect(processExitsWith: .exitCode(7)) {
            [root = root as String, target = target as String] in
            signal(SIGXFSZ, SIG_IGN)
            var limit = rlimit(rlim_cur: 65_536, rlim_max: 65_536)
            setrlimit(__rlimit_resource_t(1), &limit)
            let digest = Digest(.sha256, bytes: Array(repeating: 1, count: 32))
            do { try Pool(root: FilePath(root)).publish(digest, to: FilePath(target)) } catch {
                Glibc.exit((error as? SystemError)?.code == EFBIG ? 7 : 8)
            }
        }
        #expect(try Files.list(tree.path).isEmpty)
        #expect(try pool.contains(digest, size: 200_000))
    }
}
