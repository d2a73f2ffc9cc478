internal import MirrorBase
public import PackageModel

/// What a text selects, as dnf reads it on its command line.
///
/// Tried in this order, the first that matches something counts: `name-[epoch:]version-release.arch`,
/// `name.arch`, `name`, `name-[epoch:]version-release`, `name-[epoch:]version`, then what is provided, then
/// files. Each may be a pattern, which makes a wish of each name that it matches.
public struct RPMSubject: Sendable {
    /// How a text was understood.
    public enum Form: Sendable, Hashable, CaseIterable {
        /// Name, epoch, version, release and architecture.
        case full
        /// Name and architecture.
        case nameArchitecture
        /// The name alone.
        case name
        /// Name, epoch, version and release.
        case nameRelease
        /// Name, epoch and version.
        case nameVersion
        /// Something provided, or a file.
        case capability
    }

    /// One wish that a text stands for.
    public struct Selection: Sendable, Hashable {
        /// The name of the packages, or the text where it is no name.
        public var name: String
        /// How the text was understood.
        public var form: Form
        /// The packages that meet it, in the order of the indexes; those that obsolete one of them too, where
        /// the text was a name.
        public var candidates: [PackageID]
    }

    let universe: Universe
    let excluded: PackageSet
    /// Which relations of Obsoletes name a name.
    private var obsoletes: [NameID: [(package: PackageID, position: Int)]] = [:]

    /// Prepares to read texts; packages that are excluded do not exist for it.
    public init(_ universe: Universe, excluded: PackageSet = PackageSet(count: 0)) {
        self.universe = universe
        self.excluded = excluded
        for package in universe.packages where !excluded.contains(package) {
            for position in universe.relations(.obsoletes, of: package) {
                let name = universe.relation(position).name
                obsoletes[name, default: []].append((package, position))
            }
        }
    }

    /// The wishes that a text stands for; none where nothing matches.
    public func select(_ text: String) -> [Selection] {
        if Glob.isPattern(text) { return selectPattern(text) }
        for form in Form.allCases where form != .capability {
            let found = packages(text, form)
            guard let first = found.first else { continue }
            let candidates = form == .name ? withObsoleters(found) : found
            return [
                Selection(name: universe.nameText(first), form: form, candidates: candidates)
            ]
        }
        let providers = providers(of: text, VersionChoice())
        if providers.isEmpty { return [] }
        return [Selection(name: text, form: .capability, candidates: providers)]
    }

