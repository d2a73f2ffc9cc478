internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// An rpm repository that is not made yet, as nodes would see it.
struct RPMPlannedMirror: PlannedMirror, ~Copyable {
    let content: RepositoryContent
    private let market: RPMMarket
    private let rules: RPMRules
    private let plan: RPMWishPlan
    private let request: RPMNode.Request
    private let assumed: [Lock.Installed]
    private let shipped: [Lock.Installed]
    private let objectives: Objectives
    private let observer: BuildObserver
    private var resolver: RPMResolver
    /// What answers for nodes that are not to choose as they would from all that upstream has.
    private var narrow: RPMResolver?
    /// What questions that enable no stream of a module bring in.
    private(set) var plain: Set<PackageID> = []

    var universe: Universe { content.universe }

    /// Plans a mirror; `resolver` solved its wishes.
    ///
    /// - Parameter policy: With it nodes choose by it, and not as they would from all that upstream has.
    init(
        _ solving: RPMSolving, _ resolver: consuming RPMResolver, within policy: RPMPolicy? = nil,
        observer: BuildObserver
    ) {
        narrow = policy.map {
            RPMResolver(
                solving.market.universe, policy: $0, for: solving.plan.entries.map(\.wish))
        }
        content = solving.content
        market = solving.market
        rules = solving.rules
        plan = solving.plan
        request = solving.request
        assumed = solving.assumed
        shipped = solving.shipped
        objectives = solving.objectives
        self.observer = observer
        self.resolver = resolver
    }

    mutating func broaden(_ sets: inout SolvedSets) -> Bool { sets.broaden(with: &resolver) }

    // MARK: - What is taken of all that upstream has

    mutating func picks(_ sets: SolvedSets) throws(MirrorError) -> [NodePick] {
        let questions = NodeQuestion.all(
            wishes: plan.units.map { ($0.wish.text, $0.entries) }, groups: request.groups,
            of: plan.entries, sets: sets.numbered)
        var picks: [NodePick] = []
        for question in questions where question.kind != .set {
            try Interruption.check()
            picks += try self.picks(question)
        }
        return rules.hasYum && narrow == nil ? try picks + yumPicks(questions, sets) : picks
    }

    /// What yum takes of upstream, question by question; it knows no preference for a former lock.
    private mutating func yumPicks(_ questions: [NodeQuestion], _ sets: SolvedSets)
        throws(MirrorError) -> [NodePick]
    {
        let former = objectives.knownPackages(in: universe, and: sets)
        let wishes = plan.entries.map(\.wish)
        let scope = RPMResolver.scope(
            of: wishes, in: universe, policy: RPMPolicy(excluded: market.excluded))
        let content = content
        // Reading the record of every package would take longer than all the rest.
        var yum = YumClient(
            universe, installed: content.assumed?.installed ?? PackageSet(count: universe.count),
            excluded: market.excluded
        ) { scope.contains($0) ? content.sourcePackage($0) : nil }
        var picks: [NodePick] = []
        for question in questions {
            try Interruption.check()
            guard case .changes(let change) = yum.install(question.entries.map { wishes[$0] })
            else { continue }
            if let former, !former.isSuperset(of: change.packages) { continue }
            var pick = pick(question, change.packages)
            pick.program = RPMNode.yum
            picks.append(pick)
        }
        return picks
    }

    /// What dnf takes for a question; in parts where it is refused as a whole.
    private mutating func picks(_ question: NodeQuestion) throws(MirrorError) -> [NodePick] {
        let wishes = plan.entries.map(\.wish)
        let asked = kept + question.entries.map { wishes[$0] }
        switch narrow?.solve(asked) ?? resolver.solve(asked) {
        case .solved(let solution): return [pick(question, solution.packages)]
        case .undecided(let steps):
            throw MirrorError(
                .answerIsNo,
                "no answer for \(question.name) by itself was found after \(steps) steps, though there may be one"
            )
        case .unsatisfiable(let refutation):
            // What one wish stands for may exclude itself, as two members of a group do.
            guard question.isInParts else { return [] }
            let explanation = Explanation(refutation, wishes: asked, in: universe)
            observer.report(
                .note(
                    ([
                        "\(question.name) cannot be installed as a whole, only in parts:",
                        explanation.headline,
                    ] + explanation.lines).joined(separator: "\n  ")))
            var picks: [NodePick] = []
            // Every part is in some set, so there is an answer.
            for part in question.parts(wishes) { picks += try self.picks(part) }
            return picks
        }
    }

    private mutating func pick(_ question: NodeQuestion, _ packages: [PackageID]) -> NodePick {
        let enables =
            switch question.kind {
            case .wish(let text):
                plan.wishes(text).contains { market.enablesStream($0) }
            case .group(let group):
                request.wishes(of: group).contains { market.enablesStream($0) }
            case .set: request.all.contains { market.enablesStream($0) }
            }
        if !enables { plain.formUnion(packages) }
        return NodePick(question: question, program: RPMNode.dnf, packages: packages)
    }

