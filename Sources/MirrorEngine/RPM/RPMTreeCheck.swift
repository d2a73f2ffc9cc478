internal import Archive
internal import MirrorBase
internal import OpenPGP
internal import RPMRepository
internal import Store
internal import SystemIO

/// Whether a published tree still is what it was, looked at without reading package files.
struct RPMTreeCheck {
    /// The root of the repository.
    let tree: FilePath
    /// Whoever signs the tree.
    let signer: any RootSigner

    /// Whether a root names just these files; when they were made does not count.
    func names(_ root: RepositoryRoot, _ files: [RepodataFile]) -> Bool {
        guard root.records.count == files.count else { return false }
        return files.allSatisfy { file in
            guard let record = root.record(file.type) else { return false }
            return record.location.path == file.location && record.checksum == file.digest
                && record.size == file.bytes.count
        }
    }

    /// Whether every package is there with its size, every file that the root names with its content, and
    /// the signature and the published keys hold.
    func isWhole(_ packages: [Lock.Package]) -> Bool {
        isWhole()
            && packages.allSatisfy { package in
                (try? Files.status(tree / package.path, followLinks: true))?.size == package.size
            }
    }

    /// Whether every file that the root names is there with its content, and the signature holds.
    func isWhole() -> Bool {
        guard let bytes = try? Files.read(tree / RepositoryLocation.root),
            let root = try? RepositoryRoot(bytes.span), !root.records.isEmpty
        else { return false }
        let areThere = root.records.allSatisfy { record in
            guard let content = try? Files.read(tree / record.location.path),
                let digest = record.checksum, record.size == content.count
            else { return false }
            return ContentHasher.digest(digest.algorithm, of: content) == digest
        }
        return areThere && isSigned(bytes)
    }

    /// Whether the signature is by the signer's key, and every published key file holds that key.
    private func isSigned(_ root: [UInt8]) -> Bool {
        guard let signature = try? Files.read(tree / RepositoryLocation.rootSignature),
            let keys = try? signer.publicKeys()
        else { return false }
        for (name, bytes) in keys where (try? Files.read(tree / name)) != bytes { return false }
        guard let published = try? Files.read(tree / RepositoryLocation.rootKey) else {
            return false
        }
        let key = TrustedKey(
            name: RepositoryLocation.rootKey, data: published, fingerprints: [signer.fingerprint])
        return (try? Verifier().verify(detached: signature, of: root, keys: [key])) != nil
    }
}
