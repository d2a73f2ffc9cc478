internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// A node whose only repository is the mirror, and what it may be asked to install.
///
/// It knows of modules what a node knows: the defaults of the tree, and what a wish itself enables.
struct RPMNode {
    /// What the user asked for.
    struct Request {
        /// What the distro calls its base.
        var base: [Wish]
        var wishes: [GroupedWish]
        var manifest: Manifest
        /// The groups that these are in.
        var groups: [String]

        /// The base, then what the manifest wishes for.
        var all: [Wish] { base + wishes.map(\.wish) }

        /// What a group wishes for.
        func wishes(of group: String) -> [Wish] {
            (group == "base" ? base : []) + wishes.filter { $0.group == group }.map(\.wish)
        }
    }

    /// What the repository has.
    private(set) var content: RepositoryContent
    /// What the node chooses by.
    let rules: RPMRules
    let request: Request
    /// The sets as a lock has them.
    let sets: [Lock.WishSet]
    /// For each package the wishes and groups that it is there for.
    private(set) var reasons: [[String]]
    /// The file name of a package's source, which yum looks at.
    private(set) var source: (PackageID) -> String?
    /// What is shipped of a baseline.
    var shipped: [Lock.Installed] = []
    /// What is on the node already; `nil` where nothing is.
    private(set) var installed: PackageSet?

    /// The same node with packages on it.
    func on(_ packages: [Lock.Installed]) throws(MirrorError) -> RPMNode {
        if packages.isEmpty { return self }
        let whole = try InstalledUniverse(content.universe, packages)
        var node = self
        node.content = content.with(whole)
        node.installed = whole.base.installed
        // Nobody ships what is there.
        let (count, known) = (content.universe.count, source)
        node.source = { $0.index < count ? known($0) : nil }
        let added = whole.universe.count - content.universe.count
        node.reasons += Array(repeating: [], count: added)
        return node
    }

    /// What dnf or yum would refuse of all that a node may ask.
    func refusals() throws(MirrorError) -> [NodeRefusal] {
        let market = RPMMarket(content, rules, for: request.all)
        var plan = RPMWishPlan(market, weak: rules.weak, place: "the new tree")
        plan.add(base: request.base)
        plan.add(request.wishes, of: request.manifest)
        plan.add(shipped: shipped)
        let problems = market.modules.problems
        if !problems.isEmpty { throw MirrorError(.integrity, problems: problems) }
        let missing = missing(plan)
        if !missing.isEmpty { return missing }
        // Questions that enable the same streams see the same packages, and share clients.
        var groups: [(streams: [String], wishes: [Wish], questions: [NodeQuestion])] = []
        for question in questions(plan) {
            let wishes = wishes(behind: question, plan)
            let streams = Set(RPMMarket.requests(of: wishes, in: content).map(\.label)).sorted()
            if let index = groups.firstIndex(where: { $0.streams == streams }) {
                groups[index].questions.append(question)
            } else {
                groups.append((streams, wishes, [question]))
            }
        }
        var refusals: [NodeRefusal] = []
        for (streams, wishes, questions) in groups {
            let seen = RPMMarket(content, rules, for: streams.isEmpty ? [] : wishes)
            refusals += try self.refusals(of: questions, plan, seen.excluded)
        }
        return refusals
    }

    private func refusals(
        of questions: [NodeQuestion], _ plan: RPMWishPlan, _ excluded: PackageSet
    ) throws(MirrorError) -> [NodeRefusal] {
        let universe = content.universe
        let wishes = plan.entries.map(\.wish)
        let policy = RPMPolicy(
            weakDependencies: plan.takesWeak, best: rules.best, excluded: excluded)
        var dnf = DNFClient(
            universe, installed: installed ?? PackageSet(count: universe.count),
            policy: policy)
        let refusals = try NodeRefusal.all(
            among: questions, wishes, by: &dnf, named: RPMNode.dnf, in: universe)
        if !rules.hasYum { return refusals }
        var yum = YumClient(
            universe, installed: installed ?? PackageSet(count: universe.count),
            excluded: excluded, source: source)
        return try refusals
            + NodeRefusal.all(
                among: questions, wishes, by: &yum, named: RPMNode.yum, in: universe)
    }

    /// How messages name the clients.
    static let dnf = "dnf"
    static let yum = "yum"

    /// What a node may ask; entries are those of the plan.
    private func questions(_ plan: RPMWishPlan) -> [NodeQuestion] {
        let known = Set(sets.flatMap(\.wishes))
        let labels = plan.entries.map(\.wish.label)
        let wishes = plan.units.map { unit in
            (unit.wish.text, unit.entries.filter { known.contains(labels[$0]) })
        }
        let numbers = sets.enumerated().map { number, set in
            let own = Set(set.wishes)
            return (number, labels.indices.filter { own.contains(labels[$0]) })
        }
        return NodeQuestion.all(
            wishes: wishes, groups: request.groups, of: plan.entries, sets: numbers)
    }

    private func wishes(behind question: NodeQuestion, _ plan: RPMWishPlan) -> [Wish] {
        switch question.kind {
        case .wish(let text): plan.wishes(text)
        case .group(let group): request.wishes(of: group)
        case .set: request.all
        }
    }

    /// Every wish of the lock has to be found, and to mean what it meant upstream: nobody would notice if an
    /// optional one were gone, or if of `a | b` the other were taken.
    private func missing(_ plan: RPMWishPlan) -> [NodeRefusal] {
        var promised: [String: Set<PackageID>] = [:]
        for entry in plan.entries {
            promised[entry.wish.label, default: []].formUnion(entry.wish.candidates)
        }
        var missing: [NodeRefusal] = []
        var known: Set<String> = []
        for (number, set) in sets.enumerated() {
            for label in set.wishes where known.insert(label).inserted {
                let isThere = (promised[label] ?? []).contains { package in
                    let reasons = reasons[package.index]
                    return Lock.Package.isWished(reasons) && reasons.contains(label)
                }
                if isThere { continue }
                missing.append(
                    NodeRefusal(missing: label, sets: [number], program: RPMNode.dnf))
            }
        }
        return missing
    }
}
