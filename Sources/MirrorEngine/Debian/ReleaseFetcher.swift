internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import OpenPGP
internal import Store
internal import SystemIO
internal import Transfer

/// Fetches Release files and lets through only those that are signed, fresh and not rolled back.
struct ReleaseFetcher {
    let distro: String
    /// Where Release files are kept between runs.
    let directory: FilePath
    let client: TransferClient
    let verifier: Verifier
    let state: StateDatabase
    let now: Timestamp
    /// Whether only what is kept may be used.
    let isOffline: Bool
    let observer: BuildObserver

    /// The largest Release file that is taken; Debian's are below 200 KB.
    static let sizeLimit = 16 << 20

    /// The root of a suite, from the first address that has a good one.
    func fetch(_ source: SuiteSource) async throws(MirrorError) -> VerifiedRelease {
        try Interruption.check()
        if source.keys.isEmpty, !source.isUnsigned {
            throw MirrorError(
                .usage, "`\(source.label)` has no key that could verify it",
                hints: ["only `trust: unsigned` in the distro file lets it through"])
        }
        let last = try inState { () throws(StateError) in
            try state.lastRoot(
                distro: distro, repository: source.repository, suite: source.suite)
        }
        if isOffline { return try kept(source, last) }
        try onDisk("make the cache") { () throws(SystemError) in
            try SystemIO.Files.makeDirectory(directory)
        }
        var failures: [MirrorError] = []
        for url in source.urls {
            do throws(MirrorError) {
                let files = try await download(source, from: url)
                let root = try check(files, source, url: url, last)
                try keep(files, source)
                try record(root, source, url: url)
                return root
            } catch {
                if error.category == .disk || error.category == .interrupted { throw error }
                failures.append(error)
                if failures.count < source.urls.count {
                    let first = error.problems[0].message
                    observer.report(.warning("\(first); trying the next address"))
                }
            }
        }
        // What says most about the repository itself: wrong content before no answer.
        let worst = failures.first { $0.category == .integrity } ?? failures.first
        throw worst ?? MirrorError(.usage, "`\(source.label)` has no address for this architecture")
    }

    /// The Release file's bytes, with the detached signature where it has no inline one.
    private struct Files {
        var text: [UInt8]
        var signature: [UInt8]?

        /// The SHA-256 of the inline form; of a detached one, of both files with their lengths, so
        /// that it says where one ends and the other begins. What that is made of cannot be taken
        /// for the other form, since a clearsigned text begins otherwise.
        var digest: Digest {
            guard let signature else { return ContentHasher.digest(.sha256, of: text) }
            let head = "Release \(text.count) Release.gpg \(signature.count)\n"
            return ContentHasher.digest(.sha256, of: Array(head.utf8) + text + signature)
        }
    }

    /// What a check of the signature came to.
    private struct Verdict {
        var text: [UInt8]
        var signer: String?
        var verified: Timestamp
    }

    private func download(_ source: SuiteSource, from url: String) async throws(MirrorError)
        -> Files
    {
        let base = url.hasSuffix("/") ? url : url + "/"
        let place = base + source.directory
        let missing: [String]
        do throws(TransferError) {
            return Files(text: try await get(place + "InRelease", source), signature: nil)
        } catch {
            missing = error.attempts.map { "\($0)" }
            guard error.kind == .notFound else {
                throw MirrorError(error, fetching: "`\(redacted(place + "InRelease"))`")
            }
        }
        let text: [UInt8]
        do { text = try await get(place + "Release", source) } catch {
            guard error.kind == .notFound else {
                throw MirrorError(error, fetching: "`\(redacted(place + "Release"))`")
            }
            throw MirrorError(
                .network, "there is no Release file of \(name(source, url))",
                hints: ["the distro file says where the repository is and what its suites are"],
                attempts: missing + error.attempts.map { "\($0)" })
        }
        if source.isUnsigned { return Files(text: text, signature: nil) }
        do {
            return Files(text: text, signature: try await get(place + "Release.gpg", source))
        } catch {
            guard error.kind == .notFound else {
                throw MirrorError(error, fetching: "`\(redacted(place + "Release.gpg"))`")
            }
            throw MirrorError(
                .integrity, "the Release file of \(name(source, url)) is not signed",
                hints: ["only `trust: unsigned` in the distro file lets it through"],
                attempts: missing + error.attempts.map { "\($0)" })
        }
    }

