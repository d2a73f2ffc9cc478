internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import PackageModel
internal import Resolver
internal import Store
internal import SystemIO
internal import YAML

/// Tells everything that the repositories of a distro and architecture say of packages.
public struct Show {
    let options: BuildOptions
    let observer: BuildObserver
    let refreshes: Bool

    /// Begins with options and an observer.
    ///
    /// - Parameter refreshes: Whether indexes are fetched even where earlier runs kept them.
    public init(_ options: BuildOptions, refreshes: Bool = false, observer: BuildObserver) {
        self.options = options
        self.refreshes = refreshes
        self.observer = observer
    }

    /// Answers for names, versions, patterns, capabilities and files, in their order.
    public func run(distro: String, architecture: String, questions: [String])
        async throws(MirrorError) -> [ShowAnswer]
    {
        let wishes = questions.map(Show.wish)
        let universe = KeptUniverse(options, observer: observer, refreshes: refreshes)
        let upstream = try await universe.upstream(
            distro: distro, architecture: architecture, for: wishes)
        let shelf = PackageShelf(upstream, locked: locked(upstream.context.plan))
        var answers: [ShowAnswer] = []
        for wish in wishes { answers.append(try shelf.answer(to: wish)) }
        return answers
    }

    /// A question as a wish; what no wish can be is a name or a capability.
    private static func wish(_ text: String) -> Wish {
        if let wish = try? Wish(parsing: text) { return wish }
        let target = WishTarget(kind: text.hasPrefix("/") ? .path : .name, name: text)
        return Wish(text: text, span: .start, alternatives: [target])
    }

    /// What the lock of the last build has, as `name version architecture`.
    ///
    /// A lock that cannot be used keeps nobody from looking at upstream.
    private func locked(_ plan: DistroPlan) -> Set<String> {
        if !Files.exists(plan.lockPath) { return [] }
        do throws(MirrorError) {
            let found = try LockFinder(options: options).current(
                distro: plan.distro.name, architecture: plan.architecture.name)
            return Set(found.lock.packages.map { "\($0.name) \($0.version) \($0.architecture)" })
        } catch {
            observer.report(.warning(error.problems.first?.message ?? "the lock cannot be used"))
            return []
        }
    }
}

/// The packages of upstream's repositories, with what there is to tell of each.
struct PackageShelf {
    private let upstream: Upstream
    private let universe: Universe
    private let market: RPMMarket?
    /// Reads names with rpm, those of hidden packages too.
    private let subject: RPMSubject?
    private let locked: Set<String>

    /// - Parameter locked: What the lock has, as `name version architecture`.
    init(_ upstream: Upstream, locked: Set<String>) {
        self.upstream = upstream
        self.locked = locked
        universe = upstream.universe
        switch upstream.content {
        case .deb:
            market = nil
            subject = nil
        case .rpm(let content):
            market = content.market
            subject = RPMSubject(universe)
        }
    }

    /// Everything that is meant, or what may have been meant.
    func answer(to wish: Wish) throws(MirrorError) -> ShowAnswer {
        var answer = ShowAnswer(question: wish.text, match: .none, packages: [])
        for target in wish.alternatives {
            let (match, found) = find(target)
            if found.isEmpty { continue }
            answer.match = match
            answer.isPattern = target.kind == .glob
            let candidates = candidates(of: found)
            answer.packages = try found.sorted(by: precedes).map { (package) throws(MirrorError) in
                var shown = try describe(package)
                shown.isCandidate = candidates.contains(package)
                return shown
            }
            return answer
        }
        var names: Set<NameID> = []
        for package in universe.packages { names.insert(universe.name(package)) }
        let texts = names.map { universe.names.string($0) }
        let context = upstream.context
        for target in wish.alternatives where target.kind == .name {
            if let note = architectureNote(target) {
                answer.notes.append(note)
                continue
            }
            let versions = versions(of: target.name)
            answer.near += versions
            if !versions.isEmpty { continue }
            answer.near += Suggestion.near(target.name, among: texts)
            answer.elsewhere += context.knownNames.finder(except: context.place)(target.name)
                .sorted()
        }
        return answer
    }

