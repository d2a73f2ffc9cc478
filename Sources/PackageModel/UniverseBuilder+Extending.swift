internal import MirrorBase

extension UniverseBuilder {
    /// Begins with everything that a universe has, so that more can be added behind it.
    ///
    /// Packages, names, versions and origins keep their numbers. `dropping` are positions of relations that
    /// are left out.
    public init(extending universe: Universe, dropping: Set<Int> = []) {
        self.init(
            nativeArchitecture: universe.architectures[0],
            foreignArchitectures: Array(universe.architectures.dropFirst(2)),
            scheme: universe.scheme, nameCapacity: 16)
        names = Interner(copying: universe.names)
        versions = Interner(copying: universe.versions)
        expressions = universe.expressions
        origins = universe.origins
        texts = universe.texts
        packageNames = universe.packageNames
        packageVersions = universe.packageVersions
        packageArchitectures = universe.packageArchitectures
        packageTraits = universe.packageTraits
        packageOrigins = universe.packageOrigins
        packagePriorities = universe.packagePriorities
        packageTexts = universe.packageTexts
        packageStanzas = universe.packageStanzas
        copyRelations(of: universe, dropping)
        copyFiles(of: universe)
        chainNames()
    }

    private mutating func copyRelations(of universe: Universe, _ dropping: Set<Int>) {
        // The last start is the end of all; it is the first of the package that follows.
        relationStarts = Array(universe.relationStarts.dropLast())
        if dropping.isEmpty {
            relations = universe.relations
            return
        }
        let dropped = dropping.sorted()
        for slot in relationStarts.indices {
            var (low, high) = (0, dropped.count)
            while low < high {
                let middle = (low + high) / 2
                if dropped[middle] < Int(relationStarts[slot]) {
                    low = middle + 1
                } else {
                    high = middle
                }
            }
            relationStarts[slot] -= UInt32(low)
        }
        relations = universe.relations.indices.filter { !dropping.contains($0) }
            .map { universe.relations[$0] }
    }

    /// Files are among the providers of a path, and no relation of their package says so.
    private mutating func copyFiles(of universe: Universe) {
        for path in namedPaths {
            for provider in universe.providers(of: path) where !provider.isOwnName {
                let isSaid = universe.relations(.provides, of: provider.package).contains {
                    universe.relation($0).name == path
                }
                if !isSaid { addFile(path, of: provider.package) }
            }
        }
    }

    private mutating func chainNames() {
        firstOfName = Array(repeating: UniverseBuilder.nobody, count: names.count)
        nextOfName.reserveCapacity(packageNames.count)
        for (index, name) in packageNames.enumerated() {
            nextOfName.append(firstOfName[name.index])
            firstOfName[name.index] = UInt32(index)
        }
    }
}
