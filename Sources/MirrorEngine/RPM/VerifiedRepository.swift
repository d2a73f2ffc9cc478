package import MirrorBase
internal import RPMRepository

/// The root of an rpm repository that is trusted as its distro file says, and where it was found.
package struct VerifiedRepository: Sendable {
    /// What it is the root of.
    package var source: RPMSource
    /// `repomd.xml` and its signature as they were fetched; `nil` for loose packages.
    var files: RepositoryFetcher.RootFiles?
    /// What it says: `repomd.xml`; for loose packages what stands in for it.
    var root: RepositoryRoot
    /// The SHA-256 of `repomd.xml`; of the list of files, for loose packages.
    var digest: Digest
    /// When the newest of its documents was made.
    package var date: Timestamp
    /// The primary fingerprint of the key that signed it; `nil` where it is not signed.
    var signer: String?
    /// When its signature was last checked.
    var verified: Timestamp
    /// The addresses of the repository, the one that delivered this first.
    package var urls: [String]
    /// The packages, where they are loose files.
    var loose: [LooseRPM]?

    /// The weak function by whose digest the root names the list of packages; `nil` for a strong one.
    var weakDigest: String? {
        let documents = [RepodataDocument.primary.rawValue, RepodataDocument.primary.databaseType]
        let algorithms = documents.compactMap { root.record($0)?.checksum?.algorithm }
        return algorithms.first { !$0.isStrong }?.name
    }

    /// Whether its signature vouches for a file that its list of packages names by this digest.
    func vouches(for digest: Digest) -> Bool {
        source.hasSignedRoot && signer != nil && weakDigest == nil && digest.algorithm.isStrong
    }
}
