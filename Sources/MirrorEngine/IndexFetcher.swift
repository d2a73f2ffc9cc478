internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import SystemIO
internal import Transfer

/// An index that lies in the cache under its digest and has been verified.
struct CachedIndex: Sendable {
    var root: VerifiedRoot
    var component: String
    var variant: IndexVariant
    var path: FilePath
}

/// Fetches the indexes that a Release file names, each by digest.
struct IndexFetcher: Sendable {
    /// Where indexes are kept, by digest.
    let directory: FilePath
    let client: TransferClient
    let isOffline: Bool
    let observer: BuildObserver

    /// What came of asking for one form of an index.
    private enum Attempt {
        case found(CachedIndex)
        /// It cannot be had in this form, but maybe in another.
        case lacking(MirrorError)
    }

    /// The largest index that is taken, packed or not; the Release file's own figure is the closer bound.
    static let sizeLimit = 2 << 30

    /// The Packages indexes of a root for an architecture, in the order of its components.
    func packages(of root: VerifiedRoot, architectures: [String]) async throws(MirrorError)
        -> [CachedIndex]
    {
        var found: [CachedIndex] = []
        let components = root.source.isFlat ? [nil] : root.source.components.map(Optional.some)
        for component in components {
            var wanted: [String] = []
            for architecture in architectures {
                for name in root.release.packageArchitectures(
                    component: component, architecture: architecture)
                where !wanted.contains(name) {
                    wanted.append(name)
                }
            }
            for architecture in wanted {
                let variants: [IndexVariant]
                do {
                    variants = try root.release.index(
                        component: component, architecture: architecture)
                } catch {
                    throw MirrorError(
                        .usage,
                        "`\(root.source.label)` lacks what the distro file asks for: \(error)",
                        hints: ["the distro file lists components and architectures"])
                }
                found.append(
                    try await fetch(variants, of: root, component: component ?? ""))
            }
        }
        return found
    }

    /// One index in the first of the given forms that can be had.
    func fetch(_ variants: [IndexVariant], of root: VerifiedRoot, component: String)
        async throws(MirrorError) -> CachedIndex
    {
        var failure: MirrorError?
        for variant in variants {
            switch try await attempt(variant, of: root, component: component) {
            case .found(let index): return index
            case .lacking(let error):
                // What a mirror delivers wrongly weighs more than what it does not have.
                if failure == nil || error.category == .integrity { failure = error }
            }
        }
        throw failure ?? MirrorError(.bug, "an index without a form was asked for")
    }

    /// Finds or fetches one form. Throws what no other form would change: a full disk, a server that is
    /// down, an interruption.
    private func attempt(_ variant: IndexVariant, of root: VerifiedRoot, component: String)
        async throws(MirrorError) -> Attempt
    {
        try Interruption.check()
        let name = "`\(root.source.directory)\(variant.path)` of `\(root.source.repository)`"
        let largest = max(variant.size, variant.uncompressed?.size ?? 0)
        if largest > IndexFetcher.sizeLimit {
            return .lacking(
                MirrorError(
                    .integrity,
                    "\(name) has \(largest) bytes by its Release file, and more than \(IndexFetcher.sizeLimit) are not taken"
                ))
        }
        let path = directory / "\(variant.digest.algorithm.name)-\(variant.digest.hex)"
        let cached = CachedIndex(root: root, component: component, variant: variant, path: path)
        if try isKept(variant, at: path) { return .found(cached) }
        if isOffline {
            return .lacking(
                MirrorError(
                    .network, "\(name) is not kept from an earlier run",
                    hints: ["run once without `--offline`"]))
        }
        // The unfinished file has the same name in every process.
        let lock = try lockDirectory()
        defer { withExtendedLifetime(lock) {} }
        if try isKept(variant, at: path) { return .found(cached) }
        let digest = variant.digest
        let request = TransferRequest(
            name: variant.path, urls: addresses(of: variant, root), destination: path,
            expectedSize: variant.size, makeVerifier: { DigestVerifier(digest) })
        do { _ = try await client.fetch(request) } catch {
            let failure = MirrorError(error, fetching: name, promisedBy: "Release file")
            if IndexFetcher.mayHaveOtherForm(error) { return .lacking(failure) }
            throw failure
        }
        return .found(cached)
    }

    private func lockDirectory() throws(MirrorError) -> FileLock {
        try onDisk("make the cache") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        return try onDisk("lock the cache") { () throws(SystemError) in
            try FileLock(directory / ".lock") {
                observer.report(.note("waiting for another build that fetches indexes"))
            }
        }
    }

    /// Whether the servers answered, and only this form is not to be had; a server that is down would
    /// have each form waited for in vain. Some answer 403 for what they do not have.
    private static func mayHaveOtherForm(_ error: TransferError) -> Bool {
        switch error.kind {
        case .notFound, .integrity, .tooLarge: true
        case .network:
            error.attempts.contains { [.status(403), .status(404)].contains($0.outcome) }
        default: false
        }
    }

    private func addresses(of variant: IndexVariant, _ root: VerifiedRoot) -> [String] {
        var urls: [String] = []
        for base in root.urls {
            let place = (base.hasSuffix("/") ? base : base + "/") + root.source.directory
            if root.release.acquireByHash, let byHash = variant.byHashPath {
                urls.append(place + byHash)
            }
            urls.append(place + PoolLayout.requestPath(variant.path))
        }
        return urls
    }

    /// Whether the cache has the index, whole and unchanged: it is hashed before it is trusted again.
    private func isKept(_ variant: IndexVariant, at path: FilePath) throws(MirrorError) -> Bool {
        let status = try onDisk("look into the cache") { () throws(SystemError) in
            try Files.status(path)
        }
        guard let status, status.size == variant.size else { return false }
        let digest = try onDisk("read the cache") { () throws(SystemError) in
            try ContentHasher.digest(variant.digest.algorithm, ofFile: path)
        }
        return digest == variant.digest
    }
}
