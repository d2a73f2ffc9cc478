internal import MirrorBase
public import PackageModel

/// What a wish says of the version, architecture and suite it wants.
public struct VersionChoice: Sendable, Hashable {
    /// How the wanted version compares.
    public var comparison: VersionOperator
    /// The version compared with; may hold `*` where `comparison` is `equal`.
    public var version: String
    /// Whether `=` leaves out what a wish leaves out: the epoch and the revision.
    public var isLoose: Bool
    /// The architecture, where one was named.
    public var architecture: String?
    /// The suite, where one was named.
    public var suite: String?

    /// Makes a choice; without arguments, of any version.
    public init(
        comparison: VersionOperator = .any, version: String = "", isLoose: Bool = false,
        architecture: String? = nil, suite: String? = nil
    ) {
        self.comparison = comparison
        self.version = version
        self.isLoose = isLoose
        self.architecture = architecture
        self.suite = suite
    }

    /// Whether it makes apt install another version than its candidate.
    public var isSpecific: Bool { comparison != .any || suite != nil }
}

extension CandidateOrder {
    /// The packages that bear a name and fit a choice, the one that apt would install first.
    ///
    /// With nothing said about architecture only native (and `all`) packages count. With nothing said about
    /// the version, versions of a lower priority than the candidate's are left out, as in `isEligible`.
    public func packages(
        named name: String, _ choice: VersionChoice = VersionChoice(), in universe: Universe
    ) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        let versions = versions(of: id, in: universe)
        guard !versions.isEmpty else { return [] }
        let architecture = choice.architecture ?? universe.architectures[0]
        return versions.filter { package in
            guard fits(package, architecture: architecture, in: universe) else { return false }
            if let suite = choice.suite, !isFrom(suite, package, in: universe) { return false }
            if !fits(package, choice, in: universe) { return false }
            if choice.isSpecific { return true }
            let candidate = candidate(for: package, in: universe)
            return isEligible(package, candidate: candidate, in: universe)
        }
    }

    /// The packages that provide a name which no package bears, in apt's order.
    public func providers(
        of name: String, _ choice: VersionChoice = VersionChoice(), in universe: Universe
    ) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        var found: [PackageID] = []
        for provider in universe.providers(of: id) {
            let package = provider.package
            let candidate = candidate(for: package, in: universe)
            guard candidate == package, universe.priority(package) >= 0 else { continue }
            // A suite or architecture that was named counts for what provides a name, too.
            if let architecture = choice.architecture,
                !fits(package, architecture: architecture, in: universe)
            {
                continue
            }
            if let suite = choice.suite, !isFrom(suite, package, in: universe) { continue }
            if choice.comparison != .any {
                guard provider.version != .none,
                    choice.accepts(universe.versions.string(provider.version.name))
                else { continue }
            }
            if !found.contains(package) { found.append(package) }
        }
        found.sort { DebianPreference.precedes(($0, false), ($1, false), in: universe) }
        return preferredFirst(found)
    }

    private func fits(_ package: PackageID, architecture: String, in universe: Universe) -> Bool {
        let own = universe.architectureText(package)
        if own == architecture { return true }
        return own == "all" && architecture == universe.architectures[0]
    }

    private func fits(
        _ package: PackageID, _ choice: VersionChoice, in universe: Universe
    ) -> Bool {
        choice.comparison == .any || choice.accepts(universe.versionText(package))
    }

    private func isFrom(_ suite: String, _ package: PackageID, in universe: Universe) -> Bool {
        let origin = universe.origin(package)
        return origin.suite == suite || origin.repository == suite
    }
}

extension VersionChoice {
    /// Whether a version fits, by Debian's order or, for `=` with a `*`, as a pattern.
    public func accepts(_ version: String) -> Bool {
        if comparison == .any { return true }
        if comparison == .equal, Glob.isPattern(self.version) {
            return Glob.matches(self.version, version)
                || Glob.matches(self.version, VersionChoice.withoutEpoch(version))
        }
        if comparison == .equal, isLoose {
            let bare = self.version.contains(":") ? version : VersionChoice.withoutEpoch(version)
            let upstream = bare.lastIndex(of: "-").map { String(bare[..<$0]) }
            return [bare, upstream].contains {
                $0.map { DebianVersion.compare($0, self.version) == 0 } ?? false
            }
        }
        return comparison.accepts(DebianVersion.compare(version, self.version))
    }
}

extension VersionChoice {
    static func withoutEpoch(_ version: String) -> String {
        version.firstIndex(of: ":").map { String(version[version.index(after: $0)...]) } ?? version
    }
}