    /// That what is on the machines stays there.
    private var kept: [ResolverWish] { plan.entries.prefix(plan.assumedCount).map(\.wish) }

    // MARK: - What would be refused

    mutating func refusals(_ sets: SolvedSets) throws(MirrorError) -> [NodeRefusal] {
        let members = sets.members.sorted { precedes($0.package, $1.package) }
        let packages = members.map(\.package)
        let content = content
        let modules = try PublishedModules(content: content, market: market, rules: rules)
            .documents(for: packages, plain: plain)
        let names = Set(packages.map { universe.nameText($0) })
        var others = OtherDocuments(modules: [modules])
        if request.all.flatMap(\.alternatives).contains(where: \.kind.isGroup),
            let comps = content.comps(for: names)
        {
            do { others.comps = [try CompsReader.read(comps)] } catch {
                throw MirrorError(.bug, "the groups that were cut down cannot be read: \(error)")
            }
        }
        let published = RepositoryContent(
            universe: universe.selecting(
                packages, origin: PackageOrigin(repository: "mirror", suite: "", component: ""),
                paths: request.all.flatMap(\.alternatives).map(\.name).filter {
                    $0.hasPrefix("/")
                }),
            repositories: [], namesOtherPaths: false, kept: nil, others)
        return try RPMNode(
            content: published, rules: rules.ofNode, request: request, sets: sets.lines,
            reasons: members.map(\.reasons),
            source: { content.sourcePackage(packages[$0.index]) }, shipped: shipped
        ).on(assumed).refusals()
    }

    /// The order of a lock, and so that of the published repository: name, version, architecture, bytewise.
    private func precedes(_ left: PackageID, _ right: PackageID) -> Bool {
        for (left, right) in [
            (universe.nameText(left), universe.nameText(right)),
            (universe.versionText(left), universe.versionText(right)),
            (universe.architectureText(left), universe.architectureText(right)),
        ] where left != right {
            return left.utf8.lexicographicallyPrecedes(right.utf8)
        }
        return left < right
    }

    // MARK: - What may help

    mutating func remedies(for refusal: NodeRefusal, _ sets: SolvedSets) -> [NodePick] {
        let labels = Set(refusal.labels)
        let asked = Set(refusal.question.sets.flatMap { sets.sets.parts[$0].wishes })
        var question = refusal.question
        question.entries = asked.filter { labels.contains(plan.entries[$0].wish.label) }.sorted()
        if refusal.isMissing { return named(question, refusal) }
        // A node sees all sets, since they are in one repository.
        let there = sets.contents
        var wishes = question.entries.map { plan.entries[$0].wish }
        for index in wishes.indices {
            wishes[index].candidates = seen(wishes[index].candidates, beside: there)
            wishes[index].takesBest = false
        }
        return solved(question, wishes, refusal)
    }

    /// The candidates that a client may take that finds these packages in the mirror: none that is older than
    /// what it finds of the same name, or that something it finds obsoletes.
    private func seen(_ candidates: [PackageID], beside there: Set<PackageID>) -> [PackageID] {
        let visible = candidates.filter { there.contains($0) }
        return candidates.filter { package in
            !visible.contains { other in
                if universe.name(other) == universe.name(package) {
                    return universe.compare(
                        universe.version(other), universe.version(package)) > 0
                }
                return universe.relations(.obsoletes, of: other).contains { position in
                    let relation = universe.relation(position)
                    guard relation.name == universe.name(package) else { return false }
                    return relation.comparison == .any
                        || relation.comparison.accepts(
                            universe.compare(universe.version(package), relation.version))
                }
            }
        }
    }

    /// The packages of the wished name itself, where upstream's choice bears another: a node has to find what
    /// is obsoleted to be led to what obsoletes it.
    private mutating func named(_ question: NodeQuestion, _ refusal: NodeRefusal) -> [NodePick] {
        var wishes = question.entries.map { plan.entries[$0].wish }
        for index in wishes.indices {
            let own = wishes[index].candidates.filter { package in
                universe.nameText(package) == wishes[index].label
            }
            wishes[index].candidates = own.filter { package in
                !own.contains {
                    universe.compare(universe.version($0), universe.version(package)) > 0
                }
            }
        }
        let alone = NodePick(
            question: question, program: refusal.program,
            packages: wishes.flatMap(\.candidates))
        return solved(question, wishes, refusal) + [alone]
    }

    /// What some wishes with these candidates bring in.
    private mutating func solved(
        _ question: NodeQuestion, _ wishes: [ResolverWish], _ refusal: NodeRefusal
    ) -> [NodePick] {
        guard case .solved(let solution) = resolver.solve(kept + wishes) else { return [] }
        var pick = pick(question, solution.packages)
        pick.program = refusal.program
        return [pick]
    }

    /// A repository holds several versions of a name, so everything can be there.
    func objection(to pick: NodePick, _ sets: SolvedSets) -> String? { nil }
}
