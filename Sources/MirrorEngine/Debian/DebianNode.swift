internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// A node whose only source is one suite of the mirror, and what it may be asked to install.
struct DebianNode {
    /// A package of the suite.
    struct Member {
        var package: PackageID
        /// The sets that it belongs to, by number from zero.
        var sets: [Int]
        /// The wishes and groups that it is there for.
        var reasons: [String]
        /// Whether nothing chose it: it could serve something that was chosen.
        var isBroad = false
    }

    /// What apt reads of the suite.
    private(set) var universe: Universe
    let members: [Member]
    /// The sets that are in the suite, by number from zero.
    let suite: [Int]
    /// All sets of the lock.
    let sets: [Lock.WishSet]
    /// The groups of the manifest.
    let groups: [String]
    /// Whether apt takes recommended packages.
    let recommends: Bool
    /// What is on the node already; `nil` where nothing is.
    private(set) var base: AssumedBase?

    /// The same node with packages on it.
    func on(_ packages: [Lock.Installed]) throws(MirrorError) -> DebianNode {
        if packages.isEmpty { return self }
        let whole = try InstalledUniverse(universe, packages)
        var node = self
        node.universe = whole.universe
        node.base = whole.base
        return node
    }

    /// What apt would refuse of all that a node may ask.
    func refusals() throws(MirrorError) -> [NodeRefusal] {
        let (questions, wishes) = questions()
        var client = client()
        var refusals = try NodeRefusal.all(
            among: questions, wishes, by: &client, named: DebianNode.program, in: universe)
        if refusals.isEmpty { return broadRefusals() }
        var resolver = DebianResolver(
            universe, policy: DebianResolver.Policy(order: base?.order ?? CandidateOrder()))
        for index in refusals.indices {
            let asked = refusals[index].question.entries.map { wishes[$0] }
            explain(&refusals[index], asked, &resolver, &client)
        }
        return refusals
    }

    /// What merely could serve may exclude the rest, but each such package has to install by itself.
    private func broadRefusals() -> [NodeRefusal] {
        let broad = members.filter(\.isBroad)
        if broad.isEmpty { return [] }
        var resolver = DebianResolver(
            universe, policy: DebianResolver.Policy(order: base?.order ?? CandidateOrder()))
        let kept = base?.wishes() ?? []
        var refusals: [NodeRefusal] = []
        for member in broad {
            let wish = ResolverWish(
                label: universe.nameText(member.package), candidates: [member.package],
                takesRecommended: false)
            let wishes = kept + [wish]
            guard case .unsatisfiable(let refutation) = resolver.solve(wishes) else { continue }
            let explanation = resolver.explain(refutation, wishes: wishes)
            refusals.append(
                NodeRefusal(
                    broad: wish.label, sets: member.sets, program: DebianNode.program,
                    lines: [explanation.headline] + explanation.lines))
        }
        return refusals
    }

    /// How many packages are tried at most to find one that apt would have to be told of.
    private static let tries = 40

    /// Says why, in words of the facts that exclude one another; where there are none, apt does not find what
    /// there is, and what it finds it by is named.
    private func explain<C: PackageClient & ~Copyable>(
        _ refusal: inout NodeRefusal, _ asked: [ResolverWish], _ resolver: inout DebianResolver,
        _ client: inout C
    ) {
        let wishes = (base?.wishes() ?? []) + asked
        switch resolver.solve(wishes) {
        case .undecided: return
        case .unsatisfiable(let refutation):
            let explanation = resolver.explain(refutation, wishes: wishes)
            refusal.lines = [explanation.headline] + explanation.lines
        case .solved(let solution):
            refusal.lines.append(
                "it could be installed, but apt does not go back on a choice once made")
            let labels = refusal.labels.joined(separator: " ")
            let untold = solution.packages.sorted().filter { package in
                !asked.mean(package) && base?.installed.contains(package) != true
            }
            for package in untold.prefix(DebianNode.tries) {
                let name = universe.nameText(package)
                let wish = ResolverWish(label: name, candidates: [package])
                guard case .changes = client.install(asked + [wish]) else { continue }
                refusal.hints = ["`apt-get install \(labels) \(name)` works"]
                return
            }
            if untold.count > DebianNode.tries {
                refusal.lines.append(
                    "none of the first \(DebianNode.tries) of its packages helps when apt is told of it"
                )
            }
        }
    }

    /// How messages name the client.
    static let program = "apt"

    /// The client, over the suite alone.
    private func client() -> AptClient {
        AptClient(
            universe, installed: base?.installed ?? PackageSet(count: universe.count),
            policy: AptClient.Policy(recommends: recommends))
    }

    /// What a node may ask, and the wishes that the numbers in it mean.
    func questions() -> ([NodeQuestion], [ResolverWish]) {
        let taken = wished
        let essential = sets.first?.wishes.filter { label in
            taken[label]?.contains { universe.traits($0.package).isEssential } ?? false
        }
        var planned: [PlannedWish] = []
        var numbers: [(number: Int, entries: [Int])] = []
        for set in suite {
            // What is essential is in every set, and named in the first.
            let labels = set == 0 ? sets[set].wishes : (essential ?? []) + sets[set].wishes
            let first = planned.count
            planned += labels.compactMap { label in
                wish(label, (taken[label] ?? []).filter { $0.sets.contains(set) })
            }
            numbers.append((set, Array(first..<planned.count)))
        }
        let wishes = planned.indices.map { (planned[$0].wish.label, [$0]) }
        let questions = NodeQuestion.all(
            wishes: wishes, groups: groups, of: planned, sets: numbers)
        return (questions, planned.map(\.wish))
    }

    /// The packages that were taken for each wish.
    private var wished: [String: [Member]] {
        var found: [String: [Member]] = [:]
        for member in members where Lock.Package.isWished(member.reasons) {
            // A wish may be named twice, as a group that is called like it is.
            for reason in Set(member.reasons) { found[reason, default: []].append(member) }
        }
        return found
    }

    /// A wish as the packages that were taken for it.
    private func wish(_ label: String, _ taken: [Member]) -> PlannedWish? {
        if taken.isEmpty { return nil }
        let reasons = Set(taken.flatMap(\.reasons))
        return PlannedWish(
            wish: ResolverWish(
                label: label, candidates: taken.map(\.package), takesRecommended: recommends),
            groups: groups.filter { reasons.contains($0) })
    }
}

extension [ResolverWish] {
    /// Whether one of them may mean a package.
    fileprivate func mean(_ package: PackageID) -> Bool {
        contains { $0.candidates.contains(package) }
    }
}
