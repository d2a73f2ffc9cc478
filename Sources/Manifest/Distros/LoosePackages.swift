public import MirrorBase
public import YAML

/// Loose packages that take part like a repository.
public enum LoosePackages: Sendable, Hashable {
    /// Every package file in a directory and below; a relative path begins at the distro file, and
    /// either may hold variables.
    case directory(String)
    /// A single file.
    case file(LoosePackage)
}

/// A single package file, held to be the right one by its digest.
public struct LoosePackage: Sendable, Hashable {
    /// Where it can be had, in the order in which the places are tried, with variables.
    public var addresses: [String]
    /// The digest of the whole file; SHA-256 or stronger.
    public var digest: Digest
    /// The architectures it is for, as written; empty for all of the distro.
    public var architectures: [String]
    /// Where it stands.
    public var span: SourceSpan
}
