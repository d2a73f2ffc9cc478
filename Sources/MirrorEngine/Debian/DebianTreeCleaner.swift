internal import DebianRepository
internal import MirrorBase
internal import SystemIO

/// Removes from an archive's tree what earlier builds of a suite left there and nothing needs any more.
///
/// Of the suite's architectures that were just published the indexes of the last two builds stay, so that
/// a client in the middle of an update finds what it was told of. Removed are older indexes, and the
/// packages that these name and no other index in the tree does: a file that no index of ours ever named
/// is not ours to remove. Links are neither removed nor followed to remove something. Where it cannot be
/// known what the tree needs, everything stays; that cleaning fails is a warning and no more.
struct DebianTreeCleaner {
    /// The root of the archive.
    let tree: FilePath
    let suite: String
    /// The architectures whose indexes were published.
    let architectures: Set<String>
    /// The tree's indexes as they were before.
    let present: DebianTreeIndexes
    let observer: BuildObserver

    private var suiteDirectory: FilePath { tree / "dists" / suite }

    /// Cleans up after `release` took the place of `previous`, and `paths` are its package files.
    func clean(_ release: Release, after previous: Release?, packages paths: [String]) {
        do throws(SystemError) {
            try removeLeftovers(beside: paths)
            if let doubt = present.doubts.first {
                observer.report(
                    .warning("nothing is removed from `\(tree)`, since \(doubt)"))
                return
            }
            let old = oldIndexes(release, previous)
            var needed = Set(paths)
            for entry in present.others { needed.formUnion(entry.names.keys) }
            for entry in present.own where !old.contains(entry.path) {
                needed.formUnion(entry.names.keys)
            }
            // Indexes go last: should this be interrupted, they tell the next build what to remove.
            for entry in present.own where old.contains(entry.path) {
                for path in entry.names.keys where !needed.contains(path) {
                    try removePackage(path)
                }
            }
            for path in old.sorted() { try removeOwn(path) }
            try removeDropped(release, previous)
        } catch {
            observer.report(
                .warning(
                    "the tree `\(tree)` is not cleaned up: \(error.operation) `\(error.path)`: \(error.reason)"
                ))
        }
    }

    /// Takes back what a build that came to nothing has added: packages, and indexes by digest.
    ///
    /// What cannot be removed stays until the next build is through; the build's own error matters more.
    func withdraw(packages: [String], indexes: [String]) {
        let before = Set(present.ownFiles)
        for path in packages { try? removePackage(path) }
        for path in indexes where !before.contains(path) { try? removeOwn(path) }
    }

    /// The indexes by digest that neither Release lists, of the architectures in question.
    private func oldIndexes(_ release: Release, _ previous: Release?) -> Set<String> {
        var kept: Set<String> = []
        for listed in [release, previous] {
            for file in listed?.files.values.map({ $0 }) ?? [] {
                if let digest = file.digest(.sha256) { kept.insert(digest.hex) }
            }
        }
        return Set(
            present.ownFiles.filter { file in
                let parts = file.split(separator: "/")
                return parts.count == 5 && parts[2] == "by-hash" && parts[3] == "SHA256"
                    && parts[1].hasPrefix("binary-")
                    && architectures.contains(String(parts[1].dropFirst("binary-".count)))
                    && Digest(.sha256, hex: String(parts[4])) != nil
                    && !kept.contains(String(parts[4]))
            })
    }

    /// Removes the plain names of indexes that are not published any more.
    private func removeDropped(_ release: Release, _ previous: Release?) throws(SystemError) {
        for path in (previous?.files.keys.sorted() ?? []) where release.files[path] == nil {
            let parts = path.split(separator: "/")
            guard parts.count == 3, parts[1].hasPrefix("binary-"),
                architectures.contains(String(parts[1].dropFirst("binary-".count)))
            else { continue }
            try removeOwn(path)
        }
    }

    private func removeOwn(_ path: String) throws(SystemError) {
        if try LinkedWalk.crossesLink(path, below: suiteDirectory) { return }
        try Files.remove(suiteDirectory / path)
    }

    private func removePackage(_ path: String) throws(SystemError) {
        guard (try? PoolLayout.checkedFilename(path)) == path else { return }
        try TreeRemoval(tree: tree).removePackage(path, below: "pool")
    }

    /// Removes what interrupted builds were about to rename; the tree's lock says that nobody is now.
    private func removeLeftovers(beside paths: [String]) throws(SystemError) {
        for file in present.ownFiles
        where TreeRemoval.isLeftover(FilePath(file).lastComponent) {
            try removeOwn(file)
        }
        try TreeRemoval(tree: tree).removeLeftovers(
            in: FilePath.directories(of: paths).union([""]))
    }
}
