package import DebianRepository
internal import MirrorBase

/// A Release file that a trusted key has signed, and where it was found.
package struct VerifiedRelease: Sendable {
    /// What it is the root of.
    package var source: SuiteSource
    /// What it says.
    package var release: Release
    /// The SHA-256 of the file as it was fetched; of both files, where the signature is one of its own.
    var digest: Digest
    /// The primary fingerprint of the key that signed it; `nil` where the repository is unsigned.
    var signer: String?
    /// When its signature was last checked.
    var verified: Timestamp
    /// The addresses of the archive, the one that delivered this first.
    package var urls: [String]

    /// apt's priority of what it lists: the distro file's word, else by `NotAutomatic` as in
    /// apt_preferences(5).
    var priority: Int {
        if let priority = source.priority { return priority }
        if !release.notAutomatic { return 500 }
        return release.butAutomaticUpgrades ? 100 : 1
    }
}
