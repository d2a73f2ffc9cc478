internal import MirrorBase
internal import PackageDiff

/// One package, as an index lists it.
struct PublishedPackage: Sendable {
    var name: String
    var version: String
    var architecture: String
    var size: Int
    var digest: Digest
    /// When it was built, where the index says so.
    var built: Timestamp?
    /// The architectures whose indexes list it; empty where an index is for all.
    var listedFor: Set<String> = []
    /// The suites whose indexes list it; empty where an index belongs to none.
    var suites: Set<String> = []
}

extension PublishedPackage {
    /// The package as it is compared.
    var compared: PackageList.Package {
        PackageList.Package(
            name: name, version: version, architecture: architecture, repository: "", size: size,
            digest: digest)
    }
}
