public import MirrorBase
public import SystemIO

/// Decompression on a thread of its own, beside whoever reads the content.
///
/// The thread keeps a few parts ahead and then waits. Letting go of the pipeline before the end stops it.
public struct DecompressionPipeline: ~Copyable, Sendable {
    /// What is known once everything was read.
    public struct Outcome: Sendable, Hashable {
        /// The number of compressed bytes.
        public var compressedSize: Int
        /// The number of decompressed bytes.
        public var uncompressedSize: Int
        /// The digest of the compressed bytes, if digests were asked for.
        public var compressedDigest: Digest?
        /// The digest of the decompressed bytes, if digests were asked for.
        public var uncompressedDigest: Digest?
    }

    /// Where the compressed bytes are.
    public enum Source: Sendable {
        /// In a file.
        case file(FilePath)
        /// In memory.
        case bytes([UInt8])
    }

    private enum Item: Sendable {
        case part([UInt8])
        case end(Outcome)
        case failed(ArchiveError)
    }

    private let queue: BoundedQueue<Item>
    /// Sizes and digests; `nil` before `next()` has returned `nil`.
    public private(set) var outcome: Outcome?
    private var failure: ArchiveError?

    /// Starts to decompress; see `Decompressor` for `limit` and `hash`.
    ///
    /// Parts have `partSize` bytes, and `depth` of them are held at most.
    public init(
        _ source: Source, compression: Compression, limit: Int, hash: HashAlgorithm? = nil,
        partSize: Int = 1 << 20, depth: Int = 4
    ) throws(ArchiveError) {
        let queue = BoundedQueue<Item>(capacity: depth)
        self.queue = queue
        do throws(SystemError) {
            // Nobody waits for the thread: it ends by itself when the queue is read up or closed.
            _ = try Thread.start(name: "decompress") {
                DecompressionPipeline.run(
                    source, compression, limit: limit, hash: hash, partSize: partSize, into: queue)
            }
        } catch { throw .system(error) }
    }

    deinit { queue.close() }

    /// The next part; `nil` at the end of an intact stream. After an error it gives that error again.
    public mutating func next() throws(ArchiveError) -> [UInt8]? {
        if let failure { throw failure }
        if outcome != nil { return nil }
        switch queue.pop() {
        case .part(let bytes): return bytes
        case .end(let outcome):
            self.outcome = outcome
            return nil
        case .failed(let error):
            failure = error
            throw error
        case nil: preconditionFailure("only letting go of it closes the queue")
        }
    }

    private static func run(
        _ source: Source, _ compression: Compression, limit: Int, hash: HashAlgorithm?,
        partSize: Int, into queue: BoundedQueue<Item>
    ) {
        do throws(ArchiveError) {
            var stream =
                switch source {
                case .file(let path):
                    try Decompressor(
                        file: path, compression: compression, limit: limit, hash: hash)
                case .bytes(let bytes):
                    try Decompressor(
                        bytes: bytes, compression: compression, limit: limit, hash: hash)
                }
            while true {
                let part = try stream.read(atMost: partSize)
                if part.isEmpty { break }
                if !queue.push(.part(part)) { return }
            }
            var outcome = Outcome(
                compressedSize: stream.consumedCount, uncompressedSize: stream.producedCount)
            if let digests = stream.finish() {
                outcome.compressedDigest = digests.compressed
                outcome.uncompressedDigest = digests.uncompressed
            }
            _ = queue.push(.end(outcome))
        } catch {
            _ = queue.push(.failed(error))
        }
    }
}
