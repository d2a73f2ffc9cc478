internal import Archive
internal import MirrorBase
internal import OpenPGP
internal import RPMPackage
internal import SystemIO

/// Decides whether an rpm file is what its maker signed.
///
/// A package counts when at least one of its signatures is good and by a trusted key, and none by a trusted
/// key is bad. A signature of the header alone protects the payload only through a digest in the header,
/// which packages made before rpm 4.14 do not have: then a signature of header and payload, or signed
/// metadata, must vouch for the payload as well.
struct PackageVerification: Sendable {
    /// One file, and what it should be.
    struct Subject: Sendable {
        var path: FilePath
        /// The package as the metadata names it.
        var identity: PackageIdentity
        /// The repository it is from, for messages.
        var repository: String
        /// Whether signed metadata has the digest of the file, and the file has that digest.
        var isVouchedFor: Bool
    }

    /// What protects the payload of an accepted package.
    enum PayloadVoucher: Sendable, Hashable {
        /// A signature of header and payload.
        case signature
        /// A digest in the signed header.
        case headerDigest
        /// A digest in signed metadata.
        case metadata
    }

    /// Who vouches for an accepted package.
    struct Accepted: Sendable, Hashable {
        /// The good signatures by trusted keys; at least one.
        var signers: [Signer]
        /// What protects the payload.
        var payload: PayloadVoucher
    }

    let verifier: Verifier
    /// The keys of the repository.
    let keys: [TrustedKey]
    var policy = SignaturePolicy.packages

    /// Checks one file; it blocks, and several threads may call at once.
    func verify(_ subject: Subject) throws(MirrorError) -> Accepted {
        let name = subject.identity.fileStem
        var stream: PackageStream
        do throws(MirrorError) {
            stream = try PackageStream(subject.path, name: name)
        } catch { throw error.during("checking a package of `\(subject.repository)`") }
        let package = stream.package
        if package.identity != subject.identity {
            throw refusal(
                subject, "calls itself `\(package.identity.nevra)`",
                hints: ["the server, or a proxy, delivers another package under this name"])
        }
        do throws(MirrorError) {
            try PackageDigestCheck(name: name).check(&stream)
        } catch { throw error.during("checking a package of `\(subject.repository)`") }
        return try judge(subject, package)
    }

    private func judge(_ subject: Subject, _ package: PackageFile) throws(MirrorError) -> Accepted {
        let name = subject.identity.fileStem
        let signatures = try inPackage(name) { () throws(PackageFileError) in
            try package.signatures()
        }
        if signatures.isEmpty {
            throw refusal(
                subject, "is not signed",
                hints: ["clients that check signatures would not install it either"])
        }
        var signers: [Signer] = []
        var rejected: [RejectedSignature] = []
        var isWholeSigned = false
        for signature in signatures {
            for verdict in try verdicts(on: signature, of: package, subject) {
                switch verdict {
                case .good(let signer):
                    if !signers.contains(signer) { signers.append(signer) }
                    if signature.coverage == .headerAndPayload { isWholeSigned = true }
                case .rejected(let rejection):
                    if rejection.reason == .bad {
                        throw refusal(
                            subject, "has a bad signature: \(rejection)",
                            hints: ["somebody has changed the package since it was signed"])
                    }
                    if !rejected.contains(rejection) { rejected.append(rejection) }
                }
            }
        }
        if signers.isEmpty { throw noSigner(subject, rejected) }
        if isWholeSigned { return Accepted(signers: signers, payload: .signature) }
        let digests = try inPackage(name) { () throws(PackageFileError) in
            try package.payloadDigests()
        }
        if digests.contains(where: \.digest.algorithm.isStrong) {
            return Accepted(signers: signers, payload: .headerDigest)
        }
        if subject.isVouchedFor { return Accepted(signers: signers, payload: .metadata) }
        throw refusal(
            subject,
            "is signed by `\(signers[0].primaryFingerprint)`, but only its header is: nothing protects its payload",
            hints: ["a repository whose metadata is signed would vouch for it"])
    }

    private func verdicts(
        on signature: PackageSignature, of package: PackageFile, _ subject: Subject
    ) throws(MirrorError) -> [SignatureVerdict] {
        let content =
            switch signature.coverage {
            case .header: SignedContent.bytes(Array(package.bytes[package.headerRange]))
            case .headerAndPayload:
                SignedContent.file(subject.path, from: package.headerRange.lowerBound)
            }
        do throws(OpenPGPError) {
            return try verifier.verdicts(
                on: signature.packets, of: content, keys: keys, policy: policy)
        } catch {
            if case .system(let cause) = error {
                throw MirrorError(cause, doing: "check `\(subject.identity.fileStem)`")
            }
            throw refusal(subject, "cannot be checked: \(error)")
        }
    }

    private func noSigner(_ subject: Subject, _ rejected: [RejectedSignature]) -> MirrorError {
        let reasons = rejected.map(\.description).joined(separator: "; ")
        let isByUnknown = rejected.contains {
            $0.reason == .missingKey || $0.reason == .notAllowed
        }
        return refusal(
            subject, "has no good signature: \(reasons)",
            hints: isByUnknown
                ? ["if its maker is to be trusted, list the key below `keys:` of the repository"]
                : [])
    }

    private func refusal(_ subject: Subject, _ reason: String, hints: [String] = [])
        -> MirrorError
    {
        MirrorError(
            .integrity, "`\(subject.identity.fileStem)` of `\(subject.repository)` \(reason)",
            hints: hints)
    }
}
