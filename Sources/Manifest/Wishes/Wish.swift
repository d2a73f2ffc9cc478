public import MirrorBase
public import YAML

/// How a version has to relate to the one that is named.
public enum VersionRelation: String, Sendable, Hashable, CaseIterable {
    /// Earlier.
    case earlier = "<<"
    /// Earlier or the same.
    case earlierOrEqual = "<="
    /// The same.
    case equal = "="
    /// Later or the same.
    case laterOrEqual = ">="
    /// Later.
    case later = ">>"

    /// Reads an operator as Debian writes it, and also `<`, `>` and `==` as rpm and people do.
    ///
    /// `<` and `>` mean earlier and later; their old meaning in Debian, which included equality, is gone.
    init?(operator text: String) {
        switch text {
        case "<": self = .earlier
        case ">": self = .later
        case "==": self = .equal
        default: self.init(rawValue: text)
        }
    }
}

/// Which versions of a package will do.
public struct VersionConstraint: Sendable, Hashable, CustomStringConvertible {
    /// How the version has to relate to `version`.
    public var relation: VersionRelation
    /// The version as written: `[epoch:]version[-release]`, or a glob of it where the relation is equality.
    public var version: String

    /// Makes a constraint from a relation and a version.
    public init(_ relation: VersionRelation, _ version: String) {
        self.relation = relation
        self.version = version
    }

    /// Whether `version` is a pattern such as `1.31.*`.
    public var isGlob: Bool { Glob.isPattern(version) }

    /// `>= 1.2`.
    public var description: String { "\(relation.rawValue) \(version)" }
}

/// One reading of `name-version`, where name and version are glued by a dash.
public struct DashedSplit: Sendable, Hashable {
    /// The package.
    public var name: String
    /// `[epoch:]version[-release]`.
    public var version: String

    /// Makes a reading from its halves.
    public init(name: String, version: String) {
        self.name = name
        self.version = version
    }
}

/// One thing that may fulfil a wish.
public struct WishTarget: Sendable, Hashable {
    /// What kind of thing is named.
    public enum Kind: Sendable, Hashable {
        /// A package or what a package provides.
        case name
        /// Every package whose name matches a shell pattern.
        case glob
        /// The package that holds a file.
        case path
        /// Another group: of the manifest, or of the repositories' own (comps).
        case group
        /// An environment group of the repositories; the name is without `^`.
        case environment
        /// A stream of a module of the repositories (modulemd).
        case module

        /// Whether it stands for what others list.
        public var isGroup: Bool { [.group, .environment, .module].contains(self) }
    }

    /// What kind of thing is named.
    public var kind: Kind
    /// The name, pattern, absolute path or group, without any of the marks around it.
    public var name: String
    /// Which versions will do; `nil` for any.
    public var constraint: VersionConstraint?
    /// The architecture of `name:arch`, as written; `nil` for the one that is built.
    public var architecture: String?
    /// The suite of `name/suite`; `nil` for any.
    public var suite: String?
    /// The stream of `module:stream`; `nil` for what is not a module.
    public var stream: String?
    /// The profile of `module:stream/profile`, or what stands after the slash of `@name/profile`.
    public var profile: String?
    /// For which architectures this alternative holds.
    public var architectures: ArchitectureFilter
    /// The ways to read the name as name and version, longest name first.
    ///
    /// `containerd.io-1.4.9-3.1.fc33` may be version `3.1.fc33` of `containerd.io-1.4.9`, or version
    /// `1.4.9-3.1.fc33` of `containerd.io`; which one it is, only the packages can tell. The whole text
    /// as a name goes before all of these.
    public var dashedSplits: [DashedSplit]

    /// Makes a target.
    public init(
        kind: Kind, name: String, constraint: VersionConstraint? = nil, architecture: String? = nil,
        suite: String? = nil, stream: String? = nil, profile: String? = nil,
        architectures: ArchitectureFilter = .all, dashedSplits: [DashedSplit] = []
    ) {
        self.kind = kind
        self.name = name
        self.constraint = constraint
        self.architecture = architecture
        self.suite = suite
        self.stream = stream
        self.profile = profile
        self.architectures = architectures
        self.dashedSplits = dashedSplits
    }
}

/// One line of a group.
public struct Wish: Sendable, Hashable {
    /// The wish as written; the long form is put in the words of the short one.
    public var text: String
    /// Where it stands in the manifest.
    public var span: SourceSpan
    /// What will do, the first that exists.
    public var alternatives: [WishTarget]
    /// Whether the wish may go unfulfilled where nothing of that name exists.
    public var isOptional: Bool
    /// For which architectures it holds.
    public var architectures: ArchitectureFilter
    /// For which distros it holds.
    public var distros: DistroFilter
    /// Whether to take along what the packages recommend; `nil` for the distro's rule.
    public var recommends: Bool?

    /// Where it begins.
    public var position: SourcePosition { span.position }
    /// How many characters it has.
    public var length: Int { span.length }

    /// Makes a wish.
    public init(
        text: String, span: SourceSpan, alternatives: [WishTarget], isOptional: Bool = false,
        architectures: ArchitectureFilter = .all, distros: DistroFilter = .all,
        recommends: Bool? = nil
    ) {
        self.text = text
        self.span = span
        self.alternatives = alternatives
        self.isOptional = isOptional
        self.architectures = architectures
        self.distros = distros
        self.recommends = recommends
    }
}
