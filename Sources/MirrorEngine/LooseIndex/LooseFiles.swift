internal import MirrorBase
internal import SystemIO

/// The package files below a directory, by their endings; links are followed.
struct LooseFiles {
    /// Paths from the directory, sorted by bytes.
    private(set) var rpms: [String] = []
    /// Paths from the directory, sorted by bytes.
    private(set) var debs: [String] = []

    init(_ directory: FilePath, observer: BuildObserver) throws(MirrorError) {
        let status = try onDisk("read `\(directory)`") { () throws(SystemError) in
            try Files.status(directory, followLinks: true)
        }
        guard let status, status.kind == .directory else {
            throw MirrorError(.usage, "`\(directory)` is not a directory")
        }
        var walk = LinkedWalk()
        let names: [String]
        do throws(SystemError) { names = try walk.files(below: directory) } catch {
            throw MirrorError(error, doing: "read `\(directory)`")
        }
        for link in walk.dangling {
            observer.report(.warning("`\(link)` is a link that leads nowhere"))
        }
        for name in names {
            if name.hasPrefix("repodata/") { continue }
            if name.hasSuffix(".rpm") { rpms.append(name) }
            if name.hasSuffix(".deb") || name.hasSuffix(".udeb") { debs.append(name) }
        }
        rpms.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        debs.sort { $0.utf8.lexicographicallyPrecedes($1.utf8) }
        if rpms.isEmpty, debs.isEmpty {
            throw MirrorError(.usage, "`\(directory)` holds no `.rpm` and no `.deb` files")
        }
    }
}
