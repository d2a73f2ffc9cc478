internal import CGPGME
internal import MirrorBase
internal import Synchronization
public import SystemIO

/// Checks signatures against given keys and nothing else: no key of the user's, no network, no agent.
///
/// One good signature by an allowed key is enough; signatures by other keys are passed over, but a bad one
/// by an allowed key refuses the text. Calls block; several threads may call at once. Keys are taken in
/// once for each set of them and kept in a private directory until the verifier is let go of.
public final class Verifier: Sendable {
    /// One set of keys. Conversations with GnuPG are kept for the next check, since beginning one takes
    /// as long as a check; each is used by one thread at a time.
    private final class Ring: Sendable {
        let keys: [TrustedKey]
        let home: GnuPGHome
        let allowed: [GPGContext.Key]
        let others: [GPGContext.Key]
        private let idle = Mutex<[GPGContext]>([])

        init(
            keys: [TrustedKey], home: GnuPGHome, allowed: [GPGContext.Key],
            others: [GPGContext.Key]
        ) {
            self.keys = keys
            self.home = home
            self.allowed = allowed
            self.others = others
        }

        func takeContext() throws(OpenPGPError) -> GPGContext {
            if let context = idle.withLock({ $0.popLast() }) { return context }
            return try GPGContext(home: home.path)
        }

        func giveBack(_ context: GPGContext) { idle.withLock { $0.append(context) } }
    }

    let directory: FilePath
    private let rings = Mutex<[Ring]>([])

    /// Makes a verifier whose private directories are made in `temporaryDirectory`.
    public init(temporaryDirectory: FilePath = "/tmp") { directory = temporaryDirectory }

    /// Checks a clearsigned text, such as an InRelease file, and gives the text that is covered.
    public func verify(
        clearsigned bytes: [UInt8], keys: [TrustedKey], policy: SignaturePolicy = SignaturePolicy()
    ) throws(OpenPGPError) -> VerifiedText {
        let parts = try split(clearsigned: bytes)
        return try verify(parts.signature, parts.text, keys, policy)
    }

    /// Checks a detached signature, in ASCII armour or binary, of a text, such as a Release file.
    public func verify(
        detached signature: [UInt8], of text: [UInt8], keys: [TrustedKey],
        policy: SignaturePolicy = SignaturePolicy()
    ) throws(OpenPGPError) -> VerifiedText {
        try verify(try Armor.signature(signature), text, keys, policy)
    }

    private func verify(
        _ signature: [UInt8], _ text: [UInt8], _ keys: [TrustedKey], _ policy: SignaturePolicy
    ) throws(OpenPGPError) -> VerifiedText {
        var signers: [Signer] = []
        var rejected: [RejectedSignature] = []
        let verdicts = try self.verdicts(
            on: signature, of: .bytes(text), keys: keys, policy: policy)
        for verdict in verdicts {
            switch verdict {
            case .good(let signer): signers.append(signer)
            case .rejected(let signature):
                if signature.reason == .bad { throw .badSignature(signature) }
                rejected.append(signature)
            }
        }
        if signers.isEmpty { throw .noGoodSignature(rejected) }
        return VerifiedText(text: text, signers: signers)
    }

    /// Judges each of the detached signatures in some packets, which are not in armour, by itself.
    public func verdicts(
        on packets: [UInt8], of content: SignedContent, keys: [TrustedKey],
        policy: SignaturePolicy = SignaturePolicy()
    ) throws(OpenPGPError) -> [SignatureVerdict] {
        let packets = try SignaturePackets.split(packets)
        let ring = try rings.withLock { rings throws(OpenPGPError) in
            try self.ring(of: keys, in: &rings)
        }
        let context = try ring.takeContext()
        defer { ring.giveBack(context) }
        var verdicts: [SignatureVerdict] = []
        // One by one: GnuPG checks only the first of several with different hashes.
        for packet in packets {
            let data =
                switch content {
                case .bytes(let bytes): try GPGData(bytes)
                case .file(let path, let offset): try GPGData(file: path, from: offset)
                }
            let found = try context.verify(signature: packet, content: data)
            if found.isEmpty {
                verdicts.append(
                    .rejected(RejectedSignature(key: "", reason: .uncheckable("no verdict"))))
            }
            let isOfBytes = SignaturePackets.isOfBytes(packet)
            for verdict in found {
                if policy.isForBinaries, !isOfBytes {
                    verdicts.append(
                        .rejected(RejectedSignature(key: verdict.key, reason: .notOfBytes)))
                } else {
                    verdicts.append(judge(verdict, ring, policy))
                }
            }
        }
        return verdicts
    }

