import Glibc
import SystemIO

/// Where tests write.
///
/// Tests make and remove hundreds of thousands of small files, and some journalling file systems spend more
/// time on finding room for each than all the rest takes. So they lie in shared memory where that has room.
public enum TemporaryPlace {
    /// The directory in which temporary ones are made: `$TMPDIR`; else one of this process in `/dev/shm`,
    /// which goes away with it, where that will do; else `/tmp`.
    public static let path: FilePath =
        Environment["TMPDIR"].map { FilePath($0) } ?? sharedMemory() ?? "/tmp"

    /// The same, or `/tmp` where a socket below would have too long a path: a path has 107 bytes.
    public static var forSockets: FilePath { path.string.utf8.count <= 48 ? path : "/tmp" }

    /// A directory on another file system than `path`; `nil` where there is none that may be written.
    public static func onOtherFileSystem(_ label: String) throws -> TemporaryDirectory? {
        let own = try Files.status(path, followLinks: true)?.device
        var places: [FilePath] = [memory, "/tmp", "/var/tmp"]
        if let directory = ProjectRoot.buildDirectory { places.append(directory) }
        for place in places where access(place.string, W_OK) == 0 {
            guard let device = try Files.status(place, followLinks: true)?.device, device != own
            else { continue }
            return try TemporaryDirectory(label, in: place)
        }
        return nil
    }

    /// How many bytes of memory can be had without driving anything out.
    public static var availableMemory: UInt64 {
        let text = (try? Files.read("/proc/meminfo")) ?? []
        let line = text.split(separator: 10).first { $0.starts(with: Array("MemAvailable:".utf8)) }
        let digits = String(decoding: line ?? [], as: UTF8.self).filter(\.isNumber)
        return (UInt64(digits) ?? 0) << 10
    }

    // MARK: - Shared memory

    /// What one run of all tests keeps at once is a fraction of this.
    private static let room: UInt64 = 3 << 30
    private static let memory: FilePath = "/dev/shm"
    private static let prefix = "mirror-tests-"

    private static func sharedMemory() -> FilePath? {
        guard isRoomy() else { return nil }
        removeOrphans()
        var template = Array((memory / "\(prefix)XXXXXX").string.utf8CString)
        guard mkdtemp(&template) != nil else { return nil }
        let path = FilePath(
            String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self))
        // As in `/tmp`: some tests run programs as nobody.
        guard hold(path), chmod(path.string, 0o1777) == 0 else { return nil }
        atexit { try? Files.removeTree(TemporaryPlace.path) }
        return path
    }

    /// Whether it has room, and there is memory to fill it, and programs in it run.
    private static func isRoomy() -> Bool {
        let doesNotRunPrograms: UInt = 8  // ST_NOEXEC
        var about = statvfs()
        guard access(memory.string, W_OK | X_OK) == 0, statvfs(memory.string, &about) == 0,
            about.f_flag & doesNotRunPrograms == 0,
            UInt64(about.f_bavail) * UInt64(about.f_frsize) >= room
        else { return false }
        return availableMemory >= 2 * room
    }

    /// Locks a directory for as long as the process lives; `false` where another process has it.
    private static func hold(_ path: FilePath) -> Bool {
        let descriptor = open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard descriptor >= 0 else { return false }
        if flock(descriptor, LOCK_EX | LOCK_NB) == 0 { return true }
        close(descriptor)
        return false
    }

    /// Removes what was left by processes that were killed.
    private static func removeOrphans() {
        for name in (try? Files.list(memory)) ?? [] where name.hasPrefix(prefix) {
            let path = memory / name
            guard let status = try? Files.status(path), status.kind == .directory, hold(path) else {
                continue
            }
            try? Files.removeTree(path)
        }
    }
}
