public import MirrorBase
public import YAML

/// Which kind of packages a distribution has.
public enum PackageFamily: String, Sendable, Hashable, CaseIterable {
    /// dpkg and apt.
    case deb
    /// rpm with yum, dnf or zypper.
    case rpm
}

/// One file under `distros/`: where a distribution is, how it is trusted, and what is taken from it.
public struct Distro: Sendable {
    /// The day on which a release is given up.
    public struct EndOfLife: Sendable, Hashable {
        /// The start of that day.
        public var date: Timestamp
        /// What there is to say about it.
        public var note: String?
        /// Where the day stands.
        public var span: SourceSpan
    }

    /// A group that the distro takes from the manifest.
    public struct GroupReference: Sendable, Hashable {
        /// The group, `outer.inner` where it is nested.
        public var name: String
        /// Where the distro names it.
        public var span: SourceSpan
    }

    /// A part of the system that is on every machine from the start.
    public enum BaseMember: Sendable, Hashable {
        /// Packages marked as essential.
        case essential
        /// Packages of a priority: `required`, `important` or `standard`.
        case priority(String)
        /// A package, or a group of the repositories (`@core`).
        case name(String)
    }

    /// The lines of the file.
    public internal(set) var source: SourceText
    /// The name that commands, locks and trees use: `debian12`.
    public internal(set) var name: String
    /// Where the name stands.
    public internal(set) var nameSpan: SourceSpan
    /// The name for people: `Debian GNU/Linux 12 (bookworm)`.
    public internal(set) var title: String
    /// The kind of its packages.
    public internal(set) var family: PackageFamily
    /// The release: `12`, `24.04`.
    public internal(set) var release: String
    /// The codename, where there is one.
    public internal(set) var codename: String?
    /// When it is given up, if that is known.
    public internal(set) var endOfLife: EndOfLife?
    /// The architectures that can be built.
    public internal(set) var architectures: [DistroArchitecture]
    /// What it takes from the manifest.
    public internal(set) var groups: [GroupReference]
    /// Where its packages are, in the order of the file.
    public internal(set) var repositories: [DistroRepository]
    /// The keys that repositories refer to by name.
    public internal(set) var keys: [String: SigningKey]
    /// The file's own variables with their defaults.
    public internal(set) var variables: [String: String]
    /// Where each variable of the file is set, by its name.
    public internal(set) var variableSpans: [String: SourceSpan] = [:]
    /// Where each key of the file has its name.
    public internal(set) var keySpans: [String: SourceSpan] = [:]
    /// What is on every machine from the start.
    public internal(set) var base: [BaseMember]
    /// Whether recommended packages are taken along; no unless the file says so.
    public internal(set) var installsRecommends: Bool
    /// How much of what could serve its wishes is taken.
    public internal(set) var closure = ClosureKind.exact
    /// Where its tree is below the output, with variables for rpm, which has a tree for each architecture.
    ///
    /// Unless the file says otherwise it is the name, for rpm with the architecture below it.
    public internal(set) var path: String
    /// The suite under which it is published: the codename or the name unless the file says otherwise.
    public internal(set) var suite: String
    /// The `Label` of the published root.
    public internal(set) var label: String?
    /// The `Origin` of the published root.
    public internal(set) var origin: String?
    /// What only rpm distros say; the defaults for deb.
    public internal(set) var rpm: RPMTraits
    /// What people should know.
    public internal(set) var notes: [String]
    /// What is on its targets already.
    public internal(set) var baseline = DistroBaseline()

    /// The architecture of that name, in any family's words: `x86_64` finds `amd64`.
    public func architecture(_ name: String) -> DistroArchitecture? {
        architectures.first { ArchitectureName.areSame($0.name, name) }
    }

    /// The repository of that id.
    public func repository(_ id: String) -> DistroRepository? {
        repositories.first { $0.id == id }
    }
}

/// An architecture of a distro.
public struct DistroArchitecture: Sendable, Hashable {
    /// The name that commands, locks and trees use.
    public var name: String
    /// How addresses and indexes spell it.
    public var urlName: String
    /// Architectures whose packages a machine may hold beside its own.
    public var foreign: [String]
    /// Where it stands.
    public var span: SourceSpan
}

/// How the content of a repository is held to be what its makers made.
public enum RepositoryTrust: String, Sendable, Hashable, CaseIterable {
    /// The root of the metadata is signed by one of the keys; for rpm every package is, too.
    case signed
    /// The metadata is not signed, but every package is (rpm).
    case packages
    /// The metadata is signed, but no package is (rpm).
    case metadata
    /// Nothing is signed: every run says so.
    case unsigned
}

/// A key that may sign a repository.
public struct SigningKey: Sendable, Hashable {
    /// The name under which the file lists it; `nil` for one that is written at its repository.
    public var name: String?
    /// The primary fingerprints that the key's file has to bear: 40 or 64 capital hexadecimal digits.
    public var fingerprints: [String]
    /// A file beside the distro files, as a relative path.
    public var file: String?
    /// Files of this machine, in the order in which they are tried.
    public var paths: [String]
    /// Addresses, in the order in which they are tried, with variables.
    public var addresses: [String]
    /// The architectures whose content it signs, as written; empty for all.
    public var architectures: [String] = []
    /// Where it stands.
    public var span: SourceSpan
}
