public import MirrorBase
internal import Store
internal import SystemIO

/// Removes from the pool what no kept mirror and no lock file names, and no tree shares.
///
/// Kept are the packages and elements of the newest mirrors of each distro and architecture, those of every lock
/// file, and every file that has another name, since a tree shares it and nothing would be freed. A tree of
/// copies, on another file system, needs nothing of the pool. The texts of locks stay, so that what was removed
/// can be fetched again by its digest.
public struct GarbageCollection {
    /// What was removed, and what stays.
    public struct Report: Sendable, Hashable {
        /// A number of files with the bytes that they take on the disk.
        public struct Figures: Sendable, Hashable {
            /// How many.
            public var files = 0
            /// Bytes on the disk.
            public var bytes = 0

            mutating func add(_ bytes: Int) {
                files += 1
                self.bytes += bytes
            }
        }

        /// Files of the pool that nothing names.
        public var removed = Figures()
        /// Downloads that nobody went on with.
        public var partials = Figures()
        /// Indexes that no root names any more.
        public var indexes = Figures()
        /// What stays because a kept mirror or a lock file names it.
        public var named = Figures()
        /// What stays only because a tree shares it.
        public var shared = Figures()
        /// How many mirrors of the history are kept.
        public var snapshots = 0
        /// How many lock files are kept.
        public var locks = 0
        /// Whether nothing was really removed.
        public var isDryRun = false

        /// All that was removed.
        public var freed: Int { removed.bytes + partials.bytes + indexes.bytes }
    }

    /// How many mirrors of each distro and architecture are kept unless the user says otherwise.
    public static let defaultKeep = 3
    /// How long a download that was begun, and an index that no root names, are left alone, in seconds.
    static let patience: Int64 = 7 * 86_400

    private let options: BuildOptions
    private let observer: BuildObserver
    /// How many mirrors of each distro and architecture are kept; the newest always is.
    private let keep: Int
    /// Whether to wait for builds that use the pool.
    private let waits: Bool
    /// Whether to go on where the history has no mirror, or locks are not there.
    private let forgets: Bool

    /// Begins with options and an observer.
    ///
    /// - Parameters:
    ///   - keep: How many mirrors of each distro and architecture are kept; at least one is.
    ///   - waits: Whether to wait for builds that use the pool.
    ///   - forgets: Whether to go on where the history has no mirror, or there is no directory of locks, which
    ///     is an error else: most likely they are elsewhere.
    public init(
        _ options: BuildOptions, keep: Int, waits: Bool, forgets: Bool = false,
        observer: BuildObserver
    ) {
        self.options = options
        self.observer = observer
        self.keep = keep
        self.waits = waits
        self.forgets = forgets
    }

    private var pool: Pool { Pool(root: options.cache / "pool") }

    /// Removes; with `isDryRun` of the options, only says what that would be.
    public func run() throws(MirrorError) -> Report {
        var report = Report()
        report.isDryRun = options.isDryRun
        guard try options.cache.isThere() else {
            throw MirrorError(
                .usage, "there is no cache `\(options.cache)`",
                hints: ["`--cache` says where builds have it"])
        }
        guard try pool.root.isThere() else { return report }
        if options.isDryRun {
            try sweep(&report)
            return report
        }
        let lock = try lockPool()
        try withExtendedLifetime(lock) { () throws(MirrorError) in try sweep(&report) }
        return report
    }

    /// Waits until nobody counts on files of the pool.
    private func lockPool() throws(MirrorError) -> FileLock {
        let waits = self.waits
        do throws(SystemError) {
            return try pool.lockRemoval {
                if waits {
                    observer.report(.phase("waiting for a build that uses the pool"))
                }
            } isCancelled: {
                Task.isCancelled || !waits
            }
        } catch {
            if error.isCancelled, !Task.isCancelled {
                throw MirrorError(
                    .answerIsNo, "a build uses the pool `\(pool.root)`; nothing is removed",
                    hints: ["without `--no-wait` this waits for its end"])
            }
            if error.isCancelled {
                throw MirrorError(.interrupted, "interrupted while waiting for the pool")
            }
            throw MirrorError(error, doing: "remove from the pool")
        }
    }

