internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// A lock with what it is called.
struct FoundLock {
    let lock: Lock
    /// How reports name it.
    let title: String
    /// The build of the history that it is from; `nil` where it is from a file.
    var build: BuildRecord?
    /// The text that was read.
    let text: [UInt8]
}

/// Finds the locks that users name: in files, in revisions of their git repository, in the history.
struct LockFinder {
    let options: BuildOptions
    /// Whether the packages' records are read; without them a lock is read faster.
    var hasRecords = true

    /// The lock that a word of the command line names.
    func lock(_ text: String) throws(MirrorError) -> FoundLock {
        let distros = Workspace.names(in: options.distros).keys
        return try lock(try LockReference(text, distros: distros), called: text)
    }

    /// The lock that a reference leads to.
    func lock(_ reference: LockReference, called title: String) throws(MirrorError) -> FoundLock {
        switch reference {
        case .file(let path): return try file(path, called: title)
        case .revision(let path, let revision):
            guard let bytes = try RevisionFiles(revision: revision).read(path) else {
                throw MirrorError(.usage, "there was no `\(path)` at `\(revision)`")
            }
            return try Self.read(bytes, called: title, withRecords: hasRecords)
        case .current(let distro, let architecture):
            return try file(
                try path(distro: distro, architecture: architecture), called: title)
        case .snapshot(let distro, let architecture, let moment):
            let architecture = try plan(distro, architecture).architecture.name
            let history = try History(options)
            let build = try history.build(moment, distro: distro, architecture: architecture)
            let text = try history.lockText(of: build)
            var found = try Self.read(
                text, called: "\(distro)/\(architecture)@\(build.number ?? 0)",
                withRecords: hasRecords)
            found.build = build
            return found
        }
    }

    /// The lock that the builds of a distro and architecture keep.
    func current(distro: String, architecture: String) throws(MirrorError) -> FoundLock {
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
        return try Self.read(
            bytes, called: title, path: path.string, withRecords: hasRecords)
    }

    /// Reads the text of a lock.
    ///
    /// - Parameters:
    ///   - title: How reports name it.
    ///   - path: How mistakes in it name the file; the title if not given.
    ///   - withRecords: Whether the packages' records are kept.
    static func read(
        _ bytes: [UInt8], called title: String, path: String? = nil, withRecords: Bool = true
    ) throws(MirrorError) -> FoundLock {
        do throws(LockError) {
            return FoundLock(
                lock: try Lock(reading: bytes, withRecords: withRecords), title: title,
                text: bytes)
        } catch {
            let name = path ?? title
            throw MirrorError(
                .usage, "the lock `\(name)` cannot be used: \(error)",
                excerpt: error.excerpt(file: name),
                hints: isManifest(name)
                    ? [
                        "a manifest is no lock: `mirror diff --manifest OLD NEW DISTRO ARCH` compares manifests"
                    ] : [])
        }
    }

    /// Whether a file, or a revision of it, is YAML by its name, which locks are not.
    private static func isManifest(_ name: String) -> Bool {
        [".yaml", ".yml"].contains { name.hasSuffix($0) || name.contains($0 + "@") }
    }
}
