package import Manifest
internal import MirrorBase
internal import PackageModel
internal import Resolver
internal import Store

/// The wishes of a run, each as the packages that meet it.
struct DebianWishPlan {
    /// The wishes, the base set first, then in the order of groups and lines; each once.
    private(set) var entries: [PlannedWish] = []
    /// How many of the first entries say what stays on the machine; they are among the essential ones.
    private(set) var assumedCount = 0
    /// How many of the first entries are essential: nothing on a machine can be without them.
    private(set) var essentialCount = 0
    /// Wishes that may go unfulfilled, and do.
    private(set) var absent: [String] = []
    /// What else is worth a line.
    private(set) var notes: [String] = []
    /// Which versions the wishes ask for.
    private(set) var order = CandidateOrder()
    /// What does not exist.
    private(set) var problems: [MirrorError.Problem] = []

    /// Whether any wish takes recommended packages along.
    private(set) var takesRecommended: Bool

    private let universe: Universe
    private let recommends: Bool
    private let place: String
    private let owners: [String: [String]]
    private let elsewhere: (String) -> [String]
    private var known: [String: Int] = [:]
    private var allNames: [String]?
    private var isNoting = true

    /// Begins without wishes.
    ///
    /// - Parameters:
    ///   - recommends: Whether recommended packages come along, unless a wish says otherwise.
    ///   - place: The distro and architecture, for messages.
    ///   - owners: For each wished path the packages that hold it.
    ///   - preferred: Packages that are taken wherever they would do.
    ///   - elsewhere: The other distros where a name is known to exist.
    init(
        _ universe: Universe, recommends: Bool, place: String, owners: [String: [String]] = [:],
        preferring preferred: [PackageID] = [],
        elsewhere: @escaping (String) -> [String] = { _ in [] }
    ) {
        self.universe = universe
        self.recommends = recommends
        takesRecommended = recommends
        self.place = place
        self.owners = owners
        self.elsewhere = elsewhere
        order.prefer(preferred, in: universe)
    }

    /// Looks through wishes for the versions and suites that they name, before any candidate is taken: what
    /// one wish names is what every other gets.
    mutating func prefer(_ wishes: [Wish]) {
        isNoting = false
        for wish in wishes { _ = found(by: wish) }
        isNoting = true
    }

    /// Adds that what is on the machine stays there; before anything else is added.
    mutating func add(assumed: AssumedBase?) {
        guard let assumed else { return }
        entries = assumed.wishes().map { PlannedWish(wish: $0, groups: [Lock.baselineGroup]) }
        assumedCount = entries.count
        essentialCount = entries.count
    }

    /// Makes what is on the machine what apt would install, before wishes name versions.
    mutating func prefer(_ assumed: AssumedBase?) {
        if let assumed { order.forced = assumed.order.forced }
    }

    /// Makes the versions of a shipped baseline what apt would install, as if wishes named them.
    mutating func prefer(shipped packages: [Lock.Installed]) {
        for package in packages { _ = found(shipped: package) }
    }

    /// Adds the packages of a baseline that are shipped: each as a wish for that very version, or for what
    /// there is of it.
    mutating func add(shipped packages: [Lock.Installed]) {
        for package in packages {
            guard let (label, found) = found(shipped: package) else { continue }
            add(label, found, group: Lock.baselineGroup, recommends: false)
        }
    }

    private mutating func found(shipped package: Lock.Installed)
        -> (label: String, packages: [PackageID])?
    {
        let isNative = ["all", universe.architectures[0]].contains(package.architecture)
        let choice = VersionChoice(
            comparison: .equal, version: package.version,
            architecture: isNative ? nil : package.architecture)
        let name = isNative ? package.name : "\(package.name):\(package.architecture)"
        let same = order.packages(named: package.name, choice, in: universe)
        if !same.isEmpty {
            force(same, choice)
            return ("\(name) (= \(package.version))", same)
        }
        let any = VersionChoice(architecture: choice.architecture)
        let others = order.packages(named: package.name, any, in: universe)
        return others.isEmpty ? nil : (name, others)
    }

