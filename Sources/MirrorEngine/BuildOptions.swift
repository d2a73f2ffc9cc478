public import Manifest
public import MirrorBase
public import SystemIO

/// Where everything is, and what a run may do: the options that all commands share.
public struct BuildOptions: Sendable {
    /// The manifest.
    public var manifest: FilePath = "packages.yaml"
    /// The directories of distro files, the first that has a distro counting.
    public var distros: [FilePath] = ["distros"]
    /// The root of all trees.
    public var output: FilePath = "out"
    /// Where lock files are.
    public var locks: FilePath = "locks"
    /// Keys, the roots last seen and the history.
    public var state: FilePath = "state"
    /// The pool and the indexes.
    public var cache: FilePath = "cache"
    /// Addresses that replace those of a repository, by id; of several for one, in order.
    public var sources: [(repository: String, url: String)] = []
    /// The repositories whose addresses were given for this run alone; each has to exist.
    public var namedSources: [String] = []
    /// Repositories to use beside those that are on by default.
    public var with: [String] = []
    /// Repositories not to use.
    public var without: [String] = []
    /// Values of the distro file's variables.
    public var variables: [String: String] = [:]
    /// The key to sign with; `nil` for the mirror's own.
    public var signKey: String?
    /// How many downloads run at once.
    public var jobs = 8
    /// The most bytes per second; `nil` for no limit.
    public var rateLimit: Int?
    /// Whether nothing is fetched.
    public var isOffline = false
    /// Whether to take recommended packages; `nil` for the distro file's word.
    public var recommends: Bool?
    /// Whether what the former lock holds is preferred to everything else.
    public var prefersLocked = false
    /// Whether the answer with fewest bytes is taken.
    public var isMinimal = false
    /// How much of what could serve the wishes is taken; `nil` for the distro file's word.
    public var closure: ClosureKind?
    /// What is on the target already, in place of what the distro file says: files, repositories, groups
    /// as `@core`, or `none`.
    public var baselines: [String] = []
    /// What is done about it; `nil` for the distro file's word.
    public var baselineMode: BaselineMode?
    /// Whether to build from the lock alone.
    public var isLocked = false
    /// Whether to build even where nothing is new.
    public var isForced = false
    /// Whether to stop when the lock is written.
    public var isLockOnly = false
    /// Whether to stop after resolving, with no lock written.
    public var isDryRun = false
    /// The first wait before a failed download is tried again; it doubles.
    public var firstBackoff: Duration = .milliseconds(500)
    /// The time to use instead of the clock's for what is published (`SOURCE_DATE_EPOCH`).
    public var sourceDate: Timestamp?

    /// Makes the defaults, with relative paths.
    public init() {}
}
