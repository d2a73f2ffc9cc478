public import MirrorBase
public import SystemIO

extension Pool {
    /// How a file came to be in a tree.
    public enum Publication: Sendable, Hashable {
        /// It was there already.
        case present
        /// It is a hard link to the pool's file and takes no space.
        case linked
        /// It is a copy, because the tree lies on another file system or this one cannot link.
        case copied
    }

    /// Gives a file of the pool a name in a tree, replacing in one step what has that name.
    ///
    /// A hard link where possible, else a copy; directories are made as needed. The file counts as
    /// present when it is the same inode, or when it has the size and, to the nanosecond, the time of
    /// the pool's file: copies are given that time, so a tree on another file system is not copied
    /// again by each build. A copy changed in place by something that also restores its time is not
    /// noticed here; reading the tree back is the gate's part. After an error the tree has the old
    /// file or none, and no part of the new one.
    @discardableResult
    public func publish(_ digest: Digest, to target: FilePath) throws(SystemError) -> Publication {
        let source = path(of: digest)
        guard let stored = try Files.status(source) else { throw .notFound("publish", source) }
        if let present = try Files.status(target), present.kind == .file {
            let isSame = present.inode == stored.inode && present.device == stored.device
            let isCopy = present.size == stored.size && present.modified == stored.modified
            if isSame || isCopy { return .present }
        }
        try Files.makeDirectory(target.parent)
        try link(source, to: target)
        guard let made = try Files.status(target) else { throw .notFound("publish", target) }
        if made.inode == stored.inode, made.device == stored.device { return .linked }
        try Files.setModified(target, stored.modified)
        return .copied
    }
    /// Links or copies, and again while another process replaces the pool's file: link(2) says `ENOENT`
    /// when the inode that it looked up has lost its last name meanwhile, though the name is there.
    private func link(_ source: FilePath, to target: FilePath) throws(SystemError) {
        var attempts = 1
        while true {
            do { return try Files.linkOrCopy(source, to: target) } catch {
                guard error.isNotFound, attempts < 100, Files.exists(source) else { throw error }
                attempts += 1
            }
        }
    }
}
