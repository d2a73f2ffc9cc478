internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import SystemIO

/// Has what repositories hold read, or takes it from the cache.
struct RepositoryLoader {
    let repositories: [RepositoryDocuments]
    let architectures: [String]
    /// Paths that wishes name.
    let paths: Set<String>
    let cache: UniverseCache

    /// Everything; with filelists, where they are given, one for each repository that has them.
    func content(filelists: [CachedDocument?] = []) throws(MirrorError) -> RepositoryContent {
        let documents = repositories.map(\.primary) + filelists.compactMap { $0 }
        let key = try UniverseCache.key(
            documents, origins: repositories.map(\.origin), architectures: architectures,
            paths: paths)
        // Modules and groups are read beside, on a thread of their own.
        let others = BoundedQueue<Result<OtherDocuments, MirrorError>>(capacity: 1)
        let (repositories, queue) = (repositories, others)
        let read: @Sendable () -> Void = { _ = queue.push(OtherDocuments.read(repositories)) }
        do throws(SystemError) {
            _ = try Thread.start(name: "modules", read)
        } catch { read() }
        if let entry = cache.entry(key) {
            return RepositoryContent(
                universe: entry.universe, repositories: repositories,
                namesOtherPaths: entry.namesOtherPaths, kept: entry.records,
                try others.pop()?.get() ?? OtherDocuments())
        }
        var reader = try RepositoryContentReader(
            repositories, architectures: architectures, paths: paths)
        let namesOtherPaths = reader.needsFilelists
        for (number, document) in filelists.enumerated() {
            if let document { try reader.add(document, of: number) }
        }
        let universe = reader.universe()
        let keeping = Keeping { [cache] in
            cache.keep(universe, namesOtherPaths: namesOtherPaths, as: key)
        }
        return RepositoryContent(
            universe: universe, repositories: repositories, namesOtherPaths: namesOtherPaths,
            kept: nil, keeping: keeping, try others.pop()?.get() ?? OtherDocuments())
    }
}

/// What repositories say beside their packages.
struct OtherDocuments: Sendable {
    /// The documents about modules of each repository.
    var modules: [[ModuleDocument]] = []
    /// The groups of each repository that has any.
    var comps: [Comps] = []

    static func read(_ repositories: [RepositoryDocuments]) -> Result<OtherDocuments, MirrorError> {
        do throws(MirrorError) {
            var found = OtherDocuments()
            for repository in repositories {
                found.modules.append(try repository.moduleDocuments())
                if let groups = try repository.groups() { found.comps.append(groups) }
            }
            return .success(found)
        } catch { return .failure(error) }
    }
}

/// Work on a thread of its own that has ended once nobody holds this any more.
final class Keeping: Sendable {
    private let ended = BoundedQueue<Bool>(capacity: 1)

    init(_ body: @escaping @Sendable () -> Void) {
        let ended = ended
        let work: @Sendable () -> Void = {
            body()
            _ = ended.push(true)
        }
        do throws(SystemError) { _ = try Thread.start(name: "universe", work) } catch { work() }
    }

    deinit { _ = ended.pop() }
}
