internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Resolver
internal import Store

/// Looks for why packages are in a lock.
struct WhySearch {
    let lock: Lock
    private let question: PackageQuestion
    private let title: String
    private var graphs: [LockGraph]
    private var roots: WishRoots
    /// For each package of the lock whether it is reached at all: everything is, once roots are complete.
    private let all: [[Bool]]

    /// Reads a lock into graphs.
    init(
        _ lock: Lock, _ question: PackageQuestion, title: String, pool: Pool
    ) throws(MirrorError) {
        self.lock = lock
        self.question = question
        self.title = title
        let path = question.text.hasPrefix("/") ? question.text : nil
        var graphs: [LockGraph] = []
        for set in lock.sets.indices {
            graphs.append(try LockGraph(lock, set: set, path: path, pool: pool))
        }
        var roots = WishRoots(lock, graphs)
        if !WhySearch.followsWeak(lock, graphs, roots) {
            graphs = graphs.map { $0.withoutWeak() }
        }
        for graph in graphs { roots.addChosen(lock, graph) }
        all = graphs.map { $0.reached(from: roots.places(in: $0.set)) }
        self.graphs = graphs
        self.roots = roots
    }

    /// Whether weak dependencies were followed.
    ///
    /// An option says so, or else what is there: something that the client chose, that no dependency
    /// demands, and that a weak one asks for.
    private static func followsWeak(_ lock: Lock, _ graphs: [LockGraph], _ roots: WishRoots)
        -> Bool
    {
        if lock.inputs.options.contains("recommends=true") { return true }
        return graphs.contains { graph in
            let strong = graph.withoutWeak()
            let demanded = strong.reached(from: roots.places(in: graph.set))
            return graph.members.contains { place in
                !demanded[place] && !lock.packages[place].isBroad
                    && graph.edges(to: place).contains { $0.isWeak && demanded[Int($0.from)] }
            }
        }
    }

    /// The wishes of the lock.
    var wishes: [WishRoot] { roots.wishes }

    /// For each package whether it is one of these, or needed by them in a set.
    func reached(from places: [Int], in set: Int) -> [Bool] { graphs[set].reached(from: places) }

    // MARK: - Answer

    /// What there is to say.
    func answer(_ extent: WhyExtent) -> WhyAnswer {
        let found = question.packages(of: lock, graphs)
        // Several packages may come from one wish, and what goes with it is the same for all.
        var costs: [Int: Cost] = [:]
        let findings = found.map { finding($0.place, $0.match, extent, &costs) }
        return WhyAnswer(
            lock: title, distro: lock.distro, architecture: lock.architecture,
            question: question.text, sets: lock.sets.count,
            client: lock.scheme == .debian ? "apt" : "dnf",
            packages: lock.packages.map { package in
                WhyAnswer.Package(
                    name: package.name, version: package.version,
                    architecture: package.architecture, repository: package.repository,
                    size: package.size, sets: package.sets, isBroad: package.isBroad)
            },
            findings: findings,
            assumed: lock.assumed.packages.filter {
                question.names($0.name, $0.version, $0.architecture)
            }.map { "\($0.name) \($0.version.withoutZeroEpoch) \($0.architecture)" },
            baselines: lock.inputs.baselines.map(\.name),
            near: found.isEmpty
                ? Suggestion.near(question.text, among: Set(lock.packages.map(\.name)).sorted())
                : [])
    }

    /// A wish, and by which package and how far it is from there.
    private struct Candidate {
        var wish: Int
        var set: Int
        var place: Int
        var isChosen: Bool
        var distance: ChainWalk.Distance

        /// The nearer first: what is surely so, then what is short, then what is not only the base's.
        func precedes(_ other: Candidate, _ wishes: [WishRoot]) -> Bool {
            if isChosen != other.isChosen { return other.isChosen }
            if distance != other.distance { return distance < other.distance }
            let isBase = (wishes[wish].isBase, wishes[other.wish].isBase)
            if isBase.0 != isBase.1 { return isBase.1 }
            return (wish, set, place) < (other.wish, other.set, other.place)
        }
    }

    /// What would go if a wish went.
    private struct Cost {
        var packages = 0
        var bytes = 0
    }

    private func finding(
        _ place: Int, _ match: WhyAnswer.Match, _ extent: WhyExtent, _ costs: inout [Int: Cost]
    ) -> WhyAnswer.Finding {
        let sets = lock.packages[place].sets
        let walks = sets.map { ChainWalk(graphs[$0], to: [place], lock) }
        var best: [Candidate] = []
        for number in roots.wishes.indices {
            var nearest: Candidate?
            for candidate in zip(sets, walks).flatMap({ candidates(number, $0, $1) })
            where nearest.map({ candidate.precedes($0, roots.wishes) }) ?? true {
                nearest = candidate
            }
            if let nearest { best.append(nearest) }
        }
        best.sort { $0.precedes($1, roots.wishes) }
        let told = best.prefix(extent.wishes ?? best.count)
        let tree = extent.hasTree ? tree(of: place, in: sets) : []
        var origins: [WhyAnswer.Origin] = []
        for candidate in told {
            guard let at = sets.firstIndex(of: candidate.set) else { continue }
            let cost = costs[candidate.wish] ?? cost(of: candidate.wish)
            costs[candidate.wish] = cost
            origins.append(origin(candidate, walks[at], extent, cost))
        }
        return WhyAnswer.Finding(
            package: place, match: match,
            origins: origins,
            furtherWishes: best.count - told.count, tree: tree,
            treeWishes: extent.hasTree ? treeWishes(place, tree, in: sets) : [:])
    }

