internal import PackageModel

/// Which packages a question can come upon, the way libsolv walks: only these are rivals of builds for a
/// lesser architecture.
struct Reachability {
    /// Packages for a lesser architecture that have rivals for a better one.
    let inferior: [Int32]
    private(set) var reached: [Int32] = []
    /// For each package the number of the question that reached it.
    private var stamps: [UInt32]
    private var question: UInt32 = 0
    private var edges: [Int32] = []
    private var edgeStarts: [Int32]
    private var edgeEnds: [Int32]
    private let installed: PackageSet

    init(_ universe: Universe, installed: PackageSet) {
        self.installed = installed
        stamps = Array(repeating: 0, count: universe.count)
        edgeStarts = Array(repeating: -1, count: universe.count)
        edgeEnds = edgeStarts
        inferior = universe.packages.filter { !universe.betterBuilds(of: $0).isEmpty }
            .map { Int32($0.raw) }
    }

    func contains(_ package: Int32) -> Bool { stamps[Int(package)] == question }

    /// Walks from some packages.
    mutating func walk(
        from packages: [PackageID], _ universe: Universe, _ rich: inout RichTable,
        _ soft: borrowing SoftDependencies, excluded: PackageSet
    ) {
        question += 1
        reached.removeAll(keepingCapacity: true)
        for package in packages { reach(Int32(package.raw)) }
        var next = 0
        var isGrowing = true
        while isGrowing {
            while next < reached.count {
                let package = Int(reached[next])
                next += 1
                if edgeStarts[package] < 0 { findEdges(of: package, universe, &rich, soft) }
                for edge in Int(edgeStarts[package])..<Int(edgeEnds[package]) {
                    reach(edges[edge])
                }
            }
            isGrowing = false
            for package in soft.supplementing where !contains(package) {
                if excluded.contains(Int(package)), !installed.contains(Int(package)) { continue }
                // Supplements and Enhances lie side by side.
                let both =
                    soft.supplements(Int(package))
                    .lowerBound..<soft.enhances(Int(package)).upperBound
                let (stamps, question) = (stamps, question)
                if soft.isPossible(both, rich.table, { stamps[Int($0)] == question }) {
                    reach(package)
                    isGrowing = true
                }
            }
        }
    }

    private mutating func reach(_ package: Int32) {
        if stamps[Int(package)] == question { return }
        stamps[Int(package)] = question
        reached.append(package)
    }

    private mutating func findEdges(
        of package: Int, _ universe: Universe, _ rich: inout RichTable,
        _ soft: borrowing SoftDependencies
    ) {
        var found: [Int32] = []
        let id = PackageID(package)
        for position in universe.relations(.requires, of: id) {
            let relation = universe.relation(position)
            if let plain = rich.plain(relation) {
                let providers = rich.table[plain]
                if !providers.contains(Int32(package)), !installed.isBroken(package, providers) {
                    found += providers
                }
                continue
            }
            for block in rich.blocks(relation)
            where !block.contains(Int32(package) + 1) && !installed.isBroken(package, block: block)
            {
                Reachability.append(block, &found)
            }
        }
        for position in universe.relations(.conflicts, of: id) {
            let relation = universe.relation(position)
            if rich.plain(relation) == nil {
                for block in rich.excludingBlocks(relation)
                where !block.contains(Int32(package) + 1)
                    && !installed.isBroken(package, block: block)
                {
                    Reachability.append(block, &found)
                }
            }
        }
        for index in soft.recommends(package).lowerBound..<soft.suggests(package).upperBound {
            let item = soft.items[index]
            found += rich.table[item.providers]
            if item.formula >= 0 {
                for block in soft.blocks[Int(item.formula)] { Reachability.append(block, &found) }
            }
        }
        found += universe.betterBuilds(of: id, sameVersion: true).map { Int32($0.raw) }
        edgeStarts[package] = Int32(edges.count)
        var before: Int32 = -1
        for edge in found.sorted() where edge != before && edge != Int32(package) {
            edges.append(edge)
            before = edge
        }
        edgeEnds[package] = Int32(edges.count)
    }

    private static func append(_ block: RichDependency.Block, _ found: inout [Int32]) {
        for literal in block where literal > 0 { found.append(literal - 1) }
    }
}

extension Universe {
    /// The packages of the same name that are for a better architecture than a package is.
    func betterBuilds(of package: PackageID, sameVersion: Bool = false) -> [PackageID] {
        let own = architecture(package)
        if own <= UniverseBuilder.allArchitectures { return [] }
        var found: [PackageID] = []
        for provider in providers(of: name(package)) where provider.isOwnName {
            let other = architecture(provider.package)
            if other == UniverseBuilder.allArchitectures || other >= own { continue }
            if sameVersion, compare(version(provider.package), version(package)) != 0 { continue }
            found.append(provider.package)
        }
        return found
    }
}
