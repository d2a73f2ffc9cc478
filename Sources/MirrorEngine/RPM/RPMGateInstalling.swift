internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// Installs from a tree what its lock promises: every set, and every wish by itself.
///
/// It knows of modules what a node knows: the defaults of the tree, and what a wish itself enables.
struct RPMGateInstalling {
    let gate: RPMGate
    let content: RepositoryContent

    private var sets: [Lock.WishSet] { gate.lock.sets }

    /// Throws what would not install.
    func check() throws(MirrorError) {
        let market = RPMMarket(content, gate.rules, for: gate.allWishes)
        var plan = RPMWishPlan(market, weak: gate.rules.weak, place: "the new tree")
        plan.addAssumed()
        plan.add(base: gate.base)
        plan.add(gate.wishes, of: gate.manifest)
        plan.add(shipped: shipped)
        let problems = market.modules.problems
        if !problems.isEmpty { throw MirrorError(.integrity, problems: problems) }
        try checkFound(plan)
        var resolver = self.resolver(market, plan)
        for (number, set) in sets.enumerated() {
            let members = plan.entries.dropFirst(plan.assumedCount).map(\.wish)
                .filter { set.wishes.contains($0.label) }
            try install(kept(plan) + members, "set \(number + 1)", &resolver)
        }
        try checkUnits(of: plan, market)
    }

    /// That what is on the machine stays there.
    private func kept(_ plan: RPMWishPlan) -> [ResolverWish] {
        plan.entries.prefix(plan.assumedCount).map(\.wish)
    }

    /// The packages of a baseline that are shipped.
    private var shipped: [Lock.Installed] {
        gate.lock.packages.filter { $0.wasWished && $0.reasons.contains(Lock.baselineGroup) }
            .map {
                Lock.Installed(
                    name: $0.name, version: $0.version, architecture: $0.architecture)
            }
    }

    /// Every wish of the lock has to be found, and to mean what it meant upstream: nobody would notice if an
    /// optional one were gone, or if of `a | b` the other were taken.
    private func checkFound(_ plan: RPMWishPlan) throws(MirrorError) {
        var promised: [String: Set<PackageID>] = [:]
        for entry in plan.entries {
            promised[entry.wish.label, default: []].formUnion(entry.wish.candidates)
        }
        var reasons: [ModuleArtifact.Parts: [String]] = [:]
        for package in gate.lock.packages where package.wasWished {
            reasons[ModuleArtifact.Parts(package)] = package.reasons
        }
        var missing: [String] = []
        for label in sets.flatMap(\.wishes) where !missing.contains(label) {
            let isThere = (promised[label] ?? []).contains { package in
                reasons[ModuleArtifact.Parts(package, in: content.universe)]?.contains(label)
                    ?? false
            }
            if !isThere { missing.append(label) }
        }
        if missing.isEmpty { return }
        let problems = missing.map {
            MirrorError.Problem("nothing in it is what was taken for `\($0)`")
        }
        throw MirrorError(.integrity, problems: problems + plan.problems)
    }

    /// Every wish by itself, since that is how a node installs it.
    private func checkUnits(of plan: RPMWishPlan, _ market: RPMMarket) throws(MirrorError) {
        let known = Set(sets.flatMap(\.wishes))
        var plain = resolver(RPMMarket(content, gate.rules, for: []), plan)
        for unit in plan.units {
            let members = unit.entries.map { plan.entries[$0].wish }.filter {
                known.contains($0.label)
            }
            if market.enablesStream(unit.wish) {
                var own = resolver(RPMMarket(content, gate.rules, for: [unit.wish]), plan)
                try check(members, beside: kept(plan), of: unit, &own)
            } else {
                try check(members, beside: kept(plan), of: unit, &plain)
            }
        }
    }

    /// What excludes itself, as two members of a group may, is in different sets, and is installed in parts.
    private func check(
        _ members: [ResolverWish], beside kept: [ResolverWish], of unit: RPMWishPlan.Unit,
        _ resolver: inout RPMResolver
    ) throws(MirrorError) {
        let name = "`\(unit.wish.text)`"
        let isTogether = sets.contains { set in
            members.allSatisfy { set.wishes.contains($0.label) }
        }
        if isTogether { return try install(kept + members, name, &resolver) }
        if case .solved = resolver.solve(kept + members) { return }
        for member in members {
            try install(kept + [member], "`\(member.label)` of \(name)", &resolver)
        }
    }

    private func resolver(_ market: RPMMarket, _ plan: RPMWishPlan) -> RPMResolver {
        RPMResolver(
            market.universe,
            policy: RPMPolicy(
                weakDependencies: plan.takesWeak, best: gate.rules.best,
                excluded: market.excluded))
    }

    private func install(
        _ wishes: [ResolverWish], _ name: String, _ resolver: inout RPMResolver
    ) throws(MirrorError) {
        try Interruption.check()
        switch resolver.solve(wishes) {
        case .solved: return
        case .undecided(let steps):
            throw MirrorError(
                .integrity, "no way to install \(name) was found after \(steps) steps")
        case .unsatisfiable(let refutation):
            let explanation = Explanation(refutation, wishes: wishes, in: content.universe)
            throw MirrorError(
                .integrity,
                (["\(name) would not install from it:", explanation.headline]
                    + explanation.lines).joined(separator: "\n  "))
        }
    }
}

extension ModuleArtifact.Parts {
    /// A package of a universe.
    init(_ package: PackageID, in universe: Universe) {
        self.init(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package))
    }
}
