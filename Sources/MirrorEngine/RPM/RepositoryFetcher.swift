internal import Archive
internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import RPMRepository
internal import Store
internal import SystemIO
internal import Transfer

/// Fetches `repomd.xml` files and lets through only those that are trusted, fresh and not rolled back.
struct RepositoryFetcher {
    let distro: String
    /// Where roots are kept between runs.
    let directory: FilePath
    let client: TransferClient
    let verifier: Verifier
    let state: StateDatabase
    let now: Timestamp
    /// Whether only what is kept may be used.
    let isOffline: Bool
    let observer: BuildObserver

    /// The largest root that is taken; real ones are below 20 KB.
    static let sizeLimit = 4 << 20

    /// How far in the future a root may be dated, in seconds: clocks of build machines differ.
    static let allowedFuture: Int64 = 86_400

    /// The root of a repository, from the first address that has a good one.
    func fetch(_ source: RPMSource) async throws(MirrorError) -> VerifiedRepository {
        try Interruption.check()
        try checkKeys(source)
        let last = try last(of: source)
        if isOffline { return try kept(source, last) }
        try onDisk("make the cache") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        let list = RepositoryAddresses(client: client, directory: directory, observer: observer)
        let addresses = try await list.find(source)
        var failures: [MirrorError] = []
        for url in addresses.urls {
            do throws(MirrorError) {
                let files = try await download(source, from: url, addresses.promise)
                let root = try check(files, source, url: url, addresses.urls, last)
                // What an earlier run found good is good already.
                if root.digest == last?.sha256 { try remember(root) }
                warn(source, url)
                return root
            } catch {
                if error.category == .disk || error.category == .interrupted { throw error }
                failures.append(error)
                if failures.count < addresses.urls.count {
                    let first = error.problems[0].message
                    observer.report(.warning("\(first); trying the next address"))
                }
            }
        }
        throw worst(failures, source)
    }

    /// What says most about the repository itself: wrong content before no answer. Whatever is thrown
    /// tells all addresses that were tried.
    private func worst(_ failures: [MirrorError], _ source: RPMSource) -> MirrorError {
        guard var worst = failures.first(where: { $0.category == .integrity }) ?? failures.first
        else {
            return MirrorError(
                .usage, "`\(source.repository)` has no address for this architecture")
        }
        if failures.count > 1, worst.category != .integrity {
            worst.attempts = failures.flatMap(\.attempts)
        }
        return worst
    }

    private func checkKeys(_ source: RPMSource) throws(MirrorError) {
        if source.keys.isEmpty, source.trust != .unsigned {
            throw MirrorError(
                .usage, "`\(source.repository)` has no key that could verify it",
                hints: ["only `trust: unsigned` in the distro file lets it through"])
        }
    }

    /// Says what is not protected.
    private func warn(_ source: RPMSource, _ url: String) {
        if source.trust == .unsigned {
            observer.report(
                .warning(
                    "`\(source.repository)` is not signed: `trust: unsigned` in the distro file"))
        } else if !source.hasSignedRoot, RPMSource.isOpen(url) {
            observer.report(
                .warning(
                    "the metadata of `\(source.repository)` is not signed and comes over \(url.prefix { $0 != ":" }): only its packages are verified"
                ))
        }
    }

    // MARK: - Files

    /// `repomd.xml` with its signature where it has to have one.
    struct RootFiles {
        var text: [UInt8]
        var signature: [UInt8]?

        var digest: Digest { ContentHasher.digest(.sha256, of: text) }
    }

