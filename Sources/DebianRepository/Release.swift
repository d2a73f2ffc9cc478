public import MirrorBase

/// What the Release file of an apt repository says: who publishes it, when, and the digests of its
/// indexes.
public struct Release: Sendable, Hashable {
    /// One file that a Release file lists, with what it must be.
    public struct File: Sendable, Hashable {
        /// The size in bytes.
        public let size: Int
        /// One digest per hash section that lists the file, weakest first, never empty.
        public internal(set) var digests: [Digest]

        /// Makes an entry of one digest.
        public init(size: Int, digest: Digest) {
            self.size = size
            digests = [digest]
        }

        /// The digest by one function, else `nil`.
        public func digest(_ algorithm: HashAlgorithm) -> Digest? {
            digests.first { $0.algorithm == algorithm }
        }

        /// The strongest digest that may vouch for the content; `nil` if only MD5 or SHA-1 list it.
        public var strongest: Digest? {
            digests.last.flatMap { $0.algorithm.isStrong ? $0 : nil }
        }
    }

    /// Who publishes; apt refuses an update in which it changes.
    public var origin: String?
    /// The name of the collection; apt refuses an update in which it changes.
    public var label: String?
    /// The role, `oldstable`; one of it and `codename` must be the directory's name under `dists`.
    public var suite: String?
    /// The name that stays, `bookworm`.
    public var codename: String?
    /// The version of the distribution, informative.
    public var version: String?
    /// A line about the repository, informative.
    public var description: String?
    /// The URL template of changelogs.
    public var changelogs: String?
    /// The keys that may sign the next Release: fingerprints or a whole key, as written.
    public var signedBy: String?
    /// When it was made; `nil` where the field is missing or unreadable, which `warnings` tells.
    public var date: Timestamp?
    /// Until when it may be used; most archives set none.
    public var validUntil: Timestamp?
    /// Whether indexes may be fetched under names made of their digests.
    public var acquireByHash: Bool
    /// Whether nothing is installed from here unless asked for (pin 1).
    public var notAutomatic: Bool
    /// Whether what was installed from here is upgraded from here (pin 100).
    public var butAutomaticUpgrades: Bool
    /// The architectures, possibly with `all`; a declaration, the files are what counts.
    public var architectures: [String]
    /// The components, possibly with a prefix (`updates/main`) that paths do not have.
    public var components: [String]
    /// The kinds of index (`Packages`) whose `all` part is repeated in each architecture's index.
    public var noSupportForArchitectureAll: [String]
    /// The listed files by path relative to the Release file, without leading `./`.
    public internal(set) var files: [String: File] = [:]
    /// What is odd about the file but not wrong.
    public internal(set) var warnings: [ReleaseWarning] = []

    /// Makes a Release of our own, which lists nothing yet.
    ///
    /// It offers names by digest, and it says that packages of `all` are in each architecture's
    /// index, so that clients do not ask for `binary-all`.
    public init(
        origin: String? = nil, label: String? = nil, suite: String? = nil, codename: String? = nil,
        version: String? = nil, date: Timestamp? = nil, architectures: [String] = [],
        components: [String] = [], description: String? = nil
    ) {
        self.origin = origin
        self.label = label
        self.suite = suite
        self.codename = codename
        self.version = version
        self.date = date
        self.architectures = architectures
        self.components = components
        self.description = description
        acquireByHash = true
        notAutomatic = false
        butAutomaticUpgrades = false
        noSupportForArchitectureAll = ["Packages"]
    }

    /// Lists a file, in place of an entry of the same path.
    ///
    /// apt decides by the uncompressed name whether an index exists, so list that name too where only
    /// compressed files are published.
    public mutating func list(_ path: String, size: Int, digest: Digest) throws(FilenameError) {
        files[try PoolLayout.checkedFilename(path)] = File(size: size, digest: digest)
    }

