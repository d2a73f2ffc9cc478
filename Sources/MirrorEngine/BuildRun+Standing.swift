internal import Archive
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// What a mirror was when a run began to work out what it is to be.
///
/// Indexes are read and packages fetched while others may publish. What goes live then has to come after what is
/// live by then: an answer that was found before it is older, whatever it says.
struct Standing: Equatable {
    /// The newest build that came to a mirror; `nil` where there is none.
    var build: Int?
    /// The digest of its lock.
    var lock: Digest?
    /// The digest of the lock file; `nil` where none can be read.
    var file: Digest?
    /// Whether a run went live without being recorded.
    var isUnfinished: Bool
}

extension BuildRun {
    /// How often a run that was overtaken begins anew.
    static var rounds: Int { 3 }

    /// What the mirror is now.
    func standing() throws(MirrorError) -> Standing {
        let newest = try mirrors(limit: 1).first
        return Standing(
            build: newest?.number, lock: newest?.lock,
            file: (try? Files.read(lockPath)).map { ContentHasher.digest(.sha256, of: $0) },
            isUnfinished: Files.exists(unfinishedMark))
    }

    /// Whether something has gone live since; to be asked in the run's turn.
    ///
    /// A build may be overtaken by another one, and then begins anew. Somebody who went back meanwhile did so on
    /// purpose, and what was begun before does not undo it.
    func isOvertaken(since before: Standing) throws(MirrorError) -> Bool {
        let now = try standing()
        if now == before { return false }
        let later = try mirrors(after: before.build ?? 0)
        if let back = later.first, let number = back.rollbackOf {
            throw MirrorError(
                .usage,
                "\(family.context.place) went back to build \(number) while this build was under way; nothing was published",
                hints: ["build again to take what is new all the same"])
        }
        if now.file != before.file || now.isUnfinished != before.isUnfinished { return true }
        // Where the history was begun anew, numbers are, too.
        if (now.build ?? 0) < (before.build ?? 0) { return true }
        // A build that found nothing new has changed nothing.
        return later.contains { $0.result != .unchanged || $0.lock != before.lock }
    }

    /// The builds after a number that came to a mirror, newest first.
    private func mirrors(after number: Int = 0, limit: Int? = nil) throws(MirrorError)
        -> [BuildRecord]
    {
        try inState { () throws(StateError) in
            try session.state.mirrors(
                distro: plan.distro.name, architecture: plan.architecture.name, after: number,
                limit: limit)
        }
    }

    /// Resolves and publishes, again where another build has gone live meanwhile.
    func settle(_ first: [Family.Root], since before: Standing) async throws(MirrorError)
        -> BuildSummary
    {
        var roots = first
        var before = before
        var downloaded = PackageFetcher.Outcome()
        for round in 1...Self.rounds {
            if round > 1 {
                observer.report(
                    .note(
                        "another build of \(family.context.place) has gone live meanwhile; resolving again"
                    ))
                before = try standing()
                observer.report(.phase("fetching \(Family.rootsName)"))
                roots = try await family.roots()
                if !options.isLockOnly, !options.isForced,
                    let summary = try unchanged(roots, downloaded)
                {
                    return summary
                }
            }
            let resolution = try await family.resolve(roots)
            try Interruption.check()
            if options.isDryRun {
                return summary(resolution, .resolved, PackageFetcher.Outcome())
            }
            if options.isLockOnly {
                if let summary = try writeLock(of: resolution, since: before) { return summary }
            } else if let summary = try await publish(
                resolution, as: .new(before), after: &downloaded)
            {
                return summary
            }
        }
        throw MirrorError(
            .usage,
            "other builds of \(family.context.place) have gone live \(Self.rounds) times while this one was under way; nothing was published",
            hints: ["build again when they are done"])
    }

    /// Writes the lock alone; `nil` where another build has gone live since.
    private func writeLock(of resolution: Resolution, since before: Standing) throws(MirrorError)
        -> BuildSummary?
    {
        let turn = try takeTurn()
        defer { withExtendedLifetime(turn) {} }
        if try isOvertaken(since: before) { return nil }
        try writeLock(Array(resolution.lock.text.utf8))
        return summary(resolution, .locked, PackageFetcher.Outcome())
    }
}
