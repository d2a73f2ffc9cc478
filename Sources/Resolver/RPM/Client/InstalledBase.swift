internal import MirrorBase
internal import PackageModel

/// What is on a machine already, and what libsolv lets take the place of it.
struct InstalledBase {
    /// The installed packages, in ascending order.
    let packages: [Int32]
    let set: PackageSet
    /// Whether every one of them has to stay as it is.
    let isFrozen: Bool
    /// For each installed package what may take its place: other versions of its name, or what obsoletes it.
    private(set) var updaters: [[Int32]] = []
    /// All that may take the place of something, whatever the architecture.
    private(set) var reachable: [PackageID] = []
    /// Packages of several names that obsolete something installed by the same words.
    private(set) var splits: [[Int32]] = []

    private let universe: Universe
    private let policy: RPMPolicy
    private let colours: [UInt8]
    private let installOnly: PackageSet

    init(
        _ installed: PackageSet, _ universe: Universe, _ policy: RPMPolicy,
        _ installOnly: PackageSet, isFrozen: Bool
    ) {
        set = installed
        self.isFrozen = isFrozen
        self.universe = universe
        self.policy = policy
        self.installOnly = installOnly
        colours = universe.architectures.map(RPMClauses.colour)
        packages = installed.members
        if packages.isEmpty { return }
        let obsoleters = findObsoleters()
        for (index, package) in packages.enumerated() {
            let all = replacements(of: PackageID(Int(package)), obsoleters[index])
            reachable += all.map { PackageID(Int($0)) }
            updaters.append(
                withoutInstallOnly(
                    all.filter { isLegalChange(package, $0) }, PackageID(Int(package))))
        }
        findSplits(obsoleters)
    }

    var isEmpty: Bool { packages.isEmpty }

    @inline(__always)
    func contains(_ package: Int32) -> Bool { set.contains(Int(package)) }

    func contains(_ package: PackageID) -> Bool { set.contains(package.index) }

    /// Whether two packages of one name can get in each other's way.
    func isSameColour(_ left: PackageID, _ right: PackageID) -> Bool {
        colours[Int(universe.architecture(left))] & colours[Int(universe.architecture(right))] != 0
    }

    /// Whether one package may take the place of another: to and from `noarch`, but to no other architecture.
    func isLegalChange(_ installed: Int32, _ package: Int32) -> Bool {
        let old = universe.architecture(PackageID(Int(installed)))
        let new = universe.architecture(PackageID(Int(package)))
        let independent = UniverseBuilder.allArchitectures
        return old == new || old == independent || new == independent
    }

    /// Whether something is installed that bears the name of a package.
    func bearsName(of package: PackageID) -> Bool {
        universe.providers(of: universe.name(package)).contains {
            $0.isOwnName && contains($0.package)
        }
    }

    // MARK: - What may take the place of something

    /// For each installed package the packages of other names that obsolete it, in ascending order.
    private func findObsoleters() -> [[Int32]] {
        var found = Array(repeating: [Int32](), count: packages.count)
        var places: [Int32: Int] = [:]
        for (index, package) in packages.enumerated() { places[package] = index }
        for package in universe.packages where !policy.excluded.contains(package) {
            for position in universe.relations(.obsoletes, of: package) {
                for other in universe.obsoleted(by: universe.relation(position)) {
                    guard let place = places[Int32(other.raw)],
                        universe.name(other) != universe.name(package),
                        found[place].last != Int32(package.raw)
                    else { continue }
                    found[place].append(Int32(package.raw))
                }
            }
        }
        return found
    }

    /// What provides the name of an installed package and obsoletes it, or bears its name; where nothing
    /// provides and obsoletes it, whatever obsoletes it.
    private func replacements(of installed: PackageID, _ obsoleters: [Int32]) -> [Int32] {
        var found: [Int32] = []
        var isProvided = false
        var before: PackageID?
        for provider in universe.providers(of: universe.name(installed)) {
            let other = provider.package
            if other == installed || other == before { continue }
            before = other
            if policy.excluded.contains(other), !contains(other) { continue }
            if !isSameColour(installed, other) { continue }
            if universe.name(other) != universe.name(installed) {
                guard obsoleters.contains(Int32(other.raw)) else { continue }
                isProvided = true
            }
            found.append(Int32(other.raw))
        }
        if isProvided { return found }
        return found
            + obsoleters.filter {
                isSameColour(installed, PackageID(Int($0))) && !found.contains($0)
            }
    }

