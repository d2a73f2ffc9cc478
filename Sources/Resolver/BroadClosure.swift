internal import MirrorBase
internal import PackageModel

extension DebianResolver {
    /// What else could serve an answer: every alternative and every provider of what its packages need,
    /// and of what these need, on and on.
    ///
    /// Only candidates count, since a suite has one version of a name: where the answer holds another version
    /// than the candidate, that stays the only one. What cannot be installed from such packages at all is
    /// left out. Packages may exclude one another. Recommendations are followed where the policy follows
    /// them. What is on the machine already stays, and what it asks for is not followed.
    public mutating func broadClosure(of solution: Solution, beside base: AssumedBase? = nil)
        -> [Solution.Choice]
    {
        var walk = BroadWalk(solution, beside: base, packages: universe.count)
        let answer = PackageSet(solution.packages, count: universe.count)
        var versions: [NameID: [PackageID]] = [:]
        for package in solution.packages {
            versions[universe.name(package), default: []].append(package)
        }
        while let choice = walk.next() {
            encodeReachable(from: [choice.package])
            for group in groups.groups(of: choice.package) {
                for package in groups.choices[groups.groups[group].choices]
                where !walk.isSettled(package) && mayTake(package, beside: versions) {
                    let wish = ResolverWish(
                        label: "", candidates: [package], takesRecommended: false)
                    if case .solved(let own) = ask(walk.kept + [wish], favouring: answer),
                        own.packages.allSatisfy({ mayTake($0, beside: versions) })
                    {
                        walk.add(own, for: choice)
                    } else {
                        walk.refuse(package)
                    }
                }
            }
        }
        return walk.added
    }

    /// Whether a package is the candidate of its name, and no other version of it is there already.
    private func mayTake(
        _ package: PackageID, beside versions: [NameID: [PackageID]]
    ) -> Bool {
        for other in versions[universe.name(package)] ?? [] {
            if other == package { return true }
            if universe.version(other) != universe.version(package) { return false }
        }
        return policy.order.candidate(for: package, in: universe) == package
    }
}

extension RPMResolver {
    /// What else could serve an answer: of every name that provides what its packages require the best build,
    /// and what these require, on and on.
    ///
    /// The best build of a name is the newest for the best architecture in the best repository that provides
    /// what is required and can be installed; what such a build needs in just that version comes along. What
    /// cannot be installed at all is left out; what others obsolete is not, as `repotrack` has it. Packages
    /// may exclude one another. What is recommended is followed where the policy follows it. What is on the
    /// machine already stays, and what it asks for is not followed.
    public mutating func broadClosure(of solution: Solution, beside base: AssumedBase? = nil)
        -> [Solution.Choice]
    {
        var walk = BroadWalk(solution, beside: base, packages: universe.count)
        while let choice = walk.next() {
            for providers in wanted(by: choice.package) {
                for name in byName(providers) { take(oneOf: name, for: choice, &walk) }
            }
        }
        return walk.added
    }

    /// The packages that provide what a package asks for, relation by relation.
    private mutating func wanted(by package: PackageID) -> [[Int32]] {
        var found: [[Int32]] = []
        let kinds: [RelationKind] =
            policy.weakDependencies ? [.requires, .recommends] : [.requires]
        for kind in kinds {
            for position in universe.relations(kind, of: package) {
                let relation = universe.relation(position)
                if let plain = rich.plain(relation) {
                    found.append(Array(rich.table[plain]))
                    continue
                }
                for block in rich.blocks(relation) {
                    found.append(block.filter { $0 > 0 }.map { $0 - 1 })
                }
            }
        }
        return found
    }

    /// Packages by their names, in the order of their first mention.
    private func byName(_ packages: [Int32]) -> [[Int32]] {
        var places: [NameID: Int] = [:]
        var found: [[Int32]] = []
        for package in packages where !policy.excluded.contains(Int(package)) {
            let name = universe.name(PackageID(Int(package)))
            if let place = places[name] {
                found[place].append(package)
            } else {
                places[name] = found.count
                found.append([package])
            }
        }
        return found
    }

    /// Takes the best of some builds of one name that can be installed.
    private mutating func take(
        oneOf builds: [Int32], for choice: Solution.Choice, _ walk: inout BroadWalk
    ) {
        var left = builds
        while !left.isEmpty {
            var best = left
            apply([.priority, .architecture, .name, .newest], to: &best)
            let package = PackageID(Int(best[0]))
            if walk.isTaken(package) { return }
            if !walk.isSettled(package) {
                let wish = ResolverWish(label: "", candidates: [package], takesBest: false)
                if case .solved(let own) = ask(
                    walk.kept + [wish], RPMSearch.Extent(takesWeak: false))
                {
                    return walk.add(own, for: choice)
                }
                walk.refuse(package)
            }
            left.removeAll { $0 == best[0] }
        }
    }
}

/// Which packages a broad closure has come upon.
private struct BroadWalk {
    private(set) var added: [Solution.Choice] = []
    private var waiting: [Solution.Choice]
    private var position = 0
    private var taken: PackageSet
    private var refused: PackageSet

    /// That what is on the machine already stays there, or is replaced.
    let kept: [ResolverWish]

    init(_ solution: Solution, beside base: AssumedBase?, packages count: Int) {
        waiting = solution.choices.filter { base?.installed.contains($0.package) != true }
        taken = PackageSet(solution.packages, count: count)
        refused = PackageSet(count: count)
        kept = base?.wishes() ?? []
    }

    func isTaken(_ package: PackageID) -> Bool { taken.contains(package) }
    /// Whether it is taken, or was refused.
    func isSettled(_ package: PackageID) -> Bool {
        taken.contains(package) || refused.contains(package)
    }

    mutating func next() -> Solution.Choice? {
        if position == waiting.count { return nil }
        position += 1
        return waiting[position - 1]
    }

    /// Adds a package with what it can be installed with: that has to be there in these very versions.
    mutating func add(_ solution: Solution, for choice: Solution.Choice) {
        for package in solution.packages where !taken.contains(package) {
            taken.insert(package)
            let new = Solution.Choice(package: package, parent: choice.package, wish: choice.wish)
            added.append(new)
            waiting.append(new)
        }
    }

    mutating func refuse(_ package: PackageID) { refused.insert(package) }
}
