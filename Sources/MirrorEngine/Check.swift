internal import Manifest
public import MirrorBase
internal import PackageModel
internal import Resolver
public import SystemIO
internal import Transfer

/// Finds which packages of upstream's repositories cannot be installed at all, and why.
///
/// Every version and every build is asked for by itself, on an empty machine; what a node would prefer plays no
/// part. With rpm, packages that modules or excludes hide do not exist, as for a client.
public struct Check {
    /// What was found.
    public struct Report: Sendable, Hashable {
        /// How many packages were asked for.
        public var checked: Int
        /// How many packages modules and excludes hide.
        public var hidden: Int
        /// Those that cannot be installed, by name, version and architecture.
        public var broken: [BrokenPackage]
    }

    let options: BuildOptions
    let observer: BuildObserver
    let only: [String]

    /// Begins with options and an observer.
    ///
    /// - Parameter only: Patterns of names; packages of other names are not asked for. Empty for all.
    public init(_ options: BuildOptions, only: [String] = [], observer: BuildObserver) {
        self.options = options
        self.only = only
        self.observer = observer
    }

    /// Checks the repositories of a distro of the distro files.
    public func run(distro name: String, architecture: String) async throws(MirrorError) -> Report {
        let workspace = try Workspace(options, checking: name)
        let session = try Session(options, observer)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(
            try workspace.distro(name), architecture: architecture, options: options)
        let context = BuildContext(
            session: session, plan: plan, manifest: workspace.manifest, baselines: BaselinePlan())
        switch plan.distro.family {
        case .deb:
            let family = DebianFamily(context: context)
            let (_, universe) = try await family.universe(of: try await family.roots())
            return try report(universe)
        case .rpm:
            let family = RPMFamily(context: context)
            let roots = try await family.roots()
            let (_, content) = try await family.content(of: roots, for: [], each: true)
            return try report(content, RPMRules(plan))
        }
    }

    /// Checks Packages indexes that are given one by one, an id and a file or directory each.
    public func run(indexes: [(id: String, path: FilePath)], architecture: String)
        throws(MirrorError) -> Report
    {
        try report(try Resolve.universe(of: indexes, architecture: architecture))
    }

    /// Checks rpm repositories that are given one by one, as `Resolve` takes them.
    public func run(
        rpmRepositories: [(id: String, place: String)], architecture: String, platform: String?
    ) throws(MirrorError) -> Report {
        let rules = RPMRules(architecture: architecture, platform: platform, weak: false)
        // Any package may need a file that only filelists tells of.
        let content = try Resolve.content(
            of: rpmRepositories, rules, cache: options.cache, needsFilelists: \.namesOtherPaths)
        return try report(content, rules)
    }

    // MARK: - The report

    private func report(_ content: RepositoryContent, _ rules: RPMRules) throws(MirrorError)
        -> Report
    {
        let market = RPMMarket(content, rules, for: [])
        for note in market.modules.notes { observer.report(.note(note)) }
        return try report(content.universe, excluded: market.excluded, hiding: market.hiding)
    }

    private func report(
        _ universe: Universe, excluded: PackageSet = PackageSet(count: 0),
        hiding: @escaping (PackageID) -> String? = { _ in nil }
    ) throws(MirrorError) -> Report {
        observer.report(.phase("checking"))
        let visible = universe.packages.filter { !excluded.contains($0) }
        let asked = try chosen(among: visible, universe)
        var installability = Installability(universe, excluded: excluded)
        let broken = installability.broken(among: asked)
        var found: [BrokenPackage] = []
        for package in broken.sorted(by: { universe.precedes($0, $1) }) {
            try Interruption.check()
            guard let refutation = installability.refutation(of: package) else { continue }
            found.append(BrokenPackage(package, refutation, in: universe, hiding: hiding))
        }
        return Report(
            checked: asked.count, hidden: universe.count - visible.count, broken: found)
    }

    /// The packages whose names fit a pattern; each pattern has to fit some.
    private func chosen(
        among packages: [PackageID], _ universe: Universe
    ) throws(MirrorError) -> [PackageID] {
        if only.isEmpty { return packages }
        var fitting: Set<NameID> = []
        var unused = Set(only)
        for name in Set(packages.map { universe.name($0) }) {
            let text = universe.names.string(name)
            for pattern in only where pattern == text || Glob.matches(pattern, text) {
                fitting.insert(name)
                unused.remove(pattern)
            }
        }
        let problems = only.filter(unused.contains).map { pattern in
            MirrorError.Problem("there is no package `\(pattern)`")
        }
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
        return packages.filter { fitting.contains(universe.name($0)) }
    }
}

extension Universe {
    /// By name, byte by byte, then the older version first, then by architecture and as listed.
    fileprivate func precedes(_ left: PackageID, _ right: PackageID) -> Bool {
        if name(left) != name(right) { return nameText(left) < nameText(right) }
        let order = compare(version(left), version(right))
        if order != 0 { return order < 0 }
        if architecture(left) != architecture(right) {
            return architectureText(left) < architectureText(right)
        }
        return left < right
    }
}
