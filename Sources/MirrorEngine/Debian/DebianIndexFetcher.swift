package import DebianRepository
internal import MirrorBase
package import SystemIO

/// An index that lies in the cache under its digest and has been verified.
package struct DebianIndex: Sendable {
    package var root: VerifiedRelease
    var component: String
    package var variant: IndexVariant
    package var path: FilePath
}

/// Fetches the indexes that a Release file names, each by digest.
package struct DebianIndexFetcher: Sendable {
    let cache: DigestCache

    /// The Packages indexes of a root for an architecture, in the order of its components.
    func packages(of root: VerifiedRelease, architectures: [String]) async throws(MirrorError)
        -> [DebianIndex]
    {
        var found: [DebianIndex] = []
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
    func fetch(_ variants: [IndexVariant], of root: VerifiedRelease, component: String)
        async throws(MirrorError) -> DebianIndex
    {
        var failure: MirrorError?
        for variant in variants {
            switch try await cache.attempt(item(variant, of: root)) {
            case .found(let path):
                return DebianIndex(root: root, component: component, variant: variant, path: path)
            case .lacking(let error):
                // What a mirror delivers wrongly weighs more than what it does not have.
                if failure == nil || error.category == .integrity { failure = error }
            }
        }
        throw failure ?? MirrorError(.bug, "an index without a form was asked for")
    }

    private func item(_ variant: IndexVariant, of root: VerifiedRelease) -> DigestCache.Item {
        DigestCache.Item(
            name: "`\(root.source.directory)\(variant.path)` of `\(root.source.repository)`",
            file: variant.path, promiser: "Release file", digest: variant.digest,
            size: variant.size, openSize: variant.uncompressed?.size,
            urls: addresses(of: variant, root))
    }

    private func addresses(of variant: IndexVariant, _ root: VerifiedRelease) -> [String] {
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
}
