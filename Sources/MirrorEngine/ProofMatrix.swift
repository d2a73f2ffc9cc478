/// What a published mirror does to machines: each wish on each baseline.
public struct ProofMatrix: Sendable, Hashable {
    /// What becomes of a machine.
    public enum Result: String, Sendable, Hashable {
        /// What was wished is there, and nothing that was there has changed.
        case installs
        /// It is there, and packages of the machine were replaced by others.
        case upgradesBase = "upgrades-base"
        /// Packages of the machine would go.
        case removes
        /// The client refuses.
        case conflict
        /// Nothing published or on the machine is what was wished, and the wish can do without.
        case absent
    }

    /// What one installation is of.
    public enum Kind: String, Sendable, Hashable {
        /// One wish of the manifest.
        case wish
        /// All wishes of a group together.
        case group
        /// All wishes, or all of a set, together.
        case all
    }

    /// A package that a client would install, and what it takes the place of.
    public struct Change: Sendable, Hashable {
        /// The package, as its family writes it.
        public var package: String
        /// What is there now and would go for it, by name.
        public var replaces: [String]
    }

    /// One wish on one baseline.
    public struct Cell: Sendable, Hashable {
        /// The wish as the manifest has it, the name of a group, or `all`.
        public var wish: String
        /// What that is.
        public var kind: Kind
        /// The name of the baseline.
        public var baseline: String
        /// What the machine's own package manager would do.
        public var result: Result
        /// Whether that is a failure.
        public var isFailure: Bool
        /// Whether all was there already, so that nothing would be done.
        public var isPresent = false
        /// What would come beside everything that is there.
        public var installs: [String] = []
        /// What would take the place of something.
        public var upgrades: [Change] = []
        /// What would go with nothing in its place.
        public var removes: [String] = []
        /// Why the client refuses, the sentence first; empty where it does not.
        public var reason: [String] = []
        /// The packages of the machine because of which the client refuses; with a frozen base those that are
        /// too old for the wish, or would go.
        public var heldBy: [String] = []
        /// With a frozen base: those that would have to come along with them.
        public var lockStep: [String] = []
        /// Whether it fails because a package of the machine needs another as it is now: a mirror that is
        /// built for that machine may have newer builds of both.
        public var needsSiblings = false

        /// What is tried, whatever the machine.
        var row: Row { Row(kind: kind, label: wish) }
    }

    /// What the cells of one line have in common.
    struct Row: Hashable {
        var kind: Kind
        var label: String
    }

    /// A machine.
    public struct Baseline: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// How many packages it has.
        public var packages: Int
        /// How many of them are known by name, version and architecture only.
        public var unknown: Int
    }

    /// The distro and architecture.
    public var distro: String
    /// The architecture.
    public var architecture: String
    /// The package manager that was stood in for.
    public var client: String
    /// The machines, in the order in which they were named.
    public var baselines: [Baseline]
    /// The cells: the wishes in the order of the manifest, then groups, then all; each on every baseline.
    public var cells: [Cell]

    /// Whether no cell is a failure.
    public var isProven: Bool { !cells.contains(where: \.isFailure) }
}
