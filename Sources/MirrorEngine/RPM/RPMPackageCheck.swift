internal import Archive
internal import MirrorBase
internal import OpenPGP
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO

/// Verifies package files as the distro file says of their repository.
///
/// That a file's signature was good with the same keys is remembered, so that a build does not check
/// signatures again that it checked before; the pool's digests say that the files are the same. What the
/// file calls itself is compared each time, since other metadata may call it something else.
struct RPMPackageCheck: Sendable {
    /// The repositories by id.
    let sources: [String: RPMSource]
    let verifier: Verifier
    /// Where it is noted what was verified, a directory for each set of keys.
    let directory: FilePath
    let weak: WeakSignatures
    let labels: ModuleLabels

    /// What a note has of a package that is signed over SHA-1 only; others are empty.
    private static let weakMark = Array("sha1\n".utf8)

    /// Throws where the file must not be taken.
    func check(_ package: PlannedPackage, _ file: FilePath) throws(MirrorError) {
        let locked = package.locked
        guard let source = sources[locked.repository] else {
            throw MirrorError(
                .usage,
                "`\(locked.name)` is of `\(locked.repository)`, which this run does not use",
                hints: ["a build without `--locked` makes a new lock"])
        }
        guard let identity = PackageIdentity(locked) else {
            throw MirrorError(
                .integrity, "`\(locked.version)` of `\(locked.name)` is no version of rpm")
        }
        let subject = PackageVerification.Subject(
            path: file, identity: identity, repository: locked.repository,
            isVouchedFor: package.isVouchedFor)
        try noteModule(of: locked, file, identity)
        let verification = PackageVerification(verifier: verifier, keys: source.keys)
        if !source.hasSignedPackages { return try verification.verifyIdentity(subject) }
        if !source.hasSignedRoot { try verification.verifyRelations(subject, locked.record) }
        if let known = try knownNote(on: package, source) {
            if known == RPMPackageCheck.weakMark { weak.add(identity.fileStem) }
            return try verification.verifyIdentity(subject)
        }
        let accepted = try verification.verify(subject)
        let isWeak = accepted.signers.allSatisfy(\.isSHA1)
        if isWeak { weak.add(identity.fileStem) }
        if locked.sha256 == RPMLockMaker.unknown { return }
        let note = note(on: locked.sha256, source, vouchedBy: accepted.payload)
        try onDisk("note what was verified") { () throws(SystemError) in
            try Files.makeDirectory(note.parent)
            try Files.replace(note, with: isWeak ? RPMPackageCheck.weakMark : [])
        }
    }

    private func noteModule(of locked: Lock.Package, _ file: FilePath, _ identity: PackageIdentity)
        throws(MirrorError)
    {
        let package = try PackageStream(file, name: identity.fileStem).package
        let label = try inPackage(identity.fileStem) { () throws(PackageFileError) in
            try package.modularityLabel()
        }
        if label != nil { labels.add(ModuleArtifact.Parts(locked)) }
    }

    /// What was noted of a file that was found good before, by what counts for it now as well.
    private func knownNote(on package: PlannedPackage, _ source: RPMSource) throws(MirrorError)
        -> [UInt8]?
    {
        let digest = package.locked.sha256
        if digest == RPMLockMaker.unknown { return nil }
        let vouchers: [PackageVerification.PayloadVoucher] =
            package.isVouchedFor ? [.headerDigest, .metadata] : [.headerDigest]
        for voucher in vouchers {
            let path = note(on: digest, source, vouchedBy: voucher)
            let found = try onDisk("read what was verified") { () throws(SystemError) in
                try Files.readIfPresent(path)
            }
            if let found { return found }
        }
        return nil
    }

    /// Where it is noted that a file is good: by the file alone, or with metadata that vouch for it.
    private func note(
        on digest: Digest, _ source: RPMSource,
        vouchedBy voucher: PackageVerification.PayloadVoucher
    ) -> FilePath {
        let ending = voucher == .metadata ? "metadata" : "package"
        return directory / source.keysDigest.hex / "\(digest.hex).\(ending)"
    }
}

extension PackageIdentity {
    /// The package of a line of a lock; `nil` where its version is not `epoch:version-release`.
    init?(_ package: Lock.Package) {
        let parts = package.version.split(
            separator: ":", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, let epoch = UInt32(parts[0]),
            let dash = parts[1].lastIndex(of: "-")
        else { return nil }
        self.init(
            name: package.name, epoch: epoch, version: String(parts[1][..<dash]),
            release: String(parts[1][parts[1].index(after: dash)...]),
            architecture: package.architecture)
    }
}

extension PackageVerification {
    /// Checks that a file whose digest is right, and whose signature need not be checked, is the package
    /// that its record says; only its beginning is read.
    func verifyIdentity(_ subject: Subject) throws(MirrorError) {
        let stream = try PackageStream(subject.path, name: subject.identity.fileStem)
        if stream.package.identity == subject.identity { return }
        throw MirrorError(
            .integrity,
            "`\(subject.identity.fileStem)` of `\(subject.repository)` calls itself `\(stream.package.identity.nevra)`"
        )
    }

    /// Checks that a record which nobody signed has no relations that the package's header does not have.
    func verifyRelations(_ subject: Subject, _ record: String) throws(MirrorError) {
        let name = subject.identity.fileStem
        let package = try PackageStream(subject.path, name: name).package
        let unfounded: String?
        do {
            unfounded = try RecordedRelations(element: record.utf8).unfounded(in: package)
        } catch {
            throw MirrorError(
                .integrity, "`\(name)` of `\(subject.repository)` cannot be compared: \(error)")
        }
        guard let unfounded else { return }
        throw MirrorError(
            .integrity,
            "the metadata of `\(subject.repository)` says that `\(name)` \(unfounded), which the package does not say",
            hints: ["nobody has signed the metadata, and somebody may have changed it"])
    }
}
