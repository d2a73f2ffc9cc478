internal import Archive
internal import MirrorBase
internal import Store
internal import SystemIO
internal import Transfer

/// Finds out the SHA-256 of packages whose records have another digest: a lock needs it.
///
/// What was found out is kept, so that a file is fetched for this once. The file goes into the pool.
struct PackageIdentification {
    let pool: Pool
    let client: TransferClient
    /// Where what was found out is kept, one file a digest.
    let directory: FilePath
    let isOffline: Bool
    let check: PackageCheck
    let observer: BuildObserver

    /// The packages, each with its SHA-256.
    func identify(_ packages: [PlannedPackage]) async throws(MirrorError) -> [PlannedPackage] {
        if packages.allSatisfy({ $0.upstreamDigest == nil }) { return packages }
        try onDisk("make the cache") { () throws(SystemError) in
            try Files.makeDirectory(directory)
        }
        var identified = packages
        var unknown: [Int] = []
        for (index, package) in packages.enumerated() {
            guard let digest = package.upstreamDigest else { continue }
            if let known = try known(digest) {
                identified[index].locked.sha256 = known
            } else {
                unknown.append(index)
            }
        }
        guard let first = unknown.first else { return identified }
        if isOffline {
            let locked = packages[first].locked
            throw MirrorError(
                .network, "`\(fileName(locked))` of `\(locked.repository)` is not in the pool",
                hints: ["run once without `--offline`"])
        }
        let lock = try onDisk("lock the pool") { () throws(SystemError) in
            try pool.lockDownloads {
                observer.report(.note("waiting for another build that downloads into this pool"))
            }
        }
        let found = await identifyAll(unknown.map { packages[$0] })
        // The pool's lock is held until every transfer has ended.
        withExtendedLifetime(lock) {}
        for (index, result) in zip(unknown, found) {
            identified[index].locked.sha256 = try result.get()
        }
        return identified
    }

    /// The SHA-256 of each, or the error that ended it all.
    private func identifyAll(_ packages: [PlannedPackage]) async -> [Result<Digest, MirrorError>] {
        await withTaskGroup(of: (Int, Result<Digest, MirrorError>).self) { group in
            for (index, package) in packages.enumerated() {
                group.addTask { (index, await result(package)) }
            }
            var results: [(index: Int, result: Result<Digest, MirrorError>)] = []
            for await found in group {
                if case .failure = found.1 {
                    // What is complete is kept; what this stops says only that it was stopped.
                    group.cancelAll()
                    return [found.1]
                }
                results.append(found)
            }
            return results.sorted { $0.index < $1.index }.map(\.result)
        }
    }

    private func note(of digest: Digest) -> FilePath {
        directory / "\(digest.algorithm.name)-\(digest.hex)"
    }

    /// What was found out before of the package with a digest.
    private func known(_ digest: Digest) throws(MirrorError) -> Digest? {
        let text = try onDisk("read the cache") { () throws(SystemError) in
            try Files.readIfPresent(note(of: digest))
        }
        return text.flatMap { Digest(.sha256, hex: $0.span) }
    }

    private func fileName(_ package: Lock.Package) -> String {
        package.upstream.split(separator: "/").last.map(String.init) ?? ""
    }

    private func result(_ package: PlannedPackage) async -> Result<Digest, MirrorError> {
        do throws(MirrorError) {
            try Interruption.check()
            guard let digest = package.upstreamDigest else {
                return .success(package.locked.sha256)
            }
            return .success(try await identify(package, digest))
        } catch { return .failure(error) }
    }

    private func identify(_ package: PlannedPackage, _ digest: Digest) async throws(MirrorError)
        -> Digest
    {
        let name = fileName(package.locked)
        let note = note(of: digest)
        let file = directory / ".\(note.lastComponent).rpm"
        let request = TransferRequest(
            name: name, urls: package.urls, destination: file, expectedSize: package.locked.size,
            makeVerifier: { DigestVerifier(digest) }, identity: package.identity)
        do { _ = try await client.fetch(request) } catch {
            throw MirrorError(error, fetching: "`\(name)` of `\(package.locked.repository)`")
        }
        try check(package, file)
        return try onDisk("store `\(name)`") { () throws(SystemError) in
            let sha256 = try ContentHasher.digest(.sha256, ofFile: file)
            try pool.adopt(file, as: sha256)
            try Files.replace(note, with: Array(sha256.hex.utf8))
            return sha256
        }
    }
}
