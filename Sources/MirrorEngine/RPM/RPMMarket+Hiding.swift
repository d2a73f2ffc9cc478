internal import PackageModel
internal import RPMRepository

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

    /// Why a package does not count, as it follows "which": "is hidden by …"; `nil` where it is excluded.
    func hiding(_ package: PackageID) -> String? {
        let streams = streams(with: package).map { "`\($0)`" }
        if !streams.isEmpty {
            return "is hidden, since no stream with it is active: "
                + streams.joined(separator: ", ")
        }
        let name = universe.nameText(package)
        for (build, isActive) in zip(modules.builds, modules.isActive) where isActive {
            if build.artifacts.contains(where: { $0.parts?.name == name }) {
                return "is hidden by the active stream `\(build.module):\(build.stream)`"
            }
        }
        return nil
    }
}
