internal import MirrorBase

/// A signature that a package carries, and which of its bytes the signature is of.
public struct PackageSignature: Sendable, Hashable {
    /// What is signed.
    public enum Coverage: Sendable, Hashable {
        /// The main header alone: `PackageFile.headerRange`.
        case header
        /// The main header and everything after it, up to the end of the file.
        case headerAndPayload
    }

    /// What is signed.
    public var coverage: Coverage
    /// One OpenPGP packet or more, as they stand in the package, not in armour.
    public var packets: [UInt8]
}

extension PackageFile {
    /// All signatures; none for a package that is not signed.
    ///
    /// Packages of rpm 6 have their own list, in base64, and may have those that older programs read
    /// beside it.
    public func signatures() throws(PackageFileError) -> [PackageSignature] {
        var signatures: [PackageSignature] = []
        for text in try signatureHeader.texts(.openPGP) {
            guard let packets = Base64.decoded(bytes.span.extracting(text.range)) else {
                throw PackageFileError(
                    offset: Int(text.lower),
                    .badEntry(tag: SignatureTag.openPGP.rawValue, .value))
            }
            signatures.append(PackageSignature(coverage: .header, packets: packets))
        }
        for tag in [SignatureTag.headerRSA, .headerDSA] {
            guard let range = try signatureHeader.binary(tag) else { continue }
            signatures.append(
                PackageSignature(coverage: .header, packets: Array(bytes[range])))
        }
        if signatureHeader.isReserved { return signatures }
        for tag in [SignatureTag.wholeRSA, .wholeDSA] {
            guard let range = try signatureHeader.binary(tag) else { continue }
            signatures.append(
                PackageSignature(coverage: .headerAndPayload, packets: Array(bytes[range])))
        }
        return signatures
    }
}

extension PackageHeader<SignatureTag> {
    /// Whether it is of rpm 6's form, where the old numbers from 1000 on mean nothing.
    var isReserved: Bool { entry(.reserved) != nil && entry(.headerSHA3) != nil }
}

/// Base64 as rpm 6 writes signatures in it (RFC 4648, section 4); line ends are passed over.
enum Base64 {
    /// The bytes; `nil` for anything that is not base64.
    static func decoded(_ text: Span<UInt8>) -> [UInt8]? {
        var bytes: [UInt8] = []
        bytes.reserveCapacity(text.count / 4 * 3)
        var pending: UInt32 = 0
        var digits = 0
        var padding = 0
        for index in 0..<text.count {
            let digit = text[index]
            if digit == 0x0A || digit == 0x0D { continue }
            if digit == UInt8(ascii: "=") {
                padding += 1
                continue
            }
            guard padding == 0, let value = value(of: digit) else { return nil }
            pending = pending << 6 | value
            digits += 1
            if digits % 4 == 0 {
                for shift in [16, 8, 0] as [UInt32] {
                    bytes.append(UInt8(truncatingIfNeeded: pending >> shift))
                }
                pending = 0
            }
        }
        guard (digits + padding) % 4 == 0, padding <= 2 else { return nil }
        switch digits % 4 {
        case 1: return nil
        case 2: bytes.append(UInt8(truncatingIfNeeded: pending >> 4))
        case 3:
            bytes.append(UInt8(truncatingIfNeeded: pending >> 10))
            bytes.append(UInt8(truncatingIfNeeded: pending >> 2))
        default: break
        }
        return bytes
    }

    private static func value(of digit: UInt8) -> UInt32? {
        switch digit {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): UInt32(digit - UInt8(ascii: "A"))
        case UInt8(ascii: "a")...UInt8(ascii: "z"): UInt32(digit - UInt8(ascii: "a")) + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): UInt32(digit - UInt8(ascii: "0")) + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}
