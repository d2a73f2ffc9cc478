internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// Tries every wish on machines, over a published repository alone.
struct RPMProof {
    /// What is published.
    let content: RepositoryContent
    /// What nodes choose by.
    let rules: RPMRules
    /// What the distro calls its base.
    let base: [Wish]
    let wishes: [GroupedWish]
    let manifest: Manifest
    /// The sets that the wishes were solved in.
    let sets: [Lock.WishSet]
    /// Whether nodes have yum, not dnf.
    let isYum: Bool
    /// Whether nothing on a machine may change.
    let isFrozen: Bool

    /// The cells of one machine.
    func cells(_ baseline: String, _ packages: [Lock.Installed]) throws(MirrorError)
        -> [ProofMatrix.Cell]
    {
        let whole = try InstalledUniverse(content.universe, packages)
        let content = content.with(whole)
        let market = RPMMarket(content, rules, for: base + wishes.map(\.wish))
        let plain = RPMMarket(content, rules, for: [])
        let (plan, rows) = self.rows(market)
        let answers = ProofAnswer(
            universe: content.universe, installed: whole.base.installed, baseline: baseline,
            isFrozen: isFrozen)
        var every = machine(market, content, plan, whole)
        var usual = machine(plain, content, plan, whole)
        var cells: [ProofMatrix.Cell] = []
        for row in rows {
            try Interruption.check()
            if row.isAbsent {
                cells.append(row.absent(baseline))
            } else if !row.missing.isEmpty {
                cells.append(answers.missing(row))
            } else if let wish = row.wish, market.enablesStream(wish) {
                let streams = RPMMarket(content, rules, for: [wish])
                var own = machine(streams, content, plan, whole)
                cells.append(own.cell(row, answers))
            } else if row.wish != nil {
                cells.append(usual.cell(row, answers))
            } else {
                cells.append(every.cell(row, answers))
            }
        }
        return cells
    }

    private func machine(
        _ market: RPMMarket, _ content: RepositoryContent, _ plan: RPMWishPlan,
        _ whole: InstalledUniverse
    ) -> RPMMachine {
        RPMMachine(
            content, installed: whole.base.installed,
            policy: RPMPolicy(
                weakDependencies: plan.takesWeak, best: rules.best, excluded: market.excluded),
            isYum: isYum, isFrozen: isFrozen)
    }

    private func rows(_ market: RPMMarket) -> (RPMWishPlan, [ProofRow]) {
        var parts: [ProofRows.Part] = []
        var plan = RPMWishPlan(market, weak: rules.weak, place: "the mirror")
        var unitCount = 0
        func take(_ wish: Wish, _ group: String) {
            var members: [ResolverWish] = []
            for unit in plan.units[unitCount...] {
                members += unit.entries.map { plan.entries[$0].wish }
            }
            unitCount = plan.units.count
            parts.append(ProofRows.Part(group: group, wish: wish, members: members))
        }
        for wish in base {
            plan.add(base: [wish])
            take(wish, "base")
        }
        for grouped in wishes {
            plan.add([grouped], of: manifest)
            take(grouped.wish, grouped.group)
        }
        return (plan, ProofRows(parts: parts, sets: sets).rows)
    }
}

/// A machine with rpm packages, and the clients that stand in for its own.
private struct RPMMachine: ~Copyable {
    private var dnf: DNFClient
    private var yum: YumClient?
    /// dnf, if it could change nothing that is there.
    private var frozen: DNFClient?

    init(
        _ content: RepositoryContent, installed: PackageSet, policy: RPMPolicy, isYum: Bool,
        isFrozen: Bool
    ) {
        let universe = content.universe
        dnf = DNFClient(universe, installed: installed, policy: policy)
        yum =
            isYum
            ? YumClient(
                universe, installed: installed, excluded: policy.excluded,
                source: content.sourcePackage) : nil
        frozen =
            isFrozen
            ? DNFClient(universe, installed: installed, policy: policy, frozen: true) : nil
    }

    mutating func cell(_ row: ProofRow, _ answers: ProofAnswer) -> ProofMatrix.Cell {
        let answer = self.answer(row.wishes)
        let unchanged = frozen?.install(row.wishes)
        return answers.cell(row, answer, frozen: unchanged)
    }

    /// What the machine's own client would do; yum says of a refusal only what it met first, so that the proof
    /// is dnf's where that refuses, too.
    private mutating func answer(_ wishes: [ResolverWish]) -> ClientAnswer {
        guard let answer = yum?.install(wishes) else { return dnf.install(wishes) }
        guard case .refused(var refusal) = answer,
            case .refused(let proven) = dnf.install(wishes), proven.refutation != nil
        else { return answer }
        refusal.refutation = proven.refutation
        return .refused(refusal)
    }
}
