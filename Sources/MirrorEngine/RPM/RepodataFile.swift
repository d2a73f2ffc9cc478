internal import Archive
public import MirrorBase
public import RPMRepository

/// A file of metadata as it is about to be published, under a name that carries its digest.
public struct RepodataFile: Sendable {
    /// What the root calls it.
    public let type: String
    /// Where it goes, relative to the tree.
    public let location: String
    /// What it holds.
    public let bytes: [UInt8]
    /// The digest of `bytes`.
    public let digest: Digest
    /// Digest and size of what is in it; `nil` for a file that is not compressed.
    let content: (digest: Digest, size: Int)?
    /// The layout of a database; `nil` for anything else.
    let databaseVersion: Int?

    /// Compresses `plain` and names the result; see `Compressor` for level and threads.
    init(
        _ type: String, name: String, _ plain: [UInt8], as compression: Compression,
        level: Int? = nil, threads: Int = 1, databaseVersion: Int? = nil
    ) throws(MirrorError) {
        self.type = type
        self.databaseVersion = databaseVersion
        if compression == .plain {
            bytes = plain
            content = nil
        } else {
            do {
                bytes = try Compressor.compress(
                    plain, as: compression, level: level, threads: threads)
            } catch { throw MirrorError(.bug, "`\(name)` cannot be compressed: \(error.reason)") }
            content = (ContentHasher.digest(.sha256, of: plain), plain.count)
        }
        digest = ContentHasher.digest(.sha256, of: bytes)
        location =
            "\(RepositoryLocation.directory)/\(digest.hex)-\(name)\(compression.fileExtension)"
    }

    /// What the root says of it.
    public func record(at time: Timestamp) -> RepositoryRootWriter.Record {
        RepositoryRootWriter.Record(
            type: type, location: location, checksum: digest, size: bytes.count,
            openChecksum: content?.digest, openSize: content?.size, timestamp: time,
            databaseVersion: databaseVersion)
    }
}