    /// What a wish is called in the entries: several names where it is a pattern.
    mutating func labels(of wish: Wish) -> [String] { found(by: wish).map(\.label) }

    /// Adds the base set.
    ///
    /// Only packages of `repositories` belong to it by their priority.
    mutating func add(base members: [Distro.BaseMember], from repositories: Set<String>) {
        for case .name(let name) in members
        where order.packages(named: name, in: universe).isEmpty {
            let near = Suggestion.near(name, among: names())
            let list = near.map { "`\($0)`" }.joined(separator: " or ")
            problems.append(
                MirrorError.Problem(
                    "`\(name)`, which `base` names, does not exist in \(place)",
                    hints: near.isEmpty ? [] : ["did you mean \(list)?"]))
        }
        let names = BaseSet.names(members, from: repositories, order, in: universe)
        let packages = names.map { order.packages(named: $0, in: universe) }
        // The rest of the base can be replaced, as a time daemon is by another: only what is essential
        // has to be there beside every wish.
        for isEssential in [true, false] {
            for (name, candidates) in zip(names, packages)
            where candidates.first.map({ universe.traits($0).isEssential }) == isEssential {
                add(name, candidates, group: "base", recommends: false)
            }
            if isEssential { essentialCount = entries.count }
        }
    }

    /// Adds what the groups of a manifest ask for.
    mutating func add(_ wishes: [GroupedWish], of manifest: Manifest) {
        for grouped in wishes {
            if add(grouped.wish, group: grouped.group) { continue }
            if grouped.wish.isOptional {
                absent.append(grouped.wish.text)
            } else {
                let problem = problem(grouped.wish, manifest.excerpt(for: grouped.wish))
                if !problems.contains(problem) { problems.append(problem) }
            }
        }
    }

    /// Adds a wish that was given on the command line.
    mutating func add(_ wish: Wish) {
        if add(wish, group: "") { return }
        if wish.isOptional {
            absent.append(wish.text)
        } else {
            problems.append(problem(wish, nil))
        }
    }

    // MARK: - What exists

    /// Adds the first alternative that exists; `false` if none does.
    private mutating func add(_ wish: Wish, group: String) -> Bool {
        let found = found(by: wish)
        for (label, packages) in found {
            add(label, packages, group: group, recommends: wish.recommends)
        }
        return !found.isEmpty
    }

    /// What meets a wish, by label: several where it is a pattern.
    ///
    /// A package of the name comes before one that provides it, in whichever alternative it is named.
    private mutating func found(by wish: Wish) -> [(label: String, packages: [PackageID])] {
        for isProviding in [false, true] {
            for target in wish.alternatives where target.kind == .name || !isProviding {
                let found = isProviding ? providers(target, wish) : packages(target, wish)
                if !found.isEmpty { return found }
            }
        }
        return []
    }

    private mutating func packages(_ target: WishTarget, _ wish: Wish)
        -> [(label: String, packages: [PackageID])]
    {
        switch target.kind {
        case .glob:
            return names().filter { Glob.matches(target.name, $0) }.compactMap { name in
                let found = packages(name, target)
                return found.isEmpty ? nil : (target.label(name), found)
            }
        case .path:
            let found = (owners[target.name] ?? []).flatMap { packages($0, target) }
            return found.isEmpty ? [] : [(wish.text, found)]
        case .name:
            let found = candidates(target)
            return found.isEmpty ? [] : [(wish.text, found)]
        case .group, .environment, .module: return []
        }
    }

    private mutating func add(
        _ label: String, _ candidates: [PackageID], group: String, recommends own: Bool?
    ) {
        let takes = own ?? recommends
        if takes { takesRecommended = true }
        if let index = known[label] {
            // What one group wishes for with all that it recommends, another cannot take back.
            if takes { entries[index].wish.takesRecommended = true }
            if !entries[index].groups.contains(group) { entries[index].groups.append(group) }
            return
        }
        known[label] = entries.count
        entries.append(
            PlannedWish(
                wish: ResolverWish(
                    label: label, candidates: candidates, takesRecommended: takes),
                groups: [group]))
    }

