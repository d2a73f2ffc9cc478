package import MirrorBase
package import Store
internal import Transfer

/// A package that will be in the tree: its line of the lock, and where it is fetched from.
package struct PlannedPackage: Sendable {
    /// The line of the lock.
    package var locked: Lock.Package
    /// Where its file can be fetched, the best address first.
    var urls: [String]
    /// What its servers are shown.
    var identity: ClientIdentity?
    /// The digest by which its record names the file, where that is not its SHA-256.
    var upstreamDigest: Digest?
    /// Whether a signed root vouches for the file, by strong digests all the way.
    var isVouchedFor = false

    /// The digest by which published indexes name the file.
    package var recordDigest: Digest { upstreamDigest ?? locked.sha256 }
}
