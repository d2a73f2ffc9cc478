internal import CArchive

/// Compresses to zstd and bzip2 through libarchive: the raw format, and one filter below it.
@safe final class FilterEncoder {
    private let archive: OpaquePointer
    private let compression: Compression
    private let sink = Sink()

    /// Where the compressed bytes go.
    final class Sink {
        var bytes: [UInt8] = []
    }

    private init(_ compression: Compression, level: Int) throws(ArchiveError) {
        guard let archive = unsafe archive_write_new() else {
            throw .corrupt(compression, reason: "out of memory")
        }
        unsafe self.archive = unsafe archive
        self.compression = compression
        unsafe archive_write_set_format_raw(archive)
        let added =
            compression == .zstd
            ? unsafe archive_write_add_filter_zstd(archive)
            : unsafe archive_write_add_filter_bzip2(archive)
        try check(added)
        try check(
            unsafe archive_write_set_filter_option(archive, nil, "compression-level", "\(level)"))
        // The last block is not to be filled up with zeros, as on a tape.
        try check(unsafe archive_write_set_bytes_in_last_block(archive, 1))
        let context = unsafe Unmanaged.passUnretained(sink).toOpaque()
        try check(unsafe archive_write_open(archive, context, nil, pushOutput, nil))
    }

    deinit { unsafe archive_write_free(archive) }

    /// The content compressed.
    static func encode(
        _ bytes: Span<UInt8>, as compression: Compression, level: Int
    ) throws(ArchiveError) -> [UInt8] {
        let encoder = try FilterEncoder(compression, level: level)
        encoder.sink.bytes.reserveCapacity(bytes.count / 4)
        try encoder.write(bytes)
        return encoder.sink.bytes
    }

    private func write(_ bytes: Span<UInt8>) throws(ArchiveError) {
        guard let entry = unsafe archive_entry_new() else {
            throw .corrupt(compression, reason: "out of memory")
        }
        defer { unsafe archive_entry_free(entry) }
        // The raw format takes a plain file only, and writes nothing of its entry.
        unsafe archive_entry_set_filetype(entry, carchive_regular_file)
        try check(unsafe archive_write_header(archive, entry))
        let count = bytes.count
        let written = unsafe bytes.withUnsafeBufferPointer { buffer in
            unsafe count == 0 ? 0 : archive_write_data(archive, buffer.baseAddress, count)
        }
        if written != count { throw failure() }
        try check(unsafe archive_write_close(archive))
    }

    private func check(_ code: Int32) throws(ArchiveError) {
        if code != ARCHIVE_OK { throw failure() }
    }

    private func failure() -> ArchiveError {
        guard let text = unsafe archive_error_string(archive) else {
            return .corrupt(compression, reason: "libarchive does not write")
        }
        return unsafe .corrupt(compression, reason: String(cString: text))
    }
}

/// libarchive's write callback: takes all that it is given.
private func pushOutput(
    _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?, _ part: UnsafeRawPointer?,
    _ count: Int
) -> Int {
    guard let context = unsafe context else { return -1 }
    let sink = unsafe Unmanaged<FilterEncoder.Sink>.fromOpaque(context).takeUnretainedValue()
    unsafe sink.bytes.append(contentsOf: UnsafeRawBufferPointer(start: part, count: count))
    return count
}
