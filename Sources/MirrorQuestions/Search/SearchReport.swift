/// What a search found.
public struct SearchReport: Sendable, Hashable {
    /// A package that fits, with all versions that do.
    public struct Package: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The versions that fit, the newest first.
        public var versions: [Version]
        /// What the newest one says of itself.
        public var summary: String
        /// By what it was found, where that is neither its name nor its summary: names that it provides, files.
        public var foundBy: [FoundBy]
        /// The versions that the lock has; empty where it has none or is not there.
        public var locked: [String]
    }

    /// One version of a package.
    public struct Version: Sendable, Hashable {
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture of the package.
        public var architecture: String
        /// The repository that has it.
        public var repository: String
    }

    /// What fits a word beside names and summaries.
    public struct FoundBy: Sendable, Hashable {
        /// Whether it is a file or a name that is provided.
        public var field: SearchField
        /// The file or name.
        public var text: String
    }

    /// Other distros that have a name.
    public struct OtherPlaces: Sendable, Hashable {
        /// The name.
        public var name: String
        /// Each as `DISTRO ARCH`.
        public var places: [String]
    }

    /// The distro that was searched.
    public var distro: String
    /// Its architecture.
    public var architecture: String
    /// What was searched for.
    public var query: SearchQuery
    /// What was found, the best first.
    public var packages: [Package]
    /// Names that are like the words, where nothing was found.
    public var nearNames: [String]
    /// Where else the words are names of packages, where nothing was found.
    public var otherPlaces: [OtherPlaces]
}
