public import YAML

/// A repository of a distro.
public struct DistroRepository: Sendable {
    /// Addresses, for one architecture or for all that have none of their own.
    public struct Location: Sendable, Hashable {
        /// The architecture; `nil` for all others.
        public var architecture: String?
        /// The addresses in the order in which they are tried, with variables.
        public var addresses: [String]
    }

    /// Where the content is found.
    public enum Place: Sendable, Hashable {
        /// At these addresses.
        case addresses([Location])
        /// Below the addresses that a text file lists, one a line.
        case mirrorList([Location])
        /// Below the addresses of a Metalink document.
        case metalink([Location])
        /// In loose package files.
        case packages([LoosePackages])

        /// The locations, whatever they lead to.
        var locations: [Location] {
            switch self {
            case .addresses(let list), .mirrorList(let list), .metalink(let list): list
            case .packages: []
            }
        }
    }

    /// How much a package is preferred, by a pattern of its name.
    public struct Pin: Sendable, Hashable {
        /// A name or a glob.
        public var pattern: String
        /// The priority in apt's terms.
        public var priority: Int
    }

    /// The name by which commands, locks and site files refer to it.
    public internal(set) var id: String
    /// Where the id stands.
    public internal(set) var span: SourceSpan
    /// Where the content is.
    public internal(set) var place: Place
    /// Addresses for when the document that lists them cannot be had; empty where there is none.
    public internal(set) var fallbacks: [Location]
    /// Where the content goes once the release is given up.
    public internal(set) var archived: [Location]
    /// The suites, with variables; `/` alone where the repository is flat.
    public internal(set) var suites: [String]
    /// The components; empty where the repository is flat.
    public internal(set) var components: [String]
    /// Whether packages and indexes lie in one directory, without `dists`.
    public internal(set) var isFlat: Bool
    /// How much its packages are preferred; `nil` for what the family's tools assume.
    ///
    /// For deb, as apt's pins, the higher one wins; for rpm, as in dnf's configuration, the lower one,
    /// and 99 is assumed.
    public internal(set) var priority: Int?
    /// How dear it is to take the same package from here rather than elsewhere (rpm); 1000 is assumed.
    public internal(set) var cost: Int?
    /// How much single packages are preferred.
    public internal(set) var pins: [Pin]
    /// Names or globs of the only packages that are seen; empty for all.
    public internal(set) var include: [String]
    /// Names or globs of packages that are not seen.
    public internal(set) var exclude: [String]
    /// Whether the file has it on.
    public internal(set) var isEnabled: Bool
    /// Whether it is off until a run asks for it.
    public internal(set) var isOptional: Bool
    /// Why it is off or optional.
    public internal(set) var reason: String?
    /// The architectures it has, as written; empty for all of the distro.
    public internal(set) var architectures: [String]
    /// How it is trusted.
    public internal(set) var trust: RepositoryTrust
    /// The keys of which one has to have signed.
    public internal(set) var keys: [SigningKey]
    /// Whether a root past its `Valid-Until` is refused; yes unless the file says otherwise.
    public internal(set) var checksValidUntil: Bool
    /// Whether signatures of keys that have expired since are good; for archives.
    public internal(set) var ignoresKeyExpiry: Bool
    /// The component of the published tree that takes its packages; `nil` for the first one.
    public internal(set) var component: String?
    /// Whether its packages are seen although a module hides their names (rpm).
    public internal(set) var isModuleHotfixes: Bool
    /// What its servers are shown.
    public internal(set) var clientCertificate: ClientCertificate?
    /// Variables that hold here only.
    public internal(set) var variables: [String: String]

    /// Whether it is used by a run that says nothing about it.
    public var isOnByDefault: Bool { isEnabled && !isOptional }

    /// Whether it has packages of an architecture, by any family's name for it.
    public func serves(_ architecture: String) -> Bool {
        architectures.isEmpty
            || architectures.contains { ArchitectureName.areSame($0, architecture) }
    }

    /// The keys that may sign its content for an architecture.
    public func keys(for architecture: String) -> [SigningKey] {
        keys.filter { key in
            key.architectures.isEmpty
                || key.architectures.contains { ArchitectureName.areSame($0, architecture) }
        }
    }

    /// The templates for an architecture: its own, or else those for all others.
    static func templates(_ locations: [Location], for architecture: String) -> [String] {
        let own = locations.first { location in
            location.architecture.map { ArchitectureName.areSame($0, architecture) } ?? false
        }
        return (own ?? locations.first { $0.architecture == nil })?.addresses ?? []
    }
}
