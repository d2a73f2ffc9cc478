internal import Archive
internal import MirrorBase
internal import Store
internal import SystemIO

/// Decides where package files go in a tree, so that no file that clients were told of is replaced.
///
/// Makers rebuild a package under its old name, and two repositories may use one name for different files.
/// A path that means another file to some index of the tree is left alone, and the new file goes to a
/// directory beside it that is named after its digest.
struct PackagePlaces {
    /// The root of the archive.
    let tree: FilePath
    let pool: Pool
    /// The digests that the tree's indexes give to each path now.
    let named: [String: Set<Digest>]
    /// The paths under which the repository that is replaced has each file.
    let published: [Digest: [String]]
    /// Whether each package has to go where its line of the lock says.
    let keepsPaths: Bool

    /// The packages with the paths that they get; `move` changes the lock's line and the record alike.
    func place(
        _ packages: [PlannedPackage],
        move: (PlannedPackage, String) throws(MirrorError) -> PlannedPackage
    ) throws(MirrorError) -> [PlannedPackage] {
        var taken: [String: Digest] = [:]
        var placed: [PlannedPackage] = []
        for package in packages {
            let digest = package.recordDigest
            let path = package.locked.path
            var choices = [path]
            if !keepsPaths {
                // What is published stays where it is, though the path that it would get now be free
                // again.
                let plain = PackagePlaces.plainPath(path, digest)
                let kept = (published[digest] ?? []).filter {
                    PackagePlaces.plainPath($0, digest) == plain
                }
                choices = kept.sorted() + [path, PackagePlaces.distinctPath(path, digest)]
            }
            var choice: String?
            for candidate in choices where choice == nil {
                guard (taken[candidate] ?? digest) == digest,
                    try isFree(candidate, for: package, named[candidate])
                else { continue }
                choice = candidate
            }
            guard let choice else { throw conflict(package) }
            taken[choice] = digest
            placed.append(choice == path ? package : try move(package, choice))
        }
        return placed
    }

    /// Whether a path is not in use, or already is this very file, or should be it and is damaged.
    private func isFree(_ path: String, for package: PlannedPackage, _ named: Set<Digest>?)
        throws(MirrorError) -> Bool
    {
        let digest = package.recordDigest
        return try onDisk("look through the tree") { () throws(SystemError) in
            guard let status = try Files.status(tree / path, followLinks: true) else {
                return named == nil || named == [digest]
            }
            guard status.kind == .file else { return false }
            if named == [digest] { return true }
            if let stored = try Files.status(pool.path(of: package.locked.sha256)),
                stored.inode == status.inode, stored.device == status.device
            {
                return true
            }
            guard status.size == package.locked.size else { return false }
            return try ContentHasher.digest(digest.algorithm, ofFile: tree / path) == digest
        }
    }

    private func conflict(_ package: PlannedPackage) -> MirrorError {
        MirrorError(
            .integrity,
            "`\(package.locked.name)` cannot be published: `\(tree / package.locked.path)` is another file, which the tree still needs",
            hints: keepsPaths
                ? [
                    "a build without `--locked` gives it another path, and another `--output` has room for it"
                ] : [])
    }

    /// The path in a directory of its own beside `path`, named after the file's digest.
    static func distinctPath(_ path: String, _ digest: Digest) -> String {
        let plain = FilePath(plainPath(path, digest))
        return (plain.parent / mark(digest) / plain.lastComponent).string
    }

    /// The path without such a directory.
    private static func plainPath(_ path: String, _ digest: Digest) -> String {
        let directory = FilePath(path).parent
        guard directory.lastComponent == mark(digest) else { return path }
        return (directory.parent / FilePath(path).lastComponent).string
    }

    private static func mark(_ digest: Digest) -> String { String(digest.hex.prefix(12)) }
}
