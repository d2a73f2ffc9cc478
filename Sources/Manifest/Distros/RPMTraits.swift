/// What only a distro with rpm packages says of itself.
public struct RPMTraits: Sendable, Hashable {
    /// How the documents of the published metadata are compressed.
    public enum Compression: String, Sendable, Hashable, CaseIterable {
        /// gzip, which every client reads.
        case gzip = "gz"
        /// Zstandard, for dnf since EL 8.4, dnf5 and zypper.
        case zstd = "zst"
        /// xz.
        case xz
    }

    /// What becomes of packages for lesser architectures, as i686 on x86_64.
    public enum Multilib: String, Sendable, Hashable, CaseIterable {
        /// They are seen, and taken only where one is asked for by its architecture or nothing else
        /// meets a requirement; as yum and dnf do since EL 6 (`multilib_policy=best`).
        case best
        /// They are not seen at all: what requires one cannot be installed.
        case none
    }

    /// The stream of a module.
    public struct ModuleStream: Sendable, Hashable, CustomStringConvertible {
        /// The module.
        public var module: String
        /// Its stream.
        public var stream: String

        /// `module:stream`.
        public var description: String { "\(module):\(stream)" }
    }

    /// How the published metadata is compressed; gzip unless the file says otherwise.
    public var compression = Compression.gzip
    /// Whether the sqlite databases that yum reads are published, too.
    public var writesDatabases = false
    /// What modules depend on as the platform: `platform:el9`.
    public var platform: ModuleStream?
    /// The streams that are active whatever the defaults of the repositories are.
    public var enabledModules: [ModuleStream] = []
    /// The modules of which no stream is active.
    public var disabledModules: [String] = []
    /// Whether a wish takes the newest version or fails, rather than an older one that can be had.
    public var wantsBest = true
    /// What becomes of packages for lesser architectures.
    public var multilib = Multilib.best

    /// Makes the traits of a file that says nothing.
    public init() {}
}
