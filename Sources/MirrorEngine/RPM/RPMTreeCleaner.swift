internal import Archive
internal import MirrorBase
internal import RPMRepository
internal import SystemIO

/// Removes from an rpm tree what earlier builds left there and nothing needs any more.
///
/// The metadata of the last two builds stays, so that a client in the middle of an update finds what it
/// was told of. Removed are older files that bear their digest in their name, and the packages that only
/// these name. Links are neither removed nor followed to remove something. Where it cannot be known what
/// the tree needs, everything stays; that cleaning fails is a warning and no more.
struct RPMTreeCleaner {
    /// The root of the repository.
    let tree: FilePath
    /// The tree's metadata as it was before.
    let present: RPMTreeIndexes
    let observer: BuildObserver

    /// Cleans up after these files of metadata and packages went live.
    func clean(files: [String], packages paths: [String]) {
        do throws(SystemError) {
            try TreeRemoval(tree: tree).removeLeftovers(
                in: FilePath.directories(of: paths).union(["", RepositoryLocation.directory]))
            if let doubt = present.doubts.first {
                observer.report(
                    .warning("nothing is removed from `\(tree)`, since \(doubt)"))
                return
            }
            let kept = Set(files + (present.root?.records.map(\.location.path) ?? []))
            var old: [String] = []
            for file in present.files where !kept.contains(file) {
                if try isOurs(file) { old.append(file) }
            }
            var needed = Set(paths)
            for entry in present.entries where !old.contains(entry.path) {
                needed.formUnion(entry.names.keys)
            }
            // Metadata goes last: should this be interrupted, it tells the next build what to remove.
            for entry in present.entries where old.contains(entry.path) {
                for path in entry.names.keys.sorted() where !needed.contains(path) {
                    try removePackage(path)
                }
            }
            for file in old { try remove(file) }
        } catch {
            observer.report(
                .warning(
                    "the tree `\(tree)` is not cleaned up: \(error.operation) `\(error.path)`: \(error.reason)"
                ))
        }
    }

    /// Takes back what a build that came to nothing has added.
    ///
    /// What cannot be removed stays until the next build is through; the build's own error matters more.
    func withdraw(packages: [String], files: [String]) {
        let before = Set(present.files)
        for path in packages { try? removePackage(path) }
        for file in files where !before.contains(file) { try? remove(file) }
    }

    /// Whether a file of metadata is one that a build of ours wrote: its name is its digest.
    private func isOurs(_ file: String) throws(SystemError) -> Bool {
        guard let digest = RPMTreeIndexes.digest(inNameOf: file),
            try Files.status(tree / file)?.kind == .file
        else { return false }
        return try ContentHasher.digest(.sha256, ofFile: tree / file) == digest
    }

    private func remove(_ file: String) throws(SystemError) {
        if try LinkedWalk.crossesLink(file, below: tree) { return }
        try Files.remove(tree / file)
    }

    private func removePackage(_ path: String) throws(SystemError) {
        try TreeRemoval(tree: tree).removePackage(path, below: RPMFamily.packageDirectory)
    }
}
