internal import Manifest
package import MirrorBase
internal import Store

/// What two manifests of one distro and architecture come to over the same repositories as they are now.
package struct ManifestPair {
    private let old: BuildContext
    private let new: BuildContext
    private let titles: (String, String)
    /// Told what follows: the one of these titles, or both.
    private let begin: (String?) -> Void

    /// What both came to.
    package struct Solved {
        /// The answer to the first manifest.
        package var old: Resolution
        /// The answer to the second one.
        package var new: Resolution
        /// The roots over which both were solved, where they are those of rpm repositories.
        package var rpmRoots: [VerifiedRepository] = []
    }

    /// How often the repositories may change while they are read.
    private static let attempts = 2

    /// - Parameters:
    ///   - old: A build of the first manifest.
    ///   - new: A build of the second one by the same plan.
    ///   - titles: What messages call the manifests.
    ///   - begin: Told before each of the two by its title, and before and after what is for both.
    package init(
        _ old: BuildContext, _ new: BuildContext, titles: (String, String),
        begin: @escaping (String?) -> Void
    ) {
        self.old = old
        self.new = new
        self.titles = titles
        self.begin = begin
    }

    /// Solves both; neither lock nor tree is written.
    package func solve() async throws(MirrorError) -> Solved {
        switch old.plan.distro.family {
        case .deb:
            return try await solve(DebianFamily(context: old), DebianFamily(context: new)).0
        case .rpm:
            var (solved, roots) = try await solve(
                RPMFamily(context: old), RPMFamily(context: new))
            solved.rpmRoots = roots
            return solved
        }
    }

    /// Solves both over the same roots. Where a mirror changed meanwhile, the answers are of two states, and
    /// everything is asked once more.
    private func solve<Family: RepositoryFamily>(_ old: Family, _ new: Family)
        async throws(MirrorError) -> (Solved, [Family.Root])
    {
        for _ in 0..<ManifestPair.attempts {
            begin(nil)
            old.context.observer.report(.phase("fetching \(Family.rootsName)"))
            let roots = try await old.roots()
            begin(titles.0)
            let first = try await resolve(old, roots, titles.0)
            try Interruption.check()
            begin(titles.1)
            let second = try await resolve(new, roots, titles.1)
            begin(nil)
            if first.lock.inputs.repositories == second.lock.inputs.repositories {
                return (Solved(old: first, new: second), roots)
            }
        }
        throw MirrorError(
            .network, "the repositories change while they are read",
            hints: ["a later run may find them at rest; `--offline` uses what was kept"])
    }

    private func resolve<Family: RepositoryFamily>(
        _ family: Family, _ roots: [Family.Root], _ title: String
    ) async throws(MirrorError) -> Resolution {
        do throws(MirrorError) { return try await family.resolve(roots) } catch {
            throw error.during("solving the manifest `\(title)`")
        }
    }
}
