internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import PackageModel
internal import Store
internal import SystemIO
internal import Transfer

/// Searches the packages of a distro's repositories by name, by what they provide, by file and by summary.
///
/// It answers from the indexes that earlier runs kept, where all of them are there, and fetches them else.
/// Packages that modules or excludes hide are found, too: they exist.
public struct Search {
    /// What is searched for.
    public struct Query: Sendable, Hashable {
        /// The words, all of which have to fit a package.
        public var words: [String]
        /// Where to look; names, provides and summaries, and for words that begin with a slash files.
        public var fields: Set<SearchField>
        /// Whether a text has to be the word, instead of holding it.
        public var isExact: Bool

        /// Makes a query; without fields the usual ones are looked into.
        public init(_ words: [String], fields: Set<SearchField> = [], isExact: Bool = false) {
            self.words = words
            self.fields = fields
            self.isExact = isExact
        }
    }

    let options: BuildOptions
    let observer: BuildObserver
    let refreshes: Bool

    /// Begins with options and an observer.
    ///
    /// - Parameter refreshes: Whether indexes are asked for anew although they are kept.
    public init(_ options: BuildOptions, observer: BuildObserver, refreshes: Bool = false) {
        self.options = options
        self.observer = observer
        self.refreshes = refreshes
    }

    /// Searches one distro and architecture.
    ///
    /// - Throws: what cannot be read or fetched; finding nothing is no error.
    public func run(_ query: Query, distro name: String, architecture: String)
        async throws(MirrorError) -> SearchReport
    {
        try Self.check(query)
        let file = try Workspace.distro(name, in: options.distros)
        let plan = try DistroPlan(file, architecture: architecture, options: options)
        let locked = LockedVersions(plan, observer)
        let question = SearchQuestion(query)
        return try await Freshness.answer(options, observer, refreshes: refreshes) {
            (options, observer, freshness) throws(MirrorError) in
            let session = try Session(options, observer)
            defer { session.client.shutdown() }
            let plan = try DistroPlan(file, architecture: architecture, options: options)
            let indexes = try await UpstreamIndexes.load(
                BuildContext(
                    session: session, plan: plan, manifest: Manifest(), baselines: BaselinePlan()))
            if let oldest = indexes.oldest {
                let age = freshness == .kept ? "kept by an earlier run" : "fetched now"
                observer.report(
                    .note("the indexes are \(age); the oldest is of \(oldest.iso8601)"))
            }
            let found = try await question.answer(in: indexes, observer)
            return SearchReport(
                distro: name, architecture: plan.architecture.name, query: query,
                packages: question.packages(found, in: indexes, locked),
                nearNames: found.contains { !$0.isEmpty } ? [] : question.near(in: indexes),
                otherPlaces: found.contains { !$0.isEmpty } ? [] : others(query, plan))
        }
    }

    /// Where words exist as names of packages, by what earlier runs have seen.
    private func others(_ query: Query, _ plan: DistroPlan) -> [SearchReport.OtherPlaces] {
        let known = KnownNames(directory: options.cache / "names")
        let find = known.finder(except: "\(plan.distro.name) \(plan.architecture.name)")
        return query.words.map { SearchReport.OtherPlaces(name: $0, places: find($0)) }
            .filter { !$0.places.isEmpty }
    }

    private static func check(_ query: Query) throws(MirrorError) {
        for word in query.words {
            let isSound = word.unicodeScalars.allSatisfy { $0.value >= 0x20 && $0.value != 0x7F }
            if word.isEmpty || !isSound {
                throw MirrorError(
                    .usage,
                    word.isEmpty
                        ? "an empty word fits everything"
                        : "a word has a control character, which nothing has")
            }
        }
    }
}

/// What a search found.
public struct SearchReport: Sendable, Hashable {
    /// A package that fits, with all versions that do.
    public struct Package: Sendable, Hashable {
        /// The name.
        public var name: String
        /// The versions that fit, the newest first.
        public var versions: [Version]
        /// What the newest one says of itself.
        public var summary: String
        /// By what it was found, where that is neither its name nor its summary: names that it provides, files.
        public var foundBy: [FoundBy]
        /// The versions that the lock has; empty where it has none or is not there.
        public var locked: [String]
    }

    /// One version of a package.
    public struct Version: Sendable, Hashable {
        /// The version; for rpm `epoch:version-release`.
        public var version: String
        /// The architecture of the package.
        public var architecture: String
        /// The repository that has it.
        public var repository: String
    }

    /// What fits a word beside names and summaries.
    public struct FoundBy: Sendable, Hashable {
        /// Whether it is a file or a name that is provided.
        public var field: SearchField
        /// The file or name.
        public var text: String
    }

    /// Other distros that have a name.
    public struct OtherPlaces: Sendable, Hashable {
        /// The name.
        public var name: String
        /// Each as `DISTRO ARCH`.
        public var places: [String]
    }

    /// The distro that was searched.
    public var distro: String
    /// Its architecture.
    public var architecture: String
    /// What was searched for.
    public var query: Search.Query
    /// What was found, the best first.
    public var packages: [Package]
    /// Names that are like the words, where nothing was found.
    public var nearNames: [String]
    /// Where else the words are names of packages, where nothing was found.
    public var otherPlaces: [OtherPlaces]
}

/// The versions that the lock of a distro and architecture has.
struct LockedVersions {
    private var versions: [String: [String]] = [:]

    /// Reads the lock; one that is not there has nothing, and one that cannot be read is reported.
    init(_ plan: DistroPlan, _ observer: BuildObserver) {
        guard Files.exists(plan.lockPath) else { return }
        do throws(MirrorError) {
            let found = try LockFinder(options: plan.options).current(
                distro: plan.distro.name, architecture: plan.architecture.name)
            for package in found.lock.packages {
                versions[package.name, default: []].append(package.version)
            }
        } catch {
            observer.report(
                .warning("\(error.problems[0].message); nothing is marked as locked"))
        }
    }

    /// The versions of a package.
    subscript(name: String) -> [String] { versions[name] ?? [] }
}
