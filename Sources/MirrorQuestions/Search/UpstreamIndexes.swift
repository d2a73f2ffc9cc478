internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import SystemIO

/// What the repositories of one distro and architecture have, to be searched.
struct UpstreamIndexes {
    /// One index with the repository that it is of.
    struct Part {
        var repository: String
        var index: SearchIndex
    }

    /// The indexes in the order of the distro file.
    var parts: [Part]
    /// How versions are ordered.
    var scheme: VersionScheme
    /// The architectures whose packages a machine takes; others are in rpm's indexes, too.
    var architectures: Set<String>
    /// When the oldest of their roots was made; `nil` where none says so.
    var oldest: Timestamp?
    /// What goes through lists of files.
    var files: any FileListing

    /// Reads the indexes of what a build would use.
    static func load(_ context: BuildContext) async throws(MirrorError) -> UpstreamIndexes {
        let cache = SearchIndexCache(directory: context.options.cache / "search")
        switch context.plan.distro.family {
        case .deb: return try await load(DebianFamily(context: context), cache)
        case .rpm: return try await load(RPMFamily(context: context), cache)
        }
    }

    private static func load(
        _ family: DebianFamily, _ cache: SearchIndexCache
    ) async throws(MirrorError) -> UpstreamIndexes {
        let found = try await family.indexes(of: try await family.roots())
        family.session.observer.report(.phase("searching"))
        var parts: [Part] = []
        for index in found.flatMap(\.content) {
            try Interruption.check()
            guard let content = try cache.index(index) else { throw tooLarge(index.variant.path) }
            parts.append(Part(repository: index.root.source.repository, index: content))
        }
        let own = [family.native] + family.plan.architecture.foreign
        return UpstreamIndexes(
            parts: parts, scheme: .debian, architectures: Set(own + ["all"]),
            oldest: found.compactMap(\.root.release.date).min(),
            files: DebianFileListing(
                fetcher: family.indexFetcher, architecture: family.native,
                roots: found.map(\.root)))
    }

    private static func load(
        _ family: RPMFamily, _ cache: SearchIndexCache
    ) async throws(MirrorError) -> UpstreamIndexes {
        let found = try await family.primaries(of: try await family.roots())
        family.session.observer.report(.phase("searching"))
        var parts: [Part] = []
        for (root, primary) in found {
            try Interruption.check()
            guard let content = try cache.index(primary) else { throw tooLarge(primary.name) }
            parts.append(Part(repository: root.source.repository, index: content))
        }
        return UpstreamIndexes(
            parts: parts, scheme: .rpm, architectures: Set(family.architectures),
            oldest: found.map(\.root.date).filter { $0.seconds > 0 }.min(),
            files: RPMFileListing(
                fetcher: family.documentFetcher, roots: found.map(\.root),
                architectures: Set(family.architectures)))
    }

    private static func tooLarge(_ name: String) -> MirrorError {
        MirrorError(.integrity, "\(name) is too large to be searched")
    }

    /// Whether a machine takes a package.
    func isSeen(_ package: Int, in part: Part) -> Bool {
        architectures.contains(part.index.string(.architecture, of: package))
    }
}
