public import MirrorBase

/// One build that was made, or tried.
public struct BuildRecord: Sendable, Hashable {
    /// How a build ended.
    public enum Result: String, Sendable, Hashable, CaseIterable {
        /// The tree went live; where `error` says so, its lock file could not be written then.
        case published
        /// The tree was the same already; where `error` says so, its lock file could not be written.
        case unchanged
        /// Something went wrong before anything went live, and the former tree stayed.
        case failed
        /// The user stopped it before anything went live, and the former tree stayed.
        case interrupted
        /// It was made by a run that nobody remembers: its lock was found when a damaged history was begun
        /// anew.
        case recovered
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
    /// The absolute path of the published tree; `nil` where there is none, or an older version noted none.
    public var place: String?
    /// The number of the build whose lock was published again; `nil` where this is a build of its own.
    public var rollbackOf: Int?
    /// The first line of what went wrong; `nil` where nothing did, or an older version noted none.
    public var error: String?

    /// Makes a record of its parts; the number is the database's to give.
    public init(
        distro: String, architecture: String, started: Timestamp, finished: Timestamp,
        result: Result, lock: Digest? = nil, packages: Int = 0, bytes: Int = 0,
        downloaded: Int = 0, reused: Int = 0, tree: Digest? = nil, place: String? = nil,
        rollbackOf: Int? = nil, error: String? = nil
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
        self.place = place
        self.rollbackOf = rollbackOf
        self.error = error
    }
}

/// The root of a repository as the lock of a build names it.
public struct BuildRoot: Sendable, Hashable {
    /// The repository's id in the distro file.
    public var repository: String
    /// The suite; empty where the family has none.
    public var suite: String
    /// The SHA-256 of the verified root.
    public var sha256: Digest
    /// The date that the root bears.
    public var date: Timestamp
    /// The fingerprint of the key that signed it; `nil` where the repository is unsigned.
    public var signer: String?
    /// Where it was read from.
    public var url: String
}
