internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// The suites of an apt repository that is not made yet, as nodes would see them.
struct DebianPlannedMirror: PlannedMirror, ~Copyable {
    let universe: Universe
    private let plan: DistroPlan
    private let groups: [String]
    /// The component of the tree for each origin of the universe.
    private let components: [String]
    private let treeComponents: [String]
    private let objectives: Objectives
    /// What is on the machines already.
    private let assumed: [Lock.Installed]
    private var resolver: DebianResolver
    /// apt with all that upstream has, on a machine with what is assumed.
    private var client: AptClient

    /// Plans a mirror.
    ///
    /// - Parameters:
    ///   - order: Which versions the wishes name.
    ///   - resolver: What solved the wishes.
    ///   - groups: The groups of the manifest that the distro takes.
    ///   - roots: Where the packages of the universe come from.
    ///   - objectives: What is wanted of the answer beside apt's own choice.
    ///   - assumed: What is on the machines already, and in `installed` the same as packages of the universe.
    init(
        _ plan: DistroPlan, _ order: CandidateOrder, _ resolver: consuming DebianResolver,
        _ universe: Universe, groups: [String], roots: [VerifiedRelease],
        objectives: Objectives, assumed: [Lock.Installed] = [], installed: PackageSet? = nil
    ) {
        self.objectives = objectives
        self.assumed = assumed
        self.universe = universe
        self.plan = plan
        self.groups = groups
        self.resolver = resolver
        client = AptClient(
            universe, installed: installed ?? PackageSet(count: universe.count),
            policy: AptClient.Policy(recommends: plan.recommends, order: order))
        components = universe.origins.map { origin in
            let root = roots.first {
                $0.source.repository == origin.repository && $0.source.suite == origin.suite
            }
            return root.map { DebianLockMaker.treeComponent(origin, $0.source) }
                ?? origin.component
        }
        treeComponents = SuiteIdentity.components(of: plan)
    }

    mutating func broaden(_ sets: inout SolvedSets) -> Bool { sets.broaden(with: &resolver) }

    // MARK: - What is taken of all that upstream has

    mutating func picks(_ sets: SolvedSets) throws(MirrorError) -> [NodePick] {
        // With fewest bytes a node finds nothing else than was chosen.
        if objectives.isMinimal { return [] }
        let former = objectives.knownPackages(in: universe, and: sets)
        let questions = NodeQuestion.all(
            wishes: sets.entries.indices.dropFirst(sets.assumedCount).map {
                (sets.entries[$0].wish.label, [$0])
            },
            groups: groups, of: sets.entries, sets: sets.numbered)
        var picks: [NodePick] = []
        for question in questions where question.kind != .set {
            try Interruption.check()
            let wishes = question.entries.map { sets.entries[$0].wish }
            // Where apt would refuse what there is an answer to, the mirror may do better.
            guard case .changes(let transaction) = client.install(wishes) else { continue }
            if let former, !former.isSuperset(of: transaction.packages) { continue }
            picks.append(
                NodePick(
                    question: question, program: DebianNode.program,
                    packages: transaction.packages))
        }
        return picks
    }

    // MARK: - What would be refused

    mutating func refusals(_ sets: SolvedSets) throws(MirrorError) -> [NodeRefusal] {
        let members = sets.members
        let places = places(members, sets)
        var refusals: [NodeRefusal] = []
        for place in 0..<((places.max() ?? -1) + 1) {
            let suite = places.indices.filter { places[$0] == place }
            let own = members.filter { member in member.sets.contains { suite.contains($0) } }
            let node = try node(own, suite: suite, sets)
            refusals += try node.refusals()
        }
        return refusals
    }

    private func places(_ members: [SolvedSets.Member], _ sets: SolvedSets) -> [Int] {
        SuitePlan.places(
            of: sets.sets.parts.count,
            members.map { member in
                let package = member.package
                return (
                    "\(universe.nameText(package)) \(universe.architectureText(package))",
                    universe.versionText(package), member.sets
                )
            })
    }

