public import MirrorBase
public import SystemIO

/// What can be wrong with a signature, a key, or the making of them.
public enum OpenPGPError: Error, Sendable, Hashable {
    /// The text around a signature, or the signature itself, is not formed as it must be.
    case malformed(Malformation)
    /// The data of a key can not be read as OpenPGP keys.
    case unreadableKey(name: String)
    /// The data of a key holds none of the fingerprints it is trusted by; the first of these is given.
    case keyNotFound(name: String, fingerprint: String)
    /// No signature is good; why not, one by one.
    case noGoodSignature([RejectedSignature])
    /// A signature by an allowed key does not fit the text, whatever the other signatures say.
    case badSignature(RejectedSignature)
    /// A line of a text to be signed is not written the way that every client reads.
    case unsignable(line: Int, reason: UnsignableText)
    /// There is no secret key of that name.
    case noSigningKey(String)
    /// GnuPG failed; in its words.
    case engine(operation: String, reason: String)
    /// A call of the operating system failed.
    case system(SystemError)
}

/// What is wrong with the form of a signed text or of a signature.
public enum Malformation: Sendable, Hashable {
    /// It does not begin with the line that begins a clearsigned text; an error page, for example.
    case notClearsigned
    /// A header line other than `Hash:`.
    case unexpectedHeader(line: Int)
    /// A line of the text begins with a dash and is not escaped.
    case unescapedDash(line: Int)
    /// The text or a signature ends too early.
    case truncated
    /// Something follows after the last signature.
    case trailingData(line: Int)
    /// A signature is not in proper ASCII armour, or its checksum is wrong.
    case badArmor(line: Int)
    /// The data of a signature holds something that is not a signature.
    case notASignature
    /// There are more signatures than anyone makes.
    case tooManySignatures
}

/// A signature that does not count, and why.
public struct RejectedSignature: Sendable, Hashable {
    /// Why a signature does not count.
    public enum Reason: Sendable, Hashable {
        /// The key is not among those given.
        case missingKey
        /// The key was given, but is not one of the allowed fingerprints.
        case notAllowed
        /// The signature does not fit the text.
        case bad
        /// The key has expired.
        case expiredKey(Timestamp?)
        /// The signature itself has expired.
        case expiredSignature
        /// The key has been revoked.
        case revokedKey
        /// The hash function is too weak to count.
        case weakDigest(String)
        /// It is a signature of a text, or of something else, where only one of bytes counts.
        case notOfBytes
        /// GnuPG cannot check it; in its words.
        case uncheckable(String)
    }

    /// The fingerprint of the key that made it, or its key ID where no more is known; empty for none.
    public var key: String
    /// Why it does not count.
    public var reason: Reason

    /// Makes one of its parts.
    public init(key: String, reason: Reason) {
        self.key = key
        self.reason = reason
    }
}

/// Why a text cannot be signed in the clear so that every client, old ones too, reads it.
public enum UnsignableText: Sendable, Hashable {
    /// There is no text.
    case empty
    /// A line begins with a dash, which would have to be escaped; debootstrap does not read that.
    case leadingDash
    /// A line ends with a blank, a tab or a carriage return, which a signature does not cover.
    case trailingBlank
    /// The last line does not end.
    case missingNewline
}

extension OpenPGPError: CustomStringConvertible {
    /// What is wrong, in one sentence without a subject of its own.
    public var description: String { reason }

    /// What is wrong, in one sentence without a subject of its own.
    public var reason: String {
        switch self {
        case .malformed(let malformation): "malformed signature: \(malformation.reason)"
        case .unreadableKey(let name): "`\(name)` holds no OpenPGP keys"
        case .keyNotFound(let name, let fingerprint):
            "`\(name)` does not hold the key `\(fingerprint)`"
        case .noGoodSignature(let signatures):
            signatures.isEmpty
                ? "no signature"
                : "no good signature: " + signatures.map(\.description).joined(separator: "; ")
        case .badSignature(let signature): "bad signature: \(signature)"
        case .unsignable(let line, let reason): "line \(line) cannot be signed: \(reason.reason)"
        case .noSigningKey(let name): "no secret key `\(name)`"
        case .engine(let operation, let reason): "GnuPG could not \(operation): \(reason)"
        case .system(let error): "\(error.operation) `\(error.path)`: \(error.reason)"
        }
    }
}

extension Malformation {
    /// The words for messages.
    public var reason: String {
        switch self {
        case .notClearsigned: "it does not begin as a clearsigned text"
        case .unexpectedHeader(let line): "line \(line) is not a `Hash` header"
        case .unescapedDash(let line): "line \(line) begins with a dash that is not escaped"
        case .truncated: "it ends too early"
        case .trailingData(let line): "line \(line) follows after the signature"
        case .badArmor(let line): "line \(line) is not proper ASCII armour"
        case .notASignature: "there is something else in place of a signature"
        case .tooManySignatures: "there are too many signatures"
        }
    }
}

extension RejectedSignature: CustomStringConvertible {
    /// The key and the reason.
    public var description: String {
        let why =
            switch reason {
            case .missingKey: "is by a key that is not known"
            case .notAllowed: "is by a key that is not allowed"
            case .bad: "does not fit the text"
            case .expiredKey(let date?): "is by a key that expired on \(date.iso8601)"
            case .expiredKey(nil): "is by a key that has expired"
            case .expiredSignature: "has expired"
            case .revokedKey: "is by a key that was revoked"
            case .weakDigest(let name): "uses the weak hash \(name)"
            case .notOfBytes: "is not one of bytes as they are"
            case .uncheckable(let text): "cannot be checked (\(text))"
            }
        return "the signature of `\(key.isEmpty ? "unknown" : key)` \(why)"
    }
}

extension UnsignableText {
    /// The words for messages.
    public var reason: String {
        switch self {
        case .empty: "there is no text"
        case .leadingDash: "it begins with a dash"
        case .trailingBlank: "it ends with a blank"
        case .missingNewline: "it does not end with a newline"
        }
    }
}
