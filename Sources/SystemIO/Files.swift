internal import Glibc

/// Whole-file work: read, replace, link, list, remove.
///
/// Every failure is a `SystemError` that names the call and the path. Calls are restarted when a signal
/// interrupts them.
public enum Files {
    /// What the file system knows about a name.
    public struct Status: Sendable, Hashable {
        /// What kind of thing it is.
        public enum Kind: Sendable, Hashable { case file, directory, link, other }
        /// What kind of thing it is.
        public var kind: Kind
        /// Bytes.
        public var size: Int
        /// Bytes that it takes on the disk.
        public var allocated: Int
        /// How many names it has.
        public var links: Int
        /// The file's number on its device; equal for hard links of one file.
        public var inode: UInt64
        /// The device it is on.
        public var device: UInt64
        /// The last change of the content, in nanoseconds since the epoch.
        public var modified: Int64
    }

    /// What the file system knows about a name, `nil` where there is none; links are not followed.
    public static func status(_ path: FilePath, followLinks: Bool = false) throws(SystemError)
        -> Status?
    {
        var info = stat()
        let result = unsafe followLinks ? stat(path.string, &info) : lstat(path.string, &info)
        if result != 0 {
            if errno == ENOENT || errno == ENOTDIR { return nil }
            throw .last("stat", path)
        }
        let kind: Status.Kind =
            switch info.st_mode & S_IFMT {
            case S_IFREG: .file
            case S_IFDIR: .directory
            case S_IFLNK: .link
            default: .other
            }
        return Status(
            kind: kind, size: Int(info.st_size), allocated: Int(info.st_blocks) * 512,
            links: Int(info.st_nlink), inode: UInt64(info.st_ino),
            device: UInt64(info.st_dev),
            modified: Int64(info.st_mtim.tv_sec) * 1_000_000_000 + Int64(info.st_mtim.tv_nsec))
    }

    /// The same of what a name leads to, `nil` only where nothing has the name.
    ///
    /// A link that leads to nothing is an error: what it is to lead to may be on a disk that is not there just now.
    public static func statusOfTarget(_ path: FilePath) throws(SystemError) -> Status? {
        if let found = try status(path, followLinks: true) { return found }
        if try status(path)?.kind == .link { throw .notFound("follow the link", path) }
        return nil
    }

    /// Whether this process may write to what has that name, following links.
    public static func isWritable(_ path: FilePath) -> Bool {
        unsafe access(path.string, W_OK) == 0
    }

    /// Whether something of that name is there and can be seen, following links.
    ///
    /// What is behind a directory that cannot be searched counts as absent. Where that would do harm, ask for
    /// the `status`, which is an error then.
    public static func exists(_ path: FilePath) -> Bool {
        unsafe access(path.string, F_OK) == 0
    }

    /// Whether a path leads to a directory, also through links; what cannot be seen is none.
    public static func isDirectory(_ path: FilePath) -> Bool {
        (try? status(path, followLinks: true))?.kind == .directory
    }

    /// The whole content of a file.
    public static func read(_ path: FilePath) throws(SystemError) -> [UInt8] {
        let file = try FileHandle(reading: path)
        return try file.readAll()
    }

    /// The whole content of a file, `nil` where there is none.
    public static func readIfPresent(_ path: FilePath) throws(SystemError) -> [UInt8]? {
        do { return try read(path) } catch {
            if error.isNotFound { return nil } else { throw error }
        }
    }

    /// Replaces a file in one step: a reader sees the old content or the new one, never a part.
    ///
    /// The content is written beside it, synced where `durable`, and renamed over it.
    public static func replace(
        _ path: FilePath, with content: [UInt8], mode: UInt32 = 0o644, durable: Bool = false
    ) throws(SystemError) {
        let temporary = temporaryName(beside: path)
        do {
            var file = try FileHandle(creating: temporary, mode: mode)
            try file.write(content)
            if durable { try file.sync() }
            try file.close()
            try rename(temporary, to: path)
        } catch {
            unsafe unlink(temporary.string)
            throw error
        }
    }

    /// A name beside `path` that no other process or thread of this run uses.
    public static func temporaryName(beside path: FilePath) -> FilePath {
        let random = UInt64.random(in: 0...UInt64.max)
        return path.parent / ".\(path.lastComponent).\(getpid()).\(String(random, radix: 36)).tmp"
    }

