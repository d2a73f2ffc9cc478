public import MirrorBase

/// A digest that a package carries, and which of its bytes it is of.
public struct PackageDigest: Sendable, Hashable {
    /// What the digest is of.
    public enum Coverage: Sendable, Hashable {
        /// The main header alone.
        case header
        /// The compressed payload: everything after the main header.
        case payload
        /// The main header and everything after it.
        case headerAndPayload
    }

    /// What it is of.
    public var coverage: Coverage
    /// The digest.
    public var digest: Digest
}

extension PackageFile {
    /// The digests of the signature header, which nobody vouches for: they show damage, not forgery.
    public func plainDigests() throws(PackageFileError) -> [PackageDigest] {
        var digests: [PackageDigest] = []
        for (tag, algorithm) in [
            (SignatureTag.headerSHA256, HashAlgorithm.sha256), (.headerSHA1, .sha1),
        ] {
            guard let text = try signatureHeader.text(tag) else { continue }
            digests.append(
                PackageDigest(
                    coverage: .header,
                    digest: try digest(algorithm, text, tag: tag.rawValue)))
        }
        if !signatureHeader.isReserved, let range = try signatureHeader.binary(.wholeMD5) {
            guard range.count == HashAlgorithm.md5.byteCount else {
                throw PackageFileError(
                    offset: range.lowerBound,
                    .badEntry(tag: SignatureTag.wholeMD5.rawValue, .count))
            }
            digests.append(
                PackageDigest(
                    coverage: .headerAndPayload, digest: Digest(.md5, bytes: Array(bytes[range]))))
        }
        return digests
    }

    /// The digests of the payload in the main header, whose signature therefore protects the payload too.
    ///
    /// Packages made by rpm before 4.14 have none.
    public func payloadDigests() throws(PackageFileError) -> [PackageDigest] {
        var digests: [PackageDigest] = []
        if let text = try header.text(.payloadDigest) {
            // Without a number, it is a digest of the kind that OpenPGP numbers 8.
            let number = try header.number(.payloadDigestAlgorithm) ?? 8
            if let algorithm = HashAlgorithm(openPGP: number) {
                digests.append(
                    PackageDigest(
                        coverage: .payload,
                        digest: try digest(
                            algorithm, text, tag: HeaderTag.payloadDigest.rawValue)))
            }
        }
        if let text = try header.text(.payloadSHA512) {
            digests.append(
                PackageDigest(
                    coverage: .payload,
                    digest: try digest(.sha512, text, tag: HeaderTag.payloadSHA512.rawValue)))
        }
        return digests
    }

    /// How many bytes header and payload have together, as the signature header says; `nil` where it says
    /// nothing. Nobody vouches for it.
    public func declaredSize() throws(PackageFileError) -> UInt64? {
        if let size = try signatureHeader.number(.longSize) { return size }
        return signatureHeader.isReserved ? nil : try signatureHeader.number(.size)
    }

    private func digest(_ algorithm: HashAlgorithm, _ text: ByteRange, tag: UInt32)
        throws(PackageFileError) -> Digest
    {
        guard let digest = Digest(algorithm, hex: bytes.span.extracting(text.range)) else {
            throw PackageFileError(offset: Int(text.lower), .badEntry(tag: tag, .value))
        }
        return digest
    }
}

extension HashAlgorithm {
    /// The function that OpenPGP gives a number (RFC 4880, section 9.4); `nil` for one not known here.
    init?(openPGP number: UInt64) {
        switch number {
        case 1: self = .md5
        case 2: self = .sha1
        case 8: self = .sha256
        case 9: self = .sha384
        case 10: self = .sha512
        case 11: self = .sha224
        default: return nil
        }
    }
}
