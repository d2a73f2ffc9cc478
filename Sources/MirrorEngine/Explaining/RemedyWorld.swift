internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// The repositories in which other wishes are tried.
protocol RemedyWorld {
    var universe: Universe { get }

    /// Whether these wishes can be met together with what is there in any case.
    ///
    /// - Parameters:
    ///   - whole: All wishes of the question: what they say of versions, suites and streams counts.
    ///   - isExplained: Whether to say what excludes what where they cannot.
    func attempt(_ wishes: [Wish], among whole: [Wish], isExplained: Bool) -> RemedyTrial
    /// All packages that bear the name of a target, also those that do not count; the best first.
    func versions(of target: WishTarget) -> [PackageID]
    /// How a target is written so that it means a package of its name.
    func text(of target: WishTarget, meaning package: PackageID) -> String
    /// The wishes that would make a package count which does not: its suite, or a stream of a module.
    func additions(for package: PackageID) -> [String]
}

/// What came of trying other wishes.
enum RemedyTrial {
    /// They can be installed together; the packages that they stand for.
    case works([PackageID])
    /// They cannot; those that exclude one another, as they are written.
    case conflict([String])
    /// They mean nothing, or no answer was found.
    case refused
}

extension RemedyWorld {
    func attempt(_ wishes: [Wish], among whole: [Wish]) -> RemedyTrial {
        attempt(wishes, among: whole, isExplained: false)
    }

    /// The wishes of these that exclude one another; `nil` where there are none.
    func conflict(of wishes: [Wish]) -> [String]? {
        guard case .conflict(let found) = attempt(wishes, among: wishes, isExplained: true)
        else { return nil }
        return found
    }
}

/// Repositories of apt.
struct DebianRemedyWorld: RemedyWorld {
    let universe: Universe
    let recommends: Bool
    let place: String
    let owners: [String: [String]]
    /// What is on the machine already, and stays there.
    var assumed: AssumedBase?
    /// Plans what else is wanted in any case: the base set, and what a baseline ships.
    var ground: (inout DebianWishPlan) -> Void = { _ in }

    func attempt(_ wishes: [Wish], among whole: [Wish], isExplained: Bool) -> RemedyTrial {
        var plan = DebianWishPlan(universe, recommends: recommends, place: place, owners: owners)
        plan.prefer(assumed)
        plan.prefer(whole)
        plan.add(assumed: assumed)
        ground(&plan)
        for wish in wishes { plan.add(wish) }
        if !plan.problems.isEmpty { return .refused }
        let policy = DebianResolver.Policy(recommends: plan.takesRecommended, order: plan.order)
        var resolver = DebianResolver(universe, policy: policy)
        return resolver.attempt(plan.entries, in: universe, isExplained)
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

    /// The base set, which is wanted in any case.
    var base: [Wish] = []
    /// Packages of a baseline that are wanted, too.
    var shipped: [Lock.Installed] = []

    var universe: Universe { content.universe }

    func attempt(_ wishes: [Wish], among whole: [Wish], isExplained: Bool) -> RemedyTrial {
        let market = RPMMarket(content, rules, for: base + whole)
        if !market.modules.problems.isEmpty { return .refused }
        var plan = RPMWishPlan(market, weak: rules.weak, place: place)
        plan.addAssumed()
        plan.add(base: base)
        for wish in wishes { plan.add(wish) }
        plan.add(shipped: shipped)
        if !plan.problems.isEmpty { return .refused }
        let policy = RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded)
        var resolver = RPMResolver(universe, policy: policy, for: plan.entries.map(\.wish))
        return resolver.attempt(plan.entries, in: universe, isExplained)
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
        let best = versions(of: target).first.map { universe.version($0) }
        if best == universe.version(package) { return name }
        let version = universe.versionText(package)
        return name + " (= \(version.withoutZeroEpoch))"
    }

    func additions(for package: PackageID) -> [String] {
        // Where no profile is meant by itself, one has to be named.
        market.streams(with: package).flatMap { stream in
            ["@" + stream] + market.profiles(of: stream).prefix(2).map { "@\(stream)/\($0)" }
        }
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
    /// Whether planned wishes can be met together.
    fileprivate mutating func attempt(
        _ entries: [PlannedWish], in universe: Universe, _ isExplained: Bool
    ) -> RemedyTrial {
        let questions = entries.map(\.wish)
        switch answer(to: questions) {
        case .solved(let solution):
            return .works(solution.choices.filter { $0.parent == nil }.map(\.package))
        case .unsatisfiable(let refutation):
            if !isExplained { return .conflict([]) }
            let conflict = smallestConflict(refutation, in: questions)
            return .conflict(
                Explanation(conflict.refutation, wishes: questions, in: universe).wishes)
        case .undecided: return .refused
        }
    }
}