    /// The packages that bear a name and fit a choice of version, architecture and repository, and those that
    /// obsolete one of them where nothing was said of these; in the order of the indexes.
    public func packages(
        named name: String, _ choice: VersionChoice = VersionChoice()
    ) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        let found = named(id).filter { fits($0, choice) }
        return choice.isSpecific || choice.architecture != nil ? found : withObsoleters(found)
    }

    /// The packages that provide a capability, or hold a file, within a choice of version, architecture and
    /// repository; in the order of the indexes.
    public func providers(of name: String, _ choice: VersionChoice) -> [PackageID] {
        guard let id = universe.names.find(name) else { return [] }
        var found: [PackageID] = []
        for provider in universe.providers(of: id) where !provider.isOwnName {
            let package = provider.package
            if excluded.contains(package) || found.last == package { continue }
            guard fits(package, choice, version: false) else { continue }
            if choice.accepts(rpm: provider.version, provider.comparison, in: universe) {
                found.append(package)
            }
        }
        return found
    }

    /// Packages, and those that obsolete one of them, in the order of the indexes.
    public func withObsoleters(_ packages: [PackageID]) -> [PackageID] {
        var all = Set(packages)
        for package in packages {
            for entry in obsoletes[universe.name(package)] ?? [] {
                let relation = universe.relation(entry.position)
                if universe.meets(relation, .equal, universe.version(package)) {
                    all.insert(entry.package)
                }
            }
        }
        return all.sorted()
    }

    // MARK: - Forms

    private func named(_ name: NameID) -> [PackageID] {
        var found: [PackageID] = []
        for provider in universe.providers(of: name)
        where provider.isOwnName && !excluded.contains(provider.package) {
            found.append(provider.package)
        }
        return found
    }

    private func packages(_ text: String, _ form: Form) -> [PackageID] {
        switch form {
        case .name: return universe.names.find(text).map(named) ?? []
        case .nameArchitecture:
            guard let (name, architecture) = RPMSubject.split(text, at: ".") else { return [] }
            return named(name).filter { universe.architectureText($0) == architecture }
        case .full:
            guard let (rest, architecture) = RPMSubject.split(text, at: ".") else { return [] }
            return packages(rest, .nameRelease).filter {
                universe.architectureText($0) == architecture
            }
        case .nameRelease:
            guard let (rest, release) = RPMSubject.split(text, at: "-"),
                let (name, version) = RPMSubject.split(rest, at: "-")
            else { return [] }
            return named(name, "\(version)-\(release)")
        case .nameVersion:
            guard let (name, version) = RPMSubject.split(text, at: "-") else { return [] }
            return named(name, version)
        case .capability: return []
        }
    }

    private func named(_ name: String) -> [PackageID] {
        universe.names.find(name).map(named) ?? []
    }

    /// Those with a version, in which epoch and release may be left out.
    private func named(_ name: String, _ version: String) -> [PackageID] {
        let choice = VersionChoice(comparison: .equal, version: version, isLoose: true)
        return named(name).filter { fits($0, choice) }
    }

    private static func split(_ text: String, at mark: Character) -> (String, String)? {
        guard let index = text.lastIndex(of: mark), index != text.startIndex else { return nil }
        let rest = text[text.index(after: index)...]
        return rest.isEmpty ? nil : (String(text[..<index]), String(rest))
    }

    private func fits(
        _ package: PackageID, _ choice: VersionChoice, version: Bool = true
    ) -> Bool {
        if let architecture = choice.architecture,
            universe.architectureText(package) != architecture
        {
            return false
        }
        if let suite = choice.suite, universe.origin(package).repository != suite,
            universe.origin(package).suite != suite
        {
            return false
        }
        return !version || choice.accepts(rpm: universe.version(package), .equal, in: universe)
    }

    // MARK: - Patterns

    private func selectPattern(_ text: String) -> [Selection] {
        let start = Glob.start(of: text)
        // However a package is spelt, its name comes first.
        let likely = universe.packages.filter {
            !excluded.contains($0) && universe.names.agrees(universe.name($0), with: start)
        }
        for form in Form.allCases where form != .capability {
            var found: [NameID: [PackageID]] = [:]
            for package in likely {
                if spellings(of: package, form).contains(where: { Glob.matches(text, $0) }) {
                    found[universe.name(package), default: []].append(package)
                }
            }
            if found.isEmpty { continue }
            let names = found.keys.sorted { universe.names.precedes($0, $1) }
            return names.map { name in
                let packages = found[name] ?? []
                return Selection(
                    name: universe.names.string(name), form: form,
                    candidates: form == .name ? withObsoleters(packages) : packages)
            }
        }
        var names: [NameID] = []
        for index in 0..<universe.names.count {
            let name = NameID(UInt32(index))
            if universe.names.agrees(name, with: start), !universe.providers(of: name).isEmpty,
                Glob.matches(text, universe.names.string(name))
            {
                names.append(name)
            }
        }
        return names.sorted { universe.names.precedes($0, $1) }.compactMap { name in
            let providers = providers(of: universe.names.string(name), VersionChoice())
            if providers.isEmpty { return nil }
            return Selection(
                name: universe.names.string(name), form: .capability, candidates: providers)
        }
    }

    /// What a package is called in a form, with the epoch and without.
    private func spellings(of package: PackageID, _ form: Form) -> [String] {
        let name = universe.nameText(package)
        let architecture = universe.architectureText(package)
        let full = universe.versionText(package)
        let bare = VersionChoice.withoutEpoch(full)
        switch form {
        case .name, .capability: return [name]
        case .nameArchitecture: return ["\(name).\(architecture)"]
        case .full: return [full, bare].map { "\(name)-\($0).\(architecture)" }
        case .nameRelease: return [full, bare].map { "\(name)-\($0)" }
        case .nameVersion:
            return [full, bare].map { "\(name)-\(VersionChoice.withoutRelease($0))" }
        }
    }
}