    private func judge(_ verdict: GPGContext.Verdict, _ ring: Ring, _ policy: SignaturePolicy)
        -> SignatureVerdict
    {
        func rejected(_ reason: RejectedSignature.Reason) -> SignatureVerdict {
            .rejected(RejectedSignature(key: verdict.key, reason: reason))
        }
        guard let (primary, part) = find(verdict.key, in: ring.allowed) else {
            let isKnown = find(verdict.key, in: ring.others) != nil
            return rejected(isKnown ? .notAllowed : .missingKey)
        }
        if verdict.status == GPG_ERR_BAD_SIGNATURE { return rejected(.bad) }
        if let weak = weakDigestName(verdict.digest, policy) { return rejected(.weakDigest(weak)) }
        switch verdict.status {
        case GPG_ERR_NO_ERROR: break
        case GPG_ERR_KEY_EXPIRED:
            let expiry = [primary.parts[0].expires, part.expires].compactMap { $0 }.min()
            guard policy.ignoreKeyExpiry, let expiry, verdict.date < expiry else {
                return rejected(.expiredKey(expiry))
            }
        case GPG_ERR_SIG_EXPIRED: return rejected(.expiredSignature)
        case GPG_ERR_CERT_REVOKED: return rejected(.revokedKey)
        case GPG_ERR_NO_PUBKEY: return rejected(.missingKey)
        default: return rejected(.uncheckable(verdict.statusText))
        }
        return .good(
            Signer(
                primaryFingerprint: primary.fingerprint, keyFingerprint: part.fingerprint,
                date: verdict.date, isSHA1: verdict.digest == GPGME_MD_SHA1))
    }

    /// The key with a primary key or subkey of that fingerprint, or of that key ID.
    private func find(_ name: String, in keys: [GPGContext.Key])
        -> (GPGContext.Key, GPGContext.Key.Part)?
    {
        guard name.utf8.count >= 16 else { return nil }
        for key in keys {
            for part in key.parts where part.fingerprint.hasSuffix(name) { return (key, part) }
        }
        return nil
    }

    private func weakDigestName(_ digest: gpgme_hash_algo_t, _ policy: SignaturePolicy) -> String? {
        switch digest {
        case GPGME_MD_MD5: "MD5"
        case GPGME_MD_SHA1: policy.allowsSHA1 ? nil : "SHA-1"
        case GPGME_MD_RMD160: "RIPEMD-160"
        default: nil
        }
    }

    private func ring(of keys: [TrustedKey], in rings: inout [Ring]) throws(OpenPGPError) -> Ring {
        if let ring = rings.first(where: { $0.keys == keys }) { return ring }
        let home = try GnuPGHome(in: directory)
        let context = try GPGContext(home: home.path)
        var allowed: [GPGContext.Key] = []
        var others: [GPGContext.Key] = []
        for source in keys {
            // Each source is looked at alone, so that none is vouched for by another's data.
            let trial = try keys.count == 1 ? home : GnuPGHome(in: directory)
            let own = try keys.count == 1 ? context : GPGContext(home: trial.path)
            guard try own.importKeys(source.data) > 0 else {
                throw .unreadableKey(name: source.name)
            }
            let found = try own.keys()
            let trusted = found.filter { source.fingerprints.contains($0.fingerprint) }
            if trusted.isEmpty {
                throw .keyNotFound(
                    name: source.name, fingerprint: source.fingerprints.first ?? "")
            }
            allowed += trusted
            others += found.filter { !source.fingerprints.contains($0.fingerprint) }
            if keys.count > 1 { _ = try context.importKeys(source.data) }
        }
        let ring = Ring(keys: keys, home: home, allowed: allowed, others: others)
        rings.append(ring)
        return ring
    }
}