    private func sweep(_ report: inout Report) throws(MirrorError) {
        observer.report(.phase("looking through the pool"))
        // Which mirrors are kept is looked up only now, when no build can add one.
        let kept = try KeptDigests(options, observer, keep: keep, forgets: forgets)
        report.snapshots = kept.snapshots
        report.locks = kept.locks
        try sweepPool(kept.digests, &report)
        try sweepPartials(&report)
        try sweepIndexes(&report)
    }

    // MARK: - What goes

    private func sweepPool(_ kept: Set<Digest>, _ report: inout Report) throws(MirrorError) {
        let content = try onDisk("look through the pool") { () throws(SystemError) in
            try pool.content()
        }
        if !content.strange.isEmpty {
            let first = content.strange[0]
            let count = content.strange.count
            observer.report(
                .warning(
                    count == 1
                        ? "one file in the pool has a name that is no digest, `\(first)`; it stays"
                        : "\(count) files in the pool have names that are no digests, such as `\(first)`; they stay"
                ))
        }
        for file in content.unfinished {
            try remove(file.path, file.bytes, &report.partials)
        }
        for file in content.files {
            if kept.contains(file.digest) {
                report.named.add(file.bytes)
            } else if file.links > 1 {
                report.shared.add(file.bytes)
            } else {
                try remove(file.path, file.bytes, &report.removed)
            }
        }
    }

    /// Downloads that were begun long ago; nobody downloads while the pool is locked.
    private func sweepPartials(_ report: inout Report) throws(MirrorError) {
        try sweepOld(in: pool.root / "partial", &report.partials) { _ in true }
    }

    /// Indexes that no root which is kept for runs without network names, once they are old: somebody may be
    /// about to read a young one.
    private func sweepIndexes(_ report: inout Report) throws(MirrorError) {
        let directory = options.cache / "roots"
        let hasRoots = try directory.isThere()
        let named = try onDisk("read the kept roots") { () throws(SystemError) in
            var named: Set<String> = []
            guard hasRoots else { return named }
            for name in try Files.walk(directory) {
                let bytes = try Files.read(directory / name)
                let words = bytes.split { Hexadecimal.value(of: $0) == nil }
                for word in words where word.count >= 32 {
                    named.insert(String(decoding: word, as: UTF8.self))
                }
            }
            return named
        }
        try sweepOld(in: options.cache / "indexes", &report.indexes) { name in
            guard let dash = name.firstIndex(of: "-") else { return false }
            let hex = name[name.index(after: dash)...].prefix { $0 != "." }
            return hex.count >= 32 && !named.contains(String(hex))
        }
    }

    private func sweepOld(
        in directory: FilePath, _ figures: inout Report.Figures, _ isMeant: (String) -> Bool
    ) throws(MirrorError) {
        let limit = (Environment.now() - GarbageCollection.patience) * 1_000_000_000
        guard try directory.isThere() else { return }
        let names = try onDisk("look through `\(directory)`") { () throws(SystemError) in
            try Files.list(directory)
        }
        for name in names where name != ".lock" && isMeant(name) {
            let path = directory / name
            let status = try onDisk("look through `\(directory)`") { () throws(SystemError) in
                try Files.status(path)
            }
            // What has another name is a loose package that a distro file names, and frees nothing.
            guard let status, status.kind == .file, status.links == 1, status.modified < limit
            else { continue }
            try remove(path, status.allocated, &figures)
        }
    }

    /// Removes one file. Each stands for itself, so it does no harm to stop after any.
    private func remove(_ path: FilePath, _ bytes: Int, _ figures: inout Report.Figures)
        throws(MirrorError)
    {
        if !options.isDryRun {
            try Interruption.check()
            try onDisk("remove from the cache") { () throws(SystemError) in
                try Files.remove(path)
            }
        }
        figures.add(bytes)
    }
}
