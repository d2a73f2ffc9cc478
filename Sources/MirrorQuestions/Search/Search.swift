internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import SystemIO
internal import Transfer

/// Searches the packages of a distro's repositories by name, by what they provide, by file and by summary.
///
/// It answers from the indexes that earlier runs kept, where all of them are there, and fetches them else.
/// Packages that modules or excludes hide are found, too: they exist.
public struct Search {
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
    public func run(_ query: SearchQuery, distro name: String, architecture: String)
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
    private func others(_ query: SearchQuery, _ plan: DistroPlan) -> [SearchReport.OtherPlaces] {
        let known = KnownNames(directory: options.cache / "names")
        let find = known.finder(except: "\(plan.distro.name) \(plan.architecture.name)")
        return query.words.map { SearchReport.OtherPlaces(name: $0, places: find($0)) }
            .filter { !$0.places.isEmpty }
    }

    private static func check(_ query: SearchQuery) throws(MirrorError) {
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