    /// The packages of a name; else of a name and a version glued by a dash.
    private mutating func candidates(_ target: WishTarget) -> [PackageID] {
        let own = packages(target.name, target)
        if !own.isEmpty { return own }
        for split in target.dashedSplits {
            let choice = VersionChoice(
                comparison: .equal, version: split.version, isLoose: true,
                architecture: target.architecture, suite: target.suite)
            let found = order.packages(named: split.name, choice, in: universe)
            if found.isEmpty { continue }
            force(found, choice)
            return found
        }
        return []
    }

    /// The packages that provide a name which nothing bears, in apt's order.
    private mutating func providers(_ target: WishTarget, _ wish: Wish)
        -> [(label: String, packages: [PackageID])]
    {
        let providers = order.providers(of: target.name, VersionChoice(target), in: universe)
        guard let first = providers.first else { return [] }
        if isNoting {
            notes.append(
                "`\(wish.text)` is provided by `\(universe.nameText(first))`"
                    + (providers.count > 1 ? ", the first of \(providers.count) packages" : ""))
        }
        return [(wish.text, providers)]
    }

    private mutating func packages(_ name: String, _ target: WishTarget) -> [PackageID] {
        let choice = VersionChoice(target)
        let found = order.packages(named: name, choice, in: universe)
        if choice.isSpecific { force(found, choice) }
        return found
    }

    /// Makes the version that a wish names the one that apt would install.
    private mutating func force(_ found: [PackageID], _ choice: VersionChoice) {
        guard let first = found.first else { return }
        let usual = order.packages(named: universe.nameText(first), in: universe).first
        if usual != first { order.forced.insert(first) }
        if choice.suite != nil { order.switchedOrigins.insert(universe.originIndex(first)) }
    }

    // MARK: - What does not exist

    private mutating func names() -> [String] {
        if let allNames { return allNames }
        var found: Set<String> = []
        for package in universe.packages { found.insert(universe.nameText(package)) }
        let sorted = found.sorted()
        allNames = sorted
        return sorted
    }

    /// Where a package that was wished from elsewhere is.
    private func suites(of packages: [PackageID]) -> String {
        var names: [String] = []
        for package in packages {
            let name = "`\(universe.origin(package).suite)`"
            if !names.contains(name) { names.append(name) }
        }
        return "it is in \(names.joined(separator: ", "))"
    }

    private mutating func problem(_ wish: Wish, _ excerpt: SourceExcerpt?) -> MirrorError.Problem {
        var missing = MissingWish(wish, in: place)
        for target in wish.alternatives {
            let everything = order.packages(
                named: target.name, VersionChoice(comparison: .greaterOrEqual, version: "0~~"),
                in: universe)
            if let newest = everything.first {
                missing.noteNewest(
                    universe.versionText(newest), in: universe.origin(newest).repository,
                    of: target)
                if target.suite != nil { missing.note([suites(of: everything)]) }
            } else {
                missing.noteNear(target.name, among: names(), elsewhere: elsewhere(target.name))
            }
        }
        return missing.problem(excerpt)
    }
}

extension WishTarget {
    /// One of the names that the pattern stands for, with what else the target says.
    fileprivate func label(_ name: String) -> String {
        name + (architecture.map { ":\($0)" } ?? "") + (suite.map { "/\($0)" } ?? "")
            + (constraint.map { " (\($0))" } ?? "")
    }
}

extension VersionChoice {
    /// What a target of the manifest says of version, architecture and suite.
    package init(_ target: WishTarget) {
        let comparison: VersionOperator =
            switch target.constraint?.relation {
            case nil: .any
            case .earlier: .less
            case .earlierOrEqual: .lessOrEqual
            case .equal: .equal
            case .laterOrEqual: .greaterOrEqual
            case .later: .greater
            }
        let isQualified = target.architecture.map { $0 != "native" && $0 != "any" } ?? false
        self.init(
            comparison: comparison, version: target.constraint?.version ?? "",
            architecture: isQualified ? target.architecture : nil, suite: target.suite)
    }
}
