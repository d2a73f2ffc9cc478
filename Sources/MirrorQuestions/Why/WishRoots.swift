internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import Store

/// A wish of a lock, and the packages by which everything that it brings in begins.
struct WishRoot {
    /// The wish, as the manifest writes it.
    var label: String
    /// The groups that hold it.
    var groups: [String] = []
    /// For each set the packages that the wish means.
    var named: [[Int]]
    /// For each set packages that are there for the wish though nothing in the lock asks for them.
    var chosen: [[Int]]
    /// Whether it belongs to the base, which every machine has.
    var isBase: Bool {
        groups == [WishHomes.base] || label == WishHomes.base || label == Lock.baselineGroup
    }

    /// Adds packages that the wish means.
    fileprivate mutating func take(_ places: [Int], in set: Int) {
        named[set] += places.filter { !named[set].contains($0) }
    }

    /// The packages of a set by which it begins.
    func places(in set: Int) -> [Int] { named[set] + chosen[set] }
}

/// The wishes of a lock with where they begin.
struct WishRoots {
    private(set) var wishes: [WishRoot] = []
    private var numbers: [String: Int] = [:]

    /// Finds where the wishes of a lock begin, in the lock's order of wishes.
    init(_ lock: Lock, _ graphs: [LockGraph]) {
        for label in lock.sets.flatMap(\.wishes) { add(label, sets: graphs.count) }
        let labels = Set(numbers.keys)
        var meanings: [String: [WishTarget]] = [:]
        for (place, package) in lock.packages.enumerated()
        where Lock.Package.isWished(package.reasons) {
            let own = wishes(of: place, lock, labels, graphs, &meanings)
            let isDouble = package.reasons.count > Set(package.reasons).count
            let groups = package.reasons.filter { !own.contains($0) }
            for label in own {
                guard let number = numbers[label] else { continue }
                // A group that is called like its wish is named beside it.
                let named = isDouble && groups.isEmpty ? [label] : groups
                for group in named where !wishes[number].groups.contains(group) {
                    wishes[number].groups.append(group)
                }
                for set in package.sets where holds(label, place, set, lock, graphs) {
                    wishes[number].named[set].append(place)
                }
            }
        }
        gatherMembers(lock, graphs)
        for (place, package) in lock.packages.enumerated()
        where package.reasons.contains(Lock.baselineGroup)
            && !package.reasons.contains(where: labels.contains)
        {
            let number = add(Lock.baselineGroup, sets: graphs.count)
            for set in package.sets { wishes[number].named[set].append(place) }
        }
    }

    /// The wishes among the reasons of a package, each once.
    ///
    /// A group may be called like a wish that means something else: then the reason is the group.
    private func wishes(
        of place: Int, _ lock: Lock, _ labels: Set<String>, _ graphs: [LockGraph],
        _ meanings: inout [String: [WishTarget]]
    ) -> [String] {
        let package = lock.packages[place]
        var known: [String] = []
        for reason in package.reasons where labels.contains(reason) && !known.contains(reason) {
            known.append(reason)
        }
        if known.count < 2 { return known }
        let own = known.filter { label in
            let targets = meanings[label] ?? ((try? Wish(parsing: label))?.alternatives ?? [])
            meanings[label] = targets
            // What is no wish by itself stands for some member of one.
            return targets.isEmpty
                || targets.contains { target in
                    package.sets.contains { graphs[$0].mayMean(place, target) }
                }
        }
        return own.isEmpty ? known : own
    }

