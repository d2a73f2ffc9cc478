public import MirrorBase
internal import Store

/// A line of the history: one build that was made, or tried.
public struct Snapshot: Sendable, Hashable {
    /// The root of a repository that it was made from.
    public struct Root: Sendable, Hashable {
        /// The repository's id in the distro file.
        public var repository: String
        /// The suite; empty where the family has none.
        public var suite: String
        /// The SHA-256 of the root.
        public var digest: Digest
        /// The date that it bears.
        public var date: Timestamp
        /// The fingerprint of the key that signed it; `nil` where the repository is unsigned.
        public var signer: String?
        /// Where it was read from.
        public var url: String
    }

    /// Its number.
    public var number: Int
    /// The distro.
    public var distro: String
    /// The architecture.
    public var architecture: String
    /// When it began.
    public var started: Timestamp
    /// When it ended.
    public var finished: Timestamp
    /// How it ended: `published`, `unchanged`, `failed`, `interrupted` or `recovered`.
    public var result: String
    /// The number of the build whose lock it published again; `nil` where it is a build of its own.
    public var rollbackOf: Int?
    /// The first line of what went wrong.
    public var error: String?
    /// How many packages it has.
    public var packages: Int
    /// Their size in bytes.
    public var bytes: Int
    /// Bytes that were fetched.
    public var downloaded: Int
    /// Bytes that the pool had.
    public var reused: Int
    /// The SHA-256 of its lock; `nil` where it came to none.
    public var lock: Digest?
    /// Where its tree was published.
    public var tree: String?
    /// What changed against the mirror before; `nil` where there is none, or no lock.
    public var changes: SnapshotChanges?
    /// The roots that it was made from.
    public var roots: [Root]

    /// Whether it came to a mirror, which can be shown, compared and gone back to.
    public var isMirror: Bool { lock != nil }
    /// How long it took, in seconds.
    public var seconds: Int64 { max(0, finished.seconds - started.seconds) }

    init(_ build: BuildRecord, roots: [BuildRoot], changes: SnapshotChanges?) {
        number = build.number ?? 0
        distro = build.distro
        architecture = build.architecture
        started = build.started
        finished = build.finished
        result = build.result.rawValue
        rollbackOf = build.rollbackOf
        error = build.error
        packages = build.packages
        bytes = build.bytes
        downloaded = build.downloaded
        reused = build.reused
        lock = build.lock
        tree = build.place
        self.changes = changes
        self.roots = roots.map {
            Root(
                repository: $0.repository, suite: $0.suite, digest: $0.sha256, date: $0.date,
                signer: $0.signer, url: $0.url)
        }
    }
}

/// All that is known of one mirror of the history.
public struct SnapshotReport: Sendable {
    /// Wishes that can be met together on one machine.
    public struct WishSet: Sendable, Hashable {
        /// What reports call it.
        public var name: String
        /// The wishes; the base of dpkg's distros, a group and a module count as one.
        public var wishes: [String]
        /// What keeps it apart from the first; `nil` for that.
        public var conflict: String?
    }

    /// What the history has of it.
    public var snapshot: Snapshot
    /// The options that changed its answer, as `key=value`.
    public var options: [String] = []
    /// The baselines that it was made with: name and what was done about it.
    public var baselines: [String] = []
    /// Its sets of wishes.
    public var sets: [WishSet] = []
    /// How many of its packages the pool does not have.
    public var missingPackages = 0
    /// Their size in bytes.
    public var missingBytes = 0
    /// The text of its lock; empty where it came to none.
    public var lockText: [UInt8] = []
}
