internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import MirrorEngine
internal import RPMRepository
internal import SystemIO

/// Search indexes, each kept under the digest of the index that it was made of.
///
/// One that is damaged or of another form is not there, and what cannot be kept is made again: a run without
/// the cache finds the same. Whoever may write to it is trusted.
struct SearchIndexCache: Sendable {
    /// Where they are.
    let directory: FilePath

    /// How many are kept: those that were made last. All of one distro are a handful.
    static let limit = 60

    /// The search index of an index of this digest; made by `make`, which gives its bytes, where it is not kept.
    func index(_ digest: Digest?, make: () throws(MirrorError) -> [UInt8]?) throws(MirrorError)
        -> SearchIndex?
    {
        let path = digest.map { directory / "\($0.algorithm.name)-\($0.hex)" }
        if let path, let bytes = try? Files.read(path), let index = SearchIndex(bytes) {
            return index
        }
        guard let bytes = try make() else { return nil }
        if let path { keep(bytes, at: path) }
        return SearchIndex(bytes)
    }

    private func keep(_ bytes: [UInt8], at path: FilePath) {
        do throws(SystemError) {
            try Files.makeDirectory(directory)
            try Files.replace(path, with: bytes)
            try dropOld()
        } catch {
            // What is not kept is made again.
        }
    }

    private func dropOld() throws(SystemError) {
        var kept: [(modified: Int64, name: String)] = []
        for name in try Files.list(directory) {
            if let status = try Files.status(directory / name) {
                kept.append((status.modified, name))
            }
        }
        kept.sort { ($0.modified, $0.name) > ($1.modified, $1.name) }
        for old in kept.dropFirst(SearchIndexCache.limit) {
            try Files.remove(directory / old.name)
        }
    }

    // MARK: - What they are made of

    /// The search index of a Packages index.
    func index(_ index: DebianIndex) throws(MirrorError) -> SearchIndex? {
        try self.index(index.variant.digest) { () throws(MirrorError) in
            let name = "`\(index.root.source.directory)\(index.variant.path)`"
            let text: [UInt8]
            do throws(ArchiveError) {
                text = try SearchIndexCache.text(
                    of: .file(index.path), Compression(index.variant.compression),
                    limit: index.variant.uncompressed?.size ?? DigestCache.sizeLimit)
            } catch { throw MirrorError(.integrity, "\(name) \(error.reason)") }
            var builder = SearchIndexBuilder()
            PackagesListing.read(text.span) { builder.add($0) }
            return builder.finish()
        }
    }

    /// The search index of a primary document.
    func index(_ document: CachedDocument) throws(MirrorError) -> SearchIndex? {
        try index(document.digest) { () throws(MirrorError) in
            let text = try document.text()
            var builder = SearchIndexBuilder()
            try document.parsing { () throws(MetadataError) in
                try PrimaryListing.read(text.span) { builder.add($0) }
            }
            return builder.finish()
        }
    }

    private static func text(
        of source: DecompressionPipeline.Source, _ compression: Compression, limit: Int
    ) throws(ArchiveError) -> [UInt8] {
        var text: [UInt8] = []
        var pipeline = try DecompressionPipeline(source, compression: compression, limit: limit)
        while let part = try pipeline.next() { text += part }
        return text
    }
}
