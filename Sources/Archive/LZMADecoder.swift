internal import CLZMA
internal import SystemIO

/// Decompresses xz and lzma with liblzma directly, on the calling thread.
@safe final class LZMADecoder: Decoder {
    /// Twelve times what `xz -9` asks for; a hostile header can name four gigabytes.
    private static let memoryLimit = 768 << 20

    private let input: CompressedInput
    private let compression: Compression
    private let stream: UnsafeMutablePointer<lzma_stream>
    private var inputEnded = false
    private var isFinished = false

    init(_ input: CompressedInput, _ compression: Compression) throws(ArchiveError) {
        self.input = input
        self.compression = compression
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: lzma_stream())
        let limit = UInt64(LZMADecoder.memoryLimit)
        let result =
            compression == .xz
            ? unsafe lzma_stream_decoder(stream, limit, 0)
            : unsafe lzma_alone_decoder(stream, limit)
        if result != LZMA_OK { throw failure(result) }
    }

    deinit {
        unsafe lzma_end(stream)
        unsafe stream.deallocate()
    }

    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        if isFinished { return 0 }
        unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = buffer.count
        while unsafe stream.pointee.avail_out > 0 {
            if unsafe stream.pointee.avail_in == 0, !inputEnded { try refill() }
            let result = unsafe lzma_code(stream, inputEnded ? LZMA_FINISH : LZMA_RUN)
            if result == LZMA_STREAM_END {
                if try beginNextStream() { continue }
                isFinished = true
                break
            }
            if result != LZMA_OK { throw failure(result) }
        }
        return unsafe buffer.count - stream.pointee.avail_out
    }

    /// Goes on with a further xz stream; `false` at the end of the input.
    ///
    /// Compressors that work in parallel write several streams, and zero bytes in multiples of four may
    /// stand between and after them (The .xz File Format, section 2.2). lzma has one stream and no more.
    private func beginNextStream() throws(ArchiveError) -> Bool {
        var padding = 0
        while true {
            if unsafe stream.pointee.avail_in == 0 {
                if !inputEnded { try refill() }
                if inputEnded {
                    if padding % 4 != 0 { throw .trailingData(compression) }
                    return false
                }
            }
            guard unsafe stream.pointee.next_in.pointee == 0, compression == .xz else { break }
            unsafe stream.pointee.next_in += 1
            unsafe stream.pointee.avail_in -= 1
            padding += 1
        }
        // The first byte of the magic; a stream that goes on otherwise is found out by the decoder.
        guard compression == .xz, padding % 4 == 0, unsafe stream.pointee.next_in.pointee == 0xFD
        else { throw .trailingData(compression) }
        let limit = UInt64(LZMADecoder.memoryLimit)
        let result = unsafe lzma_stream_decoder(stream, limit, 0)
        if result != LZMA_OK { throw failure(result) }
        return true
    }

    private func refill() throws(ArchiveError) {
        let part: UnsafeRawBufferPointer
        do throws(SystemError) { unsafe part = try input.next() } catch { throw .system(error) }
        unsafe stream.pointee.next_in = part.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_in = part.count
        inputEnded = unsafe part.isEmpty
    }

    private func failure(_ code: lzma_ret) -> ArchiveError {
        switch code {
        case LZMA_FORMAT_ERROR: .wrongFormat(expected: compression)
        case LZMA_BUF_ERROR: .truncated(compression)
        case LZMA_MEMLIMIT_ERROR: .needsMemory(limit: LZMADecoder.memoryLimit)
        case LZMA_OPTIONS_ERROR: .corrupt(compression, reason: "unsupported options")
        case LZMA_MEM_ERROR: .corrupt(compression, reason: "out of memory")
        default: .corrupt(compression, reason: "invalid data")
        }
    }
}