    private func get(_ url: String, _ source: SuiteSource) async throws(TransferError) -> [UInt8] {
        let file = directory / ".fetch-\(source.fileName)-\(UInt64.random(in: 0...UInt64.max))"
        defer { try? SystemIO.Files.remove(file) }
        let request = TransferRequest(
            name: url, urls: [url], destination: file, maximumSize: ReleaseFetcher.sizeLimit,
            resumes: false)
        _ = try await client.fetch(request)
        do { return try SystemIO.Files.read(file) } catch {
            throw TransferError(name: url, kind: .disk(error))
        }
    }

    // MARK: - Trust

    private func check(
        _ files: Files, _ source: SuiteSource, url: String, _ last: RootRecord?
    ) throws(MirrorError) -> VerifiedRelease {
        let digest = files.digest
        let verdict = try verified(files, source, digest, last, url: url)
        let release: Release
        do { release = try Release(parsing: verdict.text) } catch {
            throw MirrorError(
                .integrity, "the Release file of \(name(source, url)) cannot be used: \(error)")
        }
        do {
            try release.check(
                now: now, lastSeenDate: last?.date, checkValidUntil: source.checksValidUntil)
        } catch {
            throw MirrorError(
                .integrity, "the Release file of \(name(source, url)) is refused: \(error)",
                hints: hints(for: error))
        }
        for warning in release.warnings {
            observer.report(.warning("\(source.label): \(warning)"))
        }
        if !source.isFlat, let warning = release.warning(requestedSuite: source.suite) {
            observer.report(.warning("\(source.label): \(warning)"))
        }
        let others = source.urls.filter { $0 != url }
        return VerifiedRelease(
            source: source, release: release, digest: digest, signer: verdict.signer,
            verified: verdict.verified, urls: [url] + others)
    }

    private func hints(for error: ReleaseError) -> [String] {
        switch error {
        case .expired:
            [
                "the mirror may have stopped updating; an archived suite needs `check-valid-until: no` in the distro file"
            ]
        case .rolledBack:
            [
                "a mirror that lags behind recovers by itself; another one may be fresher (`--source`)"
            ]
        default: []
        }
    }

    /// The signed text and who signed it. What was verified before with the same keys is known by its
    /// digest and not verified again for a day.
    private func verified(
        _ files: Files, _ source: SuiteSource, _ digest: Digest, _ last: RootRecord?, url: String
    ) throws(MirrorError) -> Verdict {
        if source.isUnsigned {
            observer.report(
                .warning("\(source.label) is not signed: `trust: unsigned` in the distro file"))
            do {
                let text = try ReleaseFetcher.payload(of: files.text)
                return Verdict(text: text, signer: nil, verified: now)
            } catch {
                throw MirrorError(
                    .integrity, "the Release file of \(name(source, url)) is malformed: \(error)")
            }
        }
        do {
            if let last, last.sha256 == digest, last.keys == source.keysDigest,
                let signer = last.signer, last.isTrusted(at: now)
            {
                let isInline = files.signature == nil
                let text = isInline ? try split(clearsigned: files.text).text : files.text
                return Verdict(text: text, signer: signer, verified: last.verified)
            }
            let policy = SignaturePolicy(ignoreKeyExpiry: source.ignoresKeyExpiry)
            let verified =
                if let signature = files.signature {
                    try verifier.verify(
                        detached: signature, of: files.text, keys: source.keys, policy: policy)
                } else {
                    try verifier.verify(
                        clearsigned: files.text, keys: source.keys, policy: policy)
                }
            return Verdict(
                text: verified.text, signer: verified.signers.first?.primaryFingerprint,
                verified: now)
        } catch {
            throw ReleaseFetcher.failure(error, name(source, url))
        }
    }