    /// What can be installed in several versions takes the place of nothing, unless it says that it
    /// obsoletes it, or is the very same.
    private func withoutInstallOnly(_ list: [Int32], _ installed: PackageID) -> [Int32] {
        list.filter { candidate in
            let package = PackageID(Int(candidate))
            if !installOnly.contains(package) || universe.isSame(package, installed) { return true }
            return obsoletes(package, installed)
        }
    }

    /// Whether a package says that it takes the place of another.
    func obsoletes(_ package: PackageID, _ other: PackageID) -> Bool {
        for position in universe.relations(.obsoletes, of: package) {
            let relation = universe.relation(position)
            if relation.name == universe.name(other),
                universe.meets(relation, .equal, universe.version(other))
            {
                return true
            }
        }
        return false
    }

    /// What a package takes the place of on this machine: the same name, unless several versions of it can
    /// be installed, and what it obsoletes.
    func replaced(by package: PackageID) -> [Int32] {
        var found: [Int32] = []
        if !installOnly.contains(package) {
            for provider in universe.providers(of: universe.name(package)) where provider.isOwnName
            {
                let other = provider.package
                if contains(other), isSameColour(package, other) { found.append(Int32(other.raw)) }
            }
        }
        for position in universe.relations(.obsoletes, of: package) {
            for other in universe.obsoleted(by: universe.relation(position)) where contains(other) {
                if !found.contains(Int32(other.raw)) { found.append(Int32(other.raw)) }
            }
        }
        return found
    }

    /// The installed package that a package would update or obsolete, if there is one.
    func counterpart(of package: PackageID) -> PackageID? {
        if contains(package) { return package }
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            if contains(provider.package), isSameColour(package, provider.package) {
                return provider.package
            }
        }
        for position in universe.relations(.obsoletes, of: package) {
            let found = universe.obsoleted(by: universe.relation(position)).first { contains($0) }
            if let found { return found }
        }
        return nil
    }

    // MARK: - Packages that were split

    /// Finds packages that obsolete something installed by the same words: they may be the parts of it.
    private mutating func findSplits(_ obsoleters: [[Int32]]) {
        var seen: [Relation] = []
        for list in obsoleters {
            for package in list {
                for position in universe.relations(.obsoletes, of: PackageID(Int(package))) {
                    let relation = universe.relation(position)
                    if seen.contains(relation) { continue }
                    guard universe.obsoleted(by: relation).contains(where: { contains($0) })
                    else { continue }
                    seen.append(relation)
                    addSplit(relation, obsoleters)
                }
            }
        }
    }

    private mutating func addSplit(_ relation: Relation, _ obsoleters: [[Int32]]) {
        var members: [Int32] = []
        for other in universe.obsoleted(by: relation) {
            guard let place = packages.firstIndex(of: Int32(other.raw)) else { continue }
            var sources = obsoleters[place]
            for provider in universe.providers(of: universe.name(other)) where provider.isOwnName {
                sources.append(Int32(provider.package.raw))
            }
            for source in sources where !members.contains(source) {
                let package = PackageID(Int(source))
                if isSameColour(other, package), says(package, relation) { members.append(source) }
            }
        }
        splits.append(members)
    }

    private func says(_ package: PackageID, _ relation: Relation) -> Bool {
        universe.relations(.obsoletes, of: package).contains {
            universe.relation($0) == relation
        }
    }
}

extension PackageSet {
    /// Whether a package of this set of installed ones is there without anything that meets a requirement
    /// of it: then nobody asks for that any more.
    func isBroken(_ package: Int, _ providers: ArraySlice<Int32>) -> Bool {
        contains(package) && !providers.contains { contains(Int($0)) }
    }

    /// The same for a block of a rich dependency, which also holds where something is not installed.
    func isBroken(_ package: Int, block: RichDependency.Block) -> Bool {
        contains(package) && !block.contains { ($0 > 0) == contains(Int(abs($0)) - 1) }
    }
}

extension Universe {
    /// Whether two packages are the same build, maybe from two places.
    func isSame(_ left: PackageID, _ right: PackageID) -> Bool {
        name(left) == name(right) && architecture(left) == architecture(right)
            && version(left) == version(right)
    }
}
