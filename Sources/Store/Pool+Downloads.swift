public import MirrorBase
public import SystemIO

extension Pool {
    /// Takes the right to download into this pool, waiting for a process that has it.
    ///
    /// Held until the result goes out of scope, or the process ends however it ends. Without it a
    /// second process could go on writing into a file that the first one has already adopted.
    /// `onWait` is called once if there is someone to wait for.
    public func lockDownloads(onWait: () -> Void = {}) throws(SystemError) -> FileLock {
        try Files.makeDirectory(root / "partial")
        return try FileLock(root / "partial" / ".lock", onWait: onWait)
    }

    /// Where the bytes of a download in progress belong, so that the next run goes on from there.
    ///
    /// The directory is made here. It is the business of whoever holds `lockDownloads`.
    public func partialPath(of digest: Digest) throws(SystemError) -> FilePath {
        try Files.makeDirectory(root / "partial")
        return root / "partial" / Pool.hex(digest)
    }

    /// The downloads that were begun and neither adopted nor discarded, by digest.
    public func partials() throws(SystemError) -> [Entry] {
        var entries: [Entry] = []
        for name in try Pool.names(in: root / "partial") {
            guard let digest = Pool.digest(named: name),
                let status = try Files.status(root / "partial" / name), status.kind == .file
            else { continue }
            entries.append(Entry(digest: digest, size: status.size, adopted: status.modified))
        }
        return entries
    }

    /// Forgets the bytes of a download in progress; one that was not begun is fine.
    public func discardPartial(_ digest: Digest) throws(SystemError) {
        try Files.remove(root / "partial" / Pool.hex(digest))
    }
}
