public import PackageModel

/// What a node's own package manager would do, with what its repositories and the machine itself hold.
///
/// Where `WishResolver` finds an answer wherever there is one, a client is as able as the program that it
/// stands for: it refuses what that refuses.
public protocol PackageClient: ~Copyable {
    /// What installing all these together would change, or why the client refuses.
    mutating func install(_ wishes: [ResolverWish]) -> ClientAnswer
}

/// What a client would do.
public enum ClientAnswer: Sendable {
    /// This is what it would change; nothing where all is there already.
    case changes(ClientTransaction)
    /// It would refuse, for this reason.
    case refused(ClientRefusal)
    /// It was given up after so many steps.
    case undecided(steps: Int)
}

/// What a client would change on a machine.
public struct ClientTransaction: Sendable, Hashable {
    /// A package that takes the place of others: another version of the same name, or what it obsoletes.
    public struct Replacement: Sendable, Hashable {
        /// What is installed.
        public var package: PackageID
        /// What it takes the place of, in ascending order.
        public var replaced: [PackageID]

        /// Says that a package takes the place of others.
        public init(package: PackageID, replaced: [PackageID]) {
            self.package = package
            self.replaced = replaced
        }
    }

    /// What comes beside everything that is there, in ascending order.
    public var installs: [PackageID]
    /// What comes in the place of something, in ascending order.
    public var replacements: [Replacement]
    /// What goes without anything in its place, in ascending order.
    public var removals: [PackageID]

    /// Makes a transaction; by default one that changes nothing.
    public init(
        installs: [PackageID] = [], replacements: [Replacement] = [], removals: [PackageID] = []
    ) {
        self.installs = installs
        self.replacements = replacements
        self.removals = removals
    }

    /// Everything that has to be downloaded for it, in ascending order.
    public var packages: [PackageID] { (installs + replacements.map(\.package)).sorted() }
}

/// Why a client refuses.
public struct ClientRefusal: Sendable {
    /// The facts that exclude one another, where they are known.
    public var refutation: Refutation?
    /// What the client would say, in one sentence that starts in lower case.
    public var sentence: String
    /// The wishes that it refuses, by number.
    public var wishes: [Int]

    /// Makes a refusal.
    public init(sentence: String, wishes: [Int], refutation: Refutation? = nil) {
        self.sentence = sentence
        self.wishes = wishes
        self.refutation = refutation
    }
}
