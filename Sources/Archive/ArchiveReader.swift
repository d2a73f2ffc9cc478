internal import CArchive
public import SystemIO

/// Reads the members of an archive, one after the other, through libarchive.
///
/// Members are read into memory and are bounded, so this is for small members of archives of any size.
@safe public final class ArchiveReader {
    /// How the archive is made up.
    public enum Format: Sendable, Hashable {
        /// As `ar` writes it, and Debian's packages are; not compressed.
        case ar
        /// As `tar` writes it; compressed with gzip, xz, zstd, bzip2 or lzma, or not.
        case tar
    }

    private let archive: OpaquePointer
    /// What is read, where it is in memory; libarchive keeps a pointer to it.
    private let memory: UnsafeMutableBufferPointer<UInt8>

    /// Opens an archive in a file.
    public init(file: FilePath, format: Format) throws(ArchiveError) {
        unsafe archive = unsafe try ArchiveReader.make(format)
        unsafe memory = .allocate(capacity: 1)
        // Not larger: the members that matter come first.
        let result = unsafe archive_read_open_filename(archive, file.string, 1 << 14)
        if result != ARCHIVE_OK { throw failure() }
    }

    /// Opens an archive in memory.
    public init(bytes: [UInt8], format: Format) throws(ArchiveError) {
        unsafe archive = unsafe try ArchiveReader.make(format)
        unsafe memory = .allocate(capacity: max(1, bytes.count))
        _ = unsafe memory.initialize(from: bytes)
        let result = unsafe archive_read_open_memory(archive, memory.baseAddress, bytes.count)
        if result != ARCHIVE_OK { throw failure() }
    }

    deinit {
        unsafe archive_read_free(archive)
        unsafe memory.deallocate()
    }

    /// The name of the next member; `nil` after the last.
    public func next() throws(ArchiveError) -> String? {
        var entry: OpaquePointer?
        switch unsafe archive_read_next_header(archive, &entry) {
        case ARCHIVE_EOF: return nil
        case ARCHIVE_OK, ARCHIVE_WARN: break
        default: throw failure()
        }
        guard let entry = unsafe entry, let name = unsafe archive_entry_pathname(entry) else {
            return ""
        }
        return unsafe String(cString: name)
    }

    /// The content of the member that `next` named; one of more than `limit` bytes is an error.
    public func read(limit: Int) throws(ArchiveError) -> [UInt8] {
        var content: [UInt8] = []
        while true {
            var count = 0
            let part = unsafe [UInt8](unsafeUninitializedCapacity: 1 << 16) { buffer, filled in
                count = unsafe archive_read_data(archive, buffer.baseAddress, 1 << 16)
                filled = max(0, count)
            }
            if count < 0 { throw failure() }
            if count == 0 { return content }
            content += part
            if content.count > limit { throw .exceeds(limit: limit) }
        }
    }

    private static func make(_ format: Format) throws(ArchiveError) -> OpaquePointer {
        guard let archive = unsafe archive_read_new() else {
            throw .unreadableArchive(reason: "out of memory")
        }
        switch format {
        case .ar: unsafe archive_read_support_format_ar(archive)
        case .tar:
            unsafe archive_read_support_format_tar(archive)
            unsafe archive_read_support_filter_gzip(archive)
            unsafe archive_read_support_filter_xz(archive)
            unsafe archive_read_support_filter_zstd(archive)
            unsafe archive_read_support_filter_bzip2(archive)
            unsafe archive_read_support_filter_lzma(archive)
        }
        return unsafe archive
    }

    private func failure() -> ArchiveError {
        guard let text = unsafe archive_error_string(archive) else {
            return .unreadableArchive(reason: "invalid data")
        }
        return unsafe .unreadableArchive(reason: String(cString: text))
    }
}
