/// Names that rpm-md gives its parts.
public enum RepositoryLocation {
    /// The directory of all metadata, relative to the root of the repository.
    public static let directory = "repodata"
    /// The signed root of all metadata, relative to the root of the repository.
    public static let root = "repodata/repomd.xml"
    /// The detached signature of the root.
    public static let rootSignature = "repodata/repomd.xml.asc"
    /// The key that made it, which zypper offers to import.
    public static let rootKey = "repodata/repomd.xml.key"
}
