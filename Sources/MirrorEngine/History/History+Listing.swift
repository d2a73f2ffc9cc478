public import MirrorBase
internal import PackageDiff
internal import Store
internal import SystemIO

extension History {
    /// The newest builds, newest first.
    ///
    /// - Parameters:
    ///   - distro: That of the builds; all if `nil`. One that neither the history nor a distro file knows is an
    ///     error, and so is an architecture.
    ///   - limit: How many at most; all if `nil`.
    /// - Returns: The builds, and whether there are more.
    public func snapshots(distro: String?, architecture: String?, limit: Int?)
        throws(MirrorError) -> (list: [Snapshot], hasMore: Bool)
    {
        let name = architecture.map { spelling(of: $0, distro) }
        let builds = try ask { (state) throws(StateError) in
            try state.newestBuilds(
                distro: distro, architecture: name, limit: limit.map { $0 + 1 })
        }
        if builds.isEmpty, let distro {
            // The name may be wrong.
            let file = try Workspace.distro(distro, in: options.distros)
            if let architecture {
                _ = try DistroPlan(file, architecture: architecture, options: options)
            }
        }
        let shown = limit.map { Array(builds.prefix($0)) } ?? builds
        var locks = KnownLocks(history: self)
        var list: [Snapshot] = []
        for build in shown { list.append(try snapshot(build, &locks)) }
        return (list, shown.count < builds.count)
    }

    /// All that is known of the build that is meant; one that came to no mirror is found by its number.
    public func report(
        _ moment: LockReference.Moment, distro: String, architecture: String
    ) throws(MirrorError) -> SnapshotReport {
        let architecture = spelling(of: architecture, distro)
        var build: BuildRecord
        if case .number(let number) = moment {
            let all = try ask { (state) throws(StateError) in
                try state.builds(distro: distro, architecture: architecture)
            }
            if all.isEmpty { try checkTarget(distro, architecture) }
            build = try self.build(number, of: "\(distro) \(architecture)", among: all)
        } else {
            do throws(MirrorError) {
                build = try self.build(moment, distro: distro, architecture: architecture)
            } catch {
                try checkTarget(distro, architecture)
                throw error
            }
        }
        var locks = KnownLocks(history: self)
        var report = SnapshotReport(snapshot: try snapshot(build, &locks))
        if build.lock == nil { return report }
        let lock = try self.lock(of: build)
        report.lockText = try lockText(of: build)
        report.options = lock.inputs.options
        report.baselines = lock.inputs.baselines.map { "\($0.name) (\($0.mode.rawValue))" }
        let reasons = LockReasons(lock)
        report.sets = lock.sets.map {
            SnapshotReport.WishSet(
                name: $0.name, wishes: reasons.whole($0.wishes), conflict: $0.conflict)
        }
        let missing = try missing(lock.packages)
        report.missingPackages = missing.count
        report.missingBytes = missing.reduce(0) { $0 + $1.size }
        return report
    }

    /// Refuses a distro or architecture that does not exist.
    private func checkTarget(_ distro: String, _ architecture: String) throws(MirrorError) {
        let file = try Workspace.distro(distro, in: options.distros)
        _ = try DistroPlan(file, architecture: architecture, options: options)
    }

    /// The packages that the pool does not have in their size, each file once; nothing is hashed.
    func missing(_ packages: [Lock.Package]) throws(MirrorError) -> [Lock.Package] {
        let pool = Pool(root: options.cache / "pool")
        var seen: Set<Digest> = []
        var missing: [Lock.Package] = []
        for package in packages where seen.insert(package.sha256).inserted {
            let status = try onDisk("look into the pool") { () throws(SystemError) in
                try Files.status(pool.path(of: package.sha256))
            }
            if status?.kind != .file || status?.size != package.size { missing.append(package) }
        }
        return missing
    }

    private func snapshot(_ build: BuildRecord, _ locks: inout KnownLocks) throws(MirrorError)
        -> Snapshot
    {
        guard let digest = build.lock else { return Snapshot(build, roots: [], changes: nil) }
        let roots = try ask { (state) throws(StateError) in try state.roots(ofLock: digest) }
        let before = try ask { (state) throws(StateError) in try state.mirror(before: build) }
        var changes: SnapshotChanges?
        if let before, let former = before.lock {
            let number = before.number ?? 0
            if former == digest {
                changes = SnapshotChanges(since: number)
            } else {
                // One lock that is spoilt shall not hide the rest.
                let compared = try locks.compare(from: before, former, to: build, digest)
                changes = try? compared.get()
            }
        }
        return Snapshot(build, roots: roots, changes: changes)
    }
}

/// Packages of locks of the history that were read, the last few of them: a list asks for each twice.
struct KnownLocks {
    let history: History
    private var known: [(digest: Digest, packages: PackageList)] = []

    /// Builds of many distros may stand between two of one.
    private static let limit = 24

    init(history: History) { self.history = history }

    /// What changed from one mirror to another.
    mutating func changes(
        from before: BuildRecord, _ former: Digest, to build: BuildRecord, _ digest: Digest
    ) throws(MirrorError) -> SnapshotChanges {
        try compare(from: before, former, to: build, digest).get()
    }

    /// The same; only what is wrong with all of the history is thrown.
    mutating func compare(
        from before: BuildRecord, _ former: Digest, to build: BuildRecord, _ digest: Digest
    ) throws(MirrorError) -> Result<SnapshotChanges, MirrorError> {
        let old = try packages(former, of: before)
        let new = try packages(digest, of: build)
        do throws(MirrorError) {
            return .success(
                SnapshotChanges(since: before.number ?? 0, from: try old.get(), to: try new.get()))
        } catch { return .failure(error) }
    }

    private mutating func packages(_ digest: Digest, of build: BuildRecord) throws(MirrorError)
        -> Result<PackageList, MirrorError>
    {
        if let found = known.first(where: { $0.digest == digest }) {
            return .success(found.packages)
        }
        let text = try history.readLockText(of: build)
        let packages: PackageList
        do throws(MirrorError) { packages = try list(try text.get(), of: build) } catch {
            return .failure(error)
        }
        if known.count == KnownLocks.limit { known.removeFirst() }
        known.append((digest, packages))
        return .success(packages)
    }

    private func list(_ text: [UInt8], of build: BuildRecord) throws(MirrorError) -> PackageList {
        do throws(LockError) {
            return try LockedList.read(
                text, distro: build.distro, architecture: build.architecture)
        } catch {
            throw MirrorError(
                .disk, "the lock of build \(build.number ?? 0) cannot be read: \(error)")
        }
    }
}
