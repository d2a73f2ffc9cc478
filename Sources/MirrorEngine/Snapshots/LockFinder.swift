internal import Manifest
package import MirrorBase
internal import Store
internal import SystemIO

/// Finds the locks that users name: in files, in revisions of their git repository, in the history.
package struct LockFinder {
    let options: BuildOptions
    /// Whether the packages' records are read; without them a lock is read faster.
    var hasRecords = true

    package init(options: BuildOptions, hasRecords: Bool = true) {
        self.options = options
        self.hasRecords = hasRecords
    }

    /// The lock that a word of the command line names.
    package func lock(_ text: String) throws(MirrorError) -> FoundLock {
        let distros = Workspace.names(in: options.distros).keys
        return try lock(try LockReference(text, distros: distros), called: text)
    }

    /// The lock that a reference leads to.
    package func lock(_ reference: LockReference, called title: String) throws(MirrorError)
        -> FoundLock
    {
        switch reference {
        case .file(let path): return try file(path, called: title)
        case .revision(let path, let revision):
            guard let bytes = try RevisionFiles(revision: revision).read(path) else {
                throw MirrorError(.usage, "there was no `\(path)` at `\(revision)`")
            }
            return try FoundLock.read(bytes, called: title, withRecords: hasRecords)
        case .current(let distro, let architecture):
            return try file(
                try path(distro: distro, architecture: architecture), called: title)
        case .snapshot(let distro, let architecture, let moment):
            let architecture = try plan(distro, architecture).architecture.name
            let history = try History(options)
            let build = try history.build(moment, distro: distro, architecture: architecture)
            let text = try history.lockText(of: build)
            var found = try FoundLock.read(
                text, called: "\(distro)/\(architecture)@\(build.number ?? 0)",
                withRecords: hasRecords)
            found.build = build
            return found
        }
    }

    /// The lock that the builds of a distro and architecture keep.
    package func current(distro: String, architecture: String) throws(MirrorError) -> FoundLock {
        try lock(
            .current(distro: distro, architecture: architecture),
            called: "\(distro)/\(architecture)")
    }

    /// Where the lock of a distro and architecture is, or would be.
    func path(distro: String, architecture: String) throws(MirrorError) -> FilePath {
        try plan(distro, architecture).lockPath
    }

    /// What is meant by the names of a distro and an architecture, which have to exist.
    private func plan(_ distro: String, _ architecture: String) throws(MirrorError) -> DistroPlan {
        try DistroPlan(
            try Workspace.distro(distro, in: options.distros), architecture: architecture,
            options: options)
    }

    private func file(_ path: FilePath, called title: String) throws(MirrorError) -> FoundLock {
        let bytes: [UInt8]
        do { bytes = try Files.read(path) } catch {
            guard error.isNotFound else { throw MirrorError(error, doing: "read the lock") }
            throw MirrorError(
                .usage, "there is no lock `\(path)`",
                hints: ["`mirror build` makes it; `--locks` says where locks are"])
        }
        return try FoundLock.read(
            bytes, called: title, path: path.string, withRecords: hasRecords)
    }
}