    /// The packages by which a wish begins and from which there is a way.
    private func candidates(_ wish: Int, _ set: Int, _ walk: ChainWalk) -> [Candidate] {
        let root = roots.wishes[wish]
        func candidates(_ places: [Int], isChosen: Bool) -> [Candidate] {
            places.compactMap { place in
                walk.distances[place].map {
                    Candidate(
                        wish: wish, set: set, place: place, isChosen: isChosen, distance: $0)
                }
            }
        }
        return candidates(root.named[set], isChosen: false)
            + candidates(root.chosen[set], isChosen: true)
    }

    private func origin(
        _ candidate: Candidate, _ walk: ChainWalk, _ extent: WhyExtent, _ cost: Cost
    ) -> WhyAnswer.Origin {
        let root = roots.wishes[candidate.wish]
        let places = candidate.isChosen ? root.chosen[candidate.set] : root.named[candidate.set]
        var chains: [WhyAnswer.Chain] = []
        var count = 0
        // The nearest package first, then others of the wish from which it is as near.
        let others = places.filter {
            $0 != candidate.place && walk.distances[$0] == candidate.distance
        }
        for place in [candidate.place] + others {
            count += walk.count(from: place)
            chains += walk.chains(from: place, limit: extent.chains - chains.count).map { edges in
                WhyAnswer.Chain(
                    first: place, steps: edges.map { step($0, graphs[candidate.set]) })
            }
        }
        return WhyAnswer.Origin(
            wish: root.label, groups: root.groups,
            isBase: lock.scheme == .debian && root.label == WishHomes.base,
            isChosen: candidate.isChosen, chains: chains,
            furtherChains: count - chains.count, freedPackages: cost.packages,
            freedBytes: cost.bytes, set: candidate.set)
    }

    /// The packages that nothing else would keep if a wish went.
    private func cost(of wish: Int) -> Cost {
        var isKept = [Bool](repeating: false, count: lock.packages.count)
        for graph in graphs {
            let kept = graph.reached(from: roots.places(in: graph.set, without: wish))
            for place in graph.members where kept[place] { isKept[place] = true }
        }
        var cost = Cost()
        for (place, package) in lock.packages.enumerated()
        where !isKept[place] && package.sets.contains(where: { all[$0][place] }) {
            cost.packages += 1
            cost.bytes += package.size
        }
        return cost
    }

    // MARK: - Steps

    private func step(_ edge: LockGraph.Edge, _ graph: LockGraph) -> WhyAnswer.Step {
        let universe = graph.universe
        let owner = Int(edge.isSupplement ? edge.to : edge.from)
        let text = universe.text(ofGroupAt: Int(edge.position), end: Int(edge.end))
        return WhyAnswer.Step(
            from: Int(edge.from), to: Int(edge.to), kind: kind(edge, of: owner, graph),
            dependency: text)
    }

    private func kind(_ edge: LockGraph.Edge, of owner: Int, _ graph: LockGraph)
        -> WhyAnswer.Kind
    {
        if edge.isSupplement { return .supplements }
        if edge.isWeak { return .recommends }
        guard graph.universe.scheme == .debian else { return .requires }
        guard let package = graph.packages[owner] else { return .depends }
        let start = graph.universe.relations(.requires, of: package).lowerBound
        // Pre-Depends come first.
        let before = lock.packages[owner].preDependsCount
        return Int(edge.position) - start < before ? .preDepends : .depends
    }

    /// Every edge between packages from which a way leads to one: those that lead to what is nearer first.
    private func tree(of target: Int, in sets: [Int]) -> [WhyAnswer.Step] {
        var isKnown: Set<Int> = [target]
        var waiting = [target]
        var next = 0
        var steps: [WhyAnswer.Step] = []
        var seen: Set<[Int]> = []
        while next < waiting.count {
            let place = waiting[next]
            next += 1
            for graph in sets.map({ graphs[$0] }) {
                for edge in graph.edges(to: place)
                where all[graph.set][Int(edge.from)]
                    && seen.insert([Int(edge.from), place]).inserted
                {
                    steps.append(step(edge, graph))
                    if isKnown.insert(Int(edge.from)).inserted { waiting.append(Int(edge.from)) }
                }
            }
        }
        return steps
    }

    private func treeWishes(_ target: Int, _ tree: [WhyAnswer.Step], in sets: [Int]) -> [Int:
        [String]]
    {
        let places = Set(tree.map(\.from) + [target])
        var found: [Int: [String]] = [:]
        for root in roots.wishes {
            let own = Set(sets.flatMap { root.places(in: $0) })
            for place in own where places.contains(place) {
                found[place, default: []].append(root.label)
            }
        }
        return found
    }
}

extension Lock.Package {
    /// How many relations a Debian record has in its Pre-Depends, which come before all others.
    fileprivate var preDependsCount: Int {
        var count = 0
        var isInside = false
        for line in record.utf8.split(separator: UInt8(ascii: "\n")) {
            let isContinued = line.first == UInt8(ascii: " ") || line.first == UInt8(ascii: "\t")
            if !isContinued { isInside = line.begins("pre-depends:") }
            if !isInside { continue }
            let value = isContinued ? line : line.dropFirst("pre-depends:".utf8.count)
            count += value.split { $0 == UInt8(ascii: ",") || $0 == UInt8(ascii: "|") }
                .count { part in part.contains { $0 > 0x20 } }
        }
        return count
    }
}

extension Substring.UTF8View {
    /// Whether it begins with a text in lower case, in any case of letters.
    fileprivate func begins(_ text: StaticString) -> Bool {
        let wanted = text.description.utf8
        return count >= wanted.count && zip(self, wanted).allSatisfy { $0 | 0x20 == $1 | 0x20 }
    }
}
