internal import PackageModel

/// Packages that weak dependencies do not bring in because they could have done so before.
///
/// libdnf's `exclude_from_weak_autodetect`: what an installed package recommends and nothing installed
/// provides was left out or removed, and so was what supplements something installed. Rich dependencies are
/// not looked at.
struct LeftOutWeak {
    private(set) var packages: PackageSet
    private let universe: Universe
    private let installed: PackageSet
    private let excluded: PackageSet

    init(_ universe: Universe, _ installed: PackageSet, _ policy: RPMPolicy) {
        self.universe = universe
        self.installed = installed
        excluded = policy.excluded
        packages = PackageSet(count: universe.count)
        for package in policy.excludedFromWeak.members { packages.insert(Int(package)) }
        for package in installed.members {
            for position in universe.relations(.recommends, of: PackageID(Int(package))) {
                leaveOut(universe.relation(position))
            }
        }
        for package in universe.packages
        where !universe.relations(.supplements, of: package).isEmpty && !isInstalledName(package) {
            let isLate = universe.relations(.supplements, of: package).contains { position in
                let relation = universe.relation(position)
                return relation.comparison != .expression
                    && universe.providers(of: relation.name).contains {
                        installed.contains($0.package)
                            && universe.meets(relation, $0.comparison, $0.version)
                    }
            }
            if isLate { packages.insert(package) }
        }
    }

    /// Leaves out whatever provides what is recommended, in any version, unless something installed does.
    private mutating func leaveOut(_ relation: Relation) {
        if relation.comparison == .expression { return }
        let providers = universe.providers(of: relation.name).filter {
            !$0.isOwnName && !excluded.contains($0.package)
        }
        if providers.contains(where: { installed.contains($0.package) }) { return }
        for provider in providers { packages.insert(provider.package) }
    }

    private func isInstalledName(_ package: PackageID) -> Bool {
        universe.providers(of: universe.name(package)).contains {
            $0.isOwnName && installed.contains($0.package)
        }
    }
}
