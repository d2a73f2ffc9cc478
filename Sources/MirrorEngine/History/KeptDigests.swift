internal import MirrorBase
internal import Store
internal import SystemIO

/// What of the pool the mirrors and locks name that a removal keeps.
struct KeptDigests {
    /// The digests that stand in their locks, of packages and elements alike.
    private(set) var digests: Set<Digest> = []
    /// How many mirrors of the history are kept.
    private(set) var snapshots = 0
    /// How many lock files are kept.
    private(set) var locks = 0

    /// Reads the locks.
    ///
    /// - Parameters:
    ///   - keep: How many mirrors of each distro and architecture are kept; the newest always is.
    ///   - forgets: Whether to go on where the history has no mirror, or there is no directory of locks.
    init(_ options: BuildOptions, _ observer: BuildObserver, keep: Int, forgets: Bool)
        throws(MirrorError)
    {
        for text in try KeptDigests.lockFiles(options, forgets: forgets) {
            locks += 1
            collect(text)
        }
        let path = options.state / "mirror.db"
        // Where the directory leads nowhere, there is no telling what is in it.
        let hasState = try options.state.isThere()
        let hasHistory = hasState ? try path.isThere() : false
        if hasHistory {
            let history = try History(options)
            let builds = try history.ask { (state) throws(StateError) in try state.newestBuilds() }
            for build in KeptDigests.mirrors(builds, keep: keep) {
                snapshots += 1
                collect(try history.lockText(of: build))
            }
        }
        if snapshots > 0 { return }
        let what =
            hasHistory
            ? "the history in `\(options.state)` has no mirror" : "there is no history `\(path)`"
        if !forgets {
            throw KeptDigests.refusal(
                what, "--state", "neither a lock file names nor a tree shares")
        }
        observer.report(.warning("\(what): only locks and trees say what is kept"))
    }

    /// That something is not where builds have it. Lock files alone do not say what going back needs, and a
    /// history alone not what locks want that were never built here.
    private static func refusal(_ what: String, _ option: String, _ without: String) -> MirrorError
    {
        MirrorError(
            .usage, "\(what); nothing is removed",
            hints: [
                "`\(option)` says where builds have it",
                "`--without-history` goes on all the same, and removes what \(without)",
            ])
    }

    /// The newest mirrors of each distro and architecture that differ, and the newest that is live.
    private static func mirrors(_ newestFirst: [BuildRecord], keep: Int) -> [BuildRecord] {
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
    private static func lockFiles(_ options: BuildOptions, forgets: Bool) throws(MirrorError)
        -> [[UInt8]]
    {
        guard try options.locks.isThere() else {
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
                return try FoundLock.read(text, called: path.string, path: path.string).text
            } catch {
                throw MirrorError(
                    error.category, problems: error.problems,
                    context: ["looking for what the pool has to keep; nothing is removed"])
            }
        }
    }

    /// Every SHA-256 that is a text of its own in a lock: of packages, of elements, and some that the pool
    /// does not know, which does no harm.
    private mutating func collect(_ text: [UInt8]) {
        let span = text.span
        var start = 0
        for index in text.indices where text[index] == UInt8(ascii: "\"") {
            if index - start == 65,
                let digest = Digest(.sha256, hex: span.extracting((start + 1)..<index))
            {
                digests.insert(digest)
            }
            start = index
        }
    }
}

extension FilePath {
    /// Whether something of that name is there. What cannot be seen may be, and what a link leads to may come
    /// back, so those are errors.
    func isThere() throws(MirrorError) -> Bool {
        try onDisk("look for what is to be kept") { () throws(SystemError) in
            try Files.statusOfTarget(self) != nil
        }
    }
}