    /// What there is to say about the directory that the file was fetched from, else `nil`.
    ///
    /// The rule is apt's: the directory under `dists`, or it without its last part (`buster/updates`
    /// has the codename `buster`), must be `Suite` or `Codename`; a flat repository may be named
    /// anyhow.
    public func warning(requestedSuite: String) -> ReleaseWarning? {
        if requestedSuite.hasSuffix("/") { return nil }
        var accepted = [requestedSuite]
        if let slash = requestedSuite.lastIndex(of: "/") {
            accepted.append(String(requestedSuite[..<slash]))
        }
        let names = [suite, codename].compactMap { $0 }
        if names.contains(where: accepted.contains) { return nil }
        return .conflictingDistribution(
            requested: requestedSuite, suite: suite, codename: codename)
    }
}

/// Something odd about a Release file, which apt warns of and uses anyway.
public enum ReleaseWarning: Sendable, Hashable, CustomStringConvertible {
    /// There is no `Date`.
    case missingDate
    /// The `Date` cannot be read.
    case unreadableDate(String)
    /// Neither `Suite` nor `Codename` is what was asked for.
    case conflictingDistribution(requested: String, suite: String?, codename: String?)
    /// There is more after the first stanza, which is ignored.
    case trailingStanza(line: Int)

    /// The oddity in words.
    public var description: String {
        switch self {
        case .missingDate: "there is no `Date`"
        case .unreadableDate(let text): "the `Date` `\(text)` cannot be read"
        case .conflictingDistribution(let requested, let suite, let codename):
            "asked for `\(requested)`, got suite `\(suite ?? "")`, codename `\(codename ?? "")`"
        case .trailingStanza(let line): "line \(line): text after the first stanza is ignored"
        }
    }
}

/// Why a Release file is not used.
public enum ReleaseError: Error, Sendable, Hashable, CustomStringConvertible {
    /// It is not a control file.
    case malformed(ControlError)
    /// It has no field at all.
    case empty
    /// It lists no file.
    case noDigests
    /// It lists files by these functions only, none of which vouches for content.
    case onlyWeakDigests([HashAlgorithm])
    /// A line of a hash section cannot be read.
    case malformedEntry(line: Int, algorithm: HashAlgorithm, problem: EntryProblem)
    /// A path of a hash section is not safe.
    case unsafePath(line: Int, FilenameError)
    /// A path is listed twice with different sizes or digests.
    case conflictingEntries(line: Int, path: String)
    /// `Valid-Until` cannot be read, so nobody knows whether the file is still good.
    case unreadableValidUntil(String)
    /// `Valid-Until` has passed.
    case expired(validUntil: Timestamp, now: Timestamp)
    /// `Date` lies in the future.
    case notYetValid(date: Timestamp, now: Timestamp)
    /// A newer file was seen before.
    case rolledBack(date: Timestamp, lastSeen: Timestamp)

    /// What can be wrong with a line of a hash section.
    public enum EntryProblem: Sendable, Hashable {
        /// There are not three columns.
        case columns
        /// The first column is no digest of the section's function.
        case digest
        /// The second column is no number of bytes, or an absurd one.
        case size
    }

    /// The problem in words.
    public var description: String {
        switch self {
        case .malformed(let error): error.description
        case .empty: "it is empty"
        case .noDigests: "it lists no files"
        case .onlyWeakDigests(let algorithms):
            "it lists files by \(algorithms.map(\.name).joined(separator: " and ")) only"
        case .malformedEntry(let line, let algorithm, let problem):
            switch problem {
            case .columns: "line \(line): not a digest, a size and a path"
            case .digest: "line \(line): not a \(algorithm.name) digest"
            case .size: "line \(line): not a size"
            }
        case .unsafePath(let line, let error): "line \(line): path \(error)"
        case .conflictingEntries(let line, let path):
            "line \(line): `\(path)` is listed twice with different values"
        case .unreadableValidUntil(let text): "`Valid-Until` `\(text)` cannot be read"
        case .expired(let until, _): "it was valid until \(until.iso8601)"
        case .notYetValid(let date, let now):
            "it is dated \(date.iso8601), which is after \(now.iso8601)"
        case .rolledBack(let date, let lastSeen):
            "it is dated \(date.iso8601), but one of \(lastSeen.iso8601) was seen before"
        }
    }
}