    private static func failure(_ error: OpenPGPError, _ name: String) -> MirrorError {
        let hints = ["the distro file names the keys by fingerprint"]
        switch error {
        case .unreadableKey, .keyNotFound:
            return MirrorError(
                .integrity, "the key of \(name) cannot be used: \(error)", hints: hints)
        case .malformed(.notClearsigned):
            return MirrorError(
                .integrity, "what \(name) has as its `InRelease` is no signed Release file",
                hints: ["a proxy or a login page may have answered in its place"])
        case .system(let cause):
            return MirrorError(cause, doing: "verify the Release file of \(name)")
        default:
            return MirrorError(
                .integrity, "the signature of \(name) does not hold: \(error)", hints: hints)
        }
    }

    /// The text of an unsigned Release file, whether or not it has its signature around it.
    private static func payload(of bytes: [UInt8]) throws(OpenPGPError) -> [UInt8] {
        let isSigned = bytes.starts(with: "-----BEGIN PGP SIGNED MESSAGE-----".utf8)
        return isSigned ? try split(clearsigned: bytes).text : bytes
    }

    private func name(_ source: SuiteSource, _ url: String) -> String {
        "`\(source.label)` at `\(redacted(url))`"
    }

    // MARK: - Between runs

    private func keep(_ files: Files, _ source: SuiteSource) throws(MirrorError) {
        try onDisk("keep the Release file of `\(source.label)`") { () throws(SystemError) in
            try SystemIO.Files.replace(directory / source.fileName, with: files.text)
            let signature = directory / (source.fileName + ".gpg")
            if let bytes = files.signature {
                try SystemIO.Files.replace(signature, with: bytes)
            } else {
                try SystemIO.Files.remove(signature)
            }
        }
    }

    private func record(_ root: VerifiedRelease, _ source: SuiteSource, url: String)
        throws(MirrorError)
    {
        // A root without a date cannot be compared later; it is not remembered.
        guard let date = root.release.date else { return }
        let record = RootRecord(
            distro: distro, repository: source.repository, suite: source.suite,
            url: redacted(url), sha256: root.digest, date: date, signer: root.signer,
            keys: source.keysDigest, verified: root.verified)
        try inState { () throws(StateError) in try state.recordRoot(record) }
    }

    private func kept(_ source: SuiteSource, _ last: RootRecord?) throws(MirrorError)
        -> VerifiedRelease
    {
        let path = directory / source.fileName
        let files = try onDisk("read the kept Release file") { () throws(SystemError) -> Files? in
            guard let text = try SystemIO.Files.readIfPresent(path) else { return nil }
            let signature = try SystemIO.Files.readIfPresent(FilePath(path.string + ".gpg"))
            return Files(text: text, signature: signature)
        }
        guard let files else {
            throw MirrorError(
                .network, "no Release file of `\(source.label)` is kept from an earlier run",
                hints: ["run once without `--offline`"])
        }
        let root = try check(files, source, url: source.urls.first ?? "", last)
        if let last, !source.isUnsigned, last.sha256 == root.digest,
            last.verified != root.verified
        {
            // So that GnuPG is not run for each question; where it cannot be noted, it is.
            try? record(root, source, url: last.url)
        }
        return root
    }
}

extension SuiteSource {
    /// A name for its files that no other suite of the distro has.
    var fileName: String {
        let name = "\(repository)_\(suite)"
        return String(name.map { $0.isLetter || $0.isNumber || "-._".contains($0) ? $0 : "_" })
    }

    /// The digest of all keys with the fingerprints that count; `nil` where none is asked for.
    var keysDigest: Digest? {
        if isUnsigned { return nil }
        var bytes: [UInt8] = [ignoresKeyExpiry ? 1 : 0]
        for key in keys {
            bytes += key.data
            bytes += Array(key.fingerprints.joined(separator: " ").utf8) + [0]
        }
        return ContentHasher.digest(.sha256, of: bytes)
    }
}
