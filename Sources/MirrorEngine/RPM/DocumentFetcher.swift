package import Archive
internal import Manifest
package import MirrorBase
package import RPMRepository
internal import SystemIO

/// A document of a repository's metadata that lies in the cache and has been verified.
package struct CachedDocument: Sendable {
    /// The repository's id.
    var repository: String
    /// What the root calls it.
    var type: String
    var source: DecompressionPipeline.Source
    var compression: Compression
    /// The digest that its root gives, where it has been verified by that.
    package var digest: Digest?
    /// How many bytes it may have unpacked; more is an error.
    var limit = DigestCache.sizeLimit

    package init(
        repository: String, type: String, source: DecompressionPipeline.Source,
        compression: Compression, digest: Digest? = nil, limit: Int = DigestCache.sizeLimit
    ) {
        self.repository = repository
        self.type = type
        self.source = source
        self.compression = compression
        self.digest = digest
        self.limit = limit
    }

    /// How messages call it.
    package var name: String { "`\(type)` of `\(repository)`" }
}

/// Fetches the documents that a `repomd.xml` names, each by digest.
package struct DocumentFetcher: Sendable {
    let cache: DigestCache

    /// What describes the packages: the document or, where a repository has no more, what its database
    /// holds; `nil` where it has neither.
    package func fetch(_ document: RepodataDocument, of repository: VerifiedRepository)
        async throws(MirrorError) -> CachedDocument?
    {
        if let loose = repository.loose {
            // What there is of them is made, not fetched.
            switch document {
            case .primary: return try repository.loosePrimary(loose)
            case .filelists: return try repository.looseFilelists(loose)
            case .other: return nil
            }
        }
        if let found = try await fetch([document.rawValue], of: repository) { return found }
        guard let database = try await fetch([document.databaseType], of: repository) else {
            return nil
        }
        var primary = database
        if document != .primary {
            guard
                let other = try await fetch([RepodataDocument.primary.databaseType], of: repository)
            else { return nil }
            primary = other
        }
        return try CachedDocument(document, of: database, primary: primary)
    }

    /// The first of these types that the root names and that can be had; `nil` where it names none.
    package func fetch(_ types: [String], of repository: VerifiedRepository)
        async throws(MirrorError)
        -> CachedDocument?
    {
        var failure: MirrorError?
        for type in types {
            guard let record = repository.root.record(type) else { continue }
            let item = try item(record, of: repository)
            guard let compression = Compression(fileName: record.location.path) else {
                failure = MirrorError(
                    .integrity, "the compression of \(item.name) cannot be read here")
                continue
            }
            switch try await cache.attempt(item) {
            case .found(let path):
                return CachedDocument(
                    repository: repository.source.repository, type: type,
                    source: .file(path), compression: compression, digest: item.digest,
                    limit: DocumentFetcher.limit(of: record))
            case .lacking(let error):
                // What a mirror delivers wrongly weighs more than what it does not have.
                if failure == nil || error.category == .integrity { failure = error }
            }
        }
        if let failure { throw failure }
        return nil
    }

    /// How much a document may be unpacked.
    ///
    /// The digest holds only what is packed, and no client compares `open-size`, so that there are
    /// roots with a wrong one. It serves as a measure: twice of it and 1 MiB more is no honest mistake.
    /// Groups, modules and updates are of a few megabytes at most.
    package static func limit(of record: RepositoryRoot.Record) -> Int {
        let most =
            RepodataDocument.allCases.contains {
                $0.rawValue == record.type || $0.databaseType == record.type
            } ? DigestCache.sizeLimit : 256 << 20
        guard let size = record.openSize, size < most else { return most }
        return min(most, size * 2 + (1 << 20))
    }

    private func item(_ record: RepositoryRoot.Record, of repository: VerifiedRepository)
        throws(MirrorError) -> DigestCache.Item
    {
        let name = "`\(record.location.path)` of `\(repository.source.repository)`"
        guard let digest = record.checksum else {
            throw MirrorError(
                .integrity, "\(name) cannot be verified: its repomd.xml gives no digest")
        }
        // A weak digest says what file is meant, but no more; then the packages' own signatures have to
        // hold what is installed.
        if !digest.algorithm.isStrong, repository.source.trust == .metadata {
            throw MirrorError(
                .integrity,
                "\(name) cannot be verified: its repomd.xml gives only its \(digest.algorithm.name), and no package is signed",
                hints: ["`trust:` in the distro file says what is signed"])
        }
        return DigestCache.Item(
            name: name, file: record.location.path, promiser: "repomd.xml", digest: digest,
            size: record.size, openSize: record.openSize,
            urls: try repository.source.urls(of: record.location, below: repository.urls),
            identity: repository.source.identity)
    }
}

extension CachedDocument {
    /// A document made of its database; what is not in primary's database is left out.
    package init(_ document: RepodataDocument, of database: CachedDocument, primary: CachedDocument)
        throws(MirrorError)
    {
        let content = try primary.text()
        let text: [UInt8]
        let other = document == .primary ? [] : try database.text()
        do throws(DatabaseError) {
            let reader = try DatabaseReader(primary: content)
            text =
                document == .primary
                ? try reader.text() : try reader.text(of: document, database: other)
        } catch { throw MirrorError(.integrity, "\(database.name) cannot be read: \(error)") }
        self.init(
            repository: database.repository, type: document.rawValue, source: .bytes(text),
            compression: .plain)
    }

    /// The whole text, unpacked.
    package func text() throws(MirrorError) -> [UInt8] {
        var text: [UInt8] = []
        var reader = try reader()
        while let part = try reader.next() { text += part }
        return text
    }

    /// Words what is wrong in the text.
    package func parsing(_ body: () throws(MetadataError) -> Void) throws(MirrorError) {
        do { try body() } catch {
            throw MirrorError(.integrity, "\(name) cannot be read: \(error)")
        }
    }

    /// Reads the text part by part, unpacked on a thread beside.
    func reader() throws(MirrorError) -> DocumentReader { try DocumentReader(self) }
}

/// Reads a document part by part.
struct DocumentReader: ~Copyable {
    private let name: String
    private var pipeline: DecompressionPipeline

    init(_ document: CachedDocument) throws(MirrorError) {
        name = document.name
        do {
            pipeline = try DecompressionPipeline(
                document.source, compression: document.compression,
                limit: document.limit)
        } catch { throw MirrorError(.integrity, "\(document.name) \(error.reason)") }
    }

    /// The next part; `nil` at the end.
    mutating func next() throws(MirrorError) -> [UInt8]? {
        do { return try pipeline.next() } catch {
            throw MirrorError(.integrity, "\(name) \(error.reason)")
        }
    }
}
