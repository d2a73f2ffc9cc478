internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// Whether a run has got to where its failure does not leave everything as it was.
///
/// A class, since it is read after the run has failed.
final class BuildProgress {
    /// Whether the tree is what the run made of it; whatever fails from then on is no build that failed.
    var isLive = false
}

extension BuildRun {
    /// Where the lock of what is published comes from.
    enum Origin {
        /// It was worked out by this run from when the mirror stood so, and is written.
        case new(Standing)
        /// It is the lock that is there, whose text has this digest.
        case locked(Digest)
        /// It is that of an earlier build, of this number, and its text is written.
        case history(Int, [UInt8])

        var number: Int? { if case .history(let number, _) = self { number } else { nil } }
        var text: [UInt8]? { if case .history(_, let text) = self { text } else { nil } }
        /// The digest of the lock file where that is not written.
        var present: Digest? { if case .locked(let digest) = self { digest } else { nil } }
    }

    /// Waits until no other run of this distro and architecture is between going live and recording.
    ///
    /// What is live, the lock file and the newest build of the history belong together, so only one run at a
    /// time moves them on. It is taken while the pool is used and before the tree's own lock, which is held by
    /// builds of other architectures too, and only while they publish.
    func takeTurn() throws(MirrorError) -> FileLock {
        let path = options.state / "\(plan.distro.name)-\(plan.architecture.name).publishing"
        return try onDisk("publish") { () throws(SystemError) in
            try FileLock(path) {
                observer.report(
                    .note("waiting for another build that publishes \(family.context.place)"))
            }
        }
    }

    /// What is there from before going live until lock and history have it, so that a run that is killed in
    /// between is noticed: the tree alone may hold the packages of more than one lock.
    var unfinishedMark: FilePath {
        options.state / "\(plan.distro.name)-\(plan.architecture.name).unfinished"
    }

    /// Publishes what does not come of an answer, and so is not overtaken by another one.
    func publishOnce(_ resolution: Resolution, as origin: Origin) async throws(MirrorError)
        -> BuildSummary
    {
        var downloaded = PackageFetcher.Outcome()
        guard let summary = try await publish(resolution, as: origin, after: &downloaded) else {
            throw MirrorError(.bug, "what was locked before counts as overtaken")
        }
        return summary
    }

    /// Fetches, publishes, writes the lock and records, in this order; `nil` where another build has gone live
    /// since the answer was worked out.
    ///
    /// - Parameter earlier: What the run has fetched for answers that were overtaken.
    func publish(
        _ resolution: Resolution, as origin: Origin, after earlier: inout PackageFetcher.Outcome
    ) async throws(MirrorError) -> BuildSummary? {
        try prepareDirectories(writesLock: origin.present == nil)
        var fetcher = PackageFetcher(
            pool: session.pool, client: session.client, isOffline: options.isOffline,
            jobs: options.jobs, observer: observer, check: try await family.packageCheck())
        fetcher.owner = origin.number.map { "build \($0) of \(family.context.place)" }
        // What is live and is to be so again need not be had from upstream.
        if origin.number != nil { fetcher.tree = tree }
        var outcome = try await fetcher.fetch(resolution.packages)
        outcome.downloadedFiles += earlier.downloadedFiles
        outcome.downloadedBytes += earlier.downloadedBytes
        try Interruption.check()
        let turn = try takeTurn()
        defer { withExtendedLifetime(turn) {} }
        if case .new(let before) = origin, try isOvertaken(since: before) {
            earlier.downloadedFiles = outcome.downloadedFiles
            earlier.downloadedBytes = outcome.downloadedBytes
            return nil
        }
        return try goLive(resolution, outcome, origin)
    }

    /// What has to happen in one turn.
    private func goLive(
        _ resolution: Resolution, _ outcome: PackageFetcher.Outcome, _ origin: Origin
    ) throws(MirrorError) -> BuildSummary {
        if let present = origin.present, try readLock().1 != present {
            throw MirrorError(
                .usage, "the lock `\(lockPath)` was changed while its packages were fetched",
                hints: ["another build or rollback has written it; run this one again"])
        }
        observer.report(.phase("publishing"))
        var keepsPaths = true
        if case .new = origin { keepsPaths = false }
        let publishing = Publishing(
            tree: tree, signer: try signer(),
            // Not when the run began: clients take no date that is older than what they have.
            date: options.sourceDate ?? Timestamp(seconds: Environment.now()),
            keepsPaths: keepsPaths)
        try onDisk("publish") { () throws(SystemError) in
            try Files.replace(unfinishedMark, with: [])
        }
        let published = try family.publish(
            resolution.packages, of: resolution.lock, as: publishing)
        progress.isLive = true
        var finished = resolution
        finished.lock = published.lock
        let result: BuildSummary.Result = published.changed ? .published : .unchanged
        guard origin.present == nil else {
            return try finish(finished, result, outcome, root: published.root, origin)
        }
        do throws(MirrorError) {
            try writeLock(origin.text ?? Array(finished.lock.text.utf8))
        } catch {
            // The history is to have the lock of what is live, above all where no file has it.
            _ = try finish(finished, result, outcome, root: published.root, origin, after: error)
            var late = error
            late.problems[0].message = "the tree `\(tree)` is live, but \(error.firstLine)"
            late.problems[0].hints.append(
                "the next build or rollback writes it; the history has it: `mirror show-snapshot \(family.context.place) --lock`"
            )
            throw late
        }
        return try finish(finished, result, outcome, root: published.root, origin)
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

    /// Records what is live, with what went wrong after it went live.
    func finish(
        _ resolution: Resolution, _ result: BuildSummary.Result,
        _ outcome: PackageFetcher.Outcome, root: Digest?, _ origin: Origin? = nil,
        after error: MirrorError? = nil
    ) throws(MirrorError) -> BuildSummary {
        let lock = resolution.lock
        let text = origin?.text ?? Array(lock.text.utf8)
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: result == .published ? .published : .unchanged,
            lock: ContentHasher.digest(.sha256, of: text), packages: lock.packages.count,
            bytes: lock.packages.reduce(0) { $0 + $1.size },
            downloaded: outcome.downloadedBytes, reused: outcome.reusedBytes, tree: root,
            place: (try? Files.absolute(tree))?.string, rollbackOf: origin?.number,
            error: error?.firstLine)
        var summary = summary(resolution, result, outcome)
        do throws(MirrorError) {
            summary.snapshot = try inState { () throws(StateError) in
                try session.state.record(record, lockText: text)
            }
        } catch {
            progress.isLive = true
            var late = error
            late.problems[0].message =
                "the tree `\(tree)` is live, but the history does not have it: \(error.firstLine)"
            late.problems[0].hints.append("the next build records it")
            throw late
        }
        // Where it stays, the next run publishes once more than it had to.
        if error == nil { try? Files.remove(unfinishedMark) }
        return summary
    }

    func summary(
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
    ///
    /// One that went live came to something, and is there already, unless the history cannot be written.
    func recordFailure(_ error: MirrorError, rollbackOf number: Int? = nil) {
        // What was not to become a mirror is none of its builds, whether it goes well or not.
        if options.isDryRun || options.isLockOnly || progress.isLive { return }
        let record = BuildRecord(
            distro: plan.distro.name, architecture: plan.architecture.name,
            started: session.started, finished: Timestamp(seconds: Environment.now()),
            result: error.category == .interrupted ? .interrupted : .failed,
            rollbackOf: number, error: error.firstLine)
        _ = try? session.state.record(record)
    }
}
