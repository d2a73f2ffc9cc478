public import MirrorBase
public import SystemIO

/// A compressed stream that is read decompressed, part by part.
///
/// Content that is damaged, ends early or goes on after its end is an error for every compression. More
/// output than `limit` bytes is an error as soon as it shows, and is never kept. gzip members, zstd
/// frames and bzip2 streams may follow one another, since parallel compressors write such files; an xz
/// file must be one stream.
public struct Decompressor: ~Copyable {
    /// How the content is compressed.
    public let compression: Compression
    private let input: CompressedInput
    private let decoder: any Decoder
    private let limit: Int
    private var uncompressedHasher: ContentHasher?
    private var isAtEnd = false
    /// How many bytes were read, decompressed.
    public private(set) var producedCount = 0

    /// Opens a file; `limit` is the largest size that its decompressed content may have, in bytes.
    ///
    /// With `hash`, the compressed and the decompressed bytes are hashed on the way.
    public init(
        file: FilePath, compression: Compression, limit: Int, hash: HashAlgorithm? = nil
    ) throws(ArchiveError) {
        let input: CompressedInput
        do throws(SystemError) {
            input = try CompressedInput(file: file, hash: hash)
        } catch { throw .system(error) }
        try self.init(input, compression, limit, hash)
    }

    /// Reads bytes in memory; see the other initialiser.
    public init(
        bytes: [UInt8], compression: Compression, limit: Int, hash: HashAlgorithm? = nil
    ) throws(ArchiveError) {
        try self.init(CompressedInput(bytes: bytes, hash: hash), compression, limit, hash)
    }

    private init(
        _ input: CompressedInput, _ compression: Compression, _ limit: Int, _ hash: HashAlgorithm?
    ) throws(ArchiveError) {
        precondition(limit >= 0, "a size is not negative")
        self.input = input
        self.compression = compression
        self.limit = limit
        if let hash { uncompressedHasher = ContentHasher(hash) }
        let start: [UInt8]
        do throws(SystemError) { start = try input.peek() } catch { throw .system(error) }
        if start.count < compression.magic.count, compression.magic.starts(with: start) {
            throw .truncated(compression)
        }
        guard start.span.begins(with: compression.magic) else {
            throw .wrongFormat(expected: compression)
        }
        switch compression {
        case .plain: decoder = PlainDecoder(input)
        case .gzip: decoder = try GzipDecoder(input)
        case .xz, .lzma: decoder = try LZMADecoder(input, compression)
        case .zstd, .bzip2: decoder = try FilterDecoder(input, compression)
        }
    }

    /// The next bytes, at most `count`; empty at the end only.
    public mutating func read(atMost count: Int) throws(ArchiveError) -> [UInt8] {
        precondition(count > 0, "something is to be read")
        if isAtEnd { return [] }
        // One byte over the limit is asked for, to tell the end from an excess.
        let wanted = min(count, limit - producedCount + 1)
        var failure: ArchiveError?
        let decoder = decoder
        let part = unsafe [UInt8](unsafeUninitializedCapacity: wanted) { buffer, filled in
            do throws(ArchiveError) {
                filled = unsafe try decoder.decode(
                    into: UnsafeMutableRawBufferPointer(
                        rebasing: UnsafeMutableRawBufferPointer(buffer)[..<wanted]))
            } catch { failure = error }
        }
        if let failure { throw failure }
        if part.isEmpty { isAtEnd = true }
        producedCount += part.count
        if producedCount > limit { throw .exceeds(limit: limit) }
        if uncompressedHasher != nil { uncompressedHasher?.update(part.span) }
        return part
    }

    /// Appends the next bytes, at most `count`, and returns how many; 0 at the end only.
    public mutating func read(appendingTo target: inout [UInt8], atMost count: Int)
        throws(ArchiveError) -> Int
    {
        let part = try read(atMost: count)
        if target.isEmpty, target.capacity < part.count { target = part } else { target += part }
        return part.count
    }

    /// The digests of the compressed and the decompressed content; `nil` unless they were asked for and
    /// everything was read.
    public consuming func finish() -> (compressed: Digest, uncompressed: Digest)? {
        guard isAtEnd, let compressed = input.finishHash(),
            let uncompressed = uncompressedHasher.take()?.finish()
        else { return nil }
        return (compressed, uncompressed)
    }

    /// How many compressed bytes were taken in.
    public var consumedCount: Int { input.total }
}

/// One way to decompress: pulls from an input it was made with.
protocol Decoder: AnyObject {
    /// Fills at least a part of the buffer, which is not empty; 0 at the end of an intact stream only.
    func decode(into buffer: UnsafeMutableRawBufferPointer) throws(ArchiveError) -> Int
}

extension Decompressor {
    /// The whole content of a compressed file; see `init` for `limit`.
    public static func decompress(
        file: FilePath, compression: Compression, limit: Int
    ) throws(ArchiveError) -> [UInt8] {
        var stream = try Decompressor(file: file, compression: compression, limit: limit)
        return try stream.readAll()
    }

    /// The whole content of compressed bytes; see `init` for `limit`.
    public static func decompress(
        _ bytes: [UInt8], compression: Compression, limit: Int
    ) throws(ArchiveError) -> [UInt8] {
        var stream = try Decompressor(bytes: bytes, compression: compression, limit: limit)
        return try stream.readAll()
    }

    private mutating func readAll() throws(ArchiveError) -> [UInt8] {
        var content: [UInt8] = []
        while try read(appendingTo: &content, atMost: 1 << 20) > 0 {}
        return content
    }
}
