internal import Archive
internal import MirrorBase
internal import MirrorEngine
internal import RPMRepository
internal import Store
internal import SystemIO

/// The advisories of the repositories that a lock was made from, as far as earlier runs kept them.
///
/// A lock has the advisories of its own packages. Those of versions that it skipped are in upstream's document
/// alone, which is found only while the cache has the very roots of the lock. What is not there or damaged
/// does not count.
struct KeptAdvisories {
    /// The cache of roots and indexes.
    let cache: FilePath

    /// The documents that are kept, each verified by its root.
    func documents(of lock: Lock) -> [UpdateDocument] {
        let directory = cache / "roots" / lock.distro
        let digests = Set(lock.inputs.repositories.map(\.digest))
        let names = (try? Files.list(directory)) ?? []
        return names.sorted().filter { $0.hasSuffix(".xml") }.compactMap { name in
            guard let bytes = try? Files.read(directory / name),
                digests.contains(ContentHasher.digest(.sha256, of: bytes)),
                let root = try? RepositoryRoot(bytes.span)
            else { return nil }
            return document(of: root)
        }
    }

    private func document(of root: RepositoryRoot) -> UpdateDocument? {
        guard let record = root.record("updateinfo"), let digest = record.checksum,
            let compression = Compression(fileName: record.location.path),
            let bytes = try? Files.read(
                cache / "indexes" / "\(digest.algorithm.name)-\(digest.hex)"),
            ContentHasher.digest(digest.algorithm, of: bytes) == digest
        else { return nil }
        let document = CachedDocument(
            repository: "kept", type: "updateinfo", source: .bytes(bytes),
            compression: compression, digest: digest, limit: DocumentFetcher.limit(of: record))
        return (try? document.text()).flatMap { try? UpdateDocument($0) }
    }
}
