internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// Turns what was resolved into the packages of a lock.
struct LockMaker {
    let universe: Universe
    let roots: [VerifiedRoot]
    let entries: [WishPlan.Entry]
    /// The published suite.
    let suite: String

    /// The packages of all sets, each once.
    func packages(of sets: WishSets) throws(MirrorError) -> [PlannedPackage] {
        var memberships: [PackageID: [Int]] = [:]
        var reasons: [PackageID: [String]] = [:]
        for (number, part) in sets.parts.enumerated() {
            for choice in part.solution.choices {
                memberships[choice.package, default: []].append(number)
                let names =
                    choice.parent == nil
                    ? self.names(of: choice.package, in: part)
                    : [entries[choice.wish].wish.label]
                // One reason is enough for what merely follows from a wish: the lock then stays as it is
                // when another wish needs the same.
                if choice.parent == nil || reasons[choice.package] == nil {
                    reasons[choice.package] = names
                }
            }
        }
        var planned: [PlannedPackage] = []
        var paths: [String: Digest] = [:]
        for (package, numbers) in memberships.sorted(by: { $0.key < $1.key }) {
            let next = try plan(
                package, sets: numbers, reasons: reasons[package] ?? [], paths: &paths)
            planned.append(next)
        }
        return planned
    }

    /// The wishes that a package was chosen for, and the groups that hold them.
    private func names(of package: PackageID, in part: WishSets.Part) -> [String] {
        var names: [String] = []
        for wish in part.wishes where entries[wish].wish.candidates.contains(package) {
            let entry = entries[wish]
            for name in [entry.wish.label] + entry.groups where !name.isEmpty {
                if !names.contains(name) { names.append(name) }
            }
        }
        return names
    }

    private func plan(
        _ package: PackageID, sets: [Int], reasons: [String], paths: inout [String: Digest]
    ) throws(MirrorError) -> PlannedPackage {
        let origin = universe.origin(package)
        let label = "`\(universe.label(package))` of `\(origin.repository)`"
        guard let root = root(of: origin) else {
            throw MirrorError(.bug, "\(label) comes from a repository that was not read")
        }
        let component = LockMaker.treeComponent(origin, root.source)
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
            sha256: record.sha256,
            reasons: reasons, sets: sets,
            record: String(decoding: record.text(filename: path), as: UTF8.self))
        return PlannedPackage(locked: locked, urls: root.urls)
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

    private func root(of origin: PackageOrigin) -> VerifiedRoot? {
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
