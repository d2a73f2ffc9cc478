internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// The steps of one build, over what a session has opened.
struct BuildRun<Family: RepositoryFamily> {
    let family: Family
    let start: ContinuousClock.Instant
    /// How far it has come.
    let progress = BuildProgress()

    var plan: DistroPlan { family.context.plan }
    var session: Session { family.context.session }
    var options: BuildOptions { session.options }
    var observer: BuildObserver { session.observer }

    var lockPath: FilePath { plan.lockPath }

    var tree: FilePath { options.output / plan.treePath }

    func perform() async throws(MirrorError) -> BuildSummary {
        if options.isLocked { return try await buildLocked() }
        let before = try standing()
        observer.report(.phase("fetching \(Family.rootsName)"))
        let roots = try await family.roots()
        let stopsEarly = options.isDryRun || options.isLockOnly
        if !stopsEarly, !options.isForced, let summary = try unchanged(roots) { return summary }
        let use = try usePool()
        defer { withExtendedLifetime(use) {} }
        return try await settle(roots, since: before)
    }

    func writeLock(_ text: [UInt8]) throws(MirrorError) {
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

    /// Records that nothing is new; `nil` where something is. What is looked at and what is recorded is one
    /// state, which no other run moves on in between.
    ///
    /// - Parameter fetched: What the run has fetched already.
    func unchanged(
        _ roots: [Family.Root], _ fetched: PackageFetcher.Outcome = PackageFetcher.Outcome()
    ) throws(MirrorError) -> BuildSummary? {
        let turn = try takeTurn()
        defer { withExtendedLifetime(turn) {} }
        guard let lock = try unchangedLock(roots) else { return nil }
        return try finish(
            Resolution(packages: [], lock: lock, absent: absentWishes(lock)), .unchanged,
            fetched, root: nil)
    }

    /// The lock of the last build, if the user's files, the roots and the tree are still as it left them.
    private func unchangedLock(_ roots: [Family.Root]) throws(MirrorError) -> Lock? {
        // What is live need not be what lock and history say.
        if Files.exists(unfinishedMark) { return nil }
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

    func signer() throws(MirrorError) -> MirrorSigner {
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

    func readLock() throws(MirrorError) -> (Lock, Digest) {
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
        let (lock, digest) = try readLock()
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
        return try await publishOnce(resolution, as: .locked(digest))
    }
}
