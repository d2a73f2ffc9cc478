internal import Archive
internal import DebianRepository
internal import Manifest
public import MirrorBase
internal import Store
internal import SystemIO
internal import Transfer

/// One build of one distro and architecture, from the user's files to a tree that is live.
public struct Build {
    private let options: BuildOptions
    private let observer: BuildObserver
    private let clock = ContinuousClock()

    /// Begins with options and an observer.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Builds, and records how it ended; on any error the tree that was there stays as it was.
    public func run(distro name: String, architecture: String) async throws(MirrorError)
        -> BuildSummary
    {
        let workspace = try Workspace(options, checking: name)
        let file = try workspace.distro(name)
        try workspace.checkPlace(of: file)
        let session = try Session(options, observer)
        let plan = try DistroPlan(
            file, architecture: architecture, options: options, host: session.host,
            keys: session.keyLoader)
        let run = BuildRun(
            session: session, plan: plan, workspace: workspace, start: clock.now)
        do throws(MirrorError) {
            let summary = try await run.perform()
            session.client.shutdown()
            return summary
        } catch {
            session.client.shutdown()
            run.recordFailure(error)
            throw error.during("building \(name) \(plan.architecture.name)")
        }
    }
}

/// The steps of one build, over what a session has opened.
struct BuildRun {
    let session: Session
    let plan: DistroPlan
    let workspace: Workspace
    let start: ContinuousClock.Instant

    private var options: BuildOptions { session.options }
    private var observer: BuildObserver { session.observer }
    private var resolver: DistroResolver {
        DistroResolver(plan: plan, manifest: workspace.manifest, session: session)
    }

    private var lockPath: FilePath {
        options.locks / "\(plan.distro.name)-\(plan.architecture.name).lock.json"
    }

    private var tree: FilePath { options.output / plan.distro.path }

    func perform() async throws(MirrorError) -> BuildSummary {
        if options.isLocked { return try await buildLocked() }
        observer.report(.phase("fetching Release files"))
        let roots = try await session.roots(of: plan)
        let stopsEarly = options.isDryRun || options.isLockOnly
        if !stopsEarly, !options.isForced, let lock = try unchangedLock(roots) {
            return try finish(
                lock, .unchanged, PackageFetcher.Outcome(), absent: absentWishes(lock), release: nil
            )
        }
        let resolution = try await resolver.resolve(roots)
        try Interruption.check()
        if options.isDryRun {
            return summary(
                resolution.lock, .resolved, PackageFetcher.Outcome(), absent: resolution.absent)
        }
        if options.isLockOnly {
            try writeLock(resolution.lock)
            return summary(
                resolution.lock, .locked, PackageFetcher.Outcome(), absent: resolution.absent)
        }
        return try await publish(resolution, writesLock: true)
    }

    private func writeLock(_ lock: Lock) throws(MirrorError) {
        try onDisk("write the lock") { () throws(SystemError) in
            try Files.makeDirectory(options.locks)
            try Files.replace(lockPath, with: Array(lock.text.utf8))
        }
    }

    // MARK: - Nothing new

    /// The lock of the last build, if the user's files, the roots and the tree are still as it left them.
    private func unchangedLock(_ roots: [VerifiedRoot]) throws(MirrorError) -> Lock? {
        guard let (lock, digest) = try? readLock() else { return nil }
        let inputs = LockInputs(plan: plan, wishes: resolver.wishes)
        guard inputs.staleness(of: lock) == nil else { return nil }
        let same = zip(lock.inputs.repositories, roots).allSatisfy { locked, root in
            locked.id == root.source.repository && locked.suite == root.source.suite
                && locked.digest == root.digest
        }
        guard same, lock.inputs.repositories.count == roots.count else { return nil }
        let last = try inState { () throws(StateError) in
            try session.state.latestBuild(
                distro: plan.distro.name, architecture: plan.architecture.name)
        }
        guard let last, last.result == .published || last.result == .unchanged,
            last.lock == digest
        else { return nil }
        let signer = try signer()
        let isWhole = SuitePlan(lock, suite: plan.distro.suite).suites.allSatisfy { suite in
            TreeCheck(
                tree: tree, suite: suite.name, architecture: plan.architecture.urlName,
                foreign: plan.separateForeign, signer: signer
            ).isWhole(suite.packages)
        }
        return isWhole ? lock : nil
    }

    private func signer() throws(MirrorError) -> MirrorSigner {
        try MirrorSigner(key: options.signKey, state: options.state, observer: observer)
    }

    /// The optional wishes that a lock has nothing for.
    private func absentWishes(_ lock: Lock) -> [String] {
        let met = lock.sets.flatMap(\.wishes)
        return resolver.wishes.map(\.wish).filter { wish in
            // A pattern stands in the lock as the names that it matched.
            wish.isOptional && !met.contains(wish.text)
                && !wish.alternatives.contains { target in
                    target.kind == .glob && met.contains { Glob.matches(target.name, $0) }
                }
        }.map(\.text)
    }