    private func download(
        _ source: RPMSource, from url: String, _ promise: RepositoryAddresses.Promise?
    ) async throws(MirrorError) -> RootFiles {
        let base = url.hasSuffix("/") ? url : url + "/"
        let place = base + RepositoryLocation.root
        let text: [UInt8]
        do { text = try await get(place, source) } catch {
            guard error.kind == .notFound else {
                throw MirrorError(error, fetching: "`\(redacted(place))`")
            }
            throw MirrorError(
                .network, "there is no `\(RepositoryLocation.root)` of \(name(source, url))",
                hints: ["the distro file says where the repository is"],
                attempts: error.attempts.map { "\($0)" })
        }
        if let promise, !promise.allows(text) {
            throw MirrorError(
                .integrity,
                "the `\(RepositoryLocation.root)` of \(name(source, url)) is not one that its Metalink lists",
                hints: ["a mirror that lags behind recovers by itself"])
        }
        guard source.hasSignedRoot else { return RootFiles(text: text, signature: nil) }
        let signature = base + RepositoryLocation.rootSignature
        do { return RootFiles(text: text, signature: try await get(signature, source)) } catch {
            guard error.kind == .notFound else {
                throw MirrorError(error, fetching: "`\(redacted(signature))`")
            }
            throw MirrorError(
                .integrity, "the `repomd.xml` of \(name(source, url)) is not signed",
                hints: ["with `trust: packages` in the distro file each package has to be signed"],
                attempts: error.attempts.map { "\($0)" })
        }
    }

    private func get(_ url: String, _ source: RPMSource) async throws(TransferError) -> [UInt8] {
        try await client.bytes(
            of: url, through: directory, limit: RepositoryFetcher.sizeLimit, source.identity)
    }

    // MARK: - Trust

    private func check(
        _ files: RootFiles, _ source: RPMSource, url: String, _ urls: [String], _ last: RootRecord?
    ) throws(MirrorError) -> VerifiedRepository {
        let digest = files.digest
        let (signer, verified) = try signer(files, source, digest, last, url: url)
        let root: RepositoryRoot
        do { root = try RepositoryRoot(files.text.span) } catch {
            throw MirrorError(
                .integrity,
                "the `\(RepositoryLocation.root)` of \(name(source, url)) cannot be used: \(error)")
        }
        let date = root.newestTimestamp ?? Timestamp(seconds: 0)
        if date.seconds > now.seconds + RepositoryFetcher.allowedFuture {
            let fault = "it is of \(date.iso8601), which lies in the future"
            if source.hasSignedRoot {
                throw MirrorError(
                    .integrity, "the metadata of \(name(source, url)) is refused: \(fault)",
                    hints: ["the clock of this machine may be wrong"])
            }
            // Nobody vouches for that date.
            observer.report(.warning("the metadata of \(name(source, url)) is odd: \(fault)"))
        }
        if let last, date < last.date {
            throw MirrorError(
                .integrity,
                "the metadata of \(name(source, url)) is refused: it is of \(date.iso8601), older than what was seen last, of \(last.date.iso8601)",
                hints: [
                    "a mirror that lags behind recovers by itself; another one may be fresher (`--source`)",
                    "to go back to an older state on purpose, remove `\(state.path)`, which has only what was seen last and the history of builds, and the locks that name the newer one",
                ])
        }
        return VerifiedRepository(
            source: source, files: files, root: root, digest: digest, date: date, signer: signer,
            verified: verified,
            urls: ([url] + urls.filter { $0 != url }).filter { !$0.isEmpty })
    }

    /// Who signed. What was verified before with the same keys is known by its digest and not verified
    /// again for a day.
    private func signer(
        _ files: RootFiles, _ source: RPMSource, _ digest: Digest, _ last: RootRecord?, url: String
    ) throws(MirrorError) -> (String?, Timestamp) {
        guard source.hasSignedRoot else { return (nil, now) }
        if let last, last.sha256 == digest, last.keys == source.keysDigest,
            let signer = last.signer, last.isTrusted(at: now)
        {
            return (signer, last.verified)
        }
        let policy = SignaturePolicy(ignoreKeyExpiry: source.ignoresKeyExpiry)
        do {
            let verified = try verifier.verify(
                detached: files.signature ?? [], of: files.text, keys: source.keys, policy: policy)
            return (verified.signers.first?.primaryFingerprint, now)
        } catch {
            switch error {
            case .system(let cause):
                throw MirrorError(cause, doing: "verify the metadata of \(name(source, url))")
            case .unreadableKey, .keyNotFound:
                throw MirrorError(
                    .integrity, "the key of \(name(source, url)) cannot be used: \(error)",
                    hints: ["the distro file names the keys by fingerprint"])
            default:
                throw MirrorError(
                    .integrity,
                    "the signature of `repomd.xml` of \(name(source, url)) does not hold: \(error)",
                    hints: ["the distro file names the keys by fingerprint"])
            }
        }
    }

