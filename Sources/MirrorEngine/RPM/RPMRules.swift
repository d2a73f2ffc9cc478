internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver

/// What a distro, or the command line, says of how packages are chosen.
struct RPMRules {
    /// What decides which streams of modules are active.
    var modules: ModuleRules
    /// The architecture that groups mean by `basearchonly`.
    var baseArchitecture: String
    /// Whether a wish takes the best build or fails.
    var best = true
    /// Whether weak dependencies come along, unless a wish says otherwise.
    var weak = false
    /// Whether nodes may have yum 3, which chooses otherwise than dnf.
    var hasYum = false

    /// The architectures whose packages are seen.
    var architectures: [String] { modules.architectures }
}

extension RPMRules {
    /// The rules of a distro.
    init(_ plan: DistroPlan) {
        let traits = plan.distro.rpm
        let enabled = traits.enabledModules.map {
            ModuleRequest(module: $0.module, stream: $0.stream, source: "the distro file")
        }
        self.init(
            modules: ModuleRules(
                platform: traits.platform?.description, enabled: enabled,
                disabled: Set(traits.disabledModules),
                architectures: plan.distro.packageArchitectures(for: plan.architecture)),
            baseArchitecture: plan.architecture.urlName, best: traits.wantsBest,
            // Databases are for yum, and yum 3 knows no modules, which need a platform.
            weak: plan.recommends, hasYum: traits.writesDatabases && traits.platform == nil)
    }
}

extension RPMRules {
    /// The rules as a node has them, which knows the tree and no distro file: what that enables is a default
    /// in the tree, and what it disables is not there.
    var ofNode: RPMRules {
        var rules = self
        rules.modules.enabled = []
        rules.modules.disabled = []
        return rules
    }
}

extension RepositoryContent {
    /// Marks the packages that the repositories' own patterns leave out.
    func markExcluded(in excluded: inout PackageSet) {
        for (number, repository) in repositories.enumerated()
        where !repository.include.isEmpty || !repository.exclude.isEmpty {
            let include = PackagePatterns(repository.include)
            let exclude = PackagePatterns(repository.exclude)
            for package in universe.packages where universe.originIndex(package) == number {
                let isIncluded = include.isEmpty || include.mean(package, in: universe)
                if !isIncluded || exclude.mean(package, in: universe) { excluded.insert(package) }
            }
        }
    }
}

/// Patterns of packages, in any of the ways in which dnf's excludes may be written.
private struct PackagePatterns {
    private let patterns: [(text: String, start: [UInt8])]

    init(_ patterns: [String]) { self.patterns = patterns.map { ($0, Glob.start(of: $0)) } }

    var isEmpty: Bool { patterns.isEmpty }

    /// Whether one of them means a package.
    func mean(_ package: PackageID, in universe: Universe) -> Bool {
        // However a package is spelt, its name comes first; few packages have to be spelt out.
        var spellings: [String]?
        for pattern in patterns
        where universe.names.agrees(universe.name(package), with: pattern.start) {
            let known = spellings ?? universe.spellings(of: package)
            spellings = known
            if known.contains(where: { Glob.matches(pattern.text, $0) }) { return true }
        }
        return false
    }
}

extension Universe {
    fileprivate func spellings(of package: PackageID) -> [String] {
        let name = nameText(package)
        let architecture = architectureText(package)
        let version = versionText(package)
        let bare = version.firstIndex(of: ":").map { String(version[version.index(after: $0)...]) }
        let versions = [version, bare ?? version]
        return [name, "\(name).\(architecture)"]
            + versions.flatMap { ["\(name)-\($0)", "\(name)-\($0).\(architecture)"] }
    }
}