    /// Makes one wish of what a group or module of the repositories, or the base of a distro, stands for: the
    /// lock has its members as wishes, and names it beside the manifest's group.
    ///
    /// A member stays a wish of its own if some group of the manifest holds it that does not hold the group.
    private mutating func gatherMembers(_ lock: Lock, _ graphs: [LockGraph]) {
        let hasBase = lock.scheme == .debian
        let homes = WishHomes(wishes.map { ($0.label, $0.groups) }, hasBase: hasBase)
        if homes.collectives.isEmpty { return }
        let members = wishes
        wishes = []
        numbers = [:]
        var isHome: [String: String] = [:]
        for member in members {
            let own = member.groups.filter(homes.collectives.contains)
            for name in own {
                let number = add(name, sets: lock.sets.count)
                wishes[number].groups = member.groups.filter {
                    homes.groups[name]?.contains($0) ?? false
                }
                for set in lock.sets.indices { wishes[number].take(member.named[set], in: set) }
            }
            if let home = homes.home(of: member.label) {
                isHome[member.label] = home
            } else {
                let number = add(member.label, sets: lock.sets.count)
                wishes[number] = member
                if !own.isEmpty { wishes[number].groups = homes.residue(of: member.label) }
            }
        }
        for (label, home) in isHome where numbers[label] == nil { numbers[label] = numbers[home] }
        guard hasBase, let base = numbers[WishHomes.base] else { return }
        for graph in graphs {
            wishes[base].named[graph.set] = graph.seeds(of: wishes[base].named[graph.set])
        }
    }

    /// Whether a wish is one of a set: what is essential is in every set, and named in the first.
    private func holds(
        _ label: String, _ place: Int, _ set: Int, _ lock: Lock, _ graphs: [LockGraph]
    ) -> Bool {
        if lock.sets[set].wishes.contains(label) { return true }
        guard set > 0, lock.sets[0].wishes.contains(label) else { return false }
        let graph = graphs[set]
        return graph.packages[place].map { graph.universe.traits($0).isEssential } ?? false
    }

    @discardableResult
    private mutating func add(_ label: String, sets: Int) -> Int {
        if let number = numbers[label] { return number }
        let none = [[Int]](repeating: [], count: sets)
        numbers[label] = wishes.count
        wishes.append(WishRoot(label: label, named: none, chosen: none))
        return wishes.count - 1
    }

    /// The packages of a set by which its wishes begin; those of one wish may be left out.
    func places(in set: Int, without wish: Int? = nil) -> [Int] {
        wishes.indices.filter { $0 != wish }.flatMap { wishes[$0].places(in: set) }
    }

    /// Adds to the wishes what is there for them though nothing in a set asks for it: what the client takes
    /// by itself. What only that needs is not added.
    mutating func addChosen(_ lock: Lock, _ graph: LockGraph) {
        var isReached = graph.reached(from: places(in: graph.set))
        // First what nobody asks for at all, then, of what ask for one another, the first.
        for asksForOne in [false, true] {
            for place in graph.members where !isReached[place] {
                let isAsked = graph.edges(to: place).contains {
                    !isReached[Int($0.from)] && Int($0.from) != place
                }
                if isAsked, !asksForOne { continue }
                let reasons = lock.packages[place].reasons
                guard let reason = reasons.first(where: { numbers[$0] != nil }) ?? reasons.first
                else { continue }
                let number = add(reason, sets: lock.sets.count)
                wishes[number].chosen[graph.set].append(place)
                let further = graph.reached(from: [place])
                for other in isReached.indices where further[other] { isReached[other] = true }
            }
        }
    }
}

extension LockGraph {
    /// The packages of a base by which it begins: those that their own records make part of it, those that
    /// none of the others demands, and of what demands one another the first.
    fileprivate func seeds(of base: [Int]) -> [Int] {
        let base = base.sorted()
        let members = Set(base)
        let strong = withoutWeak()
        var seeds = base.filter { place in
            isStanding(place)
                || !strong.edges(to: place).contains {
                    Int($0.from) != place && members.contains(Int($0.from))
                }
        }
        var isReached = strong.reached(from: seeds)
        for place in base where !isReached[place] {
            seeds.append(place)
            let further = strong.reached(from: [place])
            for other in isReached.indices where further[other] { isReached[other] = true }
        }
        return seeds
    }

    /// Whether a package says itself that every machine has it.
    private func isStanding(_ place: Int) -> Bool {
        guard let package = packages[place] else { return false }
        let traits = universe.traits(package)
        return traits.isEssential || traits.priority <= .important
    }

    /// Whether something that a wish names may be a package.
    fileprivate func mayMean(_ place: Int, _ target: WishTarget) -> Bool {
        guard target.kind == .name, let package = packages[place] else {
            return target.kind != .name
        }
        let names = [target.name] + target.dashedSplits.map(\.name)
        return names.contains { text in
            guard let name = universe.names.find(text) else { return false }
            return universe.providers(of: name).contains { $0.package == package }
        }
    }
}
