public import MirrorBase
public import SystemIO

/// Keys from one source, and which of them are trusted.
public struct TrustedKey: Sendable, Hashable {
    /// What messages call it: a file name or URL.
    public var name: String
    /// Public keys, in ASCII armour or binary; there may be several.
    public var data: [UInt8]
    /// The fingerprints of the primary keys that are trusted, in upper-case digits without blanks.
    public var fingerprints: [String]

    /// Makes one of its parts; fingerprints may be written with blanks, in either case and with `0x`.
    public init(name: String, data: [UInt8], fingerprints: [String]) {
        self.name = name
        self.data = data
        self.fingerprints = fingerprints.map(TrustedKey.normalized)
    }

    /// A fingerprint in upper-case digits without blanks.
    static func normalized(_ fingerprint: String) -> String {
        let digits = fingerprint.filter { $0 != " " && $0 != ":" }.uppercased()
        return digits.hasPrefix("0X") ? String(digits.dropFirst(2)) : digits
    }
}

/// What counts as a good signature.
public struct SignaturePolicy: Sendable, Hashable {
    /// Whether a signature by a key that has expired since counts, if the key had not when it was made.
    /// For suites in an archive, whose keys are long expired.
    public var ignoreKeyExpiry: Bool
    /// Whether a signature over a SHA-1 digest counts. Whoever wants to forge one needs a second text for a
    /// given digest, which nobody can find to this day; and packages of many old distributions have no other.
    public var allowsSHA1: Bool
    /// Whether only signatures of bytes as they are count, and not those of a text whose line ends may
    /// change.
    public var isForBinaries: Bool

    /// Makes a policy; by default expired keys and SHA-1 do not count, and a text may be signed as such.
    public init(
        ignoreKeyExpiry: Bool = false, allowsSHA1: Bool = false, isForBinaries: Bool = false
    ) {
        self.ignoreKeyExpiry = ignoreKeyExpiry
        self.allowsSHA1 = allowsSHA1
        self.isForBinaries = isForBinaries
    }

    /// What rpm holds to: signatures of bytes, old ones as well, by keys that were good when they signed.
    public static let packages = SignaturePolicy(
        ignoreKeyExpiry: true, allowsSHA1: true, isForBinaries: true)
}

/// What a detached signature is of.
public enum SignedContent: Sendable, Hashable {
    /// Some bytes.
    case bytes([UInt8])
    /// A file from an offset to its end; it is read when it is checked.
    case file(FilePath, from: Int)
}

/// What one signature is worth.
public enum SignatureVerdict: Sendable, Hashable {
    /// It is by an allowed key and fits.
    case good(Signer)
    /// It does not count.
    case rejected(RejectedSignature)
}

/// Who made a good signature, and when.
public struct Signer: Sendable, Hashable {
    /// The fingerprint of the primary key, by which it is trusted.
    public var primaryFingerprint: String
    /// The fingerprint of the key that signed: the primary key itself, or a subkey.
    public var keyFingerprint: String
    /// When the signature says it was made.
    public var date: Timestamp
    /// Whether the signature is over a SHA-1 digest.
    public var isSHA1: Bool
}

/// A text together with those who signed exactly it.
public struct VerifiedText: Sendable, Hashable {
    /// The text that the signatures cover, without the final newline where it was clearsigned.
    public var text: [UInt8]
    /// The good signatures by allowed keys; at least one.
    public var signers: [Signer]
}
