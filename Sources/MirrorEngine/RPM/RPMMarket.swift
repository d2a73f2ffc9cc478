package import Manifest
internal import MirrorBase
package import PackageModel
internal import RPMRepository
package import Resolver

/// What repositories have on offer for wishes: packages, what these provide, groups and modules.
package struct RPMMarket {
    /// One thing to install that a wish stands for.
    struct Member {
        /// How messages and locks name it.
        var label: String
        /// The packages that would do.
        var packages: [PackageID]
        /// The packages beside which it is wanted; `nil` where it is wanted in any case.
        var condition: [PackageID]?
    }

    /// What a wish stands for.
    struct Found {
        /// What to install together; empty where there is nothing of that name.
        var members: [Member] = []
        /// What is worth a line.
        var notes: [String] = []
        /// Why what is there cannot be taken, and what to do.
        var problem: (text: String, hints: [String])?
    }

    let universe: Universe
    /// Packages that do not count: what excludes and modules hide.
    package let excluded: PackageSet
    /// Which streams of modules are active.
    let modules: ModuleSelection
    /// The streams that the wishes themselves enable.
    let requests: [ModuleRequest]
    /// What is on the machine already, and stays there; `nil` where nothing is taken for granted.
    let assumed: AssumedBase?
    private let subject: RPMSubject
    private let comps: Comps
    private let groups: GroupExpansion

    /// Sets out what repositories have for these wishes: they say which modules are active.
    init(_ content: RepositoryContent, _ rules: RPMRules, for wishes: [Wish]) {
        universe = content.universe
        assumed = content.assumed
        var moduleRules = rules.modules
        requests = RPMMarket.requests(of: wishes, in: content)
        moduleRules.enabled += requests
        modules = ModuleSelection(content.modules, moduleRules)
        let hotfixes = content.repositories.filter(\.isModuleHotfixes).map(\.origin.repository)
        var excluded = PackageSet(
            modules.hidden(
                in: content.universe, hotfixes: Set(hotfixes + [PackageOrigin.installed.repository])
            ),
            count: content.universe.count)
        content.markExcluded(in: &excluded)
        // What is there need not come from anywhere.
        for double in content.assumed?.doubles() ?? [] { excluded.insert(double) }
        self.excluded = excluded
        subject = RPMSubject(content.universe, excluded: excluded)
        comps = Comps.merged(content.comps)
        groups = GroupExpansion(
            comps: comps, modules: modules, baseArchitecture: rules.baseArchitecture)
    }

    /// Whether a wish makes a stream active by itself.
    func enablesStream(_ wish: Wish) -> Bool {
        wish.alternatives.contains { target in
            GroupExpansion.request(for: target) { modules.has($0) } != nil
        }
    }

    /// The streams that wishes enable, of modules that there are.
    static func requests(of wishes: [Wish], in content: RepositoryContent) -> [ModuleRequest] {
        let known = Set(content.modules.joined().compactMap(\.module))
        return wishes.flatMap(\.alternatives).compactMap { target in
            GroupExpansion.request(for: target) { known.contains($0) }
        }.filter { known.contains($0.module) }
    }

    /// The names of all packages, sorted.
    var names: [String] {
        var found: Set<NameID> = []
        for package in universe.packages where !excluded.contains(package) {
            found.insert(universe.name(package))
        }
        return found.map { universe.names.string($0) }.sorted()
    }

    /// The names of all groups, environments and modules.
    var groupNames: [String] {
        (comps.groups.map(\.id) + comps.environments.map(\.id) + modules.modules).sorted()
    }

    /// What a target of a wish stands for; `label` is the wish as it was written.
    func find(_ target: WishTarget, label: String) -> Found {
        switch target.kind {
        case .path: return found(subject.providers(of: target.name, VersionChoice()), label)
        case .group, .environment, .module: return group(target)
        case .glob, .name:
            let choice = VersionChoice(rpm: target, in: universe)
            if choice.isSpecific || choice.architecture != nil {
                return restricted(target, choice, label: label)
            }
            let selections = subject.select(target.name)
            if target.kind == .glob {
                return Found(
                    members: selections.map { Member(label: $0.name, packages: $0.candidates) })
            }
            guard let selection = selections.first else { return Found() }
            var found = found(selection.candidates, label)
            if selection.form == .capability, !target.name.hasPrefix("/") {
                found.notes = [note(label, selection.candidates)]
            }
            return found
        }
    }

    /// The packages of a name for one architecture.
    func find(named name: String, architecture: String) -> [PackageID] {
        subject.packages(named: name, VersionChoice(architecture: architecture))
    }

    /// What a group, an environment or a module stands for; packages that do not exist are left out, as
    /// clients do.
    private func group(_ target: WishTarget) -> Found {
        switch groups.expand(target) {
        case .absent: return Found()
        case .unclear(let problem, let hints): return Found(problem: (problem, hints))
        case .members(let members):
            var found = Found()
            var missing: [String] = []
            for member in members {
                let choice = VersionChoice(architecture: member.architecture)
                let packages = subject.packages(named: member.name, choice)
                if packages.isEmpty {
                    missing.append(member.name)
                    continue
                }
                found.members.append(
                    Member(
                        label: member.name, packages: packages,
                        condition: member.conditions(in: universe)))
            }
            if !missing.isEmpty {
                let names = missing.map { "`\($0)`" }.joined(separator: ", ")
                found.notes.append("`\(target.name)` lists what is not there: \(names)")
            }
            return found
        }
    }

    /// The packages of a name, or of each that matches, that fit a choice of version or architecture.
    private func restricted(_ target: WishTarget, _ choice: VersionChoice, label: String) -> Found {
        if target.kind == .glob {
            let members = subject.select(target.name).compactMap { selection -> Member? in
                let packages = subject.packages(named: selection.name, choice)
                return packages.isEmpty ? nil : Member(label: selection.name, packages: packages)
            }
            return Found(members: members)
        }
        let own = subject.packages(named: target.name, choice)
        if !own.isEmpty { return found(own, label) }
        let providers = subject.providers(of: target.name, choice)
        var found = found(providers, label)
        if !providers.isEmpty { found.notes = [note(label, providers)] }
        return found
    }

    private func found(_ packages: [PackageID], _ label: String) -> Found {
        packages.isEmpty ? Found() : Found(members: [Member(label: label, packages: packages)])
    }

    private func note(_ label: String, _ packages: [PackageID]) -> String {
        let names = Set(packages.map { universe.nameText($0) }).sorted()
        return "`\(label)` is provided by \(names.map { "`\($0)`" }.joined(separator: ", "))"
    }

    /// Says what there is to say of a name that exists, but in another version, for another architecture, or
    /// hidden; `false` where it does not exist.
    func tell(of target: WishTarget, _ missing: inout MissingWish) -> Bool {
        if target.kind.isGroup { return false }
        let newest = subject.packages(named: target.name).max {
            universe.compare(universe.version($0), universe.version($1)) < 0
        }
        if let newest {
            let version = universe.versionText(newest)
            missing.noteNewest(
                version.withoutZeroEpoch,
                in: universe.origin(newest).repository, of: target)
        }
        let choice = newest == nil ? VersionChoice() : VersionChoice(rpm: target, in: universe)
        let hidden = RPMSubject(universe).packages(named: target.name, choice).filter {
            excluded.contains($0)
        }
        tell(hidden, &missing)
        return newest != nil || !hidden.isEmpty
    }

    /// Says why packages are hidden, and what would show them.
    private func tell(_ hidden: [PackageID], _ missing: inout MissingWish) {
        var reasons: [String] = []
        for package in hidden {
            let reason = "`\(universe.label(package))` \(hiding(package) ?? "is excluded")"
            if !reasons.contains(reason) { reasons.append(reason) }
        }
        missing.note(Array(reasons.prefix(3)))
        missing.hint(
            Set(hidden.flatMap(streams)).sorted().prefix(3).map {
                "add `@\($0)` to the wishes, which makes that stream active"
            })
    }
}

extension VersionChoice {
    /// What a target of the manifest says of version and architecture, in rpm's words.
    package init(rpm target: WishTarget, in universe: Universe) {
        self.init(target)
        isLoose = true
        if let name = architecture, !universe.architectures.contains(name) {
            architecture =
                universe.architectures.first { ArchitectureName.areSame($0, name) } ?? name
        }
    }
}
