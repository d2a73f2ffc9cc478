internal import MirrorBase
package import PackageModel
internal import RPMRepository
internal import Resolver

extension RPMMarket {
    /// The streams of modules that hold a package and are not active, in order.
    func streams(with package: PackageID) -> [String] {
        let own = ModuleArtifact.Parts(package, in: universe)
        var found: Set<String> = []
        for (build, isActive) in zip(modules.builds, modules.isActive) where !isActive {
            if build.artifacts.contains(where: { $0.parts == own }) {
                found.insert("\(build.module):\(build.stream)")
            }
        }
        return found.sorted()
    }

    /// The streams of modules that hold a package, by label and in order, and whether they are active.
    package func allStreams(with package: PackageID) -> [(label: String, isActive: Bool)] {
        let own = ModuleArtifact.Parts(package, in: universe)
        var found: [String: Bool] = [:]
        for (build, isActive) in zip(modules.builds, modules.isActive)
        where build.artifacts.contains(where: { $0.parts == own }) {
            found[build.label] = isActive || found[build.label] == true
        }
        return found.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
    }

    /// The profiles of a stream, in order.
    func profiles(of stream: String) -> [String] {
        let builds = modules.builds.filter { "\($0.module):\($0.stream)" == stream }
        return Set(builds.flatMap(\.profiles).map(\.name)).sorted()
    }

    /// Why a package does not count, as it follows "which": "is in the stream …".
    package func hiding(_ package: PackageID) -> String? {
        guard excluded.contains(package) else { return nil }
        if assumed?.doubles().contains(package) == true { return "is on the machine already" }
        let streams = streams(with: package)
        let active = zip(modules.builds, modules.isActive).filter(\.1).map(\.0)
        if let first = streams.first {
            let list = Enumeration.and(streams.map { "`\($0)`" }, atMost: 5)
            let own = Set(streams.compactMap { $0.split(separator: ":").first.map(String.init) })
            if let rival = active.first(where: { own.contains($0.module) }) {
                return "is in \(list), while `\(rival.module):\(rival.stream)` is active"
            }
            return streams.count == 1
                ? "is in the stream `\(first)`, which is not active"
                : "is in the streams \(list), none of which is active"
        }
        let names = self.names(of: package)
        for build in active {
            let taken = build.artifacts.lazy.compactMap { $0.parts?.name }.first(
                where: names.contains)
            guard let taken else { continue }
            let stream = "`\(build.module):\(build.stream)`"
            return universe.nameText(package) == taken
                ? "is hidden by the active stream \(stream)"
                : "is hidden by the active stream \(stream), since it provides `\(taken)`"
        }
        return "is excluded from `\(universe.origin(package).repository)` by the distro file"
    }

    /// The names that a package bears or provides.
    private func names(of package: PackageID) -> Set<String> {
        var names: Set<String> = [universe.nameText(package)]
        for position in universe.relations(.provides, of: package) {
            names.insert(universe.names.string(universe.relation(position).name))
        }
        return names
    }
}