    // MARK: - Finding

    private func find(_ target: WishTarget) -> (ShowAnswer.Match, [PackageID]) {
        if target.kind == .path { return (.file, holders(of: target.name)) }
        if target.kind == .glob {
            let found = universe.packages.filter { package in
                Glob.matches(target.name, universe.nameText(package)) && fits(package, target)
            }
            return (.name, Array(found))
        }
        guard let id = universe.names.find(target.name) else { return (.name, spelt(target)) }
        let named = universe.providers(of: id).filter(\.isOwnName).map(\.package)
            .filter { fits($0, target) }
        if !named.isEmpty { return (.name, named) }
        let other = spelt(target)
        if !other.isEmpty { return (.name, other) }
        return (.provides, providers(of: id, target))
    }

    /// The packages of a name with a version glued to it: `curl-7.61`.
    private func spelt(_ target: WishTarget) -> [PackageID] {
        if target.constraint != nil { return [] }
        if let subject {
            return subject.select(target.name).filter { $0.form != .capability }
                .flatMap(\.candidates)
        }
        for split in target.dashedSplits {
            guard let id = universe.names.find(split.name) else { continue }
            let choice = VersionChoice(comparison: .equal, version: split.version, isLoose: true)
            let found = universe.providers(of: id).filter(\.isOwnName).map(\.package)
                .filter { choice.accepts(universe.versionText($0)) }
            if !found.isEmpty { return found }
        }
        return []
    }

    private func providers(of id: NameID, _ target: WishTarget) -> [PackageID] {
        // What bears the name in no version that was asked for is no provider of it either.
        if universe.providers(of: id).contains(where: \.isOwnName) { return [] }
        var found: [PackageID] = []
        for provider in universe.providers(of: id) where found.last != provider.package {
            if let name = target.architecture,
                !ArchitectureName.areSame(universe.architectureText(provider.package), name)
            {
                continue
            }
            found.append(provider.package)
        }
        return found
    }

    /// The newest versions of a name, in the words of a question.
    private func versions(of name: String) -> [String] {
        guard let id = universe.names.find(name) else { return [] }
        let named = universe.providers(of: id).filter(\.isOwnName).map(\.package)
        var texts: [String] = []
        for package in named.sorted(by: precedes) {
            let text = "\(name)=\(NamedPackage(package, in: universe).shortVersion)"
            if !texts.contains(text) { texts.append(text) }
        }
        return Array(texts.prefix(3))
    }

    /// That a name exists, but not for the architecture that is asked for; `nil` where that is no reason.
    private func architectureNote(_ target: WishTarget) -> String? {
        guard let architecture = target.architecture, let id = universe.names.find(target.name)
        else { return nil }
        let known = Set(
            universe.providers(of: id).filter(\.isOwnName)
                .map { universe.architectureText($0.package) })
        if known.isEmpty || known.contains(where: { ArchitectureName.areSame($0, architecture) }) {
            return nil
        }
        let context = upstream.context
        let own = context.plan.architecture
        let isRead = ([own.name] + own.foreign).contains {
            ArchitectureName.areSame($0, architecture)
        }
        let names = known.sorted().map { "`\($0)`" }
        let there = "`\(target.name)` is there for \(Enumeration.and(names))"
        return isRead
            ? there
            : "\(there); `\(architecture)` is not read for \(context.place), unless `foreign:` of the distro file names it"
    }

    private func holders(of path: String) -> [PackageID] {
        switch upstream.content {
        case .deb(let content):
            return (content.owners[path] ?? []).flatMap { name in
                universe.names.find(name).map { id in
                    universe.providers(of: id).filter(\.isOwnName).map(\.package)
                } ?? []
            }
        case .rpm: return subject?.providers(of: path, VersionChoice()) ?? []
        }
    }

