public import MirrorBase

/// The stanza of one package, with the fields that fetching and publishing it need.
public struct PackageRecord: Sendable, Hashable {
    /// Where the file lies upstream, as the index writes it, unchecked.
    public let filename: String
    /// The size of the file in bytes.
    public let size: Int
    /// The SHA-256 of the file.
    public let sha256: Digest
    /// The `Source` field, possibly with a version in parentheses; `nil` where it is the package's name.
    public let source: String?

    private let bytes: [UInt8]
    private let filenameRange: Range<Int>

    /// Reads a stanza of a Packages index.
    public init(stanza: some Sequence<UInt8>) throws(PackageRecordError) {
        let bytes = Array(stanza)
        var values: [String: Range<Int>] = [:]
        var start = 0
        while start < bytes.count {
            let end = bytes[start...].firstIndex(of: 0x0A) ?? bytes.count
            if let colon = bytes[start..<end].firstIndex(of: UInt8(ascii: ":")),
                bytes[start] != 0x20, bytes[start] != 0x09
            {
                let name = String(decoding: bytes[start..<colon], as: UTF8.self).lowercased()
                if PackageRecord.names.contains(name) {
                    // Readers differ in which of two counts, and only one would be rewritten.
                    if values[name] != nil { throw .repeated(field: name) }
                    values[name] = PackageRecord.trimmed(bytes, (colon + 1)..<end)
                }
            }
            start = end + 1
        }
        func text(_ name: String) -> String? {
            values[name].map { String(decoding: bytes[$0], as: UTF8.self) }
        }
        guard let filenameRange = values["filename"], !filenameRange.isEmpty else {
            throw .missing(field: "Filename")
        }
        guard let sizeText = text("size") else { throw .missing(field: "Size") }
        guard let size = Int(sizeText), size >= 0, !sizeText.hasPrefix("+") else {
            throw .malformed(field: "Size", sizeText)
        }
        guard let digestText = text("sha256") else { throw .missing(field: "SHA256") }
        guard let digest = Digest(.sha256, hex: digestText) else {
            throw .malformed(field: "SHA256", digestText)
        }
        self.bytes = bytes
        self.filenameRange = filenameRange
        filename = String(decoding: bytes[filenameRange], as: UTF8.self)
        self.size = size
        sha256 = digest
        source = text("source")
    }

    /// The stanza with another `Filename`, everything else byte for byte as it was; no blank line at the
    /// end.
    public func text(filename: String) -> [UInt8] {
        var result = bytes
        if filename != self.filename { result.replaceSubrange(filenameRange, with: filename.utf8) }
        while let last = result.last, last == 0x0A || last == 0x0D { result.removeLast() }
        result.append(0x0A)
        return result
    }

    private static let names: Set<String> = ["filename", "size", "sha256", "source"]

    private static func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> Range<Int> {
        var start = range.lowerBound
        var end = range.upperBound
        while start < end, bytes[start] <= 0x20 { start += 1 }
        while end > start, bytes[end - 1] <= 0x20 { end -= 1 }
        return start..<end
    }
}

/// Why a stanza is not enough to fetch its package.
public enum PackageRecordError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A field is not there.
    case missing(field: String)
    /// A field is there twice; in lower case.
    case repeated(field: String)
    /// A field does not hold what it should.
    case malformed(field: String, String)

    /// The problem in words.
    public var description: String {
        switch self {
        case .missing(let field): "it has no `\(field)`"
        case .repeated(let field): "it has `\(field)` twice"
        case .malformed(let field, let value): "`\(value)` is no `\(field)`"
        }
    }
}
