internal import MirrorBase

/// The characters of a document: names, white space, references, and where each of them ends.
///
/// It is apart from the scanner because the compiler copies a structure of that size for each call.
struct XMLCharacters: ~Escapable {
    /// The document.
    let bytes: Span<UInt8>
    /// Whether entities may be defined in another document.
    let hasExternalType: Bool
    /// Whether only ASCII is allowed.
    let isASCII: Bool

    @inline(__always)
    @_lifetime(copy bytes)
    init(_ bytes: Span<UInt8>, hasExternalType: Bool = false, isASCII: Bool = false) {
        self.bytes = bytes
        self.hasExternalType = hasExternalType
        self.isASCII = isASCII
    }

    /// An error about a place.
    func failure(_ reason: MetadataError.Reason, at place: Int) -> MetadataError {
        MetadataError(bytes, at: place, reason)
    }

    /// The ASCII characters that a name may hold, a bit for each: below 64, and from 64 on.
    private static var nameCharacters: (low: UInt64, high: UInt64) {
        // - . and digits and colon; letters and underscore.
        (0x07FF_6000_0000_0000, 0x07FF_FFFE_87FF_FFFE)
    }

    @inline(__always)
    static func isNameCharacter(_ byte: UInt8) -> Bool {
        let mask = byte < 64 ? nameCharacters.low : nameCharacters.high
        return byte < 128 && mask &>> UInt64(byte & 63) & 1 != 0
    }

    @inline(__always)
    static func isSpace(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x0A || byte == 0x09 || byte == 0x0D
    }

    /// The end of the name that begins at `start`, and where the part after its prefix begins.
    @inline(__always)
    func nameEnd(from start: Int) throws(MetadataError) -> (end: Int, local: Int) {
        var position = start
        var local = start
        let count = bytes.count
        while position < count {
            let byte = bytes[position]
            if !XMLCharacters.isNameCharacter(byte) {
                if byte >= 0x80 { throw failure(.unsupported(.name), at: position) }
                // Neither digits nor dots nor dashes begin a name.
                if position == start || bytes[start] < UInt8(ascii: ":") {
                    throw failure(.notWellFormed(.markup), at: position)
                }
                return (position, local)
            }
            position &+= 1
            if byte == UInt8(ascii: ":"), local == start { local = position }
        }
        throw failure(.unexpectedEnd, at: start)
    }

    /// The first place from `start` on that is not white space.
    @inline(__always)
    func skipSpace(from start: Int) throws(MetadataError) -> Int {
        var position = start
        while position < bytes.count {
            if !XMLCharacters.isSpace(bytes[position]) { return position }
            position &+= 1
        }
        throw failure(.unexpectedEnd, at: position)
    }

    /// Whether a text stands at a place, as far as the bytes reach.
    func begins(_ text: String, at place: Int) -> Bool {
        var position = place
        for byte in text.utf8 {
            guard position < bytes.count else { return false }
            if bytes[position] != byte { return false }
            position += 1
        }
        return true
    }
}
