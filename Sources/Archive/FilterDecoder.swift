internal import CArchive
internal import SystemIO

/// Decompresses zstd and bzip2 through libarchive: one filter, and the raw format on top of it.
///
/// The filter is given, not guessed, so that content which itself looks compressed is left alone. Three
/// things libarchive passes over in silence are made up for here: data after the end, a zstd file that
/// ends within a frame, and damage within the first part, which it takes for an empty file when it may.
@safe final class FilterDecoder: Decoder {
    private let input: CompressedInput
    private let compression: Compression
    private let archive: OpaquePointer
    private var isFinished = false

    init(_ input: CompressedInput, _ compression: Compression) throws(ArchiveError) {
        self.input = input
        self.compression = compression
        if compression == .zstd { input.zstdFrames = ZstdFrames() }
        guard let archive = unsafe archive_read_new() else {
            throw .corrupt(compression, reason: "out of memory")
        }
        unsafe self.archive = unsafe archive
        let start: [UInt8]
        do throws(SystemError) { start = try input.peek() } catch { throw .system(error) }
        let filter = compression == .zstd ? ARCHIVE_FILTER_ZSTD : ARCHIVE_FILTER_BZIP2
        unsafe archive_read_append_filter(archive, filter)
        unsafe archive_read_support_format_raw(archive)
        let context = unsafe Unmanaged.passUnretained(input).toOpaque()
        let opened = unsafe archive_read_open(archive, context, nil, pullInput, nil)
        var entry: OpaquePointer?
        if opened == ARCHIVE_OK,
            unsafe archive_read_next_header(archive, &entry) == ARCHIVE_OK
        {
            return
        }
        // The raw format does not know files without content.
        let failure = failure()
        guard try isEmptyContent(start) else { throw failure }
        isFinished = true
    }

    deinit { unsafe archive_read_free(archive) }

    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if isFinished { return 0 }
        let count = unsafe archive_read_data(archive, buffer.baseAddress, buffer.count)
        if count < 0 { throw failure() }
        if count == 0 {
            try checkEnd()
            isFinished = true
        }
        return count
    }

    private func checkEnd() throws(ArchiveError) {
        let consumed = unsafe archive_filter_bytes(archive, -1)
        try drainInput()
        if let frames = input.zstdFrames, !frames.hasTrailingData, !frames.isComplete {
            throw .truncated(compression)
        }
        if consumed != input.total { throw .trailingData(compression) }
    }

    /// Whether the input is a complete stream of no content.
    private func isEmptyContent(_ start: [UInt8]) throws(ArchiveError) -> Bool {
        try drainInput()
        if let frames = input.zstdFrames {
            if !frames.hasTrailingData, !frames.isComplete { throw .truncated(compression) }
            return frames.isComplete && frames.isContentEmpty
        }
        // `BZh`, the block size, the mark of the end, and a checksum of nothing.
        let end: [UInt8] = [0x17, 0x72, 0x45, 0x38, 0x50, 0x90, 0, 0, 0, 0]
        return input.total == 14 && Array(start.dropFirst(4)) == end
            && (0x31...0x39).contains(start[3])
    }

    private func drainInput() throws(ArchiveError) {
        do throws(SystemError) {
            while unsafe try !input.next().isEmpty {}
        } catch { throw .system(error) }
    }

    private func failure() -> ArchiveError {
        if let failure = input.failure { return .system(failure) }
        // A filter asks for more after the last byte only where it lacks something.
        if input.isExhausted { return .truncated(compression) }
        guard let text = unsafe archive_error_string(archive) else {
            return .corrupt(compression, reason: "invalid data")
        }
        return unsafe .corrupt(compression, reason: String(cString: text))
    }
}

/// libarchive's read callback: the next part of a `CompressedInput`.
func pullInput(
    _ archive: OpaquePointer?, _ context: UnsafeMutableRawPointer?,
    _ part: UnsafeMutablePointer<UnsafeRawPointer?>?
) -> Int {
    guard let context = unsafe context, let part = unsafe part else { return -1 }
    let input = unsafe Unmanaged<CompressedInput>.fromOpaque(context).takeUnretainedValue()
    do throws(SystemError) {
        let bytes = unsafe try input.next()
        unsafe part.pointee = bytes.baseAddress
        return bytes.count
    } catch {
        return -1
    }
}
