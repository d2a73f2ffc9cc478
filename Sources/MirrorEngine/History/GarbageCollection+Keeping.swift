internal import MirrorBase
internal import Store
internal import SystemIO

/// What of the pool is kept.
extension GarbageCollection {
    /// That something is not where builds have it. Lock files alone do not say what going back needs, and a
    /// history alone not what locks want that were never built here.
    private func refusal(_ what: String, _ option: String, _ without: String) -> MirrorError {
        MirrorError(
            .usage, "\(what); nothing is removed",
            hints: [
                "`\(option)` says where builds have it",
                "`--without-history` goes on all the same, and removes what \(without)",
            ])
    }

    /// The digests that stand in the locks that are kept, of packages and elements alike.
    func keptDigests(_ report: inout Report) throws(MirrorError) -> Set<Digest> {
        var kept: Set<Digest> = []
        for text in try lockFiles() {
            report.locks += 1
            GarbageCollection.collect(text, into: &kept)
        }
        let path = options.state / "mirror.db"
        // Where the directory leads nowhere, there is no telling what is in it.
        let hasState = try isThere(options.state)
        let hasHistory = hasState ? try isThere(path) : false
        if hasHistory {
            let history = try History(options)
            let builds = try history.ask { (state) throws(StateError) in try state.newestBuilds() }
            for build in mirrors(builds) {
                report.snapshots += 1
                GarbageCollection.collect(try history.lockText(of: build), into: &kept)
            }
        }
        if report.snapshots > 0 { return kept }
        let what =
            hasHistory
            ? "the history in `\(options.state)` has no mirror" : "there is no history `\(path)`"
        if !forgets {
            throw refusal(what, "--state", "neither a lock file names nor a tree shares")
        }
        observer.report(.warning("\(what): only locks and trees say what is kept"))
        return kept
    }

    /// The newest mirrors of each distro and architecture that differ, and the newest that is live.
    private func mirrors(_ newestFirst: [BuildRecord]) -> [BuildRecord] {
        var seen: [String: Set<Digest>] = [:]
        var live: Set<String> = []
        return newestFirst.filter { build in
            guard let lock = build.lock else { return false }
            let place = "\(build.distro) \(build.architecture)"
            let isLive = live.insert(place).inserted
            // Builds that changed nothing share a mirror, and count as one.
            if seen[place]?.contains(lock) == true { return false }
            guard isLive || (seen[place]?.count ?? 0) < keep else { return false }
            seen[place, default: []].insert(lock)
            return true
        }
    }

    /// The texts of all lock files. One that cannot be read may name anything, so nothing is removed then.
    private func lockFiles() throws(MirrorError) -> [[UInt8]] {
        guard try isThere(options.locks) else {
            if forgets { return [] }
            throw refusal(
                "there is no directory of locks `\(options.locks)`", "--locks",
                "neither a mirror of the history names nor a tree shares")
        }
        let names = try onDisk("look for locks") { () throws(SystemError) in
            try Files.list(options.locks)
        }
        return try names.filter { $0.hasSuffix(".lock.json") }.map { (name) throws(MirrorError) in
            let path = options.locks / name
            do throws(MirrorError) {
                let text = try onDisk("read the lock") { () throws(SystemError) in
                    try Files.read(path)
                }
                return try LockFinder.read(text, called: path.string, path: path.string).text
            } catch {
                throw MirrorError(
                    error.category, problems: error.problems,
                    context: ["looking for what the pool has to keep; nothing is removed"])
            }
        }
    }

    /// Every SHA-256 that is a text of its own in a lock: of packages, of elements, and some that the pool
    /// does not know, which does no harm.
    static func collect(_ text: [UInt8], into kept: inout Set<Digest>) {
        let span = text.span
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "\"") {
            if index - start == 65,
                let digest = Digest(.sha256, hex: span.extracting((start + 1)..<index))
            {
                kept.insert(digest)
            }
            start = index
        }
    }
}
