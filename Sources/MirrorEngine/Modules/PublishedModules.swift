internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver

/// Decides which documents of modules a tree gets, so that its nodes see what was chosen.
///
/// A node knows nothing of the distro file. What that enables becomes a default in the tree, and so does a
/// stream that one wish enables and another, which enables nothing, has packages of.
struct PublishedModules {
    let content: RepositoryContent
    let market: RPMMarket
    let rules: RPMRules

    /// The documents for the chosen packages.
    ///
    /// - Parameter plain: What wishes that enable no stream bring in by themselves.
    /// - Throws: Where a package belongs to a module whose document is missing, or where nodes would not
    ///   see a package: one of `module-hotfixes`, which the tree cannot tell apart from others.
    func documents(for packages: [PackageID], plain: Set<PackageID>) throws(MirrorError)
        -> [ModuleDocument]
    {
        let parts = packages.map { ModuleArtifact.Parts($0, in: content.universe) }
        let shipped = Set(parts)
        let documents = ModuleDocument.pruned(content.modules, defaults: defaults(for: plain)) {
            shipped.contains($0)
        }
        let rule = ModularPackages(content.modules, published: documents)
        if let refusal = ModularPackages.refusal(parts.filter { rule.lacksDocument($0) }) {
            throw refusal
        }
        if documents.isEmpty { return [] }
        var seeing = rules.ofNode.modules
        try check(plain, ModuleSelection([documents], seeing))
        seeing.enabled = market.requests
        try check(Set(packages), ModuleSelection([documents], seeing))
        return documents
    }

    /// The streams that have to be active where nobody enables any, by module.
    private func defaults(for plain: Set<PackageID>) -> [String: String] {
        var streams: [String: String] = [:]
        for request in rules.modules.enabled {
            if let build = market.modules.activeBuild(of: request.module) {
                streams[build.module] = build.stream
            }
        }
        if market.requests.isEmpty { return streams }
        let usual = RPMMarket(content, rules, for: [])
        let unseen = Set(
            plain.filter { usual.excluded.contains($0) }
                .map { ModuleArtifact.Parts($0, in: content.universe) })
        if unseen.isEmpty { return streams }
        for (build, isActive) in zip(market.modules.builds, market.modules.isActive)
        where isActive && streams[build.module] == nil {
            let isNeeded = build.artifacts.contains { artifact in
                artifact.parts.map { unseen.contains($0) } ?? false
            }
            if isNeeded { streams[build.module] = build.stream }
        }
        return streams
    }

    private func check(_ packages: Set<PackageID>, _ selection: ModuleSelection)
        throws(MirrorError)
    {
        let universe = content.universe
        let hidden = selection.hidden(in: universe).filter { packages.contains($0) }
        if hidden.isEmpty { return }
        let problems = hidden.map { package in
            MirrorError.Problem(
                "`\(universe.label(package))` of `\(universe.origin(package).repository)` would be hidden from nodes by a module whose packages are taken as well",
                hints: [
                    "`module-hotfixes` cannot hold in the tree, which is one repository: take the package or the module"
                ])
        }
        throw MirrorError(
            .answerIsNo, problems: problems, context: ["publishing packages of modules"])
    }
}
