/// The packets of a detached signature, one by one (RFC 4880, section 4.2).
enum SignaturePackets {
    /// More than any archive has; each one costs a run of GnuPG.
    private static let maximum = 16

    /// The packets, each with its header; anything that is not a signature is an error.
    static func split(_ bytes: [UInt8]) throws(OpenPGPError) -> [[UInt8]] {
        var packets: [[UInt8]] = []
        var offset = 0
        while offset < bytes.count {
            let tag = bytes[offset]
            guard tag & 0x80 != 0 else { throw .malformed(.notASignature) }
            let isNew = tag & 0x40 != 0
            guard (isNew ? tag & 0x3f : tag >> 2 & 0x0f) == 2 else {
                throw .malformed(.notASignature)
            }
            let (header, length) = try isNew ? newLength(bytes, offset) : oldLength(bytes, offset)
            let end = offset + header + length
            guard length > 0, end <= bytes.count else { throw .malformed(.truncated) }
            packets.append(Array(bytes[offset..<end]))
            if packets.count > maximum { throw .malformed(.tooManySignatures) }
            offset = end
        }
        if packets.isEmpty { throw .malformed(.truncated) }
        return packets
    }

    /// Whether a packet, one of those that `split` gives, is a signature of bytes as they are: its type is
    /// 0x00 (RFC 4880, section 5.2.1).
    static func isOfBytes(_ packet: [UInt8]) -> Bool {
        let isNew = packet[0] & 0x40 != 0
        guard
            let lengths = try? isNew ? newLength(packet, 0) : oldLength(packet, 0),
            lengths.length >= 3
        else { return false }
        let body = lengths.header
        // Version 3 has the length of what is hashed before the type.
        return packet[body] <= 3 ? packet[body + 2] == 0 : packet[body + 1] == 0
    }

    private static func oldLength(_ bytes: [UInt8], _ offset: Int) throws(OpenPGPError)
        -> (header: Int, length: Int)
    {
        // Type 3 means "up to the end", which no signature has.
        guard bytes[offset] & 3 != 3 else { throw .malformed(.notASignature) }
        let width = 1 << Int(bytes[offset] & 3)
        return (1 + width, try number(bytes, offset + 1, width))
    }

    private static func newLength(_ bytes: [UInt8], _ offset: Int) throws(OpenPGPError)
        -> (header: Int, length: Int)
    {
        let first = try number(bytes, offset + 1, 1)
        switch first {
        case 0..<192: return (2, first)
        case 192..<224: return (3, (first - 192) << 8 + (try number(bytes, offset + 2, 1)) + 192)
        case 255: return (6, try number(bytes, offset + 2, 4))
        default: throw .malformed(.notASignature)
        }
    }

    private static func number(_ bytes: [UInt8], _ offset: Int, _ width: Int) throws(OpenPGPError)
        -> Int
    {
        guard offset + width <= bytes.count else { throw .malformed(.truncated) }
        return bytes[offset..<offset + width].reduce(0) { $0 << 8 | Int($1) }
    }
}
