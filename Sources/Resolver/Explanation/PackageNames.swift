internal import MirrorBase
internal import PackageModel

/// Packages in a sentence: those of one name together, their versions and architectures merged.
struct PackageNames {
    /// How many versions are named one by one.
    private static let few = 3

    let universe: Universe
    /// How the family calls one package.
    let label: (PackageID) -> String
    /// How the family writes a version.
    let version: (PackageID) -> String

    /// "`a 1`, `b 1.2 to 1.9` and `c 2`".
    func and(_ packages: [PackageID]) -> String { Enumeration.and(names(packages), atMost: 4) }

    /// "`a 1`, `b 1.2 to 1.9` or `c 2`".
    func or(_ packages: [PackageID]) -> String { Enumeration.or(names(packages), atMost: 4) }

    /// The packages by name, in the order in which the names first come.
    static func byName(_ packages: [PackageID], in universe: Universe) -> [[PackageID]] {
        var groups: [[PackageID]] = []
        var numbers: [NameID: Int] = [:]
        for package in packages {
            let name = universe.name(package)
            if let number = numbers[name] {
                groups[number].append(package)
            } else {
                numbers[name] = groups.count
                groups.append([package])
            }
        }
        return groups
    }

    private func names(_ packages: [PackageID]) -> [String] {
        PackageNames.byName(packages, in: universe).map(merged)
    }

    /// Packages of one name.
    private func merged(_ packages: [PackageID]) -> String {
        if packages.count == 1 { return "`\(label(packages[0]))`" }
        let sorted = packages.sorted {
            let order = universe.compare(universe.version($0), universe.version($1))
            return order == 0 ? $0 < $1 : order < 0
        }
        var texts: [String] = []
        var last: PackageID?
        for package in sorted {
            if let last, universe.compare(universe.version(last), universe.version(package)) == 0 {
                continue
            }
            last = package
            texts.append(version(package))
        }
        let name = universe.nameText(packages[0])
        return "`\(name) \(range(texts, sorted))`" + architectures(sorted)
    }

    /// "1.2, 1.4 and 1.9"; where there are more, "1.2 to 1.9" if nothing between is left out.
    private func range(_ texts: [String], _ sorted: [PackageID]) -> String {
        if texts.count <= PackageNames.few { return Enumeration.and(texts) }
        guard let first = sorted.first, let last = sorted.last, isWhole(sorted, first, last) else {
            return Enumeration.and(texts, atMost: PackageNames.few + 1)
        }
        return "\(texts[0]) to \(texts[texts.count - 1])"
    }

    /// Whether the repositories have no other version of the name in between.
    private func isWhole(_ packages: [PackageID], _ first: PackageID, _ last: PackageID) -> Bool {
        let versions = Set(packages.map { universe.version($0) })
        for provider in universe.providers(of: universe.name(first)) where provider.isOwnName {
            let version = universe.version(provider.package)
            if versions.contains(version) { continue }
            if universe.compare(version, universe.version(first)) > 0,
                universe.compare(version, universe.version(last)) < 0
            {
                return false
            }
        }
        return true
    }

    /// " (x86_64 and i686)", where that does not go without saying.
    private func architectures(_ packages: [PackageID]) -> String {
        let found = Set(packages.map { universe.architecture($0) }).sorted()
        guard let last = found.last, last > UniverseBuilder.allArchitectures else { return "" }
        let names = found.map { universe.architectures[Int($0)] }
        return " (\(Enumeration.and(names)))"
    }
}
