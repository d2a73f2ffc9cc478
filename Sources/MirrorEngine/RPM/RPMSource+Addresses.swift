package import MirrorBase
package import RPMRepository
internal import Transfer

extension RPMSource {
    /// Whether an address that metadata or a list of mirrors names may be used.
    ///
    /// Files of this machine are read only for a repository that is one; and where the distro file says
    /// `https`, whoever is on the way stays out unless a signed root protects what comes.
    func allows(_ url: String) -> Bool {
        let own: [String]
        switch place {
        case .addresses(let list), .list(let list): own = list + fallbacks
        case .packages: own = []
        }
        func isOwn(_ schemes: String...) -> Bool {
            own.contains { schemes.contains(RPMSource.scheme(of: $0)) }
        }
        switch RPMSource.scheme(of: url) {
        case "https": return true
        case "http", "ftp": return hasSignedRoot || isOwn("http", "ftp")
        case "file": return isOwn("file")
        default: return false
        }
    }

    /// Where a file of its metadata can be fetched: below the repository's addresses, or below one that the
    /// metadata names for it.
    package func urls(of location: MetadataLocation, below addresses: [String]) throws(MirrorError)
        -> [String]
    {
        if let base = location.base, !allows(base) {
            throw MirrorError(
                .integrity,
                "`\(location.path)` of `\(repository)` is at `\(redacted(base))` by its metadata, and that is no address to be trusted",
                hints: ["the repository has another kind of address, and its root is not signed"])
        }
        return RPMFamily.urls(of: location, below: addresses)
    }

    /// The scheme of an address, in lower case; empty for none.
    private static func scheme(of url: String) -> String {
        guard let colon = url.utf8.firstIndex(of: UInt8(ascii: ":")) else { return "" }
        return String(url[..<colon]).lowercased()
    }

    /// Whether whoever is on the way to an address could change what comes from there.
    package static func isOpen(_ url: String) -> Bool {
        ["http", "ftp"].contains(scheme(of: url))
            && !["127.0.0.1", "localhost", "[::1]"].contains(ClientIdentity.host(of: url))
    }
}
