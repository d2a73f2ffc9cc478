/// Signatures in ASCII armour (RFC 4880, section 6).
enum Armor {
    /// The packets of a detached signature, in armour or not.
    static func signature(_ bytes: [UInt8]) throws(OpenPGPError) -> [UInt8] {
        // A packet begins with its highest bit set, which no armour does.
        if let first = bytes.first, first & 0x80 != 0 { return bytes }
        var lines = LineReader(bytes)
        return try decode(bytes, from: &lines)
    }

    /// The content of one armour block after another, up to the end of the bytes.
    static func decode(_ bytes: [UInt8], from lines: inout LineReader) throws(OpenPGPError)
        -> [UInt8]
    {
        var packets: [UInt8] = []
        var blocks = 0
        while let line = lines.next() {
            guard text(bytes, line) == "-----BEGIN PGP SIGNATURE-----" else {
                throw .malformed(
                    blocks > 0
                        ? .trailingData(line: lines.number) : .badArmor(line: lines.number))
            }
            packets += try block(bytes, &lines)
            blocks += 1
        }
        if blocks == 0 { throw .malformed(.truncated) }
        return packets
    }

    /// The content of a block whose first line has been taken.
    private static func block(_ bytes: [UInt8], _ lines: inout LineReader) throws(OpenPGPError)
        -> [UInt8]
    {
        var data: [UInt8] = []
        var pending: UInt32 = 0
        var bits = 0
        var isHeader = true
        var padding = 0
        var checksum: UInt32?
        while let line = lines.next() {
            let content = bytes[line].withoutTrailingBlanks
            if isHeader {
                if content.isEmpty { isHeader = false; continue }
                // Some tools leave out the empty line where there is no header.
                if content.contains(UInt8(ascii: ":")) { continue }
                isHeader = false
            }
            if content.elementsEqual("-----END PGP SIGNATURE-----".utf8) {
                if let checksum, checksum != crc24(data) {
                    throw .malformed(.badArmor(line: lines.number))
                }
                // Base64 leaves 0, 2 or 4 bits, as the padding says; some leave the padding out.
                if data.isEmpty || bits == 6 { throw .malformed(.badArmor(line: lines.number)) }
                return data
            }
            if content.first == UInt8(ascii: "="), checksum == nil {
                checksum = try sum(content.dropFirst(), line: lines.number)
                continue
            }
            if checksum != nil, !content.isEmpty { throw .malformed(.badArmor(line: lines.number)) }
            for byte in content {
                if byte == UInt8(ascii: "="), padding < 2 { padding += 1; continue }
                guard padding == 0, let value = sextet(byte) else {
                    throw .malformed(.badArmor(line: lines.number))
                }
                pending = pending << 6 | UInt32(value)
                bits += 6
                if bits >= 8 {
                    bits -= 8
                    data.append(UInt8(truncatingIfNeeded: pending >> UInt32(bits)))
                }
            }
        }
        throw .malformed(.truncated)
    }

    private static func sum(_ digits: ArraySlice<UInt8>, line: Int) throws(OpenPGPError) -> UInt32 {
        var value: UInt32 = 0
        for digit in digits {
            guard let sextet = sextet(digit) else { throw .malformed(.badArmor(line: line)) }
            value = value << 6 | UInt32(sextet)
        }
        guard digits.count == 4 else { throw .malformed(.badArmor(line: line)) }
        return value
    }

    private static func text(_ bytes: [UInt8], _ line: Range<Int>) -> String {
        String(decoding: bytes[line].withoutTrailingBlanks, as: UTF8.self)
    }

    private static func sextet(_ digit: UInt8) -> UInt8? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): digit - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): digit - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }

    private static func crc24(_ data: [UInt8]) -> UInt32 {
        var crc: UInt32 = 0xb7_04ce
        for byte in data {
            crc ^= UInt32(byte) << 16
            for _ in 0..<8 {
                crc <<= 1
                if crc & 0x100_0000 != 0 { crc ^= 0x186_4cfb }
            }
        }
        return crc & 0xff_ffff
    }
}
