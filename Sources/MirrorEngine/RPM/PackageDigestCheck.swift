internal import Archive
internal import MirrorBase
internal import RPMPackage

/// Compares a package with the digests it carries, which shows damage before any signature is looked at.
struct PackageDigestCheck {
    /// What messages call the package.
    let name: String

    /// Reads the package to its end.
    func check(_ stream: inout PackageStream) throws(MirrorError) {
        let package = stream.package
        let (plain, payload, size) = try inPackage(name) { () throws(PackageFileError) in
            (try package.plainDigests(), try package.payloadDigests(), try package.declaredSize())
        }
        let wholeSize = UInt64(package.fileSize - package.headerRange.lowerBound)
        if let size, size != wholeSize {
            throw MirrorError(
                .integrity,
                "`\(name)` is damaged: it says it has \(size) bytes after its signatures, and it has \(wholeSize)"
            )
        }
        let header = package.bytes.span.extracting(package.headerRange)
        for expected in plain where expected.coverage == .header {
            let found = ContentHasher.digest(expected.digest.algorithm, of: header)
            if found != expected.digest { throw damaged("header", expected.digest) }
        }
        // The MD5 over everything is for packages that have nothing better.
        let whole = payload.isEmpty ? plain.first { $0.coverage == .headerAndPayload } : nil
        var hashers = [whole].compactMap { $0?.digest }.map { RunningDigest($0, "content") }
        if whole != nil { hashers[0].update(header) }
        hashers += payload.map { RunningDigest($0.digest, "payload") }
        if hashers.isEmpty { return }
        while true {
            let part = try stream.nextPart()
            if part.isEmpty { break }
            for hasher in hashers { hasher.update(part.span) }
        }
        for hasher in hashers where !hasher.isMet() { throw damaged(hasher.what, hasher.expected) }
    }

    private func damaged(_ what: String, _ digest: Digest) -> MirrorError {
        MirrorError(
            .integrity,
            "`\(name)` is damaged: its \(what) does not have the \(digest.algorithm.name) that it says"
        )
    }
}

/// A hash on its way, in a class since arrays hold no values that cannot be copied.
private final class RunningDigest {
    let expected: Digest
    let what: String
    private var hasher: ContentHasher

    init(_ expected: Digest, _ what: String) {
        self.expected = expected
        self.what = what
        hasher = ContentHasher(expected.algorithm)
    }

    func update(_ bytes: Span<UInt8>) { hasher.update(bytes) }

    func isMet() -> Bool {
        let hasher = exchange(&hasher, with: ContentHasher(expected.algorithm))
        return hasher.finish() == expected
    }
}
