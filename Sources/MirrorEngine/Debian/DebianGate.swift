internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO

/// Reads a tree back and installs every wish from it alone, before it goes live.
struct DebianGate {
    /// The root of the archive.
    let tree: FilePath
    let architecture: String
    let foreign: [String]
    /// What the suite was made from.
    let suite: SuitePlan.Suite
    /// What is on the machine already.
    var assumed: [Lock.Installed] = []

    /// Throws what would not install; the tree must not go live then.
    func check(_ indexes: [FilePath]) throws(MirrorError) {
        let published = try read(indexes)
        try checkFiles(published)
        let whole = try InstalledUniverse(published, assumed)
        let universe = whole.universe
        let kept = whole.base.wishes()
        // A suite has one version of a name, so what apt would take is all there is.
        var resolver = DebianResolver(
            universe, policy: DebianResolver.Policy(order: whole.base.order))
        for number in suite.sets {
            // What merely could serve may exclude the rest.
            let members = suite.packages.filter { $0.sets.contains(number) && !$0.isBroad }
            let wishes = try members.map { (package) throws(MirrorError) in
                try wish(package, in: universe)
            }
            try install(kept + wishes, together: "set \(number + 1)", &resolver)
            // What was wished also alone, since that is how a node installs it.
            for (package, wish) in zip(members, wishes) where package.wasWished {
                try install(kept + [wish], together: "`\(wish.label)`", &resolver)
            }
        }
        for package in suite.packages where package.isBroad {
            let wish = try wish(package, in: universe)
            try install([wish], together: "`\(wish.label)`", &resolver)
        }
    }

    private func install(
        _ wishes: [ResolverWish], together name: String, _ resolver: inout DebianResolver
    ) throws(MirrorError) {
        try Interruption.check()
        let refutation: Refutation
        switch resolver.solve(wishes) {
        case .solved: return
        case .unsatisfiable(let found): refutation = found
        case .undecided(let steps):
            throw MirrorError(
                .integrity,
                "the new tree is not published: whether \(name) would install from it is not known after \(steps) steps"
            )
        }
        let explanation = resolver.explain(refutation, wishes: wishes)
        throw MirrorError(
            .integrity,
            ([
                "the new tree is not published: \(name) would not install from it:",
                explanation.headline,
            ] + explanation.lines).joined(separator: "\n  "))
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

    private func wish(_ package: Lock.Package, in universe: Universe) throws(MirrorError)
        -> ResolverWish
    {
        let choice = VersionChoice(
            comparison: .equal, version: package.version,
            architecture: package.architecture == "all" ? nil : package.architecture)
        let candidates = CandidateOrder().packages(named: package.name, choice, in: universe)
        if candidates.isEmpty {
            throw MirrorError(
                .integrity,
                "the new tree is not published: `\(package.name) \(package.version)` is not in it")
        }
        return ResolverWish(label: package.name, candidates: candidates)
    }
}

extension Lock.Package {
    /// Whether a wish names it: it then has the wish and a group that holds it as reasons, where what
    /// follows from a wish has that wish alone.
    var wasWished: Bool { reasons.count > 1 }
}
