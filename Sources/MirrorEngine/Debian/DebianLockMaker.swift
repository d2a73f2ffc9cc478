internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Turns what was resolved into the packages of a lock.
struct DebianLockMaker {
    let universe: Universe
    let roots: [VerifiedRelease]
    /// The published suite.
    let suite: String

    /// The packages of a solution, in its order.
    func packages(of members: [SolvedSets.Member]) throws(MirrorError) -> [PlannedPackage] {
        var planned: [PlannedPackage] = []
        var paths: [String: Digest] = [:]
        for member in members { planned.append(try plan(member, paths: &paths)) }
        return planned
    }

    private func plan(_ member: SolvedSets.Member, paths: inout [String: Digest])
        throws(MirrorError) -> PlannedPackage
    {
        let package = member.package
        let origin = universe.origin(package)
        let label = "`\(universe.label(package))` of `\(origin.repository)`"
        guard let root = root(of: origin) else {
            throw MirrorError(.bug, "\(label) comes from a repository that was not read")
        }
        let component = DebianLockMaker.treeComponent(origin, root.source)
        let record: PackageRecord
        var path: String
        do {
            record = try PackageRecord(stanza: universe.stanza(package))
            _ = try PoolLayout.checkedFilename(record.filename)
            path = try self.path(record, component, universe.nameText(package), root.source)
        } catch let error as PackageRecordError {
            throw MirrorError(.integrity, "\(label) cannot be fetched: \(error)")
        } catch {
            throw MirrorError(.integrity, "\(label) is refused: \(error)")
        }
        if let other = paths[path], other != record.sha256 {
            // Two repositories use one path for different files; the second keeps to itself.
            path = PackagePlaces.distinctPath(path, record.sha256)
        }
        paths[path] = record.sha256
        let locked = Lock.Package(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package), repository: origin.repository,
            component: component, path: path, upstream: record.filename, size: record.size,
            sha256: record.sha256, reasons: member.reasons, sets: member.sets,
            isBroad: member.isBroad,
            record: String(decoding: record.text(filename: path), as: UTF8.self))
        return PlannedPackage(
            locked: locked, urls: DebianFamily.urls(of: record.filename, below: root.urls))
    }

    /// Where a package goes in the tree. The distribution's own archive keeps its paths; another maker's
    /// goes below its component and our suite, since makers give builds for two releases one file name.
    private func path(
        _ record: PackageRecord, _ component: String, _ package: String, _ source: SuiteSource
    ) throws(FilenameError) -> String {
        if source.treeComponent == nil, !source.isFlat {
            return try PoolLayout.path(
                filename: record.filename, component: component, package: package,
                source: record.source)
        }
        let base = record.filename.split(separator: "/").last.map(String.init) ?? ""
        return try PoolLayout.path(
            filename: base, component: "\(component)/\(suite)", package: package,
            source: record.source)
    }

    private func root(of origin: PackageOrigin) -> VerifiedRelease? {
        roots.first {
            $0.source.repository == origin.repository && $0.source.suite == origin.suite
        }
    }

    /// The component that the tree has for a package: the distro file's, or its own without the prefix
    /// of a security archive (`updates/main`); a flat repository's packages go to one of its name.
    static func treeComponent(_ origin: PackageOrigin, _ source: SuiteSource) -> String {
        if let component = source.treeComponent { return component }
        if origin.component.isEmpty { return source.repository }
        return origin.component.split(separator: "/").last.map(String.init) ?? origin.component
    }
}
