/// Why a package is in a lock.
public struct WhyAnswer: Sendable {
    /// One package of the lock.
    public struct Package: Sendable, Hashable {
        /// The package's name.
        public var name: String
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture that it was built for.
        public var architecture: String
        /// The id of the repository that it comes from.
        public var repository: String
        /// Bytes.
        public var size: Int
        /// The numbers of the sets that hold it, from zero.
        public var sets: [Int]
        /// Whether nothing chose it: it is there because it could serve.
        public var isBroad: Bool
    }

    /// What a question's word has to do with a package.
    public enum Match: Sendable, Hashable {
        /// It is the package's name, with or without version and architecture, or a pattern of it.
        case name
        /// The package provides it; with a path, holds it.
        case provides(String)
        /// A wish that is written so took the package.
        case wish
    }

    /// How a dependency is meant.
    public enum Kind: String, Sendable, Hashable {
        /// It has to be there first (deb).
        case preDepends = "Pre-Depends"
        /// It has to be there (deb).
        case depends = "Depends"
        /// It has to be there (rpm).
        case requires = "Requires"
        /// It should be there.
        case recommends = "Recommends"
        /// It comes along where another is there, which it names itself (rpm).
        case supplements = "Supplements"

        /// Whether what asks could be there without it.
        public var isWeak: Bool { self == .recommends || self == .supplements }
    }

    /// One dependency between two packages.
    public struct Step: Sendable, Hashable {
        /// The number of the package that needs the other.
        public var from: Int
        /// The number of the package that is needed.
        public var to: Int
        /// How it is meant.
        public var kind: Kind
        /// The dependency as its package writes it, with all alternatives.
        public var dependency: String
    }

    /// A way from a wish to a package.
    public struct Chain: Sendable, Hashable {
        /// The number of the package by which the way begins.
        public var first: Int
        /// The dependencies, one after the other; none where the wish means the package itself.
        public var steps: [Step]
    }

    /// A wish that a package comes from.
    public struct Origin: Sendable, Hashable {
        /// The wish, as the manifest writes it; `baseline` for what a baseline brings.
        public var wish: String
        /// The groups that hold it; `base` for the base of the distro.
        public var groups: [String]
        /// Whether it is the base of a distro of dpkg, which no manifest writes.
        public var isBase: Bool
        /// Whether nothing in the lock asks for the package by which the ways begin: it was chosen for the
        /// wish by what the client takes by itself.
        public var isChosen: Bool
        /// The shortest ways.
        public var chains: [Chain]
        /// How many further ones of that length there are.
        public var furtherChains: Int
        /// How many packages would go if the wish went.
        public var freedPackages: Int
        /// How many bytes these have.
        public var freedBytes: Int
        /// The number of the set that the ways are in, from zero.
        public var set: Int
    }

    /// What is known of one package.
    public struct Finding: Sendable, Hashable {
        /// The package's number.
        public var package: Int
        /// Why it is an answer.
        public var match: Match
        /// The wishes that it comes from, the nearest first.
        public var origins: [Origin]
        /// How many further wishes it comes from, that are not told.
        public var furtherWishes: Int
        /// Everything from which a way leads to the package: each dependency between these, by what is
        /// needed; empty unless it was asked for.
        public var tree: [Step]
        /// For each package of the tree the wishes that mean it, or for which it was chosen.
        public var treeWishes: [Int: [String]]
    }

    /// The lock, as reports call it.
    public var lock: String
    /// The distro that the lock is for.
    public var distro: String
    /// The architecture that the lock is for.
    public var architecture: String
    /// What was asked for.
    public var question: String
    /// How many sets the lock has.
    public var sets: Int
    /// The program that chooses packages on the nodes: `apt` or `dnf`.
    public var client: String
    /// All packages of the lock.
    public var packages: [Package]
    /// The packages that were meant.
    public var findings: [Finding]
    /// Packages of that name that are taken for granted on the machine, as `name version architecture`.
    public var assumed: [String]
    /// Baselines of the lock.
    public var baselines: [String]
    /// Names in the lock that are spelt alike, where nothing was found.
    public var near: [String]
}
