internal import MirrorBase
internal import SQLite
public import SystemIO

/// Beginning a state, for the first time or because the one that is there is damaged.
extension StateDatabase {
    /// What becomes of a damaged file, and what a new state begins with.
    public struct Renewal {
        /// Why there is a new state.
        public enum Occasion {
            /// There was none.
            case absent
            /// It was damaged, and is kept under another name; so many roots could be read from it.
            case setAside(StateError, FilePath, rescued: Int)
            /// It is damaged, and stays: the new state is in memory, and forgotten with the process.
            case leftAlone(StateError)
            /// It cannot be written to: what is recorded is in memory alone. Where it cannot even be read, the
            /// new state begins empty, and the error says why.
            case readOnly(StateError?)
        }

        /// Whether a damaged file makes room for a new one.
        public var setsAside: Bool
        /// Fills a new state that nobody else sees yet, and returns what is to be done once it is in use.
        public var fill: (Occasion, StateDatabase) -> () -> Void

        /// Makes a renewal of its parts.
        public init(
            setsAside: Bool, fill: @escaping (Occasion, StateDatabase) -> () -> Void
        ) {
            self.setsAside = setsAside
            self.fill = fill
        }
    }

    /// Runs what only SQLite can refuse; where that shows that the file is damaged, and there is something
    /// to do about it, once more in a new one.
    func use<Result>(_ body: (Connection) throws(SQLiteError) -> Result) throws(StateError)
        -> Result
    {
        do throws(SQLiteError) { return try body(connection) } catch {
            guard case .damaged = error, let renewal else { throw StateError(error) }
            self.renewal = nil
            try renew(after: StateError(error), by: renewal)
            return try inDatabase { () throws(SQLiteError) in try body(connection) }
        }
    }

    /// Whether a state can be written there.
    static func isWritable(_ path: FilePath) throws(StateError) -> Bool {
        if try status(path) != nil, !Files.isWritable(path) { return false }
        do { try Files.makeDirectory(path.parent) } catch {
            if error.isReadOnly { return false }
            throw .system(error)
        }
        return Files.isWritable(path.parent)
    }

    /// Takes what is there into memory, where nothing can be written.
    func forgetWhatIsRecorded(_ renewal: Renewal) throws(StateError) {
        try StateDatabase.migrate(connection)
        guard try StateDatabase.status(path) != nil else {
            renewal.fill(.absent, self)()
            return renewal.fill(.readOnly(nil), self)()
        }
        do throws(StateError) {
            connection = try StateDatabase.copy(path)
            renewal.fill(.readOnly(nil), self)()
        } catch {
            switch error {
            case .damaged:
                self.renewal = nil
                try renew(after: error, by: renewal)
            case .cannotOpen, .busy:
                // A log that was left behind, or a file that is not for everybody.
                let now = Timestamp(seconds: Environment.now())
                takeRoots(StateDatabase.rescueRoots(from: path, now: now))
                renewal.fill(.readOnly(error), self)()
            default: throw error
            }
        }
    }

    /// Makes the file where there is none; another process may do so at the same time.
    func begin(_ renewal: Renewal?) throws(StateError) {
        var finish = {}
        try underLock { () throws(StateError) in
            if try StateDatabase.status(path) != nil { return }
            let state = try StateDatabase(inMemory: path)
            if let renewal { finish = renewal.fill(.absent, state) }
            let content = try state.content()
            // The log of a file that was removed would be played into the new one.
            try StateDatabase.onDisk { () throws(SystemError) in
                for suffix in logSuffixes { try Files.remove(FilePath(path.string + suffix)) }
                try Files.replace(path, with: content, durable: true)
            }
        }
        finish()
    }

    /// Begins a new state after damage; where another process has done so, that one's is taken.
    func renew(after error: StateError, by renewal: Renewal) throws(StateError) {
        // Closing removes the log, which may be the new file's by then.
        connection.keepLogWhenClosed()
        let state = try StateDatabase(inMemory: path)
        connection = state.connection
        let now = Timestamp(seconds: Environment.now())
        if !renewal.setsAside {
            state.takeRoots(StateDatabase.rescueRoots(from: path, now: now))
            return renewal.fill(.leftAlone(error), state)()
        }
        var finish = {}
        try underLock { () throws(StateError) in
            guard let present = try StateDatabase.status(path)?.inode, present == identity else {
                return
            }
            let rescued = state.takeRoots(StateDatabase.rescueRoots(from: path, now: now))
            let aside = try StateDatabase.onDisk { () throws(SystemError) in
                try StateDatabase.nameAside(path, at: now)
            }
            finish = renewal.fill(.setAside(error, aside, rescued: rescued), state)
            let content = try state.content()
            try StateDatabase.onDisk { () throws(SystemError) in
                try StateDatabase.keep(path, as: aside)
                try Files.replace(path, with: content, durable: true)
            }
        }
        if try StateDatabase.status(path) == nil { try begin(renewal) }
        try openFile()
        finish()
    }

    /// Records roots, the newer one where two are of one repository, and returns of how many repositories.
    @discardableResult
    private func takeRoots(_ roots: [RootRecord]) -> Int {
        // One that is older than another is no matter, and memory refuses nothing else.
        for root in roots { try? recordRoot(root) }
        return Set(roots.map { [$0.distro, $0.repository, $0.suite] }).count
    }

    private func content() throws(StateError) -> [UInt8] {
        try inDatabase { () throws(SQLiteError) in try connection.content() }
    }

    /// Runs what only one process may do at a time.
    private func underLock(_ body: () throws(StateError) -> Void) throws(StateError) {
        let lock = try lock()
        defer { withExtendedLifetime(lock) {} }
        try body()
    }

    private func lock() throws(StateError) -> FileLock {
        do { return try FileLock(FilePath(path.string + ".lock")) } catch { throw .system(error) }
    }

    private static func onDisk<Result>(_ body: () throws(SystemError) -> Result) throws(StateError)
        -> Result
    {
        do { return try body() } catch { throw .system(error) }
    }

    // MARK: - Names

    /// What SQLite keeps beside a file.
    private static let logSuffixes = ["-wal", "-shm", "-journal"]

    private var logSuffixes: [String] { StateDatabase.logSuffixes }

    /// Under which name a damaged state is kept: `<name>.damaged-<date>`.
    ///
    /// The date is like `20261121T102440Z`; a number is added where that name is taken.
    static func nameAside(_ path: FilePath, at time: Timestamp) throws(SystemError) -> FilePath {
        let date = String(time.iso8601.filter { $0 != "-" && $0 != ":" })
        let base = path.string + ".damaged-" + date
        var target = FilePath(base)
        var number = 2
        while try Files.status(target) != nil {
            target = FilePath("\(base)-\(number)")
            number += 1
        }
        return target
    }

    /// Gives a damaged state a second name, and its log that alone.
    ///
    /// The file keeps its own until a new one takes that: nobody shall find none, and begin one that knows
    /// nothing. A log left behind would be played into the new one.
    static func keep(_ path: FilePath, as target: FilePath) throws(SystemError) {
        try Files.linkOrCopy(path, to: target)
        for suffix in logSuffixes {
            let companion = FilePath(path.string + suffix)
            if try Files.status(companion) != nil {
                try Files.rename(companion, to: FilePath(target.string + suffix))
            }
        }
    }
}
