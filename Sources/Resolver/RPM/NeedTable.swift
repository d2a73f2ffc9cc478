internal import PackageModel

/// For each package all others that would meet something that it requires, worked out once.
///
/// They come in the order of its requirements, each package once. So whoever asks which packages of an answer
/// need which others looks through short lists instead of looking up every requirement again.
struct NeedTable {
    private var packages: [Int32] = []
    private var starts: [Int32]
    private var ends: [Int32]

    init(packages count: Int) {
        starts = Array(repeating: -1, count: count)
        ends = starts
    }

    subscript(position: Int) -> Int32 { packages[position] }

    /// Where the packages lie that a package may need.
    mutating func needs(
        of package: PackageID, _ universe: Universe, _ rich: inout RichTable
    ) -> Range<Int> {
        let index = package.index
        if starts[index] < 0 {
            starts[index] = Int32(packages.count)
            fill(package, universe, &rich)
            ends[index] = Int32(packages.count)
        }
        return Int(starts[index])..<Int(ends[index])
    }

    private mutating func fill(
        _ package: PackageID, _ universe: Universe, _ rich: inout RichTable
    ) {
        var seen: Set<Int32> = []
        for position in universe.relations(.requires, of: package) {
            let relation = universe.relation(position)
            if let plain = rich.plain(relation) {
                for other in rich.table[plain] where seen.insert(other).inserted {
                    packages.append(other)
                }
                continue
            }
            for literal in rich.blocks(relation).joined()
            where literal > 0 && seen.insert(literal - 1).inserted {
                packages.append(literal - 1)
            }
        }
        if universe.architecture(package) <= UniverseBuilder.allArchitectures { return }
        // A build for a lesser architecture may need the same for a better one.
        for provider in universe.providers(of: universe.name(package)) where provider.isOwnName {
            let other = Int32(provider.package.raw)
            if seen.insert(other).inserted { packages.append(other) }
        }
    }
}
