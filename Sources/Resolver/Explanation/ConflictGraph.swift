internal import PackageModel

/// The facts of a refutation by what leads to what.
struct ConflictGraph {
    /// What brings a package in.
    enum Cause {
        /// A fact about a wish.
        case wish(Int)
        /// A dependency of a package, by the number of the fact.
        case package(PackageID, Int)
    }

    let facts: [Refutation.Fact]
    let wishes: [ResolverWish]
    let universe: Universe
    /// With rpm: what would be installed if only the best were not demanded.
    let older: [PackageID]
    /// The facts of wishes, in the order of wishes; where the best is demanded, only that. Then those of what
    /// is installed.
    private(set) var roots: [Int] = []
    /// What a package needs, and what it must not be, by the number of the fact.
    private(set) var needs: [PackageID: [Int]] = [:]
    /// What excludes a package, from either side.
    private(set) var clashes: [PackageID: [Int]] = [:]
    /// For each package that a wish leads to the first thing that does.
    private(set) var causes: [PackageID: Cause] = [:]
    /// For each package that a wish leads to that wish.
    private(set) var wishOf: [PackageID: Int] = [:]
    /// For each package that a wish leads to how early it is met going out from the wishes.
    private(set) var ranks: [PackageID: Int] = [:]
    private(set) var excluded: Set<PackageID> = []

    init(_ refutation: Refutation, _ wishes: [ResolverWish], _ universe: Universe) {
        facts = refutation.facts
        older = refutation.older
        self.wishes = wishes
        self.universe = universe
        for (index, fact) in facts.enumerated() {
            switch fact {
            case .requires(let package, _, _, _), .inferior(let package, _),
                .excludes(let package, _), .split(let package, _):
                needs[package, default: []].append(index)
            case .excluded(let package):
                needs[package, default: []].append(index)
                excluded.insert(package)
            case .conflicts(let left, let right, _), .obsoletes(let left, let right, _),
                .sameName(let left, let right):
                clashes[left, default: []].append(index)
                clashes[right, default: []].append(index)
            case .wish, .best, .keeps, .frozen, .preference: continue
            }
        }
        findRoots(refutation.wishes)
        roots += facts.indices.filter { facts[$0].isInstalled }
        walk()
    }

    private mutating func findRoots(_ numbers: [Int]) {
        for number in numbers {
            let own = facts.indices.filter { facts[$0].wish == number }
            let best = own.filter { if case .best = facts[$0] { true } else { false } }
            roots += best.isEmpty ? own : best
        }
    }

    /// Breadth first from the wishes, so that every way is a shortest one.
    private mutating func walk() {
        var frontier: [PackageID] = []
        func reach(_ package: PackageID, _ cause: Cause, _ wish: Int?) {
            guard causes[package] == nil else { return }
            causes[package] = cause
            wishOf[package] = wish
            ranks[package] = frontier.count
            frontier.append(package)
        }
        for root in roots {
            for choice in newestFirst(facts[root].choices) {
                reach(choice, .wish(root), facts[root].wish)
            }
        }
        var next = 0
        while next < frontier.count {
            let package = frontier[next]
            next += 1
            for index in needs[package] ?? [] {
                for choice in newestFirst(facts[index].choices) {
                    reach(choice, .package(package, index), wishOf[package])
                }
            }
        }
    }

    /// Of several versions the newest tells most. Debian's are in apt's order already.
    private func newestFirst(_ packages: [PackageID]) -> [PackageID] {
        if universe.scheme == .debian { return packages }
        return PackageNames.byName(packages, in: universe).flatMap { group in
            group.sorted { left, right in
                let order = universe.compare(universe.version(left), universe.version(right))
                let keys = (universe.architecture(left), universe.architecture(right))
                return order == 0 ? (keys.0, left) < (keys.1, right) : order > 0
            }
        }
    }

    /// Whether a dependency cannot be met by anything that may be installed.
    func isLack(_ fact: Refutation.Fact) -> Bool {
        fact.choices.allSatisfy { excluded.contains($0) }
    }

    /// The packages of one name that a fact like this one is about: their versions fail alike.
    func alike(_ index: Int) -> [PackageID] {
        guard let subject = facts[index].subject else { return [] }
        var found: [PackageID] = []
        for other in facts.indices where facts[other].isLike(facts[index], universe) {
            guard let package = facts[other].subject, !found.contains(package),
                causes[package] != nil || package == subject
            else { continue }
            found.append(package)
        }
        return found.sorted { (ranks[$0] ?? 0, $0) < (ranks[$1] ?? 0, $1) }
    }
}

extension Refutation.Fact {
    /// The relation that it comes from, and where that ends.
    var relation: (start: RelationID, end: RelationID)? {
        switch self {
        case .requires(_, let relation, let end, _): (relation, end)
        case .conflicts(_, _, let relation), .obsoletes(_, _, let relation),
            .excludes(_, let relation):
            (relation, RelationID(relation.index + 1))
        case .sameName, .excluded, .inferior, .best, .wish, .keeps, .frozen, .split, .preference:
            nil
        }
    }

    /// Whether it says what is on the machine.
    var isInstalled: Bool {
        switch self {
        case .keeps, .frozen: true
        default: false
        }
    }

    /// Whether another fact says the same of another version of the same name.
    fileprivate func isLike(_ other: Refutation.Fact, _ universe: Universe) -> Bool {
        guard let mine = subject, let its = other.subject,
            universe.name(mine) == universe.name(its)
        else { return false }
        switch (self, other) {
        case (
            .requires(_, let left, let leftEnd, let one), .requires(_, let right, let end, let two)
        ):
            return one.isEmpty == two.isEmpty
                && universe.text(ofGroupAt: left.index, end: leftEnd.index)
                    == universe.text(ofGroupAt: right.index, end: end.index)
        case (.conflicts(_, let one, let left), .conflicts(_, let two, let right)),
            (.obsoletes(_, let one, let left), .obsoletes(_, let two, let right)):
            return one == two
                && universe.text(of: universe.relation(left.index))
                    == universe.text(of: universe.relation(right.index))
        default: return self == other
        }
    }
}