    /// Whether a package is what a question says of version, architecture and suite.
    private func fits(_ package: PackageID, _ target: WishTarget) -> Bool {
        if let name = target.architecture, name != "native", name != "any",
            !ArchitectureName.areSame(universe.architectureText(package), name)
        {
            return false
        }
        let origin = universe.origin(package)
        if let suite = target.suite, suite != origin.suite, suite != origin.repository {
            return false
        }
        guard target.constraint != nil else { return true }
        if universe.scheme == .debian {
            return VersionChoice(target).accepts(universe.versionText(package))
        }
        let choice = VersionChoice(rpm: target, in: universe)
        return subject?.packages(named: universe.nameText(package), choice).contains(package)
            ?? true
    }

    /// By name, then the newest first.
    private func precedes(_ left: PackageID, _ right: PackageID) -> Bool {
        let names = (universe.nameText(left), universe.nameText(right))
        if names.0 != names.1 { return names.0 < names.1 }
        let order = universe.compare(universe.version(left), universe.version(right))
        if order != 0 { return order > 0 }
        let ranks = (universe.priority(left), universe.priority(right))
        return ranks.0 == ranks.1 ? left < right : ranks.0 > ranks.1
    }

    /// What the client would install of each name, for each architecture with apt.
    private func candidates(of packages: [PackageID]) -> Set<PackageID> {
        var found: Set<PackageID> = []
        for name in Set(packages.map { universe.name($0) }) {
            let all = universe.providers(of: name).filter(\.isOwnName).map(\.package)
                .filter {
                    universe.scheme == .rpm
                        ? market?.excluded.contains($0) != true : universe.priority($0) >= 0
                }
            var best: [UInt8: PackageID] = [:]
            for package in all {
                let own = universe.architecture(package)
                let key =
                    universe.scheme == .rpm || own == UniverseBuilder.allArchitectures
                    ? UniverseBuilder.nativeArchitecture : own
                if let former = best[key], !isBetter(package, than: former) { continue }
                best[key] = package
            }
            found.formUnion(best.values)
        }
        return found
    }

    private func isBetter(_ package: PackageID, than other: PackageID) -> Bool {
        let ranks = (universe.priority(package), universe.priority(other))
        if ranks.0 != ranks.1 { return ranks.0 > ranks.1 }
        let order = universe.compare(universe.version(package), universe.version(other))
        if order != 0 { return order > 0 }
        return universe.scheme == .rpm
            && universe.architecture(package) < universe.architecture(other)
    }

    // MARK: - Telling

    private func describe(_ package: PackageID) throws(MirrorError) -> ShownPackage {
        var shown = ShownPackage(NamedPackage(package, in: universe))
        let origin = universe.origin(package)
        shown.suite = origin.suite == "/" ? "" : origin.suite
        shown.component = origin.component
        shown.priority = universe.priority(package)
        shown.isLocked = locked.contains(
            "\(shown.name) \(shown.version) \(shown.architecture)")
        switch upstream.content {
        case .deb(let content):
            shown.read(stanza: universe.stanza(package))
            let root = content.roots.first {
                $0.source.repository == origin.repository && $0.source.suite == origin.suite
            }
            shown.findFile(stanza: universe.stanza(package), below: root?.urls ?? [])
            if shown.priority < 0 { shown.hiding = "the distro file excludes" }
        case .rpm(let content):
            shown.priority = 1000 - shown.priority
            let element = try content.element(of: package)
            shown.read(element: element)
            let root = content.roots.first { $0.source.repository == origin.repository }
            shown.findFile(element: element, of: root)
            if let market {
                shown.hiding = market.hiding(package)
                shown.streams = market.allStreams(with: package).map {
                    ShownPackage.Stream(name: $0.label, isActive: $0.isActive)
                }
            }
        }
        return shown
    }
}
