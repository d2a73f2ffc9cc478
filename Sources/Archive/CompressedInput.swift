internal import MirrorBase
internal import SystemIO

/// Where a decompressor's bytes come from, in parts that stay in place until the next part is asked for.
///
/// It hashes what it hands out if asked to.
@safe final class CompressedInput {
    private static let capacity = 1 << 18

    private enum Source: ~Copyable {
        case file(FileHandle)
        case bytes([UInt8])
    }

    private let source: Source
    private let buffer: UnsafeMutableRawBufferPointer
    private var filled = 0
    private var isPeeked = false
    private var hasher: ContentHasher?
    /// How many bytes were handed out.
    private(set) var total = 0
    /// Follows the zstd frames in what was handed out, where set.
    var zstdFrames: ZstdFrames?
    /// Whether someone asked for more than there is.
    private(set) var isExhausted = false
    /// The failure that ended the input early, kept for callers behind a C callback.
    private(set) var failure: SystemError?

    init(file path: FilePath, hash: HashAlgorithm?) throws(SystemError) {
        source = .file(try FileHandle(reading: path))
        unsafe buffer = .allocate(byteCount: CompressedInput.capacity, alignment: 64)
        if let hash { hasher = ContentHasher(hash) }
    }

    init(bytes: [UInt8], hash: HashAlgorithm?) {
        source = .bytes(bytes)
        unsafe buffer = .allocate(byteCount: CompressedInput.capacity, alignment: 64)
        if let hash { hasher = ContentHasher(hash) }
    }

    deinit { unsafe buffer.deallocate() }

    /// The next part, empty at the end; it is valid until the next call.
    func next() throws(SystemError) -> UnsafeRawBufferPointer {
        if isPeeked {
            isPeeked = false
        } else {
            try fill()
        }
        if filled == 0 { isExhausted = true }
        total += filled
        let part = unsafe UnsafeRawBufferPointer(rebasing: buffer[..<filled])
        if zstdFrames != nil {
            let bytes = unsafe Span<UInt8>(_unsafeBytes: part)
            zstdFrames?.update(bytes)
        }
        if hasher != nil { unsafe hasher?.update(part) }
        return unsafe part
    }

    /// Up to the first 16 bytes, without taking them; only before anything was taken.
    func peek() throws(SystemError) -> [UInt8] {
        precondition(total == 0, "peeking comes first")
        if !isPeeked {
            try fill()
            isPeeked = true
        }
        return unsafe Array(buffer[..<min(16, filled)])
    }

    /// The digest of what was handed out, if it was asked for; the input cannot be read any more.
    func finishHash() -> Digest? { hasher.take()?.finish() }

    private func fill() throws(SystemError) {
        filled = 0
        do throws(SystemError) {
            switch source {
            case .file(let handle):
                // A pipe gives less than asked for, which is no end.
                let part = try handle.read(upTo: CompressedInput.capacity)
                unsafe buffer.copyBytes(from: part)
                filled = part.count
            case .bytes(let bytes):
                let part = bytes[min(total, bytes.count)...].prefix(CompressedInput.capacity)
                unsafe buffer.copyBytes(from: part)
                filled = part.count
            }
        } catch {
            failure = error
            throw error
        }
    }
}
