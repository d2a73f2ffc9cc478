internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver

/// Whether wishes need filelists: it is by far the largest document, and few relations ask for it.
///
/// It says who holds the paths that primary leaves out. Where nothing that wishes can come upon names such a
/// path, no answer depends on it.
struct FilelistsNeed {
    /// What primary says.
    let content: RepositoryContent
    let rules: RPMRules

    private var universe: Universe { content.universe }

    /// Whether filelists could change what these wishes bring in together.
    func isThere(for wishes: [Wish]) -> Bool {
        if !content.namesOtherPaths { return false }
        let targets = wishes.flatMap(\.alternatives).map(\.name)
        if targets.contains(where: mayMeanOtherPath) { return true }
        let market = RPMMarket(content, rules, for: wishes)
        var plan = RPMWishPlan(market, weak: rules.weak, place: "")
        for wish in wishes { plan.add(wish) }
        let policy = RPMPolicy(weakDependencies: plan.takesWeak, excluded: market.excluded)
        let scope = RPMResolver.scope(of: plan.entries.map(\.wish), in: universe, policy: policy)
        return universe.packages.contains { package in
            let kinds: [RelationKind] =
                scope.contains(package)
                ? [.requires, .conflicts, .recommends, .suggests, .supplements, .enhances]
                // Who holds a path may bring in what supplements it.
                : [.supplements, .enhances]
            return kinds.contains { kind in
                universe.relations(kind, of: package).contains {
                    namesOtherPath(universe.relation($0))
                }
            }
        }
    }

    /// Whether a name is a path that primary leaves out, or a pattern that may match one.
    private func mayMeanOtherPath(_ name: String) -> Bool {
        if name.hasPrefix("/") {
            return Glob.isPattern(name) || !RepodataDocument.isInPrimary(name)
        }
        return name.hasPrefix("*") || name.hasPrefix("?")
    }

    private func namesOtherPath(_ relation: Relation) -> Bool {
        if let expression = relation.expression {
            return namesOtherPath(universe.expression(expression))
        }
        if !universe.names.isPath(relation.name) { return false }
        return !RepodataDocument.isInPrimary(universe.names.string(relation.name))
    }

    private func namesOtherPath(_ expression: DependencyExpression) -> Bool {
        switch expression {
        case .relation(let relation): namesOtherPath(relation)
        case .and(let parts), .or(let parts), .with(let parts):
            parts.contains(where: namesOtherPath)
        case .without(let first, let second): namesOtherPath(first) || namesOtherPath(second)
        case .ifThere(let wanted, let condition, let otherwise),
            .unlessThere(let wanted, let condition, let otherwise):
            [wanted, condition, otherwise].compactMap(\.self).contains(where: namesOtherPath)
        }
    }
}
