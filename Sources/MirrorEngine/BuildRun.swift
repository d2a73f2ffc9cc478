internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// The steps of one build, over what a session has opened.
struct BuildRun<Family: RepositoryFamily> {
    let family: Family
    let start: ContinuousClock.Instant

    private var plan: DistroPlan { family.context.plan }
    private var session: Session { family.context.session }
    private var options: BuildOptions { session.options }
    private var observer: BuildObserver { session.observer }

    private var lockPath: FilePath { plan.lockPath }

    private var tree: FilePath { options.output / plan.treePath }

    func perform() async throws(MirrorError) -> BuildSummary {
        if options.isLocked { return try await buildLocked() }
        observer.report(.phase("fetching \(Family.rootsName)"))
        let roots = try await family.roots()
        let stopsEarly = options.isDryRun || options.isLockOnly
        if !stopsEarly, !options.isForced, let lock = try unchangedLock(roots) {
            return try finish(
                Resolution(packages: [], lock: lock, absent: absentWishes(lock)), .unchanged,
                PackageFetcher.Outcome(), root: nil)
        }
        let resolution = try await family.resolve(roots)
        try Interruption.check()
        if options.isDryRun {
            return summary(resolution, .resolved, PackageFetcher.Outcome())
        }
        if options.isLockOnly {
            try writeLock(resolution.lock)
            return summary(resolution, .locked, PackageFetcher.Outcome())
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
    private func unchangedLock(_ roots: [Family.Root]) throws(MirrorError) -> Lock? {
        guard let (lock, digest) = try? readLock() else { return nil }
        guard family.context.lockInputs.staleness(of: lock) == nil else { return nil }
        let lines = family.lines(for: roots)
        let same = zip(lock.inputs.repositories, lines).allSatisfy { locked, line in
            locked.id == line.id && locked.suite == line.suite && locked.digest == line.digest
        }
        guard same, lock.inputs.repositories.count == lines.count else { return nil }
        let last = try inState { () throws(StateError) in
            try session.state.latestBuild(
                distro: plan.distro.name, architecture: plan.architecture.name)
        }
        guard let last, last.result == .published || last.result == .unchanged,
            last.lock == digest
        else { return nil }
        return family.isWhole(tree, lock, try signer()) ? lock : nil
    }

    private func signer() throws(MirrorError) -> MirrorSigner {
        try MirrorSigner(key: options.signKey, state: options.state, observer: observer)
    }

    /// The optional wishes that a lock has nothing for.
    private func absentWishes(_ lock: Lock) -> [String] {
        let met = lock.sets.flatMap(\.wishes) + lock.assumed.wishes
        return family.context.wishes.map(\.wish).filter { wish in
            // A pattern or a group stands in the lock as the names that it has.
            if !wish.isOptional || met.contains(wish.text) { return false }
            return !wish.alternatives.contains { target in
                switch target.kind {
                case .glob: met.contains { Glob.matches(target.name, $0) }
                case .group, .environment, .module:
                    lock.packages.contains { $0.reasons.contains(wish.text) }
                case .name, .path: false
                }
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
        if let why = family.context.lockInputs.staleness(of: lock) {
            throw MirrorError(
                .usage, "the lock `\(lockPath)` is stale: \(why)",
                hints: ["a build without `--locked` makes a new one"])
        }
        let resolution = Resolution(
            packages: try await family.packages(of: lock, at: lockPath), lock: lock,
            absent: absentWishes(lock))
        return try await publish(resolution, writesLock: false)
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
            jobs: options.jobs, observer: observer, check: try await family.packageCheck()
        ).fetch(resolution.packages)
        try Interruption.check()
        observer.report(.phase("publishing"))
        let publishing = Publishing(
            tree: tree, signer: try signer(), date: options.sourceDate ?? session.started,
            keepsPaths: !writesLock)
        let published = try family.publish(
            resolution.packages, of: resolution.lock, as: publishing)
        var finished = resolution
        finished.lock = published.lock
        if writesLock { try writeLock(finished.lock) }
        return try finish(
            finished, published.changed ? .published : .unchanged, outcome, root: published.root)
    }

    private func finish(
        _ resolution: Resolution, _ result: BuildSummary.Result,
        _ outcome: PackageFetcher.Outcome, root: Digest?
    ) throws(MirrorError) -> BuildSummary {
        let lock = resolution.lock
        let text = Array(lock.text.utf8)
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: result == .published ? .published : .unchanged,
            lock: ContentHasher.digest(.sha256, of: text), packages: lock.packages.count,
            bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloaded: outcome.downloadedBytes, reused: outcome.reusedBytes, tree: root)
        try inState { () throws(StateError) in
            _ = try session.state.record(record, lockText: text)
        }
        return summary(resolution, result, outcome)
    }

    private func summary(
        _ resolution: Resolution, _ result: BuildSummary.Result, _ outcome: PackageFetcher.Outcome
    ) -> BuildSummary {
        let lock = resolution.lock
        let elapsed = start.duration(to: ContinuousClock().now).components
        let hasTree = result == .published || result == .unchanged
        return BuildSummary(
            distro: lock.distro, architecture: lock.architecture, result: result,
            packages: lock.packages.count, bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloadedPackages: outcome.downloadedFiles, downloadedBytes: outcome.downloadedBytes,
            reusedPackages: outcome.reusedFiles, reusedBytes: outcome.reusedBytes,
            sets: lock.sets.map(\.wishes),
            suites: family.names(ofSetsIn: lock),
            conflicts: lock.sets.compactMap(\.conflict),
            absent: resolution.absent, stability: resolution.stability, sizes: resolution.sizes,
            tree: hasTree ? tree.string : nil,
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