    /// A node whose only source is a suite of these packages.
    private func node(
        _ members: [SolvedSets.Member], suite: [Int], _ sets: SolvedSets
    ) throws(MirrorError) -> DebianNode {
        let published = try published(members.map(\.package))
        let found = members.compactMap { member -> DebianNode.Member? in
            published.package(
                universe.nameText(member.package), version: universe.versionText(member.package),
                architecture: universe.architectureText(member.package)
            ).map {
                DebianNode.Member(
                    package: $0, sets: member.sets, reasons: member.reasons,
                    isBroad: member.isBroad)
            }
        }
        return try DebianNode(
            universe: published, members: found, suite: suite, sets: sets.lines, groups: groups,
            recommends: plan.recommends
        ).on(assumed)
    }

    /// What apt reads of a suite with these packages, in the order in which it will be published.
    private func published(_ packages: [PackageID]) throws(MirrorError) -> Universe {
        let native = plan.architecture.urlName
        let order = PublishedOrder(architecture: native, foreign: plan.separateForeign)
        let keys = packages.map { package in
            PublishedOrder.Key(
                component: components[universe.originIndex(package)],
                architecture: universe.architectureText(package),
                name: universe.nameText(package), version: universe.versionText(package))
        }
        var text: [UInt8] = []
        for (_, numbers) in order.indexes(of: keys, components: treeComponents) {
            for number in numbers {
                text += universe.stanza(packages[number])
                text += [0x0A, 0x0A]
            }
        }
        var builder = UniverseBuilder(
            nativeArchitecture: native, foreignArchitectures: plan.architecture.foreign,
            nameCapacity: 1 << 13)
        let origin = builder.addOrigin(
            PackageOrigin(repository: "mirror", suite: "", component: ""))
        var reader = PackagesReader(origin: origin, text: 0, for: builder)
        do { try reader.read(text.span, isComplete: true, into: &builder) } catch {
            throw MirrorError(.bug, "what was read once cannot be read again: \(error)")
        }
        builder.addText(text)
        return builder.finish()
    }

    // MARK: - What may help

    mutating func remedies(for refusal: NodeRefusal, _ sets: SolvedSets) -> [NodePick] {
        let question = upstream(refusal, sets)
        let wishes = question.entries.map { sets.entries[$0].wish }
        let kept = sets.entries.prefix(sets.assumedCount).map(\.wish)
        guard case .solved(let solution) = resolver.solve(kept + wishes) else { return [] }
        return [
            NodePick(question: question, program: refusal.program, packages: solution.packages)
        ]
    }

    /// The question of a node, with the numbers of the wishes that it was made of.
    private func upstream(_ refusal: NodeRefusal, _ sets: SolvedSets) -> NodeQuestion {
        let labels = Set(refusal.labels)
        let asked = Set(refusal.question.sets.flatMap { sets.sets.parts[$0].wishes })
        var question = refusal.question
        question.entries = asked.filter { labels.contains(sets.entries[$0].wish.label) }.sorted()
        return question
    }

    /// A suite has one version of a name: another one would change what every node takes.
    func objection(to pick: NodePick, _ sets: SolvedSets) -> String? {
        let members = sets.members
        let places = places(members, sets)
        let suites = Set(pick.question.sets.map { places[$0] })
        var versions: [String: VersionID] = [:]
        for member in members where member.sets.contains(where: { suites.contains(places[$0]) }) {
            versions[key(member.package)] = universe.version(member.package)
        }
        for package in pick.packages {
            if let other = versions[key(package)], other != universe.version(package) {
                return "the mirror has \(universe.nameText(package)) in another version, "
                    + universe.versions.string(other.name)
            }
        }
        return nil
    }

    /// A name and architecture, with `all` counted as the native one.
    private func key(_ package: PackageID) -> String {
        let own = universe.architectureText(package)
        return universe.nameText(package) + " "
            + (own == "all" ? universe.architectures[0] : own)
    }
}

extension Universe {
    /// The package of a name, version and architecture.
    func package(_ name: String, version: String, architecture: String) -> PackageID? {
        guard let name = names.find(name) else { return nil }
        return providers(of: name).first { provider in
            provider.isOwnName && versionText(provider.package) == version
                && architectureText(provider.package) == architecture
        }?.package
    }
}
