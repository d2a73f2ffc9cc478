public import MirrorBase

/// Everything that repositories say of one package.
public struct ShownPackage: Sendable, Hashable {
    /// Relations of one kind.
    public struct Relations: Sendable, Hashable {
        /// The kind in the family's words: `Depends`, `Requires`.
        public var kind: String
        /// The relations as they are written.
        public var texts: [String]
    }

    /// A stream of a module that has the package.
    public struct Stream: Sendable, Hashable {
        /// `module:stream`.
        public var name: String
        /// Whether it is active, by its defaults and the distro file.
        public var isActive: Bool
    }

    /// Its name.
    public var name: String
    /// Its version, whole.
    public var version: String
    /// Its architecture.
    public var architecture: String
    /// The repository that it is in.
    public var repository: String
    /// The suite; empty with rpm.
    public var suite: String
    /// The component; empty with rpm and in flat repositories.
    public var component: String
    /// How it is preferred, in the words of the distro file: with deb the higher, with rpm the lower.
    public var priority: Int
    /// The size of the file in bytes; `nil` where nobody says.
    public var size: Int?
    /// What it takes when it is installed, in bytes; `nil` where nobody says.
    public var installedSize: Int?
    /// Under which terms it is; Debian's indexes do not say.
    public var license: String?
    /// Debian's section, or rpm's group.
    public var section: String?
    /// Debian's priority, such as `required`.
    public var importance: String?
    /// One line about it.
    public var summary: String?
    /// What it is, in several lines.
    public var description: String?
    /// A page about it.
    public var homepage: String?
    /// The source package that it is built from.
    public var source: String?
    /// Who looks after it, or made it.
    public var maintainer: String?
    /// Whose it is.
    public var vendor: String?
    /// What it needs, provides and excludes, as it is written.
    public var relations: [Relations] = []
    /// The streams of modules that have it.
    public var streams: [Stream] = []
    /// The digest by which its repository names the file.
    public var digest: Digest?
    /// Where the file can be fetched, the best address first, without passwords.
    public var urls: [String] = []
    /// Whether it is what the client would install by the name alone.
    public var isCandidate = false
    /// Whether the lock has it.
    public var isLocked = false
    /// Why it does not count, as it follows "which"; `nil` where it does.
    public var hiding: String?

    /// The version as people write it: an rpm epoch of zero is left out.
    public var shortVersion: String {
        version.withoutZeroEpoch
    }

    init(_ package: NamedPackage) {
        name = package.name
        version = package.version
        architecture = package.architecture
        repository = package.repository
        suite = ""
        component = ""
        priority = 0
    }
}

/// What there is for one question of `mirror show`.
public struct ShowAnswer: Sendable, Hashable {
    /// How packages were found.
    public enum Match: String, Sendable, Hashable, CaseIterable {
        /// They bear the name, or one that the pattern matches.
        case name
        /// They provide it.
        case provides
        /// They hold the file.
        case file
        /// There are none.
        case none
    }

    /// What was asked for, as it was written.
    public var question: String
    /// How packages were found.
    public var match: Match
    /// The packages, by name and the newest first.
    public var packages: [ShownPackage]
    /// Names that may be meant, where there are none.
    public var near: [String] = []
    /// Why there are none, in sentences without a full stop.
    public var notes: [String] = []
    /// Other distros that have the name, where this one does not.
    public var elsewhere: [String] = []
    /// Whether the question is for several names.
    public var isPattern = false
}
