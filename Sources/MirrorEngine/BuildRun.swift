internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// The steps of one build, over what a session has opened.
struct BuildRun<Family: RepositoryFamily> {
    let family: Family
    let start: ContinuousClock.Instant

    var plan: DistroPlan { family.context.plan }
    var session: Session { family.context.session }
    var options: BuildOptions { session.options }
    var observer: BuildObserver { session.observer }

    var lockPath: FilePath { plan.lockPath }

    var tree: FilePath { options.output / plan.treePath }

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
        let use = try usePool()
        defer { withExtendedLifetime(use) {} }
        let resolution = try await family.resolve(roots)
        try Interruption.check()
        if options.isDryRun {
            return summary(resolution, .resolved, PackageFetcher.Outcome())
        }
        if options.isLockOnly {
            try writeLock(resolution.lock)
            return summary(resolution, .locked, PackageFetcher.Outcome())
        }
        return try await publish(resolution, as: .new)
    }

    private func writeLock(_ lock: Lock) throws(MirrorError) {
        try writeLock(Array(lock.text.utf8))
    }

    private func writeLock(_ text: [UInt8]) throws(MirrorError) {
        try onDisk("write the lock") { () throws(SystemError) in
            try Files.makeDirectory(options.locks)
            try Files.replace(lockPath, with: text)
        }
    }

    /// Keeps what the pool has there until the build is recorded: `mirror gc` waits for that.
    func usePool() throws(MirrorError) -> PoolUse {
        if options.isDryRun { return PoolUse() }
        return try onDisk("use the pool") { () throws(SystemError) in
            try session.pool.lockUse {
                observer.report(.note("waiting for `mirror gc`, which removes files of the pool"))
            }
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
        let use = try usePool()
        defer { withExtendedLifetime(use) {} }
        let resolution = Resolution(
            packages: try await family.packages(of: lock, at: lockPath), lock: lock,
            absent: absentWishes(lock))
        return try await publish(resolution, as: .locked)
    }

    // MARK: - Fetching and publishing

    /// Where the lock of what is published comes from.
    enum Origin {
        /// It was worked out by this run, and is written.
        case new
        /// It is the lock that is there.
        case locked
        /// It is that of an earlier build, of this number, and its text is written.
        case history(Int, [UInt8])

        var number: Int? { if case .history(let number, _) = self { number } else { nil } }
        var text: [UInt8]? { if case .history(_, let text) = self { text } else { nil } }
    }

    /// Fetches, publishes, writes the lock and records, in this order.
    func publish(_ resolution: Resolution, as origin: Origin) async throws(MirrorError)
        -> BuildSummary
    {
        var writesLock = true
        if case .locked = origin { writesLock = false }
        var keepsPaths = true
        if case .new = origin { keepsPaths = false }
        try prepareDirectories(writesLock: writesLock)
        var fetcher = PackageFetcher(
            pool: session.pool, client: session.client, isOffline: options.isOffline,
            jobs: options.jobs, observer: observer, check: try await family.packageCheck())
        fetcher.owner = origin.number.map { "build \($0) of \(family.context.place)" }
        let outcome = try await fetcher.fetch(resolution.packages)
        try Interruption.check()
        observer.report(.phase("publishing"))
        let publishing = Publishing(
            tree: tree, signer: try signer(), date: options.sourceDate ?? session.started,
            keepsPaths: keepsPaths)
        let published = try family.publish(
            resolution.packages, of: resolution.lock, as: publishing)
        var finished = resolution
        finished.lock = published.lock
        if writesLock { try writeLock(origin.text ?? Array(finished.lock.text.utf8)) }
        return try finish(
            finished, published.changed ? .published : .unchanged, outcome, root: published.root,
            origin)
    }

    /// A disk that cannot be written is better known before a gigabyte was fetched.
    private func prepareDirectories(writesLock: Bool) throws(MirrorError) {
        try onDisk("write into `\(options.output)`") { () throws(SystemError) in
            try Files.makeDirectory(tree)
        }
        if !writesLock { return }
        try onDisk("write into `\(options.locks)`") { () throws(SystemError) in
            try Files.makeDirectory(options.locks)
            let probe = Files.temporaryName(beside: lockPath)
            try Files.replace(probe, with: [])
            try Files.remove(probe)
        }
    }

    private func finish(
        _ resolution: Resolution, _ result: BuildSummary.Result,
        _ outcome: PackageFetcher.Outcome, root: Digest?, _ origin: Origin = .new
    ) throws(MirrorError) -> BuildSummary {
        let lock = resolution.lock
        let text = origin.text ?? Array(lock.text.utf8)
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: result == .published ? .published : .unchanged,
            lock: ContentHasher.digest(.sha256, of: text), packages: lock.packages.count,
            bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloaded: outcome.downloadedBytes, reused: outcome.reusedBytes, tree: root,
            place: (try? Files.absolute(tree))?.string, rollbackOf: origin.number)
        let number = try inState { () throws(StateError) in
            try session.state.record(record, lockText: text)
        }
        var summary = summary(resolution, result, outcome)
        summary.snapshot = number
        return summary
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
    func recordFailure(_ error: MirrorError, rollbackOf number: Int? = nil) {
        // What was not to become a mirror is none of its builds, whether it goes well or not.
        if options.isDryRun || options.isLockOnly { return }
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: error.category == .interrupted ? .interrupted : .failed,
            rollbackOf: number, error: error.firstLine)
        _ = try? session.state.record(record)
    }
}
