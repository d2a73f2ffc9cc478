internal import Archive
internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import SystemIO
internal import Transfer

/// One rpm repository, with all that it takes to fetch and trust it.
package struct RPMSource: Sendable {
    /// Where its metadata is found.
    enum Place: Sendable {
        /// Below these addresses.
        case addresses([String])
        /// Below the addresses that a document at one of these lists, be it plain text or Metalink.
        case list([String])
        /// Nowhere: it is loose package files.
        case packages([LoosePlace])
    }

    /// The repository's id in the distro file.
    package var repository: String
    /// The addresses that the distro file has for it, with the run's variables, whatever others the run
    /// was given: they say which repository it is.
    var ownAddresses: [String]
    /// The architecture, as addresses spell it: each has a root of its own.
    var architecture: String
    var place: Place
    /// Addresses that are tried after those of `place`.
    var fallbacks: [String]
    /// The documents that list its addresses, where there are such.
    var lists: [String] { if case .list(let urls) = place { urls } else { [] } }
    /// dnf's priority: the lower, the better.
    var priority: Int
    /// What of two equal packages decides: the lower is taken.
    var cost: Int
    /// Patterns of the only packages that are seen; empty for all.
    var include: [String]
    /// Patterns of packages that are not seen.
    var exclude: [String]
    /// Whether no module hides its packages.
    var isModuleHotfixes: Bool
    /// The keys that metadata or packages are verified against.
    var keys: [TrustedKey]
    var trust: RepositoryTrust
    /// Whether a key that has expired since may have signed.
    var ignoresKeyExpiry: Bool
    /// What its servers are shown.
    var identity: ClientIdentity?

    /// Whether its root has to be signed.
    var hasSignedRoot: Bool { trust == .signed || trust == .metadata }
    /// Whether each of its packages has to be signed.
    var hasSignedPackages: Bool { trust == .signed || trust == .packages }

    /// Where a single loose file of that name can be had.
    package func looseURLs(of name: String) -> [String] {
        guard case .packages(let places) = place else { return [] }
        for case .file(let urls, _) in places
        where urls.first?.hasSuffix("/" + name) == true { return urls }
        return []
    }

    /// What tells its root from those of other architectures and, where variables lead to another release,
    /// other addresses.
    var rootKey: String {
        RPMSource.rootKey(architecture: architecture, addresses: ownAddresses)
    }

    /// That of the repository that has these addresses.
    static func rootKey(architecture: String, addresses: [String]) -> String {
        let text = addresses.joined(separator: "\n")
        let digest = ContentHasher.digest(.sha256, of: Array(text.utf8))
        return "\(architecture)-\(digest.hex.prefix(12))"
    }

    /// A name for its files that no other repository of the distro has.
    var fileName: String {
        let name = "\(repository)_\(rootKey)"
        return String(name.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
    }
}

/// Where loose package files are.
enum LoosePlace: Sendable, Hashable {
    /// All below a directory.
    case directory(FilePath)
    /// One, at the first of these addresses that has it.
    case file([String], Digest)
}
