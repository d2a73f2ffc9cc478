public import MirrorBase
public import PackageModel

/// Which versions of a package apt sees, and which it prefers.
///
/// The candidate of a name is the version with the highest priority, then the newest
/// (apt_preferences(5)). apt's classic resolver sees candidates only. Here other versions of the same
/// priority stay in reach as a last resort, because a mirror that carries an older version, and not the
/// newer one, makes it the candidate of its clients. Versions of a lower priority (backports,
/// experimental) are seen only where a wish names them.
public struct CandidateOrder: Sendable {
    /// Versions that a wish names outright, by version or suite.
    public var forced: Set<PackageID> = []
    /// Origins (indexes) that a wish named as suite; their versions may serve its dependencies.
    public var switchedOrigins: Set<Int> = []

    /// Packages that are chosen before all others that meet the same, and versions that are chosen before all
    /// others of their name; `prefer` sets it.
    public private(set) var preferred = PackageSet(count: 0)

    /// Begins with no version forced.
    public init() {}

    /// What `Universe.Provider` entries a relation of a package accepts.
    func accepts(
        _ relation: Relation, _ provider: Universe.Provider, from package: PackageID,
        in universe: Universe
    ) -> Bool {
        if relation.comparison != .any {
            // A capability without a version meets no version range (Debian Policy 7.5).
            if provider.version == .none { return false }
            let order = universe.compare(provider.version, relation.version)
            if !relation.comparison.accepts(order) { return false }
        }
        if relation.architecture == Relation.anyArchitecture, universe.architectures.count <= 2 {
            return true
        }
        return acceptsArchitecture(relation, provider, from: package, in: universe)
    }

    /// The rules of Multi-Arch: the architecture of the package that asks, unless the one that is asked
    /// for serves all (`foreign`), is asked for by architecture, or by `name:any`.
    private func acceptsArchitecture(
        _ relation: Relation, _ provider: Universe.Provider, from package: PackageID,
        in universe: Universe
    ) -> Bool {
        let found = universe.nativeOr(universe.architecture(provider.package))
        if relation.architecture != Relation.anyArchitecture {
            return found == relation.architecture
        }
        if universe.traits(provider.package).multiArch == .foreign { return true }
        if !provider.isOwnName, universe.isAnyName(relation.name) { return true }
        return found == universe.nativeOr(universe.architecture(package))
    }

    /// Whether apt could be brought to install this version.
    func isEligible(_ package: PackageID, candidate: PackageID, in universe: Universe) -> Bool {
        let priority = universe.priority(package)
        if forced.contains(package) { return true }
        if priority < 0 { return false }
        if switchedOrigins.contains(universe.originIndex(package)) { return true }
        return priority >= min(universe.priority(candidate), 500)
    }

    /// All versions of a name, the one that apt would install first.
    public func versions(of name: NameID, in universe: Universe) -> [PackageID] {
        var found: [PackageID] = []
        for provider in universe.providers(of: name) where provider.isOwnName {
            found.append(provider.package)
        }
        if found.count > 1 { found.sort { precedes($0, $1, in: universe) } }
        return found
    }

    /// Prefers packages, such as those of a former answer, to all others that meet the same, but for versions
    /// that a wish names. What apt would not consider by itself stays out.
    public mutating func prefer(_ packages: some Sequence<PackageID>, in universe: Universe) {
        let allowed = packages.filter { package in
            isEligible(package, candidate: candidate(for: package, in: universe), in: universe)
        }
        preferred = PackageSet(allowed, count: universe.count)
    }

    /// The preferred ones first.
    func preferredFirst(_ packages: [PackageID]) -> [PackageID] {
        if !packages.contains(where: { preferred.contains($0) }) { return packages }
        return packages.filter { preferred.contains($0) }
            + packages.filter { !preferred.contains($0) }
    }

    /// Which of two versions of a name for one architecture comes first.
    private func precedes(_ left: PackageID, _ right: PackageID, in universe: Universe) -> Bool {
        for preference in VersionPreference.allCases {
            switch preference {
            case .forced:
                let isForced = (forced.contains(left), forced.contains(right))
                if isForced.0 != isForced.1 { return isForced.0 }
            case .preferred:
                let isPreferred = (preferred.contains(left), preferred.contains(right))
                if isPreferred.0 != isPreferred.1 { return isPreferred.0 }
            case .priority:
                let priorities = (universe.priority(left), universe.priority(right))
                if priorities.0 != priorities.1 { return priorities.0 > priorities.1 }
            case .newest:
                let order = universe.compare(universe.version(left), universe.version(right))
                if order != 0 { return order > 0 }
            case .listed: return left < right
            }
        }
        return false
    }

    /// The candidate of a package's name for its architecture.
    func candidate(for package: PackageID, in universe: Universe) -> PackageID {
        let architecture = universe.nativeOr(universe.architecture(package))
        var best = package
        for provider in universe.providers(of: universe.name(package))
        where provider.isOwnName && provider.package != best
            && universe.nativeOr(universe.architecture(provider.package)) == architecture
        {
            if precedes(provider.package, best, in: universe) { best = provider.package }
        }
        return best
    }
}

extension Universe {
    /// The architecture of a package, `all` counted as the native one.
    func nativeOr(_ architecture: UInt8) -> UInt8 {
        architecture == UniverseBuilder.allArchitectures
            ? UniverseBuilder.nativeArchitecture : architecture
    }

    /// Whether a name is `name:any`.
    func isAnyName(_ name: NameID) -> Bool { names.hasSuffix(name, ":any") }
}

extension Interner {
    borrowing func hasSuffix(_ id: NameID, _ suffix: StaticString) -> Bool {
        string(id).hasSuffix(suffix.description)
    }
}
