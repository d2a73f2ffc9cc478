public import MirrorBase
public import PackageModel

/// Packages that are compared with others: those of a lock, of a tree, or of an answer.
public struct PackageList: Sendable {
    /// One package.
    public struct Package: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture it was built for.
        public var architecture: String
        /// The id of the repository it comes from; empty where nobody says.
        public var repository: String
        /// Bytes of its file.
        public var size: Int
        /// The digest of its file; of two sets from different places the functions may differ.
        public var digest: Digest
        /// The wishes it is there for, as the lock has them; none where nobody says.
        public var wishes: [String]

        /// Makes a package of its parts.
        public init(
            name: String, version: String, architecture: String, repository: String, size: Int,
            digest: Digest, wishes: [String] = []
        ) {
            self.name = name
            self.version = version
            self.architecture = architecture
            self.repository = repository
            self.size = size
            self.digest = digest
            self.wishes = wishes
        }
    }

    /// How reports name it: `debian12/amd64@3`, `out/debian`.
    public var title: String
    /// By which rules its versions are ordered.
    public var scheme: VersionScheme
    /// The distro's id, where it is known.
    public var distro: String?
    /// The native architecture, where there is one: packages of it match those of another list's native one.
    public var architecture: String?
    /// When it was made, where that is known.
    public var time: Timestamp?
    /// The packages, in any order.
    public var packages: [Package]

    /// Makes a list of its parts.
    public init(
        title: String, scheme: VersionScheme, distro: String?, architecture: String?,
        time: Timestamp? = nil, packages: [Package]
    ) {
        self.title = title
        self.scheme = scheme
        self.distro = distro
        self.architecture = architecture
        self.time = time
        self.packages = packages
    }
}