    /// Gives a file another name, replacing what has that name.
    public static func rename(_ from: FilePath, to target: FilePath) throws(SystemError) {
        if unsafe Glibc.rename(from.string, target.string) != 0 { throw .last("rename", target) }
    }

    /// Gives a file a second name; where the file system cannot link, its content is copied.
    ///
    /// An existing file of that name is replaced in one step.
    public static func linkOrCopy(_ from: FilePath, to target: FilePath) throws(SystemError) {
        let temporary = temporaryName(beside: target)
        if unsafe link(from.string, temporary.string) != 0 {
            guard [EXDEV, EPERM, EMLINK, EOPNOTSUPP, EACCES].contains(errno) else {
                throw .last("link", target)
            }
            try copy(from, to: temporary)
        }
        do { try rename(temporary, to: target) } catch {
            unsafe unlink(temporary.string)
            throw error
        }
        // rename(2) does nothing when both names are links of one file; the temporary one then stays.
        unsafe unlink(temporary.string)
    }

    private static func copy(_ from: FilePath, to target: FilePath) throws(SystemError) {
        let source = try FileHandle(reading: from)
        var sink = try FileHandle(creating: target)
        do {
            while true {
                let chunk = try source.read(upTo: 1 << 20)
                if chunk.isEmpty { break }
                try sink.write(chunk)
            }
            try sink.close()
        } catch {
            unsafe unlink(target.string)
            throw error
        }
    }

    /// Makes a directory and all above it; one that is there already is fine.
    public static func makeDirectory(_ path: FilePath, mode: UInt32 = 0o755) throws(SystemError) {
        if unsafe mkdir(path.string, mode) == 0 || errno == EEXIST {
            guard let status = try status(path, followLinks: true), status.kind == .directory else {
                throw SystemError(operation: "mkdir", path: path.string, code: ENOTDIR)
            }
            return
        }
        guard errno == ENOENT, path.parent != path else { throw .last("mkdir", path) }
        try makeDirectory(path.parent, mode: mode)
        if unsafe mkdir(path.string, mode) != 0, errno != EEXIST { throw .last("mkdir", path) }
    }

    /// The names in a directory, sorted; `.` and `..` left out.
    public static func list(_ path: FilePath) throws(SystemError) -> [String] {
        guard let stream = unsafe opendir(path.string) else { throw .last("open", path) }
        defer { unsafe closedir(stream) }
        var names: [String] = []
        while let entry = unsafe readdir(stream) {
            let name = unsafe withUnsafePointer(to: &entry.pointee.d_name) { pointer in
                unsafe pointer.withMemoryRebound(to: CChar.self, capacity: 256) {
                    unsafe String(cString: $0)
                }
            }
            if name != ".", name != ".." { names.append(name) }
        }
        return names.sorted()
    }

    /// Removes a file or an empty directory; one that is not there is fine.
    public static func remove(_ path: FilePath) throws(SystemError) {
        if unsafe Glibc.remove(path.string) != 0, errno != ENOENT { throw .last("remove", path) }
    }

    /// Removes a directory and everything in it, without following links.
    public static func removeTree(_ path: FilePath) throws(SystemError) {
        guard let status = try status(path) else { return }
        if status.kind == .directory {
            for name in try list(path) { try removeTree(path / name) }
        }
        try remove(path)
    }

    /// Every file below a directory, as paths relative to it, sorted.
    public static func walk(_ root: FilePath) throws(SystemError) -> [String] {
        var found: [String] = []
        var pending = [""]
        while let directory = pending.popLast() {
            for name in try list(directory.isEmpty ? root : root / directory) {
                let relative = directory.isEmpty ? name : directory + "/" + name
                if let status = try status(root / relative), status.kind == .directory {
                    pending.append(relative)
                } else {
                    found.append(relative)
                }
            }
        }
        return found.sorted()
    }

    /// Sets the permission bits.
    public static func setMode(_ path: FilePath, _ mode: UInt32) throws(SystemError) {
        if unsafe chmod(path.string, mode) != 0 { throw .last("chmod", path) }
    }
}
