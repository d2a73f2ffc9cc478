internal import Glibc

extension Files {
    /// Waits until everything that was written to the file system of `path` is on the disk.
    ///
    /// One call for many files costs less than one for each, and it covers names as well as contents.
    public static func syncFileSystem(of path: FilePath) throws(SystemError) {
        let descriptor = unsafe open(path.string, O_RDONLY | O_CLOEXEC)
        if descriptor < 0 { throw .last("open", path) }
        defer { close(descriptor) }
        if systemSync(descriptor) != 0 { throw .last("sync", path) }
    }

    /// Waits until the names in a directory are on the disk, so that a rename outlives a power failure.
    public static func syncDirectory(_ path: FilePath) throws(SystemError) {
        let descriptor = unsafe open(path.string, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        if descriptor < 0 { throw .last("open", path) }
        defer { close(descriptor) }
        // Some network file systems cannot sync a directory and say so; there is nothing more to do then.
        if fsync(descriptor) != 0, errno != EINVAL { throw .last("sync", path) }
    }
}

/// `syncfs(2)`, which glibc declares for GNU sources only, so that the Glibc module lacks it.
@_silgen_name("syncfs") private func systemSync(_ descriptor: Int32) -> Int32
