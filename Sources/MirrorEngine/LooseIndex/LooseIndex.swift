public import MirrorBase
public import SystemIO

/// Makes a repository of a directory of loose package files, where they lie: `repodata` for those of rpm, a
/// flat apt archive for those of Debian.
///
/// The same files with the same times always give the same metadata. What was there before stays readable
/// until the new root is in place, and files that only the metadata before the last named are removed.
public struct LooseIndex {
    /// What can be chosen.
    public struct Options: Sendable {
        /// The compressions of an rpm repository's documents.
        public enum Compression: String, Sendable, CaseIterable {
            /// Read by every client.
            case gz
            case xz
            /// Read by clients since 2019 or so.
            case zst
        }

        /// How many files are read at once.
        public var jobs = 8
        /// How documents are compressed.
        public var compression = Compression.gz
        /// Whether there are databases beside the documents of an rpm repository, as yum likes them.
        public var hasDatabases = false
        /// How many changes of each rpm package are listed at most.
        public var changeLimit = 10
        /// Whether files that are no packages are left out, instead of ending everything.
        public var skipsBroken = false
        /// Whether the root of the metadata is signed.
        public var isSigned = false
        /// A key to sign with, as `BuildOptions.signKey`; `nil` for the mirror's own.
        public var signKey: String?
        /// Where the mirror's own key is kept.
        public var state: FilePath = "state"
        /// The time that the metadata bears, and that no file's time may exceed; that of the newest file where
        /// there is none.
        public var sourceDate: Timestamp?

        /// Makes the default options.
        public init() {}
    }

    /// What was made.
    public struct Summary: Sendable, Hashable {
        /// The directory.
        public var directory: String
        /// How many rpm packages are listed.
        public var rpmPackages = 0
        /// How many Debian packages are listed.
        public var debPackages = 0
        /// The files that were left out, from the directory.
        public var skipped: [String] = []

        /// The summary as JSON, one object on one line.
        public func json() -> String {
            var json = JSONText()
            json.beginObject()
            json.field("schema", 1)
            json.field("directory", directory)
            json.field("rpm", rpmPackages)
            json.field("deb", debPackages)
            json.key("skipped")
            json.beginArray()
            for name in skipped { json.value(name) }
            json.endArray()
            json.endObject()
            return json.text
        }
    }

    private let directory: FilePath
    private let options: Options
    private let observer: BuildObserver

    /// Begins with a directory; nothing is done before `run`.
    public init(_ directory: FilePath, options: Options, observer: BuildObserver) {
        self.directory = directory
        self.options = options
        self.observer = observer
    }

    /// Makes the metadata, or none at all where something is wrong.
    public func run() throws(MirrorError) -> Summary {
        do throws(MirrorError) { return try index() } catch {
            throw error.during("indexing `\(directory)`")
        }
    }

    private func index() throws(MirrorError) -> Summary {
        let files = try LooseFiles(directory, observer: observer)
        let lock = try onDisk("lock the directory") { () throws(SystemError) in
            try FileLock(directory / ".lock") {
                observer.report(.note("waiting for another run in this directory"))
            }
        }
        defer { withExtendedLifetime(lock) {} }
        observer.report(.phase("reading packages"))
        let rpms = try LooseRPM.read(
            files.rpms, below: directory, jobs: options.jobs, changeLimit: options.changeLimit,
            latest: options.sourceDate)
        let debs = try LooseDeb.read(files.debs, below: directory, jobs: options.jobs)
        var summary = Summary(directory: directory.string)
        try reportBroken(rpms.broken + debs.broken, &summary)
        let signer =
            options.isSigned
            ? try MirrorSigner(key: options.signKey, state: options.state, observer: observer)
            : nil
        observer.report(.phase("writing metadata"))
        if !files.rpms.isEmpty {
            try LooseRPMWriter(
                directory: directory, options: options, signer: signer, observer: observer
            ).write(rpms.packages)
            summary.rpmPackages = rpms.packages.count
        }
        if !files.debs.isEmpty {
            try LooseDebWriter(
                directory: directory, options: options, signer: signer, observer: observer
            ).write(debs.packages)
            summary.debPackages = debs.packages.count
        }
        return summary
    }

    private func reportBroken(_ broken: [BrokenFile], _ summary: inout Summary)
        throws(MirrorError)
    {
        if broken.isEmpty { return }
        guard options.skipsBroken else {
            var problems = broken.flatMap(\.error.problems)
            problems[problems.count - 1].hints.append(
                "`--skip-broken` leaves such files out; nothing was written")
            throw MirrorError(broken[0].error.category, problems: problems)
        }
        for file in broken {
            observer.report(.warning("\(file.error.problems[0].message); it is left out"))
            summary.skipped.append(file.name)
        }
    }
}

/// A file that is no package, though it is named like one, or that cannot be read.
struct BrokenFile: Sendable {
    /// The path from the directory.
    var name: String
    var error: MirrorError
}
