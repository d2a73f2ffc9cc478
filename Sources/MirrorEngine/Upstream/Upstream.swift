package import Manifest
package import MirrorBase
package import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// What upstream's repositories have for one distro and architecture, with what it was read for.
package struct Upstream {
    /// What one family has.
    package enum Content {
        case deb(DebianUpstream)
        case rpm(RPMUpstream)
    }

    package let context: BuildContext
    package let content: Content

    /// Fetches and reads what the repositories have.
    ///
    /// - Parameter wishes: Wishes beside those of the manifest: the files that they name are looked up.
    package init(_ context: BuildContext, for wishes: [Wish]) async throws(MirrorError) {
        self.context = context
        switch context.plan.distro.family {
        case .deb:
            let family = DebianFamily(context: context)
            content = .deb(try await DebianUpstream(family, for: wishes))
        case .rpm:
            let family = RPMFamily(context: context)
            content = .rpm(try await RPMUpstream(family, for: wishes))
        }
    }

    /// All packages, without those that are on the target already.
    package var universe: Universe {
        switch content {
        case .deb(let upstream): upstream.universe
        case .rpm(let upstream): upstream.content.universe
        }
    }

    /// The roots as a lock names them.
    var roots: [Lock.Repository] {
        switch content {
        case .deb(let upstream): DebianFamily(context: context).lines(for: upstream.roots)
        case .rpm(let upstream): RPMFamily(context: context).lines(for: upstream.roots)
        }
    }

    /// How old what is kept is.
    package var ageNote: String {
        let dates = roots.map(\.date).sorted()
        guard let newest = dates.last else { return "nothing is kept, and nothing is needed" }
        return
            "answering from the indexes that earlier runs kept, the newest of \(newest.iso8601); `--refresh` fetches them anew"
    }
}

/// Packages of apt's repositories.
package struct DebianUpstream {
    package let roots: [VerifiedRelease]
    let universe: Universe
    /// For each wished path the packages that hold it.
    package let owners: [String: [String]]
    /// What is on the target already.
    let installed: [Lock.Installed]

    init(_ family: DebianFamily, for wishes: [Wish]) async throws(MirrorError) {
        (roots, universe) = try await family.universe(of: try await family.roots())
        owners = try await family.owners(
            of: family.context.wishes.map(\.wish) + wishes, roots)
        installed = try family.installed(universe)
    }
}

/// Packages of rpm repositories.
package struct RPMUpstream {
    package let roots: [VerifiedRepository]
    let content: RepositoryContent
    let rules: RPMRules
    /// The repositories' addresses and what of them is trusted.
    let sources: [RPMSource]
    /// What is on the target already.
    let installed: [Lock.Installed]

    init(_ family: RPMFamily, for wishes: [Wish]) async throws(MirrorError) {
        let context = family.context
        let all = try family.request().all + context.baselines.shippedWishes() + wishes
        (roots, content) = try await family.content(of: try await family.roots(), for: all)
        context.observer.report(.phase("resolving"))
        try context.knownNames.record(content.universe, of: context.place)
        rules = RPMRules(context.plan)
        sources = try await family.sources()
        installed = try family.installed(content, rules)
    }

    /// What counts without any wish.
    package var market: RPMMarket { RPMMarket(content, rules, for: []) }

    /// The element of a package in its primary document.
    package func element(of package: PackageID) throws(MirrorError) -> [UInt8] {
        try content.element(of: package)
    }
}
