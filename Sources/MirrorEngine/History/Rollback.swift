internal import Manifest
public import MirrorBase
internal import Store
internal import SystemIO
internal import Transfer

/// Publishes a mirror of the history again, from the pool or by fetching its packages by digest.
///
/// The tree becomes what its lock says, through the same gate as a build, and the lock file the text of that lock.
/// The manifest is not read: what nodes are to find is what the lock promises. Addresses and keys are those of
/// the distro file as it is now.
public struct Rollback {
    /// What a rollback came to, or would.
    public struct Summary: Sendable {
        /// The mirror that is published again.
        public var target: Snapshot
        /// The newest mirror before.
        public var former: Snapshot
        /// What changes against that.
        public var changes: SnapshotChanges
        /// How many packages neither the pool nor the tree had.
        public var missingPackages: Int
        /// Their size in bytes.
        public var missingBytes: Int
        /// What came of publishing; `nil` where nothing was to be written.
        public var build: BuildSummary?
        /// Why the next build with the user's files as they are now leaves the mirror again, where that is for
        /// more than what is new upstream; `nil` where they fit it.
        public var departure: Departure?
    }

    let options: BuildOptions
    private let observer: BuildObserver
    private let clock = ContinuousClock()

    /// Begins with options and an observer; of the options, those that change an answer are the lock's.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Goes back; with `isDryRun` of the options, only says what that would be.
    public func run(
        _ moment: LockReference.Moment, distro: String, architecture: String
    ) async throws(MirrorError) -> Summary {
        let file = try Workspace.distro(distro, in: options.distros)
        let architecture = try DistroPlan(
            file, architecture: architecture, options: options
        ).architecture.name
        let history = try History(options)
        let target = try history.build(moment, distro: distro, architecture: architecture)
        let former = try history.build(.latest, distro: distro, architecture: architecture)
        let text = try history.lockText(of: target)
        let lock = try history.lock(of: target)
        let missing = try missing(lock, history, file)
        var changes = SnapshotChanges(since: former.number ?? 0)
        if let old = former.lock, let new = target.lock, old != new {
            var locks = KnownLocks(history: history)
            changes = try locks.changes(from: former, old, to: target, new)
        }
        var summary = Summary(
            target: Snapshot(target, roots: [], changes: nil),
            former: Snapshot(former, roots: [], changes: nil),
            changes: changes, missingPackages: missing.count,
            missingBytes: missing.reduce(0) { $0 + $1.size })
        summary.departure = departure(from: lock, file)
        if options.isDryRun { return summary }
        summary.build = try await publish(lock, text, of: target, by: file)
        return summary
    }

    /// The packages that neither the pool nor the tree has in their size.
    private func missing(_ lock: Lock, _ history: History, _ file: Workspace.DistroFile)
        throws(MirrorError) -> [Lock.Package]
    {
        let missing = try history.missing(lock.packages)
        var options = options
        options.take(optionsOf: lock, for: file.distro)
        let plan = try DistroPlan(file, architecture: lock.architecture, options: options)
        let tree = options.output / plan.treePath
        return try onDisk("look into the tree") { () throws(SystemError) in
            var lost: [Lock.Package] = []
            for package in missing
            where try Files.status(tree / package.path)?.size != package.size {
                lost.append(package)
            }
            return lost
        }
    }

    private func publish(
        _ lock: Lock, _ text: [UInt8], of target: BuildRecord, by file: Workspace.DistroFile
    ) async throws(MirrorError) -> BuildSummary {
        var options = options
        options.take(optionsOf: lock, for: file.distro)
        try Workspace.checkPlace(of: file, in: options.distros)
        let session = try Session(options, observer, for: .mirror)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(file, architecture: lock.architecture, options: options)
        let locked = try LockedWishes(lock)
        var context = BuildContext(
            session: session, plan: plan, manifest: locked.manifest, baselines: BaselinePlan())
        context.locked = locked
        switch file.distro.family {
        case .deb: return try await run(DebianFamily(context: context), lock, text, target)
        case .rpm:
            try checkRepositories(of: lock, plan, target)
            return try await run(RPMFamily(context: context), lock, text, target)
        }
    }

    /// Each rpm package is verified as the distro file says of its repository, which has to be there for that.
    private func checkRepositories(of lock: Lock, _ plan: DistroPlan, _ target: BuildRecord)
        throws(MirrorError)
    {
        let known = Set(plan.repositories.map(\.id))
        guard let lost = lock.packages.first(where: { !known.contains($0.repository) }) else {
            return
        }
        throw MirrorError(
            .usage,
            "build \(target.number ?? 0) has packages of `\(lost.repository)`, which `\(plan.file.path)` does not have any more",
            hints: ["the distro file has to say by which keys they are verified"])
    }

    private func run(
        _ family: some RepositoryFamily, _ lock: Lock, _ text: [UInt8], _ target: BuildRecord
    ) async throws(MirrorError) -> BuildSummary {
        let run = BuildRun(family: family, start: clock.now)
        let number = target.number ?? 0
        do throws(MirrorError) {
            let use = try run.usePool()
            defer { withExtendedLifetime(use) {} }
            let resolution = Resolution(
                packages: try await family.packages(of: lock, at: FilePath("build \(number)")),
                lock: lock,
                absent: [])
            return try await run.publishOnce(resolution, as: .history(number, text))
        } catch {
            run.recordFailure(error, rollbackOf: number)
            throw error.during("going back to build \(number) of \(family.context.place)")
        }
    }
}
