internal import Archive
internal import DebianRepository
internal import MirrorBase

/// Finds the packages that hold given files, in the Contents indexes of repositories.
struct FileOwners {
    let fetcher: DebianIndexFetcher
    let architecture: String

    /// For each path the packages that hold it; repositories without Contents are passed over.
    func find(_ paths: [String], in roots: [VerifiedRelease], _ observer: BuildObserver)
        async throws(MirrorError) -> [String: [String]]
    {
        var scanner = ContentsScanner(paths: paths)
        for root in roots where !root.source.isFlat {
            for component in root.source.components {
                for name in [architecture, "all"] {
                    let variants: [IndexVariant]
                    do {
                        variants = try root.release.index(
                            component: component, architecture: name, kind: .contents)
                    } catch { continue }
                    let index = try await fetcher.fetch(variants, of: root, component: component)
                    try scan(index, with: &scanner)
                }
            }
        }
        scanner.finish()
        return scanner.owners
    }

    private func scan(_ index: DebianIndex, with scanner: inout ContentsScanner)
        throws(MirrorError)
    {
        do {
            var pipeline = try DecompressionPipeline(
                .file(index.path), compression: Compression(index.variant.compression),
                limit: index.variant.uncompressed?.size ?? DigestCache.sizeLimit)
            while let part = try pipeline.next() { scanner.consume(part.span) }
        } catch { throw MirrorError(.integrity, "`\(index.variant.path)` \(error.reason)") }
    }
}
