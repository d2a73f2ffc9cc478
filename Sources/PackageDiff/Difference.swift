public import MirrorBase
public import PackageModel

/// What changed from one set of packages to another.
public struct Difference: Sendable {
    /// What is said of each of the two sets.
    public struct Side: Sendable, Hashable {
        /// How reports name it.
        public var title: String
        /// The distro's id, where it is known.
        public var distro: String?
        /// The native architecture, where there is one.
        public var architecture: String?
        /// When it was made, where that is known.
        public var time: Timestamp?
        /// How many packages it has.
        public var packages: Int
        /// The size of all of them, in bytes.
        public var bytes: Int

        /// Makes a side of its parts.
        public init(
            title: String, distro: String?, architecture: String?, time: Timestamp? = nil,
            packages: Int, bytes: Int
        ) {
            self.title = title
            self.distro = distro
            self.architecture = architecture
            self.time = time
            self.packages = packages
            self.bytes = bytes
        }
    }

    /// What was there.
    public var before: Side
    /// What is there now.
    public var after: Side
    /// What changed, by name and architecture, bytewise.
    public var changes: [Change]
    /// How many packages are the same in both.
    public var unchanged: Int
    /// By which rules versions are ordered, and packages named.
    public var scheme: VersionScheme

    /// Makes a difference of its parts.
    public init(
        before: Side, after: Side, changes: [Change], unchanged: Int,
        scheme: VersionScheme = .debian
    ) {
        self.before = before
        self.after = after
        self.changes = changes
        self.unchanged = unchanged
        self.scheme = scheme
    }

    /// How many bytes more there are now; negative where there are fewer.
    public var sizeChange: Int { after.bytes - before.bytes }

    /// The name of a package, with its architecture where that is another than the machine's.
    public func label(of change: Change) -> String {
        let architecture = change.architecture
        if isUsual(architecture) { return change.name }
        return change.name + (scheme == .rpm ? "." : ":") + architecture
    }

    /// Whether a package gave up its architecture, or took one; between two machines each has its own.
    public func changesArchitecture(_ change: Change) -> Bool {
        guard let old = change.before?.architecture, let new = change.after?.architecture,
            old != new
        else { return false }
        return old != before.architecture || new != after.architecture
    }

    /// Whether an architecture is that of one of the sides, or none.
    private func isUsual(_ architecture: String) -> Bool {
        [before.architecture, after.architecture, "all", "noarch"].contains(architecture)
    }
}
