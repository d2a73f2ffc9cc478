internal import Archive
package import MirrorBase
internal import RPMPackage
package import RPMRepository
package import Store
internal import SystemIO

/// Finds the elements of packages in filelists and other: upstream's own where the pool has them, else
/// made from the package's header.
package struct ElementStore {
    let pool: Pool

    package init(pool: Pool) { self.pool = pool }

    /// The element of a package of a lock in filelists or other, without a network.
    package func element(_ document: RepodataDocument, of package: Lock.Package)
        throws(MirrorError) -> [UInt8]
    {
        try element(document, of: PlannedPackage(locked: package, urls: []))
    }

    /// The element of a package in filelists or other.
    func element(_ document: RepodataDocument, of package: PlannedPackage) throws(MirrorError)
        -> [UInt8]
    {
        let digest = document == .filelists ? package.locked.filelists : package.locked.other
        if let digest, let kept = try kept(digest) { return kept }
        let made = try make(package)
        return document == .filelists ? made.filelists : made.other
    }

    private func kept(_ digest: Digest) throws(MirrorError) -> [UInt8]? {
        let bytes = try onDisk("read the pool") { () throws(SystemError) in
            try Files.readIfPresent(pool.path(of: digest))
        }
        guard let bytes, ContentHasher.digest(.sha256, of: bytes) == digest else { return nil }
        return bytes
    }

    /// What the package itself says, under the digest by which its record is known.
    private func make(_ package: PlannedPackage) throws(MirrorError) -> PackageElements {
        let locked = package.locked
        let stream = try PackageStream(pool.path(of: locked.sha256), name: locked.name)
        do {
            return try PackageElements(
                stream.package,
                file: PackageElements.File(
                    location: locked.path, digest: package.recordDigest,
                    modified: Timestamp(seconds: 0)))
        } catch {
            throw MirrorError(
                .integrity, "the header of `\(locked.name)` cannot be published: \(error)")
        }
    }
}
