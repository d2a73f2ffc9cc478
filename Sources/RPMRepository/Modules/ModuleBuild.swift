internal import MirrorBase

/// One build of a stream of a module, with the packages that belong to it.
///
/// Kinds `modulemd` (versions 1 and 2) and `modulemd-stream` (version 3), of which all versions say the
/// same in somewhat different words.
public struct ModuleBuild: Sendable, Hashable {
    /// What one entry of the dependencies asks of another module.
    public struct Requirement: Sendable, Hashable {
        /// The other module; `platform` for the system itself.
        public var module: String
        /// The streams that will do, any where none is named; those that begin with `-` will not do.
        public var streams: [String]
    }

    /// A set of packages to install together.
    public struct Profile: Sendable, Hashable {
        /// Its name.
        public var name: String
        /// The names of its packages.
        public var packages: [String]
        /// Whether the stream itself calls it a default.
        public var isDefault: Bool
    }

    /// The module.
    public var module: String
    /// The stream: always text, also where it looks like a number.
    public var stream: String
    /// The version of the build, the higher the newer.
    public var version: UInt64
    /// What tells builds of one stream against different dependencies apart.
    public var context: String
    /// Whether the context was chosen by people and so stays the same from build to build.
    public var hasStaticContext: Bool
    /// The architecture; empty where the document has none.
    public var architecture: String
    /// What it needs to run: all entries, and in each all requirements.
    public var dependencies: [[Requirement]]
    /// What can be installed by one name, in the order of the document.
    public var profiles: [Profile]
    /// The packages that users may rely on.
    public var api: [String]
    /// Packages that used to belong to the module and are ordinary ones again.
    public var demodularized: [String]
    /// The packages, sources included.
    public var artifacts: [ModuleArtifact]
    /// The lines of all that lists artifacts, in the document's text; empty where it has no lines of its own.
    var artifactSection: ByteRange = .empty

    /// `module:stream`.
    public var label: String { "\(module):\(stream)" }

    /// `module:stream:context`, which all versions of one build share.
    public var identity: String { "\(module):\(stream):\(context)" }

    /// The profile of that name.
    public func profile(_ name: String) -> Profile? { profiles.first { $0.name == name } }
}

/// Which stream of a module, and which of its profiles, are meant where nobody chooses.
public struct ModuleDefaults: Sendable, Hashable {
    /// The module.
    public var module: String
    /// When this was decided, as a number that grows; zero where the document does not say.
    public var modified: UInt64
    /// The stream; `nil` where none is active unless somebody chooses.
    public var stream: String?
    /// The profiles of each stream, in the order of the document.
    public var profiles: [StreamProfiles]

    /// The default profiles of one stream.
    public struct StreamProfiles: Sendable, Hashable {
        /// The stream.
        public var stream: String
        /// The names of the profiles.
        public var profiles: [String]
    }

    /// The default profiles of a stream; none where nothing is said of it.
    public func profiles(of stream: String) -> [String] {
        profiles.first { $0.stream == stream }?.profiles ?? []
    }
}
