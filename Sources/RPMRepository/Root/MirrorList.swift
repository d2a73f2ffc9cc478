internal import MirrorBase

/// Where a repository lies: the mirrors of a list, or of a metalink, which servers deliver as one as well.
public struct MirrorList: Sendable, Hashable {
    /// The roots of mirrors, the preferred first; each ends in a slash.
    public var addresses: [String]
    /// The metalink, if it is one, which also vouches for `repomd.xml`.
    public var metalink: Metalink?

    /// Reads a list: an address in each line, `#` before comments; or a metalink, which begins as XML does.
    ///
    /// Lines that are no address are passed over, since servers send their complaints so; a list without any
    /// address is an error.
    public init(_ bytes: Span<UInt8>) throws(MetadataError) {
        var start = 0
        while start < bytes.count, XMLCharacters.isSpace(bytes[start]) || bytes[start] >= 0x80 {
            start += 1
        }
        if start < bytes.count, bytes[start] == UInt8(ascii: "<") {
            let metalink = try Metalink(bytes)
            addresses = metalink.addresses
            self.metalink = metalink
            return
        }
        addresses = []
        var copy: [UInt8] = []
        copy.append(bytes)
        for line in copy.split(whereSeparator: { $0 == 0x0A || $0 == 0x0D }) {
            let text = String(decoding: line, as: UTF8.self)
            guard let word = text.split(whereSeparator: { $0 == " " || $0 == "\t" }).first else {
                continue
            }
            var address = String(word)
            guard MirrorList.isUsable(address) else { continue }
            if !address.hasSuffix("/") { address += "/" }
            if !addresses.contains(address) { addresses.append(address) }
        }
        if addresses.isEmpty {
            throw MetadataError(bytes, at: 0, .missing("address", in: "mirrorlist"))
        }
    }

    /// Whether a text is an address of a kind that files can be fetched from.
    static func isUsable(_ address: String) -> Bool {
        guard address.utf8.allSatisfy({ $0 > 0x20 && $0 < 0x7F }) else { return false }
        return ["https://", "http://", "file:///"].contains { prefix in
            address.hasPrefix(prefix) && address.utf8.count > prefix.utf8.count
        }
    }
}
