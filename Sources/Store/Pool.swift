public import MirrorBase
public import SystemIO

/// The content-addressed store of package files that all distributions share.
///
/// A file lies at `<root>/sha256/ab/<hex>`, `ab` being the first two digits of its SHA-256, with mode
/// 0644. It enters by rename only, so a name in the pool always stands for a whole file, and several
/// processes may read, adopt and publish at once. Whoever downloads holds `lockDownloads`, because
/// the file of a download in progress has the same name in every process.
///
/// The pool does not hash: a file is verified before it is adopted, and again where the caller has
/// reason to. Nothing is synced to the disk; a file that a power failure cut short has the wrong size
/// and is removed by `contains`. All digests given to it are SHA-256; another kind is a bug and traps.
public struct Pool: Sendable {
    /// A file in the pool.
    public struct Entry: Sendable, Hashable {
        /// What it is filed under.
        public var digest: Digest
        /// Bytes.
        public var size: Int
        /// When it entered the pool, in nanoseconds since the epoch.
        public var adopted: Int64
    }

    /// The directory that holds it all; it is made when the first file arrives.
    public let root: FilePath

    /// Names a pool; nothing is read or made yet.
    public init(root: FilePath) { self.root = root }

    /// Where a file lies, or would.
    public func path(of digest: Digest) -> FilePath {
        let hex = Pool.hex(digest)
        return root / "sha256" / String(hex.prefix(2)) / hex
    }

    /// Whether a file is there with the size that is expected of it, in bytes.
    ///
    /// One of a wrong size (a power failure, a full disk of long ago) is removed and does not count,
    /// nor does anything that is not a plain file.
    public func contains(_ digest: Digest, size: Int) throws(SystemError) -> Bool {
        let path = path(of: digest)
        guard let status = try Files.status(path) else { return false }
        if status.kind == .file, status.size == size { return true }
        try Files.removeTree(path)
        return false
    }

    /// Takes a whole, verified file into the pool, which removes it from where it was.
    ///
    /// A file that is there already is replaced, so that fetching again repairs it. The file gets mode
    /// 0644 and the present time. From another file system it is copied.
    public func adopt(_ file: FilePath, as digest: Digest) throws(SystemError) {
        let target = path(of: digest)
        try Files.setMode(file, 0o644)
        try Files.setModified(file, nil)
        try Files.makeDirectory(target.parent)
        do { try Files.rename(file, to: target) } catch {
            guard error.isOtherDevice else { throw error }
            try Files.linkOrCopy(file, to: target)
            try Files.remove(file)
        }
    }

    /// Takes a verified file of a tree into the pool, and leaves it there: as a hard link where possible.
    ///
    /// A copy has the file's time, so that it is known to be the same.
    public func share(_ file: FilePath, as digest: Digest) throws(SystemError) {
        let target = path(of: digest)
        guard let status = try Files.status(file) else { throw .notFound("share", file) }
        try Files.makeDirectory(target.parent)
        try Files.linkOrCopy(file, to: target)
        try Files.setModified(target, status.modified)
    }

    /// Removes a file; trees that link to it keep their link. One that is not there is fine.
    public func remove(_ digest: Digest) throws(SystemError) {
        try Files.remove(path(of: digest))
    }

    /// Every file in the pool, by digest; names that are no digests are passed over.
    ///
    /// A file that another process removes meanwhile is left out.
    public func list() throws(SystemError) -> [Entry] {
        let top = root / "sha256"
        var entries: [Entry] = []
        for prefix in try Pool.names(in: top) where prefix.utf8.count == 2 {
            for name in try Pool.names(in: top / prefix) where name.hasPrefix(prefix) {
                guard let digest = Pool.digest(named: name),
                    let status = try Files.status(top / prefix / name), status.kind == .file
                else { continue }
                entries.append(Entry(digest: digest, size: status.size, adopted: status.modified))
            }
        }
        return entries
    }

    /// What lies in the pool, for a look at all of it.
    public struct Content: Sendable {
        /// A file.
        public struct File: Sendable {
            /// What it is filed under.
            public var digest: Digest
            /// Where it lies.
            public var path: FilePath
            /// Bytes that it takes on the disk.
            public var bytes: Int
            /// How many names it has, in the pool and in trees.
            public var links: Int
        }

        /// The files, by digest.
        public var files: [File] = []
        /// Files that a process which was killed left half written.
        public var unfinished: [(path: FilePath, bytes: Int)] = []
        /// What is none of these, such as files that somebody put there.
        public var strange: [FilePath] = []
    }

    /// Everything in the pool but downloads in progress. What another process removes meanwhile is left
    /// out.
    public func content() throws(SystemError) -> Content {
        let top = root / "sha256"
        var content = Content()
        for prefix in try Pool.names(in: top) {
            guard try Files.status(top / prefix)?.kind == .directory else {
                content.strange.append(top / prefix)
                continue
            }
            for name in try Pool.names(in: top / prefix) {
                let path = top / prefix / name
                guard let status = try Files.status(path) else { continue }
                let digest = name.hasPrefix(prefix) ? Pool.digest(named: name) : nil
                if let digest, status.kind == .file, prefix.utf8.count == 2 {
                    content.files.append(
                        Content.File(
                            digest: digest, path: path, bytes: status.allocated,
                            links: status.links))
                } else if status.kind == .file, name.hasPrefix("."), name.hasSuffix(".tmp") {
                    content.unfinished.append((path, status.allocated))
                } else {
                    content.strange.append(path)
                }
            }
        }
        return content
    }

    /// The names in a directory; none where there is no such directory.
    static func names(in directory: FilePath) throws(SystemError) -> [String] {
        do { return try Files.list(directory) } catch {
            if error.isNotFound { return [] }
            throw error
        }
    }

    /// The digest that a name in the pool stands for; written in lower case only, so that each file has
    /// one name.
    static func digest(named name: String) -> Digest? {
        guard let digest = Digest(.sha256, hex: name), digest.hex == name else { return nil }
        return digest
    }

    static func hex(_ digest: Digest) -> String {
        precondition(digest.algorithm == .sha256, "the pool is addressed by SHA-256")
        return digest.hex
    }
}
