internal import Manifest
package import MirrorBase
internal import Store

/// What two manifests of one distro and architecture come to over the same repositories as they are now.
package struct ManifestPair {
    private let old: BuildContext
    private let new: BuildContext
    private let titles: (String, String)

    /// How often the repositories may change while they are read.
    private static let attempts = 2

    /// - Parameters:
    ///   - old: A build of the first manifest.
    ///   - new: A build of the second one by the same plan.
    ///   - titles: What messages call the manifests.
    package init(_ old: BuildContext, _ new: BuildContext, titles: (String, String)) {
        self.old = old
        self.new = new
        self.titles = titles
    }

    /// Solves both; neither lock nor tree is written.
    package func solve() async throws(MirrorError) -> (Resolution, Resolution) {
        switch old.plan.distro.family {
        case .deb:
            return try await solve(DebianFamily(context: old), DebianFamily(context: new))
        case .rpm:
            return try await solve(RPMFamily(context: old), RPMFamily(context: new))
        }
    }

    /// Solves both over the same roots. Where a mirror changed meanwhile, the answers are of two states, and
    /// everything is asked once more.
    private func solve<Family: RepositoryFamily>(_ old: Family, _ new: Family)
        async throws(MirrorError) -> (Resolution, Resolution)
    {
        for _ in 0..<ManifestPair.attempts {
            old.context.observer.report(.phase("fetching \(Family.rootsName)"))
            let roots = try await old.roots()
            let first = try await resolve(old, roots, titles.0)
            try Interruption.check()
            let second = try await resolve(new, roots, titles.1)
            if first.lock.inputs.repositories == second.lock.inputs.repositories {
                return (first, second)
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
