internal import Archive
internal import MirrorBase
internal import Store
internal import Synchronization
internal import SystemIO
internal import Transfer

/// Looks at a package file whose digest is right; throws where it must not be taken all the same.
typealias PackageCheck = @Sendable (PlannedPackage, FilePath) throws(MirrorError) -> Void

/// Brings packages into the pool, many at once, each verified before it enters.
struct PackageFetcher: Sendable {
    let pool: Pool
    let client: TransferClient
    let isOffline: Bool
    /// How many files are verified at once.
    let jobs: Int
    let observer: BuildObserver
    /// Looks at a file that has the right digest before it is taken; for what a family verifies beside.
    let check: PackageCheck
    /// Whose packages they are, where those that no server has are to be listed, all of them; `nil` where
    /// the first one ends it.
    var owner: String?
    /// A tree that may have what the pool has lost; `nil` where there is none.
    var tree: FilePath?

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
        var seen: Set<Digest> = []
        let all = packages.filter { seen.insert($0.locked.sha256).inserted }
        var missing = try reuse(all, &outcome)
        if missing.isEmpty { return outcome }
        if isOffline {
            let first = missing[0].locked
            throw MirrorError(
                .network,
                missing.count == 1
                    ? "`\(first.name) \(first.version)` is not in the pool"
                    : "\(missing.count) packages are not in the pool, such as `\(first.name) \(first.version)`",
                hints: ["run once without `--offline`"])
        }
        observer.report(.phase("downloading"))
        let lock = try onDisk("lock the pool") { () throws(SystemError) in
            try pool.lockDownloads {
                observer.report(.note("waiting for another build that downloads into this pool"))
            }
        }
        // Whoever held the lock may have fetched some of them meanwhile.
        missing = try reuse(missing, &outcome)
        let failure = await fetchAll(missing)
        // The pool's lock is held until every transfer has ended.
        withExtendedLifetime(lock) {}
        if let failure { throw failure }
        outcome.downloadedFiles = missing.count
        outcome.downloadedBytes = missing.reduce(0) { $0 + $1.locked.size }
        return outcome
    }

    /// Counts what the pool has, each verified on one of several threads, and gives what it lacks.
    private func reuse(_ packages: [PlannedPackage], _ outcome: inout Outcome)
        throws(MirrorError) -> [PlannedPackage]
    {
        let found = try Workers.map(packages, jobs: jobs, name: "verify") { package in
            Result<Bool, MirrorError> { () throws(MirrorError) in
                guard try isInPool(package.locked) else { return false }
                // Another distro, with other keys, may have brought it.
                try check(package, pool.path(of: package.locked.sha256))
                return true
            }
        }
        var missing: [PlannedPackage] = []
        // In order, so that the error does not depend on which thread was faster.
        for (package, result) in zip(packages, found) {
            if try result.get() { outcome.reuse(package) } else { missing.append(package) }
        }
        return missing
    }

    /// Whether the pool has the file, whole and unchanged: it is hashed before it is published again, since
    /// a tree shares its files with the pool, and whoever writes to one writes to both.
    private func isInPool(_ package: Lock.Package) throws(MirrorError) -> Bool {
        try onDisk("look into the pool") { () throws(SystemError) in
            guard try pool.contains(package.sha256, size: package.size) else {
                return try takeFromTree(package)
            }
            let path = pool.path(of: package.sha256)
            if try ContentHasher.digest(.sha256, ofFile: path) == package.sha256 { return true }
            observer.report(
                .warning("`\(path)` is damaged; `\(package.name)` is fetched again"))
            try pool.remove(package.sha256)
            return false
        }
    }

    /// Whether the tree has the file, which then enters the pool: what is published need not be fetched, and
    /// upstream may not have it any more.
    private func takeFromTree(_ package: Lock.Package) throws(SystemError) -> Bool {
        guard let path = tree.map({ $0 / package.path }),
            let status = try Files.status(path), status.kind == .file,
            status.size == package.size,
            try ContentHasher.digest(.sha256, ofFile: path) == package.sha256
        else { return false }
        try pool.share(path, as: package.sha256)
        return true
    }

    /// How fetching one package failed.
    private struct Failure: Error {
        var error: MirrorError
        /// Whether all servers answered, and none has it.
        var isGone = false
    }

    private func fetchAll(_ packages: [PlannedPackage]) async -> MirrorError? {
        let progress = DownloadProgress(packages, observer)
        return await withTaskGroup(of: (Int, Failure)?.self) { group in
            var first: MirrorError?
            var gone: [Int] = []
            for (number, package) in packages.enumerated() {
                group.addTask {
                    do throws(Failure) {
                        try await fetch(package, progress)
                        return nil
                    } catch { return (number, error) }
                }
            }
            for await failed in group {
                guard let (number, failure) = failed, first == nil else { continue }
                if failure.isGone, owner != nil {
                    gone.append(number)
                    continue
                }
                first = failure.error
                // A full disk or a wrong byte will not get better; what is complete is kept.
                group.cancelAll()
            }
            if let first { return first }
            return gone.isEmpty ? nil : noServer(gone.sorted().map { packages[$0].locked })
        }
    }

    /// That packages are not to be had any more.
    private func noServer(_ packages: [Lock.Package]) -> MirrorError {
        let shown = packages.prefix(5).map { "`\($0.name) \($0.version)`" }
        let more = packages.count > 5 ? " and \(packages.count - 5) more" : ""
        let count = packages.count == 1 ? "one package" : "\(packages.count) packages"
        return MirrorError(
            .network,
            "no server has \(count) of \(owner ?? "it") any more: \(shown.joined(separator: ", "))\(more)",
            hints: ["`--source REPOSITORY=URL` names an archive that has them still"])
    }

    private func fetch(_ package: PlannedPackage, _ progress: DownloadProgress)
        async throws(Failure)
    {
        let name = PackageFetcher.fileName(package.locked)
        let path: FilePath
        do throws(MirrorError) {
            path = try onDisk("prepare the pool") { () throws(SystemError) in
                try pool.partialPath(of: package.locked.sha256)
            }
        } catch { throw Failure(error: error) }
        let digest = package.locked.sha256
        let request = TransferRequest(
            name: name, urls: package.urls, destination: path, expectedSize: package.locked.size,
            makeVerifier: { DigestVerifier(digest) }, identity: package.identity)
        do {
            _ = try await client.fetch(request) { progress.update($0) }
        } catch {
            throw Failure(
                error: MirrorError(
                    error, fetching: "`\(name)` of `\(package.locked.repository)`"),
                isGone: error.kind == .notFound || package.urls.isEmpty)
        }
        do throws(MirrorError) {
            try check(package, path)
            try onDisk("store `\(name)`") { () throws(SystemError) in
                try pool.adopt(path, as: digest)
            }
        } catch { throw Failure(error: error) }
        progress.finish(name, package.locked.size)
    }

    private static func fileName(_ package: Lock.Package) -> String {
        package.upstream.split(separator: "/").last.map(String.init) ?? package.name
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
