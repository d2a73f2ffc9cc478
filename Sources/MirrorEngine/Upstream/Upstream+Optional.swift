package import Manifest
package import MirrorBase
package import PackageModel
internal import Transfer

extension Upstream {
    /// What earlier runs kept of one repository.
    package static func kept(
        _ id: String, for wish: Wish, _ context: BuildContext
    ) async throws(MirrorError) -> Universe {
        var options = context.options
        options.isOffline = true
        options.with = [id]
        options.without = context.plan.distro.repositories.map(\.id).filter { $0 != id }
        // Addresses of others are no business of this one.
        options.namedSources = []
        let plan = try DistroPlan(
            context.plan.file, architecture: context.plan.architecture.name, options: options)
        let session = try Session(options, BuildObserver())
        defer { session.client.shutdown() }
        let context = BuildContext(
            session: session, plan: plan, manifest: context.manifest, baselines: BaselinePlan())
        switch plan.distro.family {
        case .deb:
            let family = DebianFamily(context: context)
            var indexes: [DebianIndex] = []
            for root in try await family.roots() {
                indexes += try await family.indexFetcher.packages(
                    of: root, architectures: [family.native] + plan.architecture.foreign)
            }
            return try DebianUniverseLoader.load(
                indexes, native: family.native, foreign: plan.architecture.foreign)
        case .rpm:
            let family = RPMFamily(context: context)
            var documents: [RepositoryDocuments] = []
            for root in try await family.roots() {
                documents.append(try await family.documents(of: root))
            }
            let paths = wish.alternatives.map(\.name).filter { $0.hasPrefix("/") }
            return try RepositoryContentReader(
                documents, architectures: family.architectures, paths: Set(paths)
            ).universe()
        }
    }
}
