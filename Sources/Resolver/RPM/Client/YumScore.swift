internal import MirrorBase
internal import PackageModel

/// How yum chooses among several packages that meet a requirement: by points.
extension YumTransaction {
    /// The best of some packages for something that asks for one of them.
    ///
    /// - Parameters:
    ///   - requirement: What is asked for, where that is a requirement.
    ///   - asking: The package that asks; none where a wish does.
    func best(
        of candidates: [PackageID], for requirement: Relation?, asking: PackageID?,
        _ table: inout CapabilityTable
    ) -> PackageID? {
        if candidates.count < 2 { return candidates.first }
        var points = candidates.map { score($0, among: candidates, asking: asking) }
        if let asking {
            // Behind all others, but before nothing at all.
            let least = points.min() ?? 0
            for (index, package) in candidates.enumerated()
            where market.names(.conflicts, of: package, asking) {
                points[index] = least - 1024
            }
        }
        if let requirement { addForProvidedVersion(requirement, candidates, &points) }
        addForFewNeeds(candidates, &points, &table)
        for index in leaders(points) {
            points[index] += 1000 - universe.names.length(of: universe.name(candidates[index]))
        }
        return leaders(points).map { candidates[$0] }.max { precedes($0, $1) }
    }

    private func leaders(_ points: [Int]) -> [Int] {
        let most = points.max()
        return points.indices.filter { points[$0] == most }
    }

    /// By name, then version, then the worse architecture first.
    private func precedes(_ left: PackageID, _ right: PackageID) -> Bool {
        if universe.name(left) != universe.name(right) {
            return universe.names.precedes(universe.name(left), universe.name(right))
        }
        let order = universe.compare(universe.version(left), universe.version(right))
        if order != 0 { return order < 0 }
        let ranks = (universe.architecture(left), universe.architecture(right))
        return ranks.0 == ranks.1 ? left > right : ranks.0 > ranks.1
    }

    private func score(
        _ package: PackageID, among candidates: [PackageID], asking: PackageID?
    ) -> Int {
        var points = 0
        let isOutdated = market.isOutdated(package)
        for other in candidates where other != package {
            if isOutdated { points -= 1024 }
            if market.names(.obsoletes, of: other, package) { points -= 1024 }
            for reference in [asking.map { universe.architecture($0) }, 0].compactMap(\.self)
            where distance(package, reference) < distance(other, reference) {
                points += 5
            }
        }
        if let asking {
            if market.haveSameSource(package, asking) { points += 20 }
            let common = universe.names.commonPrefix(universe.name(package), universe.name(asking))
            if common >= 2 { points += 2 * common }
        }
        if let base = market.base(of: package), isPresent(name: base) { points += 5 }
        if let same = present(name: universe.name(package)) {
            let order = universe.compare(universe.version(same), universe.version(package))
            points += order < 0 ? 5 : order == 0 ? 1000 : -1024
        }
        return points
    }

    /// How far a package's architecture is from another: none is close to all.
    private func distance(_ package: PackageID, _ reference: UInt8) -> Int {
        let own = universe.architecture(package)
        if own == reference { return 0 }
        if own == UniverseBuilder.allArchitectures { return 1 }
        return 2 + abs(Int(own) - Int(reference))
    }

    /// One point for the highest version that is provided exactly.
    private func addForProvidedVersion(
        _ requirement: Relation, _ candidates: [PackageID], _ points: inout [Int]
    ) {
        let first = leaders(points)
        if first.count < 2 { return }
        let versions = first.map { index -> VersionID? in
            universe.providers(of: requirement.name).first {
                $0.package == candidates[index] && !$0.isOwnName && $0.comparison == .equal
            }?.version
        }
        var highest: VersionID?
        for case let version? in versions where version != .none {
            if highest.map({ universe.compare($0, version) < 0 }) ?? true { highest = version }
        }
        guard let highest else { return }
        for (place, index) in first.enumerated() {
            guard let version = versions[place], version != .none else { continue }
            if universe.compare(version, highest) == 0 { points[index] += 1 }
        }
    }

    /// One point for the fewest requirements that nothing meets yet.
    private func addForFewNeeds(
        _ candidates: [PackageID], _ points: inout [Int], _ table: inout CapabilityTable
    ) {
        let first = leaders(points)
        if first.count < 2 { return }
        var needs: [Int] = []
        for index in first {
            needs.append(
                universe.relations(.requires, of: candidates[index]).count {
                    !isMet($0, of: candidates[index], &table)
                })
        }
        let fewest = needs.min()
        for (place, index) in first.enumerated() where needs[place] == fewest { points[index] += 1 }
    }
}

extension Interner {
    /// How many bytes a string has.
    borrowing func length(of id: NameID) -> Int { self[id].count }

    /// How many bytes two strings have in common at their beginning.
    borrowing func commonPrefix(_ left: NameID, _ right: NameID) -> Int {
        let a = self[left]
        let b = self[right]
        var length = 0
        while length < min(a.count, b.count), a[length] == b[length] { length += 1 }
        return length
    }
}
