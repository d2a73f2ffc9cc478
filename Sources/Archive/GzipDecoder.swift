internal import CArchive
internal import SystemIO

/// Decompresses gzip with zlib, which checks the CRC and the length of every member.
@safe final class GzipDecoder: Decoder {
    private let input: CompressedInput
    // On the heap: zlib remembers the address.
    private let stream: UnsafeMutablePointer<z_stream>
    private var isBetweenMembers = false

    init(_ input: CompressedInput) throws(ArchiveError) {
        self.input = input
        unsafe stream = .allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        guard unsafe carchive_inflate_init_gzip(stream) == Z_OK else {
            throw .corrupt(.gzip, reason: "zlib does not start")
        }
    }

    deinit {
        unsafe inflateEnd(stream)
        unsafe stream.deallocate()
    }

    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int {
        unsafe stream.pointee.next_out = buffer.baseAddress?.assumingMemoryBound(to: UInt8.self)
        unsafe stream.pointee.avail_out = UInt32(clamping: buffer.count)
        let room = unsafe Int(stream.pointee.avail_out)
        while unsafe stream.pointee.avail_out > 0 {
            var more = unsafe stream.pointee.avail_in > 0
            if !more { more = try refill() }
            if isBetweenMembers {
                if !more { break }
                // zlib would say "incorrect header check" for anything else.
                guard unsafe stream.pointee.next_in.pointee == 0x1f else {
                    throw .trailingData(.gzip)
                }
                unsafe inflateReset(stream)
                isBetweenMembers = false
            }
            if !more { throw .truncated(.gzip) }
            switch unsafe inflate(stream, Z_NO_FLUSH) {
            case Z_OK, Z_BUF_ERROR: break
            case Z_STREAM_END: isBetweenMembers = true
            default: throw .corrupt(.gzip, reason: lastMessage)
            }
        }
        return unsafe room - Int(stream.pointee.avail_out)
    }

    private var lastMessage: String {
        guard let message = unsafe stream.pointee.msg else { return "invalid data" }
        return unsafe String(cString: message)
    }

    private func refill() throws(ArchiveError) -> Bool {
        let part: UnsafeRawBufferPointer
        do throws(SystemError) { unsafe part = try input.next() } catch { throw .system(error) }
        unsafe stream.pointee.next_in = UnsafeMutablePointer(
            mutating: part.baseAddress?.assumingMemoryBound(to: UInt8.self))
        unsafe stream.pointee.avail_in = UInt32(part.count)
        return unsafe !part.isEmpty
    }
}
