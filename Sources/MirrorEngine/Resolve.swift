internal import Archive
internal import DebianRepository
package import Manifest
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

            /// How packages are called in data: `name_version_architecture`, or with rpm
            /// `name-epoch:version-release.architecture`.
            public var text: String
        }
        /// What was chosen, by name.
        public var packages: [Package]
        /// Why nothing was; empty where something was.
        public var failure: [String]
        /// What would work, one hint each.
        public var hints: [String] = []
        /// Whether the wishes do not exist, rather than exclude one another.
        public var isUnknown = false
        /// What asking for fewest bytes came to; `nil` where that was not asked.
        public var sizes: SizeOutcome?
        /// Why nothing was chosen, as data; `nil` where something was, or where it is not known.
        var explanation: Explanation?
    }

    let options: BuildOptions
    let observer: BuildObserver

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
            try workspace.distro(name), architecture: architecture, options: options)
        let context = BuildContext(
            session: session, plan: plan, manifest: workspace.manifest,
            baselines: try plan.baselinePlan())
        let questions = wishes.isEmpty ? context.wishes.map(\.wish.text) : wishes
        let parsed = try questions.map(Resolve.parse)
        switch plan.distro.family {
        case .deb: try await DebianFamily(context: context).answers(to: parsed, each: each, emit)
        case .rpm: try await RPMFamily(context: context).answers(to: parsed, each: each, emit)
        }
    }

    /// Answers for indexes that are given one by one, an id and a file or directory each.
    public func run(
        indexes: [(id: String, path: FilePath)], architecture: String, wishes: [String],
        each: Bool, _ emit: (Answer) throws(MirrorError) -> Void
    ) throws(MirrorError) {
        let universe = try Resolve.universe(of: indexes, architecture: architecture)
        try DebianAnswers(
            universe: universe, recommends: options.recommends ?? false,
            place: architecture, owners: [:], observer: observer,
            objectives: Objectives(options, observer)
        ).answer(try wishes.map(Resolve.parse), each: each, emit)
    }

    package static func parse(_ text: String) throws(MirrorError) -> Wish {
        do { return try Wish(parsing: text) } catch {
            let excerpt = SourceExcerpt(
                file: "wish", position: SourcePosition(line: 1, column: error.range.lowerBound + 1),
                text: text, length: max(1, error.range.count))
            throw MirrorError(.usage, "\(error)", excerpt: excerpt, hints: error.hints)
        }
    }

    // MARK: - Indexes

    /// Everything that indexes hold which are given one by one.
    static func universe(
        of indexes: [(id: String, path: FilePath)], architecture: String
    ) throws(MirrorError) -> Universe {
        var builder = UniverseBuilder(nativeArchitecture: architecture)
        for (id, path) in indexes {
            let origin = builder.addOrigin(
                PackageOrigin(repository: id, suite: id, component: ""))
            for file in try Resolve.indexFiles(path) {
                try Resolve.read(file, origin: origin, into: &builder)
            }
        }
        return builder.finish()
    }

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
        try DebianUniverseLoader.read(
            path, compression, name: "`\(path)`", origin: origin, into: &builder)
    }
}

extension Resolve.Answer {
    /// The answer to a wish that nothing of the universe could meet.
    init(unknown wish: String, _ message: String) {
        self.init(wishes: [wish], packages: [], failure: [message], isUnknown: true)
    }
}

extension Resolve.Answer.Package {
    init(_ package: PackageID, in universe: Universe, size: Int) {
        let name = universe.nameText(package)
        let version = universe.versionText(package)
        let architecture = universe.architectureText(package)
        let text =
            switch universe.scheme {
            case .debian: "\(name)_\(version)_\(architecture)"
            case .rpm: "\(name)-\(version).\(architecture)"
            }
        self.init(
            name: name, version: version, architecture: architecture,
            repository: universe.origin(package).repository, size: size, text: text)
    }
}
