public import OpenPGP

/// One suite of one apt repository, with all that it takes to fetch and trust it.
public struct SuiteSource: Sendable {
    /// The repository's id in the distro file.
    public var repository: String
    /// The suite; in a flat repository the directory of its Release file, with a final slash.
    public var suite: String
    /// The components; empty for a flat repository.
    public var components: [String]
    /// Addresses of the archive, in the order in which they are tried.
    public var urls: [String]
    /// The component of the published tree that its packages go to; `nil` for their own.
    public var treeComponent: String?
    /// apt's priority; `nil` for what the Release file says (`NotAutomatic`).
    public var priority: Int?
    /// The priority of single packages by name, where the distro file has one; negative for those that
    /// are never taken.
    public var pin: (@Sendable (String) -> Int?)?
    /// The keys it is verified against; without one nothing of a signed suite is let through.
    public var keys: [TrustedKey]
    /// Whether it is taken without a signature, because the distro file says `trust: unsigned`.
    public var isUnsigned: Bool
    /// Whether `Valid-Until` counts; not for archived suites.
    public var checksValidUntil: Bool
    /// Whether a key that has expired since may have signed it.
    public var ignoresKeyExpiry: Bool

    /// Whether the indexes lie beside the Release file.
    public var isFlat: Bool { components.isEmpty }
    /// The directory of the Release file, relative to the archive, with a final slash.
    public var directory: String {
        if !isFlat { return "dists/\(suite)/" }
        return suite == "/" || suite == "./" ? "" : suite
    }
    /// How messages name it.
    public var label: String { suite == "/" ? repository : "\(repository) \(suite)" }

    /// Makes a source of its parts.
    public init(
        repository: String, suite: String, components: [String], urls: [String],
        treeComponent: String? = nil, priority: Int? = nil,
        pin: (@Sendable (String) -> Int?)? = nil, keys: [TrustedKey],
        isUnsigned: Bool = false, checksValidUntil: Bool = true, ignoresKeyExpiry: Bool = false
    ) {
        self.repository = repository
        self.suite = suite
        self.components = components
        self.urls = urls
        self.treeComponent = treeComponent
        self.priority = priority
        self.pin = pin
        self.keys = keys
        self.isUnsigned = isUnsigned
        self.checksValidUntil = checksValidUntil
        self.ignoresKeyExpiry = ignoresKeyExpiry
    }
}
