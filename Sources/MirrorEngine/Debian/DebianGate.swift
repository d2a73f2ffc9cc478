internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

/// Reads a tree back and asks it everything that a node may ask, before it goes live.
struct DebianGate {
    /// The root of the archive.
    let tree: FilePath
    let architecture: String
    let foreign: [String]
    /// What the suite was made from.
    let suite: SuitePlan.Suite
    /// All sets of the lock.
    let sets: [Lock.WishSet]
    /// The groups of the manifest that the distro takes.
    let groups: [String]
    /// Whether nodes take recommended packages.
    let recommends: Bool
    /// What is on the nodes already.
    var assumed: [Lock.Installed] = []

    /// Throws what would not install; the tree must not go live then.
    func check(_ indexes: [FilePath]) throws(MirrorError) {
        let universe = try read(indexes)
        try checkFiles(universe)
        let members = try suite.packages.map { (package) throws(MirrorError) in
            DebianNode.Member(
                package: try published(package, in: universe), sets: package.sets,
                reasons: package.reasons, isBroad: package.isBroad)
        }
        let node = DebianNode(
            universe: universe, members: members, suite: suite.sets, sets: sets, groups: groups,
            recommends: recommends)
        let refusals = try node.on(assumed).refusals()
        if refusals.isEmpty { return }
        throw MirrorError(
            .integrity, problems: refusals.map(\.problem),
            context: ["checking the new tree, which is not published"])
    }

    private func read(_ indexes: [FilePath]) throws(MirrorError) -> Universe {
        var builder = UniverseBuilder(
            nativeArchitecture: architecture, foreignArchitectures: foreign)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "mirror", suite: "", component: ""))
        for path in indexes {
            do throws(MirrorError) {
                try DebianUniverseLoader.read(
                    path, .xz, name: "`\(path)`", origin: origin, into: &builder)
            } catch {
                throw MirrorError(
                    error.category, "the new tree is not published: \(error.problems[0].message)")
            }
        }
        return builder.finish()
    }

    private func checkFiles(_ universe: Universe) throws(MirrorError) {
        for package in universe.packages {
            let label = universe.label(package)
            let record: PackageRecord
            let path: String
            do {
                record = try PackageRecord(stanza: universe.stanza(package))
                path = try PoolLayout.checkedFilename(record.filename)
            } catch {
                throw MirrorError(.integrity, "the new tree is not published: `\(label)`: \(error)")
            }
            let status = try onDisk("read the tree back") { () throws(SystemError) in
                try Files.status(tree / path, followLinks: true)
            }
            guard let status, status.kind == .file, status.size == record.size else {
                throw MirrorError(
                    .integrity,
                    "the new tree is not published: `\(tree / path)` is missing or has another size",
                    hints: ["run again; the pool may have been changed meanwhile"])
            }
        }
    }

    private func published(_ package: Lock.Package, in universe: Universe) throws(MirrorError)
        -> PackageID
    {
        let found = universe.package(
            package.name, version: package.version, architecture: package.architecture)
        guard let found else {
            throw MirrorError(
                .integrity,
                "the new tree is not published: `\(package.name) \(package.version)` is not in it")
        }
        return found
    }
}
