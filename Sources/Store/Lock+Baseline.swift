public import MirrorBase

extension Lock {
    /// The reason of packages that are shipped because a baseline names them, or that have to be newer than
    /// what is there.
    public static let baselineGroup = "baseline"

    /// A list of what is on the target already, which the answer depends on.
    public struct Baseline: Sendable, Hashable {
        /// How the user called it: a file without its directory, or a group as `@core`.
        public var name: String
        /// What is done about it.
        public var mode: BaselineMode
        /// The SHA-256 of what it says.
        public var digest: Digest

        /// Makes a baseline of its parts.
        public init(name: String, mode: BaselineMode, digest: Digest) {
            self.name = name
            self.mode = mode
            self.digest = digest
        }
    }

    /// A package that is on the machine already.
    public struct Installed: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture.
        public var architecture: String
        /// What it needs, provides and excludes, as an index says it; empty where only the name, version and
        /// architecture are known.
        public var record: String
        /// Further paths that it holds and that something asks for, sorted.
        public var files: [String]

        /// Makes a package of its parts.
        public init(
            name: String, version: String, architecture: String, record: String = "",
            files: [String] = []
        ) {
            self.name = name
            self.version = version
            self.architecture = architecture
            self.record = record
            self.files = files
        }
    }

    /// What an answer takes for granted on the machine.
    public struct Assumed: Sendable, Hashable {
        /// The packages that are there.
        public var packages: [Installed]
        /// The wishes that these meet, so that nothing is shipped for them; in the manifest's order.
        public var wishes: [String]

        /// Makes what is taken for granted; by default nothing is.
        public init(packages: [Installed] = [], wishes: [String] = []) {
            self.packages = packages
            self.wishes = wishes
        }

        /// Whether nothing is taken for granted.
        public var isEmpty: Bool { packages.isEmpty && wishes.isEmpty }
    }
}
