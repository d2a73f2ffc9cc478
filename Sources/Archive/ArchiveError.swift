public import SystemIO

/// What can be wrong with a compressed stream or an archive.
public enum ArchiveError: Error, Sendable, Hashable {
    /// The content does not begin as this compression does.
    case wrongFormat(expected: Compression)
    /// The content is damaged; the reason is in the library's words.
    case corrupt(Compression, reason: String)
    /// The content ends too early.
    case truncated(Compression)
    /// Something follows after the end of the compressed stream.
    case trailingData(Compression)
    /// Decompressed, the content is larger than the caller allows, in bytes.
    case exceeds(limit: Int)
    /// Decompression would take more memory than is given to it, in bytes.
    case needsMemory(limit: Int)
    /// The compression cannot be written here.
    case cannotWrite(Compression)
    /// An archive cannot be read; the reason is in the library's words.
    case unreadableArchive(reason: String)
    /// A call of the operating system failed.
    case system(SystemError)

    /// What is wrong, as the second half of a sentence about the file.
    public var reason: String {
        switch self {
        case .wrongFormat(let expected): "is not in \(expected.name) format"
        case .corrupt(let compression, let reason): "is damaged (\(compression.name): \(reason))"
        case .truncated(let compression): "ends in the middle of its \(compression.name) data"
        case .trailingData(let compression):
            "has more data after the end of its \(compression.name) stream"
        case .exceeds(let limit): "is larger than the \(limit) bytes it may have"
        case .needsMemory(let limit): "needs more than \(limit >> 20) MiB of memory to decompress"
        case .cannotWrite(let compression): "cannot be written in \(compression.name) format"
        case .unreadableArchive(let reason): "cannot be read as an archive (\(reason))"
        case .system(let error): "could not be processed: \(error.operation): \(error.reason)"
        }
    }
}

extension ArchiveError: CustomStringConvertible {
    /// The reason.
    public var description: String { reason }
}
