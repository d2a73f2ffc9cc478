internal import MirrorBase
internal import PackageDiff
internal import RPMRepository

/// One of the two sets of packages that are compared, with what more there is to learn of its packages.
struct DiffSide: Sendable {
    var list: PackageList
    var details: any PackageDetails = NoDetails()
}

/// What the metadata of a side says of its packages beside what is compared.
protocol PackageDetails: Sendable {
    /// The changelogs of packages by their digests; those that nobody has are left out.
    func changelogs(of packages: [PackageList.Package]) throws(MirrorError)
        -> [Digest: PackageChangelog]
    /// When packages were built, by their digests, as far as that is known.
    func buildTimes(of packages: [PackageList.Package]) -> [Digest: Timestamp]
    /// The advisories about packages of these names.
    func advisories(about names: Set<String>) throws(MirrorError) -> [UpdateAdvisory]
}

/// Of a side that has nothing more.
struct NoDetails: PackageDetails {
    func changelogs(of packages: [PackageList.Package]) -> [Digest: PackageChangelog] { [:] }
    func buildTimes(of packages: [PackageList.Package]) -> [Digest: Timestamp] { [:] }
    func advisories(about names: Set<String>) -> [UpdateAdvisory] { [] }
}