    private func readLock() throws(MirrorError) -> (Lock, Digest) {
        let bytes = try onDisk("read the lock") { () throws(SystemError) in
            try Files.read(lockPath)
        }
        do throws(LockError) {
            return (try Lock(reading: bytes), ContentHasher.digest(.sha256, of: bytes))
        } catch {
            throw MirrorError(
                .usage, "the lock `\(lockPath)` cannot be used: \(error)",
                excerpt: error.excerpt(file: lockPath.string))
        }
    }

    // MARK: - From the lock alone

    private func buildLocked() async throws(MirrorError) -> BuildSummary {
        guard Files.exists(lockPath) else {
            throw MirrorError(
                .usage, "there is no lock `\(lockPath)`",
                hints: ["a build without `--locked` makes one"])
        }
        let (lock, _) = try readLock()
        if let why = LockInputs(plan: plan, wishes: resolver.wishes).staleness(of: lock) {
            throw MirrorError(
                .usage, "the lock `\(lockPath)` is stale: \(why)",
                hints: ["a build without `--locked` makes a new one"])
        }
        let packages = try lock.packages.map { (package) throws(MirrorError) in
            try plannedPackage(package)
        }
        let resolution = Resolution(packages: packages, lock: lock, absent: absentWishes(lock))
        return try await publish(resolution, writesLock: false)
    }

    /// A package of the lock with where to fetch it; its record has to be about that very file.
    private func plannedPackage(_ package: Lock.Package) throws(MirrorError) -> PlannedPackage {
        let record = try? PackageRecord(stanza: package.record.utf8)
        guard let record, record.filename == package.path, record.size == package.size,
            record.sha256 == package.sha256
        else {
            throw MirrorError(
                .usage,
                "the lock `\(lockPath)` has a record of `\(package.name)` that is not about it",
                hints: ["a build without `--locked` makes a new one"])
        }
        let repository = plan.repositories.first { $0.id == package.repository }
        return PlannedPackage(
            locked: package, urls: repository.map { plan.addresses(of: $0) } ?? [])
    }

    // MARK: - Fetching and publishing

    private func publish(_ resolution: Resolution, writesLock: Bool) async throws(MirrorError)
        -> BuildSummary
    {
        // A disk that cannot be written is better known before a gigabyte was fetched.
        try onDisk("write into `\(options.output)`") { () throws(SystemError) in
            try Files.makeDirectory(tree)
        }
        if writesLock {
            try onDisk("write into `\(options.locks)`") { () throws(SystemError) in
                try Files.makeDirectory(options.locks)
                let probe = Files.temporaryName(beside: lockPath)
                try Files.replace(probe, with: [])
                try Files.remove(probe)
            }
        }
        let outcome = try await PackageFetcher(
            pool: session.pool, client: session.client, isOffline: options.isOffline,
            observer: observer
        ).fetch(resolution.packages)
        try Interruption.check()
        observer.report(.phase("publishing"))
        let published = try SetPublisher(
            plan: plan, session: session, tree: tree, signer: try signer(),
            date: options.sourceDate ?? session.started, keepsPaths: !writesLock
        ).publish(resolution.packages, of: resolution.lock)
        let lock = published.lock
        if writesLock { try writeLock(lock) }
        return try finish(
            lock, published.changed ? .published : .unchanged, outcome,
            absent: resolution.absent, release: published.release)
    }

    private func finish(
        _ lock: Lock, _ result: BuildSummary.Result, _ outcome: PackageFetcher.Outcome,
        absent: [String], release: Digest?
    ) throws(MirrorError) -> BuildSummary {
        let text = Array(lock.text.utf8)
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: result == .published ? .published : .unchanged,
            lock: ContentHasher.digest(.sha256, of: text), packages: lock.packages.count,
            bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloaded: outcome.downloadedBytes, reused: outcome.reusedBytes, tree: release)
        try inState { () throws(StateError) in
            _ = try session.state.record(record, lockText: text)
        }
        return summary(lock, result, outcome, absent: absent)
    }

    private func summary(
        _ lock: Lock, _ result: BuildSummary.Result, _ outcome: PackageFetcher.Outcome,
        absent: [String]
    ) -> BuildSummary {
        let elapsed = start.duration(to: ContinuousClock().now).components
        let hasTree = result == .published || result == .unchanged
        return BuildSummary(
            distro: lock.distro, architecture: lock.architecture, result: result,
            packages: lock.packages.count, bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloadedPackages: outcome.downloadedFiles, downloadedBytes: outcome.downloadedBytes,
            reusedPackages: outcome.reusedFiles, reusedBytes: outcome.reusedBytes,
            sets: lock.sets.map(\.wishes),
            suites: SuitePlan(lock, suite: plan.distro.suite).names,
            conflicts: lock.sets.compactMap(\.conflict),
            absent: absent, tree: hasTree ? tree.string : nil,
            lock: hasTree || result == .locked ? lockPath.string : nil,
            seconds: Double(elapsed.seconds) + Double(elapsed.attoseconds) / 1e18)
    }

    /// Notes in the history that a build came to nothing; that it cannot be noted changes nothing.
    func recordFailure(_ error: MirrorError) {
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: error.category == .interrupted ? .interrupted : .failed)
        _ = try? session.state.record(record)
    }
}
