internal import MirrorBase
internal import PackageModel

/// What yum sees: packages of repositories and of the machine, and which are the newest of their names.
final class YumMarket: Sendable {
    let universe: Universe
    let installed: PackageSet
    private let hidden: PackageSet
    let installedPackages: [PackageID]
    private let installOnly: PackageSet
    /// For each package the number of its source rpm; -1 where that is unknown.
    private let sources: [Int32]
    /// For each package the name of its source.
    private let bases: [NameID?]
    /// For each package that repositories hold, the best package of them that obsoletes it.
    private let obsoleters: [Int32: Int32]

    init(
        _ universe: Universe, _ installed: PackageSet, _ excluded: PackageSet,
        _ source: (PackageID) -> String?
    ) {
        self.universe = universe
        self.installed = installed
        hidden = excluded
        installedPackages = installed.members.map { PackageID(Int($0)) }
        installOnly = RPMClauses.installOnly(universe, RPMPolicy())
        var numbers: [String: Int32] = [:]
        var sources: [Int32] = []
        var bases: [NameID?] = []
        for package in universe.packages {
            guard let file = source(package), !file.isEmpty else {
                sources.append(-1)
                bases.append(nil)
                continue
            }
            let number = numbers[file] ?? Int32(numbers.count)
            numbers[file] = number
            sources.append(number)
            bases.append(universe.names.find(YumMarket.name(ofSource: file)))
        }
        self.sources = sources
        self.bases = bases
        obsoleters = YumMarket.findObsoleters(universe, installed, excluded)
    }

    /// `name` of `name-version-release.src.rpm`.
    private static func name(ofSource file: String) -> String {
        file.split(separator: "-", omittingEmptySubsequences: false).dropLast(2)
            .joined(separator: "-")
    }

    /// Only the newest version of each name obsoletes anything in yum's eyes.
    private static func findObsoleters(
        _ universe: Universe, _ installed: PackageSet, _ excluded: PackageSet
    ) -> [Int32: Int32] {
        var found: [Int32: Int32] = [:]
        for package in universe.packages {
            let relations = universe.relations(.obsoletes, of: package)
            if relations.isEmpty || installed.contains(package) || excluded.contains(package) {
                continue
            }
            let isOutdated = universe.providers(of: universe.name(package)).contains {
                $0.isOwnName && !installed.contains($0.package) && !excluded.contains($0.package)
                    && universe.compare(universe.version($0.package), universe.version(package)) > 0
            }
            if isOutdated { continue }
            for position in relations {
                for other in universe.obsoleted(by: universe.relation(position))
                where universe.name(other) != universe.name(package) {
                    let known = found[Int32(other.raw)].map { PackageID(Int($0)) }
                    if let known, universe.rank(known) <= universe.rank(package) { continue }
                    found[Int32(other.raw)] = Int32(package.raw)
                }
            }
        }
        return found
    }

    /// Whether yum can take a package from a repository.
    func isOffered(_ package: PackageID) -> Bool {
        !installed.contains(package) && !hidden.contains(package)
    }

    /// Whether several versions of a package can be installed side by side.
    func isInstallOnly(_ package: PackageID) -> Bool { installOnly.contains(package) }

    /// Whether something installed met a requirement before anything changed.
    func wasMet(_ position: Int, _ table: inout CapabilityTable) -> Bool {
        let providers = table.providers(of: universe.relation(position))
        return table[providers].contains { installed.contains(Int($0)) }
    }

    /// The package of a repository that takes the place of another, going on to what obsoletes that.
    func obsoleter(of package: PackageID) -> PackageID? {
        var current = package
        var seen: Set<PackageID> = [package]
        while let next = obsoleters[Int32(current.raw)].map({ PackageID(Int($0)) }) {
            // Two that obsolete each other stay as they are.
            if !seen.insert(next).inserted { return nil }
            current = next
        }
        return current == package ? nil : current
    }

    /// Whether two packages come from the same source rpm.
    func haveSameSource(_ left: PackageID, _ right: PackageID) -> Bool {
        sources[left.index] >= 0 && sources[left.index] == sources[right.index]
    }

    /// The name of a package's source.
    func base(of package: PackageID) -> NameID? { bases[package.index] }

    /// Whether repositories hold a newer version of a name than a package.
    func isOutdated(_ package: PackageID) -> Bool {
        universe.providers(of: universe.name(package)).contains {
            $0.isOwnName && isOffered($0.package)
                && universe.compare(universe.version($0.package), universe.version(package)) > 0
        }
    }

    /// The packages of one name and architecture in repositories, the newest first.
    func builds(of name: NameID, _ architecture: UInt8) -> [PackageID] {
        var found: [PackageID] = []
        for provider in universe.providers(of: name)
        where provider.isOwnName && isOffered(provider.package)
            && universe.architecture(provider.package) == architecture
        {
            found.append(provider.package)
        }
        return found.sorted {
            let order = universe.compare(universe.version($0), universe.version($1))
            return order == 0 ? $0 < $1 : order > 0
        }
    }

    /// Whether a package says of another that it takes its place, or is in conflict with it.
    func names(_ kind: RelationKind, of package: PackageID, _ other: PackageID) -> Bool {
        universe.relations(kind, of: package).contains { position in
            let relation = universe.relation(position)
            if relation.comparison == .expression { return false }
            return universe.providers(of: relation.name).contains {
                $0.package == other && $0.isOwnName == (kind == .obsoletes)
                    && universe.meets(relation, $0.comparison, $0.version)
            }
        }
    }
}
