public import MirrorBase

/// One build that was made, or tried.
public struct BuildRecord: Sendable, Hashable {
    /// How a build ended.
    public enum Result: String, Sendable, Hashable, CaseIterable {
        /// The tree went live.
        case published
        /// The tree was the same already.
        case unchanged
        /// Something went wrong, and the former tree stayed.
        case failed
        /// The user stopped it, and the former tree stayed.
        case interrupted
    }

    /// The number the database gave it, counted from one and never given twice; `nil` before.
    public var number: Int?
    /// The distro's id.
    public var distro: String
    /// The architecture.
    public var architecture: String
    /// When it began.
    public var started: Timestamp
    /// When it ended.
    public var finished: Timestamp
    /// How it ended.
    public var result: Result
    /// The SHA-256 of the lock's text; `nil` where it did not come to one.
    public var lock: Digest?
    /// How many packages the lock has.
    public var packages: Int
    /// The size of all packages, in bytes.
    public var bytes: Int
    /// How many bytes of them were fetched.
    public var downloaded: Int
    /// How many bytes of them the pool had already.
    public var reused: Int
    /// The SHA-256 that stands for the published tree; `nil` where there is none.
    public var tree: Digest?

    /// Makes a record of its parts; the number is the database's to give.
    public init(
        distro: String, architecture: String, started: Timestamp, finished: Timestamp,
        result: Result, lock: Digest? = nil, packages: Int = 0, bytes: Int = 0,
        downloaded: Int = 0, reused: Int = 0, tree: Digest? = nil
    ) {
        self.distro = distro
        self.architecture = architecture
        self.started = started
        self.finished = finished
        self.result = result
        self.lock = lock
        self.packages = packages
        self.bytes = bytes
        self.downloaded = downloaded
        self.reused = reused
        self.tree = tree
    }
}
