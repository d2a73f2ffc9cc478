import MirrorTestSupport
import PackageModel
import Resolver

/// Packages with some of them installed already, as a seed determines.
extension RPMPuzzle {
    /// A random universe, and what an earlier state of it may have left on a machine: an answer to some
    /// questions, of which some packages have changed or gone since.
    init(seed: UInt64, installedBy random: inout SeededRandom) {
        let world = RPMPuzzle(seed: seed)
        self = world
        hasInstalled = true
        priorities = [0] + world.priorities.map { $0 - 2 }
        for index in packages.indices { packages[index].repository += 1 }
        var installed: [Package] = []
        for index in Self.chosen(world, &random) {
            var package = world.packages[index]
            package.repository = 0
            let chance = Int.random(in: 0..<20, using: &random)
            if chance < 4 { Self.setVersion(chance < 3 ? "1-1" : "3-2", of: &package) }
            // Some requirement may not have been met for long.
            if chance == 5 { continue }
            installed.append(package)
            if chance > 14 {
                packages.removeAll {
                    $0.name == package.name && $0.version == package.version
                        && $0.architecture == package.architecture
                }
            }
        }
        packages = installed + packages
        if Int.random(in: 0..<3, using: &random) == 0 { installOnly = ["a", "x"] }
        if Int.random(in: 0..<4, using: &random) == 0 {
            notWeak = packages.indices.filter { _ in Int.random(in: 0..<4, using: &random) == 0 }
        }
    }

    /// The packages that are installed, by number.
    var installed: [Int] {
        packages.indices.filter { hasInstalled && packages[$0].repository == 0 }
    }

    private static func chosen(_ world: RPMPuzzle, _ random: inout SeededRandom) -> [Int] {
        let universe = world.universe()
        let subject = RPMSubject(universe)
        var resolver = RPMResolver(universe, policy: RPMPolicy(best: false))
        var found: Set<Int> = []
        for _ in 0..<12 {
            let names = world.names.shuffled(using: &random).prefix(
                Int.random(in: 1...4, using: &random))
            let wishes = names.map {
                ResolverWish(label: $0, candidates: subject.packages(named: $0))
            }
            if case .solved(let solution) = resolver.solve(wishes) {
                found = Set(solution.packages.map(\.index))
                break
            }
        }
        return found.sorted()
    }

    private static func setVersion(_ version: String, of package: inout Package) {
        let provides = RelationKind.provides.rawValue
        package.version = version
        package.relations[provides].removeLast()
        package.relations[provides].append(.plain(package.name, .equal, version))
    }
}
