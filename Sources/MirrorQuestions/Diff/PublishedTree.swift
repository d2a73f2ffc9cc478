internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import PackageModel
internal import RPMRepository
internal import SystemIO

/// The packages that published metadata names, whoever wrote it.
struct PublishedTree: Sendable {
    /// How reports name it.
    let title: String
    let scheme: VersionScheme
    let packages: [PublishedPackage]
    let details: any PackageDetails

    /// Reads every repository that lies in a directory or up to three levels below it, as those of several
    /// releases and architectures of a distro do.
    ///
    /// What is no tree is a mistake of the user; what is damaged, a matter of integrity.
    init(_ directory: FilePath, called title: String) throws(MirrorError) {
        let places = try PublishedTree.places(below: directory, levels: 3)
        let suites = places.filter { !$0.isRPM }.map(\.path)
        let repositories = places.filter(\.isRPM).map(\.path)
        if places.isEmpty {
            throw MirrorError(
                .usage, "`\(directory)` is no published tree",
                hints: [
                    "a tree has `dists` with Packages indexes, or `\(RepositoryLocation.root)`"
                ])
        }
        if !suites.isEmpty, !repositories.isEmpty {
            throw MirrorError(
                .usage, "`\(directory)` has repositories of apt and of rpm",
                hints: ["`\(suites[0])` and `\(repositories[0])` are trees of their own"])
        }
        self.title = title
        var packages: [PublishedPackage] = []
        if repositories.isEmpty {
            scheme = .debian
            for path in suites { packages += try DebianTreeReader(tree: path).packages() }
            details = NoDetails()
        } else {
            scheme = .rpm
            var trees: [RPMTreeReader] = []
            for path in repositories {
                let tree = try RPMTreeReader(tree: path)
                packages += tree.packages
                trees.append(tree)
            }
            details = RPMTreeDetails(trees: trees)
        }
        self.packages = PublishedTree.distinct(packages)
    }

    /// The directories that hold a repository; below one of them nothing more is looked for.
    private static func places(below directory: FilePath, levels: Int) throws(MirrorError)
        -> [(path: FilePath, isRPM: Bool)]
    {
        if Files.exists(directory / RepositoryLocation.root) { return [(directory, true)] }
        let names = try onDisk("read `\(directory)`") { () throws(SystemError) in
            try Files.list(directory)
        }
        let isFlat = names.contains { DebianTreeIndexes.indexName($0) != nil }
        if isFlat || names.contains("dists") { return [(directory, false)] }
        if levels == 0 { return [] }
        var found: [(path: FilePath, isRPM: Bool)] = []
        for name in names.sorted() {
            let status = try onDisk("read `\(directory)`") { () throws(SystemError) in
                try Files.status(directory / name, followLinks: true)
            }
            guard status?.kind == .directory else { continue }
            found += try places(below: directory / name, levels: levels - 1)
        }
        return found
    }

    /// Each package once, whatever number of indexes lists it.
    private static func distinct(_ packages: [PublishedPackage]) -> [PublishedPackage] {
        var places: [[String]: Int] = [:]
        var distinct: [PublishedPackage] = []
        for package in packages {
            let key = [package.name, package.version, package.architecture, package.digest.hex]
            if let index = places[key] {
                distinct[index].listedFor.formUnion(package.listedFor)
                distinct[index].suites.formUnion(package.suites)
            } else {
                places[key] = distinct.count
                distinct.append(package)
            }
        }
        return distinct
    }

    // MARK: - Suites

    /// What is for a suite, or for those that are called after it, as `bookworm-updates` is; all of the tree
    /// where it has none of these.
    func narrowed(to suite: String) -> PublishedTree {
        let own = packages.filter { package in
            package.suites.contains {
                $0 == suite || $0.hasPrefix(suite + "-") || $0.hasPrefix(suite + "/")
            }
        }
        if own.isEmpty { return self }
        return PublishedTree(title: title, scheme: scheme, packages: own, details: details)
    }

    init(
        title: String, scheme: VersionScheme, packages: [PublishedPackage],
        details: any PackageDetails
    ) {
        self.title = title
        self.scheme = scheme
        self.packages = packages
        self.details = details
    }

    // MARK: - Architectures

    /// The architectures that machines may have for whom the tree is, but for those of which others run
    /// packages, too.
    private var machines: Set<String> {
        let all = Set(packages.map(\.architecture)).subtracting(["all", "noarch"])
            .union(packages.flatMap(\.listedFor)).subtracting(["all"])
        return all.subtracting(all.flatMap(ArchitectureName.lesser))
    }

    /// The architecture of the tree; `nil` where it has several, or none.
    var architecture: String? { machines.count == 1 ? machines.first : nil }

    /// What is compared: all of the tree or, where it is for several machines and the other side is of one of
    /// these, what is for that, and for foreign architectures that the other side has.
    func list(beside other: PackageList?) -> PackageList {
        guard architecture == nil, let native = other?.architecture, machines.contains(native)
        else {
            return PackageList(
                title: title, scheme: scheme, distro: nil, architecture: architecture,
                packages: packages.map(\.compared))
        }
        let seen = Set(other?.packages.map(\.architecture) ?? []).union([native])
        let shown = packages.filter { package in
            package.listedFor.isEmpty
                ? seen.contains(package.architecture) || package.architecture == "noarch"
                : !package.listedFor.isDisjoint(with: seen)
        }
        return PackageList(
            title: title, scheme: scheme, distro: nil, architecture: native,
            packages: shown.map(\.compared))
    }
}
