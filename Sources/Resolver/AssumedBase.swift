public import PackageModel

/// The packages of a universe that are on a machine already.
///
/// What is there works, whatever is known of it: what one of these packages asks for and does not find, and
/// what one of them excludes although it is there, is no demand (libsolv sees it so).
public struct AssumedBase {
    private let universe: Universe
    /// What is there.
    public let installed: PackageSet
    private let packages: [PackageID]

    /// Names the packages of a universe that are there.
    public init(_ universe: Universe, _ installed: PackageSet) {
        self.universe = universe
        self.installed = installed
        packages = universe.packages.filter { installed.contains($0) }
    }

    /// An order in which what is there comes before what could take its place.
    public var order: CandidateOrder {
        var order = CandidateOrder()
        order.forced = Set(packages)
        return order
    }

    // MARK: - What stays

    /// For each package a wish that it, or what can take its place, is there.
    ///
    /// A newer build of its name and architecture can, with rpm also what obsoletes it. What is there comes
    /// first.
    public func wishes() -> [ResolverWish] {
        let obsoleters = obsoleters()
        var wishes: [ResolverWish] = []
        var done: Set<PackageID> = []
        for package in packages where !done.contains(package) {
            let builds = builds(of: package)
            // Of several versions of a name, as of kernels, any may stay.
            let present = builds.filter { installed.contains($0) }
            done.formUnion(present)
            let newer = builds.filter { build in
                !installed.contains(build)
                    && present.allSatisfy {
                        universe.compare(universe.version(build), universe.version($0)) > 0
                    }
            }
            let others = present.flatMap { obsoleters[$0] ?? [] }.filter { !builds.contains($0) }
            var wish = ResolverWish(
                label: "\(universe.label(present[0])) (installed)",
                candidates: present + newer + others, takesRecommended: false, takesBest: false)
            wish.isInstalled = true
            wishes.append(wish)
        }
        return wishes
    }

    /// The packages of repositories that are the same as one that is there.
    public func doubles() -> [PackageID] {
        packages.flatMap { package in
            builds(of: package).filter { build in
                !installed.contains(build)
                    && universe.architecture(build) == universe.architecture(package)
                    && universe.compare(universe.version(build), universe.version(package)) == 0
            }
        }
    }

    /// All builds of a package's name for its architecture, the newest first.
    private func builds(of package: PackageID) -> [PackageID] {
        let own = universe.nativeOr(universe.architecture(package))
        var found: [PackageID] = []
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName
            && universe.nativeOr(universe.architecture(provider.package)) == own
        {
            found.append(provider.package)
        }
        return found.sorted { left, right in
            let order = universe.compare(universe.version(left), universe.version(right))
            return order != 0 ? order > 0 : left < right
        }
    }

    private func obsoleters() -> [PackageID: [PackageID]] {
        var found: [PackageID: [PackageID]] = [:]
        for package in universe.packages where !installed.contains(package) {
            for position in universe.relations(.obsoletes, of: package) {
                for old in universe.obsoleted(by: universe.relation(position))
                where installed.contains(old) && found[old]?.last != package {
                    found[old, default: []].append(package)
                }
            }
        }
        return found
    }

    // MARK: - What is no demand

    /// The positions of relations of installed packages that do not hold now.
    public func brokenRelations() -> Set<Int> {
        var broken: Set<Int> = []
        for package in packages {
            let requires = universe.relations(.requires, of: package)
            var position = requires.lowerBound
            while position < requires.upperBound {
                var end = position + 1
                while end < requires.upperBound, universe.relation(end).continuesGroup { end += 1 }
                if !(position..<end).contains(where: { isMet($0, for: package) }) {
                    broken.formUnion(position..<end)
                }
                position = end
            }
            for position in universe.relations(.conflicts, of: package)
            where excludesInstalled(position, of: package) {
                broken.insert(position)
            }
            for position in universe.relations(.obsoletes, of: package) {
                let old = universe.obsoleted(by: universe.relation(position))
                if old.contains(where: { installed.contains($0) && $0 != package }) {
                    broken.insert(position)
                }
            }
        }
        return broken
    }

    private func isMet(_ position: Int, for package: PackageID) -> Bool {
        let relation = universe.relation(position)
        if let expression = relation.expression {
            return holds(universe.expressions[expression.index], for: package)
        }
        return !providers(of: relation, for: package).isEmpty
    }

    private func excludesInstalled(_ position: Int, of package: PackageID) -> Bool {
        let relation = universe.relation(position)
        if let expression = relation.expression {
            return holds(universe.expressions[expression.index], for: package)
        }
        return providers(of: relation, for: package).contains { other in
            universe.name(other) != universe.name(package)
        }
    }

    /// The installed packages that a relation means.
    private func providers(of relation: Relation, for package: PackageID) -> Set<PackageID> {
        var found: Set<PackageID> = []
        for provider in universe.providers(of: relation.name)
        where installed.contains(provider.package) {
            let fits =
                switch universe.scheme {
                case .rpm: universe.meets(relation, provider.comparison, provider.version)
                case .debian:
                    CandidateOrder().accepts(relation, provider, from: package, in: universe)
                }
            if fits { found.insert(provider.package) }
        }
        return found
    }

    /// Whether a rich dependency holds with what is there.
    private func holds(_ expression: DependencyExpression, for package: PackageID) -> Bool {
        switch expression {
        case .relation(let relation): !providers(of: relation, for: package).isEmpty
        case .and(let parts): parts.allSatisfy { holds($0, for: package) }
        case .or(let parts): parts.contains { holds($0, for: package) }
        case .ifThere(let then, let condition, let otherwise):
            holds(condition, for: package)
                ? holds(then, for: package) : otherwise.map { holds($0, for: package) } ?? true
        case .unlessThere(let then, let condition, let otherwise):
            holds(condition, for: package)
                ? otherwise.map { holds($0, for: package) } ?? true : holds(then, for: package)
        case .with, .without: !all(expression, for: package).isEmpty
        }
    }

    /// The packages that are what an expression without conditions describes.
    private func all(_ expression: DependencyExpression, for package: PackageID) -> Set<PackageID> {
        switch expression {
        case .relation(let relation): providers(of: relation, for: package)
        case .with(let parts), .and(let parts):
            parts.dropFirst().reduce(parts.first.map { all($0, for: package) } ?? []) {
                $0.intersection(all($1, for: package))
            }
        case .or(let parts):
            parts.reduce(into: []) { $0.formUnion(all($1, for: package)) }
        case .without(let left, let right):
            all(left, for: package).subtracting(all(right, for: package))
        case .ifThere, .unlessThere: []
        }
    }
}
