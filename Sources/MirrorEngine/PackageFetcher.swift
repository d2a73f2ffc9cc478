internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import Store
internal import Synchronization
internal import SystemIO
internal import Transfer

/// Brings packages into the pool, many at once, each verified before it enters.
struct PackageFetcher: Sendable {
    let pool: Pool
    let client: TransferClient
    let isOffline: Bool
    let observer: BuildObserver

    /// What fetching came to, in files and bytes.
    struct Outcome: Sendable, Hashable {
        var downloadedFiles = 0
        var downloadedBytes = 0
        var reusedFiles = 0
        var reusedBytes = 0

        /// Counts a package that was there already.
        mutating func reuse(_ package: PlannedPackage) {
            reusedFiles += 1
            reusedBytes += package.locked.size
        }
    }

    /// Fetches what the pool lacks. What is complete stays, whatever happens to the rest.
    func fetch(_ packages: [PlannedPackage]) async throws(MirrorError) -> Outcome {
        var outcome = Outcome()
        var missing: [PlannedPackage] = []
        var seen: Set<Digest> = []
        for package in packages where seen.insert(package.locked.sha256).inserted {
            try Interruption.check()
            if try isInPool(package.locked) {
                outcome.reuse(package)
            } else {
                missing.append(package)
            }
        }
        if missing.isEmpty { return outcome }
        if isOffline {
            let first = missing[0].locked
            throw MirrorError(
                .network,
                "\(missing.count) packages are not in the pool, such as `\(first.name) \(first.version)`",
                hints: ["run once without `--offline`"])
        }
        observer.report(.phase("downloading"))
        let lock = try onDisk("lock the pool") { () throws(SystemError) in
            try pool.lockDownloads {
                observer.report(.note("waiting for another build that downloads into this pool"))
            }
        }
        // Whoever held the lock may have fetched some of them meanwhile.
        for package in exchange(&missing, with: []) {
            if try isInPool(package.locked) {
                outcome.reuse(package)
            } else {
                missing.append(package)
            }
        }
        let failure = await fetchAll(missing)
        // The pool's lock is held until every transfer has ended.
        withExtendedLifetime(lock) {}
        if let failure { throw failure }
        outcome.downloadedFiles = missing.count
        outcome.downloadedBytes = missing.reduce(0) { $0 + $1.locked.size }
        return outcome
    }

    /// Whether the pool has the file, whole and unchanged: it is hashed before it is published again, since
    /// a tree shares its files with the pool, and whoever writes to one writes to both.
    private func isInPool(_ package: Lock.Package) throws(MirrorError) -> Bool {
        try onDisk("look into the pool") { () throws(SystemError) in
            guard try pool.contains(package.sha256, size: package.size) else { return false }
            let path = pool.path(of: package.sha256)
            if try ContentHasher.digest(.sha256, ofFile: path) == package.sha256 { return true }
            observer.report(
                .warning("`\(path)` is damaged; `\(package.name)` is fetched again"))
            try pool.remove(package.sha256)
            return false
        }
    }

    private func fetchAll(_ packages: [PlannedPackage]) async -> MirrorError? {
        let progress = DownloadProgress(packages, observer)
        return await withTaskGroup(of: MirrorError?.self) { group in
            var first: MirrorError?
            for package in packages {
                group.addTask {
                    do throws(MirrorError) {
                        try await fetch(package, progress)
                        return nil
                    } catch { return error }
                }
            }
            for await failure in group {
                guard let failure, first == nil else { continue }
                first = failure
                // A full disk or a wrong byte will not get better; what is complete is kept.
                group.cancelAll()
            }
            return first
        }
    }

    private func fetch(_ package: PlannedPackage, _ progress: DownloadProgress)
        async throws(MirrorError)
    {
        let locked = package.locked
        let digest = locked.sha256
        let path = try onDisk("prepare the pool") { () throws(SystemError) in
            try pool.partialPath(of: digest)
        }
        let name = locked.upstream.split(separator: "/").last.map(String.init) ?? locked.name
        let urls = package.urls.map { base in
            (base.hasSuffix("/") ? base : base + "/") + PoolLayout.requestPath(locked.upstream)
        }
        let request = TransferRequest(
            name: name, urls: urls, destination: path, expectedSize: locked.size,
            makeVerifier: { DigestVerifier(digest) })
        do {
            _ = try await client.fetch(request) { progress.update($0) }
        } catch {
            throw MirrorError(error, fetching: "`\(name)` of `\(locked.repository)`")
        }
        try onDisk("store `\(name)`") { () throws(SystemError) in
            try pool.adopt(path, as: digest)
        }
        progress.finish(name, locked.size)
    }
}

/// Adds up what all transfers report.
private final class DownloadProgress: Sendable {
    private struct State: Sendable {
        var bytes: [String: Int] = [:]
        var sum = 0
        var files = 0
    }

    private let state = Mutex(State())
    private let totalBytes: Int
    private let totalFiles: Int
    private let observer: BuildObserver

    init(_ packages: [PlannedPackage], _ observer: BuildObserver) {
        totalBytes = packages.reduce(0) { $0 + $1.locked.size }
        totalFiles = packages.count
        self.observer = observer
    }

    func update(_ progress: TransferProgress) {
        report { state in
            state.sum += progress.bytes - (state.bytes[progress.name] ?? 0)
            state.bytes[progress.name] = progress.bytes
        }
    }

    func finish(_ name: String, _ size: Int) {
        report { state in
            state.sum += size - (state.bytes[name] ?? 0)
            state.bytes[name] = size
            state.files += 1
        }
    }

    private func report(_ change: (inout State) -> Void) {
        let (bytes, files) = state.withLock { state in
            change(&state)
            return (state.sum, state.files)
        }
        observer.report(
            .download(bytes: bytes, totalBytes: totalBytes, files: files, totalFiles: totalFiles))
    }
}
