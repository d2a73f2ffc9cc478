internal import Archive
internal import DebianRepository
internal import Manifest
public import MirrorBase
internal import PackageModel
internal import Resolver
public import SystemIO
internal import Transfer

/// Answers what wishes would install, without downloading packages.
public struct Resolve {
    /// One question and its answer.
    public struct Answer: Sendable {
        /// The wishes, as they were given.
        public var wishes: [String]
        /// A chosen package.
        public struct Package: Sendable, Hashable {
            /// Its name.
            public var name: String
            /// Its version.
            public var version: String
            /// Its architecture.
            public var architecture: String
            /// The repository it comes from.
            public var repository: String
            /// Its size in bytes; zero where the index does not say.
            public var size: Int

            /// `name_version_architecture`, as packages are called in data.
            public var text: String { "\(name)_\(version)_\(architecture)" }
        }
        /// What was chosen, by name.
        public var packages: [Package]
        /// Why nothing was; empty where something was.
        public var failure: [String]
        /// Whether the wishes do not exist, rather than exclude one another.
        public var isUnknown = false
    }

    private let options: BuildOptions
    private let observer: BuildObserver

    /// Begins with options and an observer.
    public init(_ options: BuildOptions, observer: BuildObserver) {
        self.options = options
        self.observer = observer
    }

    /// Answers for a distro of the distro files; without wishes, for what the manifest asks of it.
    public func run(
        distro name: String, architecture: String, wishes: [String], each: Bool,
        _ emit: (Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        let workspace = try Workspace(options, checking: name)
        let session = try Session(options, observer)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(
            try workspace.distro(name), architecture: architecture, options: options,
            host: session.host, keys: session.keyLoader)
        let roots = try await session.roots(of: plan)
        let resolver = DistroResolver(
            plan: plan, manifest: workspace.manifest, session: session)
        let questions = wishes.isEmpty ? resolver.wishes.map(\.wish.text) : wishes
        let parsed = try questions.map(Resolve.parse)
        let (found, universe) = try await resolver.universe(of: roots)
        let owners = try await resolver.owners(of: parsed, found)
        try answer(
            parsed, each: each, universe, recommends: plan.recommends,
            place: "\(name) \(plan.architecture.name)", owners: owners, emit)
    }

    /// Answers for indexes that are given one by one, an id and a file or directory each.
    public func run(
        indexes: [(id: String, path: FilePath)], architecture: String, wishes: [String],
        each: Bool, _ emit: (Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        var builder = UniverseBuilder(nativeArchitecture: architecture)
        for (id, path) in indexes {
            let origin = builder.addOrigin(
                PackageOrigin(repository: id, suite: id, component: ""))
            for file in try Resolve.indexFiles(path) {
                try Resolve.read(file, origin: origin, into: &builder)
            }
        }
        try answer(
            try wishes.map(Resolve.parse), each: each, builder.finish(),
            recommends: options.recommends ?? false, place: architecture, owners: [:], emit)
    }

    private static func parse(_ text: String) throws(MirrorError) -> Wish {
        do { return try Wish(parsing: text) } catch {
            let excerpt = SourceExcerpt(
                file: "wish", position: SourcePosition(line: 1, column: error.range.lowerBound + 1),
                text: text, length: max(1, error.range.count))
            throw MirrorError(.usage, "\(error)", excerpt: excerpt, hints: error.hints)
        }
    }

    // MARK: - Answers

    private func answer(
        _ wishes: [Wish], each: Bool, _ universe: Universe, recommends: Bool, place: String,
        owners: [String: [String]], _ emit: (Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        if !each {
            var plan = WishPlan(universe, recommends: recommends, place: place, owners: owners)
            plan.prefer(wishes)
            for wish in wishes { plan.add(wish) }
            if !plan.problems.isEmpty { throw MirrorError(.usage, problems: plan.problems) }
            for note in plan.notes { observer.report(.note(note)) }
            let policy = DebianResolver.Policy(recommends: plan.takesRecommended, order: plan.order)
            var resolver = DebianResolver(universe, policy: policy)
            try emit(ask(plan, wishes.map(\.text), &resolver, universe))
            return
        }
        // One resolver for all questions that name no version; it keeps its clauses.
        let shared = DebianResolver.Policy(recommends: recommends)
        var resolver = DebianResolver(universe, policy: shared)
        for wish in wishes {
            var plan = WishPlan(universe, recommends: recommends, place: place, owners: owners)
            plan.add(wish)
            if let problem = plan.problems.first {
                var answer = Answer(wishes: [wish.text], packages: [], failure: [problem.message])
                answer.isUnknown = true
                try emit(answer)
            } else if plan.order.forced.isEmpty, plan.order.switchedOrigins.isEmpty {
                try emit(ask(plan, [wish.text], &resolver, universe))
            } else {
                let policy = DebianResolver.Policy(
                    recommends: plan.takesRecommended, order: plan.order)
                var own = DebianResolver(universe, policy: policy)
                try emit(ask(plan, [wish.text], &own, universe))
            }
        }
    }

    private func ask(
        _ plan: WishPlan, _ wishes: [String], _ resolver: inout DebianResolver, _ universe: Universe
    ) -> Answer {
        let questions = plan.entries.map(\.wish)
        switch resolver.solve(questions) {
        case .solved(let solution):
            let packages = solution.packages.map { package in
                Answer.Package(
                    name: universe.nameText(package), version: universe.versionText(package),
                    architecture: universe.architectureText(package),
                    repository: universe.origin(package).repository,
                    size: (try? PackageRecord(stanza: universe.stanza(package)))?.size ?? 0)
            }
            return Answer(
                wishes: wishes, packages: packages.sorted { $0.text < $1.text }, failure: [])
        case .unsatisfiable(let refutation):
            let explanation = resolver.explain(refutation, wishes: questions)
            return Answer(
                wishes: wishes, packages: [], failure: [explanation.headline] + explanation.lines)
        }
    }

    // MARK: - Indexes

    /// A file itself; of a directory the Packages index in it, one form of it.
    private static func indexFiles(_ path: FilePath) throws(MirrorError) -> [FilePath] {
        let status = try onDisk("find the index") { () throws(SystemError) in
            try Files.status(path, followLinks: true)
        }
        guard let status else {
            throw MirrorError(.usage, "there is no index `\(path)`")
        }
        if status.kind != .directory { return [path] }
        let endings = ["", ".xz", ".zst", ".gz", ".bz2"]
        let found = endings.map { path / ("Packages" + $0) }.first { Files.exists($0) }
        guard let found else {
            throw MirrorError(.usage, "there is no Packages index in `\(path)`")
        }
        return [found]
    }

    private static func read(
        _ path: FilePath, origin: UInt16, into builder: inout UniverseBuilder
    ) throws(MirrorError) {
        guard let compression = Compression(fileName: path.string) else {
            throw MirrorError(.usage, "the compression of `\(path)` cannot be read here")
        }
        try UniverseLoader.read(
            path, compression, name: "`\(path)`", origin: origin, into: &builder)
    }
}
