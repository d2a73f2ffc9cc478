internal import Archive
internal import MirrorBase
internal import SystemIO
internal import Transfer

/// What repositories list, kept by digest: a file is fetched once, and hashed before it is used again.
package struct DigestCache: Sendable {
    /// Where the files are.
    let directory: FilePath
    let client: TransferClient
    let isOffline: Bool
    let observer: BuildObserver

    /// One file that some root names.
    struct Item: Sendable {
        /// How messages call it, with its repository.
        var name: String
        /// How progress calls it.
        var file: String
        /// What messages call the root that names it.
        var promiser: String
        var digest: Digest
        /// Its size, where the root has it.
        var size: Int?
        /// Its size when it is unpacked, where the root has it.
        var openSize: Int?
        /// Where it can be had, the best address first.
        var urls: [String]
        /// What its servers are shown.
        var identity: ClientIdentity?
    }

    /// What came of asking for one form of a file.
    enum Attempt {
        case found(FilePath)
        /// It cannot be had in this form, but maybe in another.
        case lacking(MirrorError)
    }

    /// The largest index that is taken, packed or not; the root's own figure is the closer bound.
    package static let sizeLimit = 2 << 30

    /// Finds or fetches one form. Throws what no other form would change: a full disk, a server that is
    /// down, an interruption.
    func attempt(_ item: Item) async throws(MirrorError) -> Attempt {
        try Interruption.check()
        let largest = max(item.size ?? 0, item.openSize ?? 0)
        if largest > DigestCache.sizeLimit {
            return .lacking(
                MirrorError(
                    .integrity,
                    "\(item.name) has \(largest) bytes by its \(item.promiser), and more than \(DigestCache.sizeLimit) are not taken"
                ))
        }
        let path = directory / "\(item.digest.algorithm.name)-\(item.digest.hex)"
        if try isKept(item, at: path) { return .found(path) }
        if isOffline {
            return .lacking(
                MirrorError(
                    .network, "\(item.name) is not kept from an earlier run",
                    hints: ["run once without `--offline`"]))
        }
        // The unfinished file has the same name in every process.
        let lock = try lockDirectory()
        defer { withExtendedLifetime(lock) {} }
        if try isKept(item, at: path) { return .found(path) }
        let digest = item.digest
        let request = TransferRequest(
            name: item.file, urls: item.urls, destination: path, expectedSize: item.size,
            maximumSize: DigestCache.sizeLimit, makeVerifier: { DigestVerifier(digest) },
            identity: item.identity)
        do { _ = try await client.fetch(request) } catch {
            let failure = MirrorError(error, fetching: item.name, promisedBy: item.promiser)
            if DigestCache.mayHaveOtherForm(error) { return .lacking(failure) }
            throw failure
        }
        return .found(path)
    }

    private func lockDirectory() throws(MirrorError) -> FileLock {
        try onDisk("make the cache") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        return try onDisk("lock the cache") { () throws(SystemError) in
            try FileLock(directory / ".lock") {
                observer.report(.note("waiting for another build that fetches indexes"))
            }
        }
    }

    /// Whether the servers answered, and only this form is not to be had; a server that is down would
    /// have each form waited for in vain. Some answer 403 for what they do not have.
    private static func mayHaveOtherForm(_ error: TransferError) -> Bool {
        switch error.kind {
        case .notFound, .integrity, .tooLarge: true
        case .network:
            error.attempts.contains { [.status(403), .status(404)].contains($0.outcome) }
        default: false
        }
    }

    /// How long a file that is used seems unused, in seconds; far less than what `mirror gc` waits.
    private static let restfulness: Int64 = 86_400

    /// Whether the cache has the file, whole and unchanged: it is hashed before it is trusted again.
    ///
    /// It is young from then on, so that `mirror gc` does not remove it under whoever is about to read it.
    private func isKept(_ item: Item, at path: FilePath) throws(MirrorError) -> Bool {
        let status = try onDisk("look into the cache") { () throws(SystemError) in
            try Files.status(path)
        }
        guard let status, status.kind == .file, status.size == item.size ?? status.size else {
            return false
        }
        let limit = (Environment.now() - DigestCache.restfulness) * 1_000_000_000
        // What has another name is never removed; where nothing can be written, nothing is.
        if status.links == 1, status.modified < limit { try? Files.setModified(path, nil) }
        let digest = try onDisk("read the cache") { () throws(SystemError) in
            try ContentHasher.digest(item.digest.algorithm, ofFile: path)
        }
        return digest == item.digest
    }
}
