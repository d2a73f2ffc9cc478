import MirrorBase

/// One suite of a repository that a test makes: what its Release says and what its indexes hold.
public struct DebianSuite: Sendable {
    /// The forms in which an index is published.
    public enum Form: String, Sendable, CaseIterable {
        case none = ""
        case gz = ".gz"
        case xz = ".xz"
        case zst = ".zst"
        case bz2 = ".bz2"
    }

    /// Who signs the Release file, and how.
    public enum Signature: Sendable {
        /// No signature at all: only `Release` is written.
        case none
        /// `InRelease` and `Release.gpg`, by the standard key.
        case standard
        /// `InRelease` and `Release.gpg`, by these keys together.
        case keys([SigningKey])
        /// Only `Release.gpg`, by the standard key, as old archives have it.
        case detachedOnly
    }

    /// One member of an index.
    enum Entry: Sendable {
        case package(DebPackage, component: String)
        case stanza(String, component: String, architecture: String)
    }

    /// The name in `dists/`; one that ends in `/` makes a flat repository of that directory.
    public var name: String
    /// The `Suite` field; the name by default.
    public var suite: String
    /// The `Codename` field; the name by default.
    public var codename: String
    /// The components in their order.
    public var components: [String]
    /// The architectures in their order.
    public var architectures: [String]
    /// The `Date` field; `nil` leaves it out. A fixed day, so that equal input makes equal bytes.
    public var date: Timestamp? = Timestamp(year: 2024, month: 5, day: 1, hour: 12)
    /// The `Valid-Until` field.
    public var validUntil: Timestamp?
    /// Fields that are added to the Release, or replace one of it; an empty value removes one.
    public var fields: [(name: String, value: String)]
    /// The forms of each index.
    public var forms: [Form] = [.xz]
    /// The hash lists of the Release.
    public var hashes: [HashAlgorithm] = [.md5, .sha256]
    /// Whether indexes are also written under `by-hash/`, and the Release says so.
    public var byHash = true
    /// Whether `binary-all` is an index of its own; else its packages are in every architecture's.
    public var separatesAll = false
    /// Whether `Contents-<arch>.gz` is written.
    public var contents = false
    /// Who signs.
    public var signature = Signature.standard
    var entries: [Entry] = []

    /// Makes a suite without packages.
    public init(
        _ name: String, codename: String? = nil, components: [String] = ["main"],
        architectures: [String] = ["amd64"], fields: [(String, String)] = []
    ) {
        self.name = name
        suite = name
        self.codename = codename ?? name
        self.components = components
        self.architectures = architectures
        self.fields = fields.map { (name: $0.0, value: $0.1) }
    }

    /// Whether it is a flat repository: one directory, without components and architectures.
    public var isFlat: Bool { name.hasSuffix("/") }

    /// The directory of its Release file, relative to the repository; empty for the root itself.
    public var directory: String {
        if !isFlat { return "dists/\(name)" }
        return String(name.drop { $0 == "." || $0 == "/" }.dropLast())
    }
}