    private func name(_ source: RPMSource, _ url: String) -> String {
        "`\(source.repository)` at `\(redacted(url))`"
    }

    // MARK: - Between runs

    /// Remembers a root as the one seen last, once what it names was found good: it is kept for runs
    /// without network, and none that is older is taken after it.
    func remember(_ root: VerifiedRepository) throws(MirrorError) {
        guard let files = root.files, !isOffline else { return }
        try keep(files, root.source, from: root.urls.first ?? "")
        try record(root)
    }

    private func keep(_ files: RootFiles, _ source: RPMSource, from url: String)
        throws(MirrorError)
    {
        try onDisk("keep the root of `\(source.repository)`") { () throws(SystemError) in
            try Files.replace(directory / (source.fileName + ".xml"), with: files.text)
            try Files.replace(
                directory / (source.fileName + ".xml.url"), with: Array(redacted(url).utf8))
            let signature = directory / (source.fileName + ".xml.asc")
            if let bytes = files.signature {
                try Files.replace(signature, with: bytes)
            } else {
                try Files.remove(signature)
            }
        }
    }

    private func last(of source: RPMSource) throws(MirrorError) -> RootRecord? {
        try inState { () throws(StateError) in
            try state.lastRoot(
                distro: distro, repository: source.repository, suite: source.rootKey)
        }
    }

    private func record(_ root: VerifiedRepository) throws(MirrorError) {
        let source = root.source
        var date = root.date
        if !source.hasSignedRoot, date > now {
            // A date that nobody signed must not keep out what comes after it.
            date = try last(of: source)?.date ?? Timestamp(seconds: 0)
        }
        let record = RootRecord(
            distro: distro, repository: source.repository, suite: source.rootKey,
            url: redacted(root.urls.first ?? ""), sha256: root.digest, date: date,
            signer: root.signer, keys: source.hasSignedRoot ? source.keysDigest : nil,
            verified: root.verified)
        try inState { () throws(StateError) in try state.recordRoot(record) }
    }

    private func kept(_ source: RPMSource, _ last: RootRecord?) throws(MirrorError)
        -> VerifiedRepository
    {
        let path = directory / (source.fileName + ".xml")
        let files = try onDisk("read the kept root") { () throws(SystemError) -> RootFiles? in
            guard let text = try Files.readIfPresent(path) else { return nil }
            let signature = try Files.readIfPresent(FilePath(path.string + ".asc"))
            return RootFiles(text: text, signature: signature)
        }
        guard let files else {
            throw MirrorError(
                .network, "no metadata of `\(source.repository)` is kept from an earlier run",
                hints: ["run once without `--offline`"])
        }
        // A state that was begun anew does not know where it came from.
        let noted = try onDisk("read the kept root") { () throws(SystemError) in
            try Files.readIfPresent(FilePath(path.string + ".url"))
        }
        let seen = [last?.url ?? "", String(decoding: noted ?? [], as: UTF8.self)]
        let urls = seen.filter { !$0.isEmpty } + RepositoryAddresses.named(source)
        let root = try check(files, source, url: urls.first ?? "", urls, last)
        if let last, source.hasSignedRoot, last.sha256 == root.digest,
            last.verified != root.verified
        {
            // So that GnuPG is not run for each question; where it cannot be noted, it is.
            try? record(root)
        }
        return root
    }
}

extension RPMSource {
    /// The digest of all keys with the fingerprints that count.
    var keysDigest: Digest {
        var bytes: [UInt8] = [ignoresKeyExpiry ? 1 : 0]
        for key in keys {
            bytes += key.data
            bytes += Array(key.fingerprints.joined(separator: " ").utf8) + [0]
        }
        return ContentHasher.digest(.sha256, of: bytes)
    }
}
