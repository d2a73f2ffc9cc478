internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import Store
internal import SystemIO

/// Whether a published tree still is what a lock says, looked at without reading package files.
struct DebianTreeCheck {
    /// The root of the archive.
    let tree: FilePath
    let suite: String
    let architecture: String
    /// The further architectures whose packages have indexes of their own.
    var foreign: [String] = []
    /// Whoever signs the tree.
    let signer: any RootSigner

    /// Whether every package is there with its size, and every index that the Release file lists for the
    /// architecture, under its name and its digest, with its content, and the signatures hold.
    func isWhole(_ packages: [Lock.Package]) -> Bool {
        let directory = tree / "dists" / suite
        guard let bytes = try? Files.read(directory / "Release"),
            let release = try? Release(parsing: bytes)
        else { return false }
        let used = Set(packages.map(\.architecture)).intersection(foreign)
        var unlisted = used.union([architecture])
        for (path, file) in release.files {
            let parts = path.split(separator: "/")
            guard parts.count == 3, parts[1].hasPrefix("binary-") else { continue }
            let name = String(parts[1].dropFirst("binary-".count))
            guard name == architecture || used.contains(name) else { continue }
            unlisted.remove(name)
            // The uncompressed form is listed, but not there.
            if Compression(fileName: path) == .plain { continue }
            guard let digest = file.digest(.sha256) else { return false }
            for name in [path, Release.byHashPath(of: path, digest)] {
                guard let content = try? Files.read(directory / name), content.count == file.size,
                    ContentHasher.digest(.sha256, of: content) == digest
                else { return false }
            }
        }
        guard unlisted.isEmpty,
            DebianTreeSignatures(tree: tree, suite: suite, signer: signer).hold()
        else {
            return false
        }
        return packages.allSatisfy { package in
            (try? Files.status(tree / package.path, followLinks: true))?.size == package.size
        }
    }
}
