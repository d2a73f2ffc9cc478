import MirrorTestSupport
import PackageModel
import Resolver
import Testing

/// Every provider of every need, against the rule written out.
@Suite struct BroadClosureTests {
    @Test func `with apt it is every candidate that could serve, as far as it can be installed`()
        throws
    {
        var added = 0
        for seed in UInt64(0)..<600 {
            let world = RandomUniverse(seed: seed, names: 8, limit: 10)
            let universe = try world.universe()
            let installable = Self.installablePackages(world)
            let names = RandomUniverseTests.wishes(world, seed: seed, limit: 2)
            var resolver = DebianResolver(universe)
            guard case .solved(let solution) = resolver.solve(names.map { universe.wish($0) })
            else { continue }
            let broad = resolver.broadClosure(of: solution)
            let all = Set(solution.packages + broad.map(\.package))
            #expect(all.count == solution.packages.count + broad.count, "seed \(seed)")
            let packages = all.map { world.packages[$0.index] }
            #expect(Set(packages.map(\.name)).count == packages.count, "seed \(seed)")
            for package in all where !solution.packages.contains(package) {
                #expect(installable.contains(package.index), "seed \(seed): \(package)")
                // What is there can be installed from what is there.
                let index = RandomUniverse(packages: packages)
                let own = world.packages[package.index].name
                #expect(
                    index.installableSets().contains { $0.contains(own) }, "seed \(seed): \(own)")
            }
            // Nothing that could serve is missing.
            let fixed = Set(solution.packages.map { world.packages[$0.index].name })
            for package in packages {
                for group in package.depends {
                    for (index, other) in world.packages.enumerated()
                    where group.contains(where: { other.meets($0) }) {
                        let isNewest = !world.packages.contains {
                            $0.name == other.name && $0.version > other.version
                        }
                        if !isNewest || fixed.contains(other.name) { continue }
                        let isThere = all.contains(PackageID(index))
                        if isThere { continue }
                        let reach = Self.withNewest(world, keeping: solution.packages.map(\.index))
                        let sets = reach.installableSets()
                        #expect(
                            !sets.contains { $0.contains(other.name) },
                            "seed \(seed): \(other.name) \(other.version) is missing")
                    }
                }
            }
            added += broad.count
        }
        #expect(added > 50)
    }

    /// The packages that can be installed by themselves.
    static func installablePackages(_ world: RandomUniverse) -> Set<Int> {
        Set(
            world.packages.indices.filter { index in
                let alone = RandomUniverse(
                    packages: world.packages.filter {
                        $0.name != world.packages[index].name
                            || $0.version == world.packages[index].version
                    })
                return alone.installableSets().contains {
                    $0.contains(world.packages[index].name)
                }
            })
    }

    /// The newest version of each name, but for names of which some version is kept.
    static func withNewest(_ world: RandomUniverse, keeping kept: [Int]) -> RandomUniverse {
        let names = Set(kept.map { world.packages[$0].name })
        return RandomUniverse(
            packages: world.packages.indices.filter { index in
                let package = world.packages[index]
                if names.contains(package.name) { return kept.contains(index) }
                return !world.packages.contains {
                    $0.name == package.name && $0.version > package.version
                }
            }.map { world.packages[$0] })
    }

    @Test func `with rpm it is the best build of every name that could serve`() throws {
        var added = 0
        for seed in UInt64(0)..<500 {
            let shape = RPMPuzzle.Shape(
                packages: 5...10, names: 6, weak: 0, architectures: ["x86_64", "noarch"])
            var world = RPMPuzzle(seed: seed, shape: shape)
            world.dropRichConflicts()
            let universe = world.universe()
            let model = RPMModel(world)
            var resolver = RPMResolver(universe, policy: RPMPolicy(best: false))
            for question in RandomRPMUniverseTests.questions(
                world, RPMSubject(universe), seed: seed)
            {
                let wishes = question.map { ResolverWish(label: "w", candidates: $0) }
                guard case .solved(let solution) = resolver.solve(wishes) else { continue }
                let broad = resolver.broadClosure(of: solution)
                let all = (solution.packages + broad.map(\.package))
                    .reduce(0) { $0 | 1 << $1.index }
                // Each can be installed from what is there.
                for package in broad.map(\.package) {
                    let isFine = model.sets.contains { set in
                        set & ~all == 0 && set >> package.index & 1 == 1
                    }
                    #expect(isFine, "seed \(seed): \(package)")
                }
                // Of each name that serves a requirement some build is there, if one can be installed.
                for member in universe.packages where all >> member.index & 1 == 1 {
                    for position in universe.relations(.requires, of: member) {
                        let relation = universe.relation(position)
                        // Ranges are the resolver's business, and proven elsewhere.
                        if relation.comparison != .any { continue }
                        let text = universe.text(of: relation)
                        let providers = universe.providers(of: relation.name).filter {
                            !$0.isOwnName
                        }.map(\.package)
                        for name in Set(providers.map { universe.name($0) }) {
                            let builds = providers.filter { universe.name($0) == name }
                            let possible = builds.filter { build in
                                model.sets.contains { $0 >> build.index & 1 == 1 }
                            }
                            let isThere = builds.contains { all >> $0.index & 1 == 1 }
                            #expect(isThere == !possible.isEmpty, "seed \(seed): \(text)")
                        }
                    }
                }
                added += broad.count
            }
        }
        #expect(added > 100)
    }
}

extension RandomUniverse {
    /// These packages and no others.
    init(packages: [Package]) {
        self.init(seed: 0, names: 0, limit: 0)
        self.packages = packages
    }
}
