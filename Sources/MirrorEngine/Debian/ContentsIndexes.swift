package import Archive
internal import DebianRepository
package import MirrorBase

/// The Contents indexes of repositories, which say what packages hold which files.
package struct ContentsIndexes {
    let fetcher: DebianIndexFetcher
    let architecture: String

    package init(fetcher: DebianIndexFetcher, architecture: String) {
        self.fetcher = fetcher
        self.architecture = architecture
    }

    /// Calls `body` with the text of each index once; repositories without any are passed over.
    ///
    /// Some archives have one for a whole suite, which then is that of every component.
    package func read(
        of roots: [VerifiedRelease],
        _ body: (inout DecompressionPipeline) throws(ArchiveError) -> Void
    ) async throws(MirrorError) {
        var seen: Set<Digest> = []
        for root in roots where !root.source.isFlat {
            for component in root.source.components {
                for name in [architecture, "all"] {
                    let variants: [IndexVariant]
                    do {
                        variants = try root.release.index(
                            component: component, architecture: name, kind: .contents)
                    } catch { continue }
                    let digests = variants.map(\.digest)
                    if digests.contains(where: seen.contains) { continue }
                    seen.formUnion(digests)
                    try Interruption.check()
                    let index = try await fetcher.fetch(variants, of: root, component: component)
                    do throws(ArchiveError) {
                        var text = try DecompressionPipeline(
                            .file(index.path), compression: Compression(index.variant.compression),
                            limit: index.variant.uncompressed?.size ?? DigestCache.sizeLimit)
                        try body(&text)
                    } catch {
                        throw MirrorError(.integrity, "`\(index.variant.path)` \(error.reason)")
                    }
                }
            }
        }
    }
}
