internal import MirrorBase
internal import PackageModel
internal import RPMRepository

extension ModuleSelection {
    /// The packages that modules hide, in the order of the universe; dnf does not see them.
    ///
    /// Hidden is what belongs to streams that are not active; and, of all that belongs to none, what bears or
    /// provides the name of a package of an active one. Neither holds for the repositories in `hotfixes`, and
    /// the latter not for names that the stream gives up.
    func hidden(in universe: Universe, hotfixes: Set<String> = []) -> [PackageID] {
        if builds.isEmpty { return [] }
        let isHotfix = universe.origins.map { hotfixes.contains($0.repository) }
        var shown = Array(repeating: false, count: universe.count)
        var hidden = Array(repeating: false, count: universe.count)
        var names: Set<String> = []
        let active = builds.indices.filter { isActive[$0] }.map { builds[$0] }
        let given = Set(active.flatMap(\.demodularized))
        for build in active {
            for parts in build.artifacts.lazy.compactMap(\.parts) {
                mark(parts, in: universe, &shown)
                if parts.architecture != "src", !given.contains(parts.name) {
                    names.insert(parts.name)
                }
            }
        }
        for (build, isActive) in zip(builds, isActive) where !isActive {
            for parts in build.artifacts.lazy.compactMap(\.parts) {
                mark(parts, in: universe, &hidden)
            }
        }
        for name in names {
            guard let name = universe.names.find(name) else { continue }
            for provider in universe.providers(of: name) { hidden[provider.package.index] = true }
        }
        return universe.packages.filter {
            hidden[$0.index] && !shown[$0.index] && !isHotfix[universe.originIndex($0)]
        }
    }

    /// Marks the packages of a full identity, the epoch included.
    private func mark(_ parts: ModuleArtifact.Parts, in universe: Universe, _ marks: inout [Bool]) {
        guard let name = universe.names.find(parts.name),
            let version = universe.versions.find(parts.version)
        else { return }
        for provider in universe.providers(of: name) where provider.isOwnName {
            let package = provider.package
            guard universe.version(package).name == version,
                universe.architectureText(package) == parts.architecture
            else { continue }
            marks[package.index] = true
        }
    }
}
