internal import Manifest
internal import PackageModel
internal import Resolver

/// The repositories in which other wishes are tried.
protocol RemedyWorld {
    var universe: Universe { get }

    /// The packages that these wishes stand for and would be installed together; `nil` where they are refused.
    func install(_ wishes: [Wish]) -> [PackageID]?
    /// All packages that bear the name of a target, also those that do not count; the best first.
    func versions(of target: WishTarget) -> [PackageID]
    /// How a target is written so that it means a package of its name.
    func text(of target: WishTarget, meaning package: PackageID) -> String
    /// The wishes that would make a package count which does not: its suite, or a stream of a module.
    func additions(for package: PackageID) -> [String]
}

/// Repositories of apt.
struct DebianRemedyWorld: RemedyWorld {
    let universe: Universe
    let recommends: Bool
    let place: String
    let owners: [String: [String]]

    func install(_ wishes: [Wish]) -> [PackageID]? {
        var plan = DebianWishPlan(universe, recommends: recommends, place: place, owners: owners)
        plan.prefer(wishes)
        for wish in wishes { plan.add(wish) }
        if !plan.problems.isEmpty { return nil }
        let policy = DebianResolver.Policy(recommends: plan.takesRecommended, order: plan.order)
        var resolver = DebianResolver(universe, policy: policy)
        return resolver.install(plan.entries)
    }

    func versions(of target: WishTarget) -> [PackageID] {
        let order = CandidateOrder()
        return order.packages(
            named: target.name,
            VersionChoice(
                comparison: .greaterOrEqual, version: "0~~", architecture: target.foreign),
            in: universe)
    }

    func text(of target: WishTarget, meaning package: PackageID) -> String {
        var text = target.name + (target.architecture.map { ":\($0)" } ?? "")
        let all = versions(of: target)
        if all.first == package { return text }
        let best = all.first.map { universe.priority($0) } ?? 500
        let origin = universe.origin(package)
        if universe.priority(package) < min(best, 500) {
            let newest = all.first { universe.origin($0).suite == origin.suite }
            text += "/\(origin.suite)"
            if newest == package { return text }
        }
        return text + " (= \(universe.versionText(package)))"
    }

    func additions(for package: PackageID) -> [String] {
        let origin = universe.origin(package)
        return universe.priority(package) < 500 && !origin.suite.isEmpty
            ? ["\(universe.nameText(package))/\(origin.suite)"] : []
    }
}

/// Repositories of rpm.
struct RPMRemedyWorld: RemedyWorld {
    let content: RepositoryContent
    let rules: RPMRules
    let place: String
    /// What counts for the wishes as they are.
    let market: RPMMarket

    var universe: Universe { content.universe }

    func install(_ wishes: [Wish]) -> [PackageID]? {
        let market = RPMMarket(content, rules, for: wishes)
        if !market.modules.problems.isEmpty { return nil }
        var plan = RPMWishPlan(market, weak: rules.weak, place: place)
        for wish in wishes { plan.add(wish) }
        if !plan.problems.isEmpty { return nil }
        let policy = RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
        var resolver = RPMResolver(universe, policy: policy, for: plan.entries.map(\.wish))
        return resolver.install(plan.entries)
    }

    func versions(of target: WishTarget) -> [PackageID] {
        RPMSubject(universe).packages(
            named: target.name, VersionChoice(rpm: target.anyVersion, in: universe)
        ).filter { universe.nameText($0) == target.name }.sorted { left, right in
            let order = universe.compare(universe.version(left), universe.version(right))
            return order == 0
                ? (universe.architecture(left), left) < (universe.architecture(right), right)
                : order > 0
        }
    }

    func text(of target: WishTarget, meaning package: PackageID) -> String {
        let name = target.name + (target.architecture.map { ".\($0)" } ?? "")
        let version = universe.versionText(package)
        return name + " (= \(version.hasPrefix("0:") ? String(version.dropFirst(2)) : version))"
    }

    func additions(for package: PackageID) -> [String] {
        market.streams(with: package).map { "@" + $0 }
    }
}

extension WishTarget {
    fileprivate var foreign: String? {
        architecture.flatMap { $0 == "native" || $0 == "any" ? nil : $0 }
    }

    fileprivate var anyVersion: WishTarget {
        var copy = self
        copy.constraint = nil
        return copy
    }
}

extension WishResolver where Self: ~Copyable {
    /// The packages that planned wishes stand for and would be installed together.
    fileprivate mutating func install(_ entries: [PlannedWish]) -> [PackageID]? {
        guard case .solved(let solution) = answer(to: entries.map(\.wish)) else { return nil }
        return solution.choices.filter { $0.parent == nil }.map(\.package)
    }
}
