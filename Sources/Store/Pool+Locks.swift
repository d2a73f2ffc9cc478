public import SystemIO

extension Pool {
    /// Keeps files from being removed while this process counts on them, waiting for one that removes.
    ///
    /// Held from the first look into the pool until what names the files is recorded, or until the process
    /// ends however it ends; as many as like hold it at once. Where nothing can be written here
    /// there is nothing to hold: nobody like us removes anything.
    public func lockUse(onWait: () -> Void = {}) throws(SystemError) -> PoolUse {
        do {
            try Files.makeDirectory(root)
            return PoolUse(lock: try FileLock(root / ".lock", mode: .shared, onWait: onWait))
        } catch {
            guard error.isReadOnly else { throw error }
            return PoolUse()
        }
    }

    /// Takes the right to remove files, waiting for all that count on them.
    public func lockRemoval(onWait: () -> Void = {}, isCancelled: () -> Bool)
        throws(SystemError) -> FileLock
    {
        try FileLock(root / ".lock", onWait: onWait, isCancelled: isCancelled)
    }
}

/// What a process holds while it counts on files of the pool.
public struct PoolUse: ~Copyable, Sendable {
    private let lock: FileLock?

    init(lock: consuming FileLock?) { self.lock = lock }

    /// Holds nothing, for a process that takes nothing from the pool.
    public init() { lock = nil }
}
