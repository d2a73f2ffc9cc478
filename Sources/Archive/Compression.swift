/// The compressions that indexes and package members come in.
public enum Compression: Sendable, Hashable, CaseIterable {
    /// Not compressed. Named so because `none` would read as an absent optional.
    case plain
    case gzip, xz, zstd, bzip2
    /// The format before xz, without a checksum; old archives have it.
    case lzma

    /// The compression that the end of a file's name says; `.plain` for a name without one of the known
    /// endings, `nil` for an ending of a compression that cannot be read here.
    public init?(fileName: String) {
        for compression in Compression.allCases where compression != .plain {
            if fileName.hasSuffix(compression.fileExtension) {
                self = compression
                return
            }
        }
        for unreadable in [".lz4", ".lz", ".lzo", ".Z", ".br", ".zck"]
        where fileName.hasSuffix(unreadable) {
            return nil
        }
        self = .plain
    }

    /// What file names end in, with the dot; empty for `.plain`.
    public var fileExtension: String {
        switch self {
        case .plain: ""
        case .gzip: ".gz"
        case .xz: ".xz"
        case .zstd: ".zst"
        case .bzip2: ".bz2"
        case .lzma: ".lzma"
        }
    }

    /// The word for messages.
    public var name: String {
        switch self {
        case .plain: "plain"
        case .gzip: "gzip"
        case .xz: "xz"
        case .zstd: "zstd"
        case .bzip2: "bzip2"
        case .lzma: "lzma"
        }
    }

    /// The bytes that a file of this compression begins with; empty where there are none to rely on.
    var magic: [UInt8] {
        switch self {
        case .plain, .lzma: []
        case .gzip: [0x1f, 0x8b]
        case .xz: [0xfd, 0x37, 0x7a, 0x58, 0x5a, 0x00]
        case .zstd: [0x28, 0xb5, 0x2f, 0xfd]
        case .bzip2: [0x42, 0x5a, 0x68]
        }
    }

    /// The compression that the first bytes of a file show; `.plain` where they show none.
    ///
    /// Six bytes are enough. lzma has no magic; its usual header, default properties and a dictionary
    /// of a power of two, is taken for it.
    public static func detect(magic bytes: Span<UInt8>) -> Compression {
        for compression in Compression.allCases where !compression.magic.isEmpty {
            if bytes.begins(with: compression.magic) { return compression }
        }
        return bytes.begins(with: [0x5d, 0x00, 0x00]) ? .lzma : .plain
    }
}

extension Span<UInt8> {
    /// Whether the first bytes are these.
    func begins(with prefix: [UInt8]) -> Bool {
        guard count >= prefix.count else { return false }
        for index in prefix.indices where self[index] != prefix[index] { return false }
        return true
    }
}
