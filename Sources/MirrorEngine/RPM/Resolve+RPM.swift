internal import Archive
internal import Manifest
public import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import SystemIO
internal import Transfer

extension Resolve {
    /// Answers for rpm repositories that are given one by one, by an id and a place each: a directory with
    /// `repodata`, the address of one, or a primary document.
    ///
    /// - Parameter platform: What modules are for, such as `platform:el9`; without it those that depend on a
    ///   platform are not active.
    public func run(
        rpmRepositories: [(id: String, place: String)], architecture: String, platform: String?,
        wishes: [String], each: Bool, _ emit: (Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError) {
        let parsed = try wishes.map(Resolve.parse)
        let rules = RPMRules(
            architecture: architecture, platform: platform, weak: options.recommends ?? false)
        let paths = parsed.flatMap(\.alternatives).map(\.name).filter { $0.hasPrefix("/") }
        let content = try Resolve.content(
            of: rpmRepositories, rules, paths: Set(paths), cache: options.cache
        ) { content in
            each
                ? content.namesOtherPaths
                : FilelistsNeed(content: content, rules: rules).isThere(for: parsed)
        }
        try RPMAnswers(
            content: content, rules: rules, place: architecture, observer: observer,
            objectives: Objectives(options, observer)
        ).answer(parsed, each: each, emit)
    }

    /// What repositories on this machine have; with filelists, where that is needed and they have any.
    static func content(
        of places: [(id: String, place: String)], _ rules: RPMRules, paths: Set<String> = [],
        cache: FilePath, needsFilelists: (RepositoryContent) -> Bool
    ) throws(MirrorError) -> RepositoryContent {
        var repositories: [RepositoryDocuments] = []
        var filelists: [CachedDocument?] = []
        for (id, place) in places {
            let found = try RepositoryDocuments.local(id, FilePath(place))
            repositories.append(found.documents)
            filelists.append(found.filelists)
        }
        let loader = RepositoryLoader(
            repositories: repositories, architectures: rules.architectures, paths: paths,
            cache: UniverseCache(directory: cache / "universes"))
        let content = try loader.content()
        return needsFilelists(content) ? try loader.content(filelists: filelists) : content
    }
}

extension RPMRules {
    /// The rules for repositories that no distro file speaks of.
    init(architecture: String, platform: String?, weak: Bool) {
        self.init(
            modules: ModuleRules(
                platform: platform,
                architectures: [architecture, "noarch"]
                    + ArchitectureName.lesser(than: architecture)),
            baseArchitecture: architecture, weak: weak)
    }
}

extension RepositoryDocuments {
    /// A repository on this machine, which nobody vouches for: a directory, or a primary document alone.
    static func local(_ id: String, _ path: FilePath) throws(MirrorError) -> (
        documents: RepositoryDocuments, filelists: CachedDocument?
    ) {
        let origin = PackageOrigin(repository: id, suite: "", component: "", priority: 901)
        let status = try onDisk("find the repository") { () throws(SystemError) in
            try Files.status(path, followLinks: true)
        }
        guard let status else { throw MirrorError(.usage, "there is no repository `\(path)`") }
        if status.kind != .directory {
            guard let compression = Compression(fileName: path.string) else {
                throw MirrorError(.usage, "the compression of `\(path)` cannot be read here")
            }
            let primary = CachedDocument(
                repository: id, type: "primary", source: .file(path), compression: compression)
            return (RepositoryDocuments(origin: origin, primary: primary), nil)
        }
        let bytes: [UInt8]
        do { bytes = try Files.read(path / RepositoryLocation.root) } catch {
            throw MirrorError(
                .usage, "there is no repository in `\(path)`: \(error.reason)",
                hints: ["a repository has `\(RepositoryLocation.root)`"])
        }
        let root: RepositoryRoot
        do { root = try RepositoryRoot(bytes.span) } catch {
            throw MirrorError(
                .integrity, "`\(path / RepositoryLocation.root)` cannot be read: \(error)")
        }
        func document(_ types: String...) -> CachedDocument? {
            for type in types {
                guard let record = root.record(type),
                    let compression = Compression(fileName: record.location.path)
                else { continue }
                return CachedDocument(
                    repository: id, type: type, source: .file(path / record.location.path),
                    compression: compression)
            }
            return nil
        }
        let database = document(RepodataDocument.primary.databaseType)
        func described(_ kind: RepodataDocument) throws(MirrorError) -> CachedDocument? {
            if let found = document(kind.rawValue) { return found }
            guard let database, let own = document(kind.databaseType) else { return nil }
            return try CachedDocument(kind, of: own, primary: database)
        }
        guard let primary = try described(.primary) else {
            throw MirrorError(.integrity, "the repomd.xml in `\(path)` names no primary")
        }
        return (
            RepositoryDocuments(
                origin: origin, primary: primary, modules: document("modules"),
                comps: document("group_gz", "group", "group_xz")), try described(.filelists)
        )
    }
}
