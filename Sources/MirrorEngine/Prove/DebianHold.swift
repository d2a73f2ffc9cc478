internal import PackageModel
internal import Resolver

/// What of a machine is in the way of a wish.
struct ProofHold {
    /// The packages that are in the way by themselves.
    var holders: Set<PackageID>
    /// Why that is so; none where it is not known.
    var refutations: [Refutation]
}

/// Finds what of a machine with deb packages is in the way of a wish that apt refuses.
///
/// apt does not say it: it names a dependency that it gave up. So `DebianResolver` is asked for the proof.
struct DebianHold: ~Copyable {
    /// How many reasons are enough for one cell.
    private static let enough = 4

    private let installed: [PackageID]
    private var resolver: DebianResolver

    init(_ universe: Universe, _ base: AssumedBase, _ order: CandidateOrder) {
        installed = universe.packages.filter { base.installed.contains($0) }
        var order = order
        order.forced.formUnion(base.order.forced)
        resolver = DebianResolver(universe, policy: DebianResolver.Policy(order: order))
    }

    /// Why the wishes cannot be met while these packages stay as they are; `nil` where they can be.
    mutating func refutation(of wishes: [ResolverWish], keeping kept: [PackageID]) -> Refutation? {
        let stays = kept.map { package in
            ResolverWish(
                label: "", candidates: [package], takesRecommended: false, takesBest: false)
        }
        guard case .unsatisfiable(var found) = resolver.solve(wishes + stays) else { return nil }
        found.facts = found.facts.map { fact in
            guard case .wish(let number, _) = fact, number >= wishes.count else { return fact }
            return .frozen(kept[number - wishes.count])
        }
        found.wishes.removeAll { $0 >= wishes.count }
        return found
    }

    /// What is in the way where nothing may change, of what apt would otherwise change.
    ///
    /// A package holds a wish up if it does so by itself. One that does so through another that would
    /// change, as a program that needs its library in the very same version, merely goes along with that.
    mutating func hold(_ wishes: [ResolverWish], against transaction: ClientTransaction)
        -> ProofHold
    {
        let wishes = taken(wishes, by: transaction)
        let changed = transaction.changed
        var holders: Set<PackageID> = []
        for package in changed.sorted() {
            if let found = refutation(of: wishes, keeping: [package]),
                found.facts.allSatisfy({
                    changed.subtracting([package]).isDisjoint(with: $0.mentioned)
                })
            {
                holders.insert(package)
            }
        }
        if !holders.isEmpty {
            let found = reasons(of: wishes, keeping: holders)
            return ProofHold(holders: holders, refutations: found)
        }
        let found = refutation(of: wishes, keeping: installed)
        for case .frozen(let package) in found?.facts ?? [] where changed.contains(package) {
            holders.insert(package)
        }
        return ProofHold(holders: holders, refutations: found.map { [$0] } ?? [])
    }

    /// For each package that is in the way a reason, unless one that is told speaks of it.
    private mutating func reasons(of wishes: [ResolverWish], keeping holders: Set<PackageID>)
        -> [Refutation]
    {
        var found: [Refutation] = []
        var left = holders
        while !left.isEmpty, found.count < DebianHold.enough,
            let next = refutation(of: wishes, keeping: left.sorted())
        {
            let told = next.facts.flatMap(\.mentioned).filter { left.contains($0) }
            if told.isEmpty { break }
            left.subtract(told)
            found.append(next)
        }
        return found
    }

    /// Whether what would go, goes because it needs what is replaced, so that a newer build of it could
    /// come along.
    mutating func needsSiblings(_ wishes: [ResolverWish], against transaction: ClientTransaction)
        -> Bool
    {
        let wishes = taken(wishes, by: transaction)
        for package in transaction.removals {
            guard let found = refutation(of: wishes, keeping: [package]),
                found.hasNeed(of: { $0 == package })
            else { return false }
        }
        return !transaction.removals.isEmpty
    }

    /// The wishes as apt meets them: of several versions it takes its candidate.
    private func taken(_ wishes: [ResolverWish], by transaction: ClientTransaction)
        -> [ResolverWish]
    {
        let new = Set(transaction.packages)
        return wishes.map { wish in
            var wish = wish
            let taken = wish.candidates.filter { new.contains($0) }
            if !taken.isEmpty { wish.candidates = taken }
            return wish
        }
    }
}

extension ClientTransaction {
    /// What would not stay as it is.
    var changed: Set<PackageID> { Set(replacements.flatMap(\.replaced) + removals) }
}

extension Refutation {
    /// Whether a package of a machine takes part by what it needs.
    func hasNeed(of isMeant: (PackageID) -> Bool) -> Bool {
        facts.contains { fact in
            if case .requires(let package, _, _, _) = fact { return isMeant(package) }
            return false
        }
    }
}

extension Refutation.Fact {
    /// The packages that it speaks of, but for those that would merely do.
    fileprivate var mentioned: Set<PackageID> {
        switch self {
        case .requires(let package, _, _, let choices):
            // What is needed in one way only is needed itself.
            choices.count == 1 ? [package, choices[0]] : [package]
        case .conflicts(let left, let right, _), .sameName(let left, let right),
            .obsoletes(let left, let right, _):
            [left, right]
        case .frozen(let package): [package]
        default: []
        }
    }
}
