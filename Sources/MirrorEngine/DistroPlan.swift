internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import Resolver
internal import SystemIO
internal import YAML

/// One distro and architecture as this run takes it: which repositories, from where, by which keys.
struct DistroPlan {
    let file: Workspace.DistroFile
    let architecture: DistroArchitecture
    let options: BuildOptions
    let host: HostMirrors
    let keys: KeyLoader

    var distro: Distro { file.distro }

    init(
        _ file: Workspace.DistroFile, architecture name: String, options: BuildOptions,
        host: HostMirrors, keys: KeyLoader
    ) throws(MirrorError) {
        self.file = file
        self.options = options
        self.host = host
        self.keys = keys
        guard let architecture = file.distro.architecture(name) else {
            let known = file.distro.architectures.map { "`\($0.name)`" }.joined(separator: ", ")
            throw MirrorError(
                .usage, "`\(file.distro.name)` has no architecture `\(name)`",
                hints: ["it has \(known)"])
        }
        self.architecture = architecture
        guard file.distro.family == .deb else {
            throw MirrorError(
                .usage, "`\(file.distro.name)` has rpm packages, which cannot be built yet")
        }
        try checkNames()
        for repository in repositories {
            if case .addresses = repository.place { continue }
            throw MirrorError(
                .usage,
                "repository `\(repository.id)` is found by other means than addresses, which is not possible yet",
                excerpt: file.distro.source.excerpt(repository.span),
                hints: ["`url:` names an address"])
        }
    }

    /// The repositories that this run uses.
    var repositories: [DistroRepository] {
        distro.repositories.filter { repository in
            if options.without.contains(repository.id) { return false }
            guard repository.serves(architecture.name) else { return false }
            return repository.isOnByDefault || options.with.contains(repository.id)
        }
    }

    /// What of the options changes the answer, for the lock.
    var lockOptions: [String] {
        var list = options.with.map { "with=\($0)" } + options.without.map { "without=\($0)" }
        list += options.variables.map { "set.\($0.key)=\($0.value)" }
        if let recommends = options.recommends { list.append("recommends=\(recommends)") }
        return list.sorted()
    }

    /// Whether recommended packages come along.
    var recommends: Bool { options.recommends ?? distro.installsRecommends }

    /// The foreign architectures that have indexes of their own. One that the distro is also built for
    /// has its index from that build, and its packages stay beside the native ones.
    var separateForeign: [String] {
        let built = Set(distro.architectures.map(\.urlName))
        return architecture.foreign.filter { !built.contains($0) }
    }

    /// Every suite of every repository, in the order of the distro file.
    func suites() async throws(MirrorError) -> [SuiteSource] {
        var found: [SuiteSource] = []
        for repository in repositories {
            let urls = addresses(of: repository)
            let trusted = try await trustedKeys(of: repository)
            let suites = distro.suites(
                of: repository, architecture: architecture, overrides: options.variables)
            for suite in suites {
                found.append(
                    SuiteSource(
                        repository: repository.id, suite: suite,
                        components: repository.isFlat ? [] : repository.components, urls: urls,
                        treeComponent: repository.component, priority: repository.priority,
                        pin: DistroPlan.pin(repository), keys: trusted,
                        isUnsigned: repository.trust == .unsigned,
                        checksValidUntil: repository.checksValidUntil,
                        ignoresKeyExpiry: repository.ignoresKeyExpiry))
            }
        }
        return found
    }

    /// A source given for this run alone replaces all addresses; else the host's own mirror of the
    /// archive comes first, then the distro file's, then the archive for releases that were given up.
    func addresses(of repository: DistroRepository) -> [String] {
        let given = options.sources.filter { $0.repository == repository.id }.map(\.url)
        if !given.isEmpty { return given.map(DistroPlan.withScheme) }
        let own = distro.addresses(
            of: repository, architecture: architecture, overrides: options.variables)
        let archived = distro.archivedAddresses(
            of: repository, architecture: architecture, overrides: options.variables)
        var urls = host.addresses(distro: distro.name, urls: own)
        for url in own + archived where !urls.contains(url) { urls.append(url) }
        return urls.map(DistroPlan.withScheme)
    }

    /// An absolute path is an address of this machine.
    private static func withScheme(_ address: String) -> String {
        address.hasPrefix("/") ? "file://" + PoolLayout.requestPath(address) : address
    }

    private func trustedKeys(of repository: DistroRepository) async throws(MirrorError)
        -> [TrustedKey]
    {
        if repository.trust == .unsigned { return [] }
        var trusted: [TrustedKey] = []
        for key in repository.keys {
            let urls = distro.addresses(
                of: key, for: repository, architecture: architecture, overrides: options.variables)
            trusted.append(
                try await keys.load(key, urls: urls, beside: file.path.parent, of: repository.id))
        }
        return trusted
    }

    /// The priorities of single packages: the distro file's pins; -1 for what it leaves out.
    private static func pin(_ repository: DistroRepository) -> (@Sendable (String) -> Int?)? {
        let (pins, include, exclude) = (repository.pins, repository.include, repository.exclude)
        if pins.isEmpty, include.isEmpty, exclude.isEmpty { return nil }
        return { name in
            if exclude.contains(where: { Glob.matches($0, name) }) { return -1 }
            if !include.isEmpty, !include.contains(where: { Glob.matches($0, name) }) {
                return -1
            }
            return pins.first { Glob.matches($0.pattern, name) }?.priority
        }
    }

    /// Repositories that were named but do not exist are mistakes, not no-ops.
    private func checkNames() throws(MirrorError) {
        let known = distro.repositories.map(\.id)
        for (option, names) in [
            ("--with", options.with), ("--without", options.without),
            ("--source", options.namedSources),
        ] {
            for name in names where !known.contains(name) {
                let near = Suggestion.near(name, among: known)
                let list = (near.isEmpty ? known : near).map { "`\($0)`" }.joined(separator: ", ")
                throw MirrorError(
                    .usage, "`\(distro.name)` has no repository `\(name)`, which `\(option)` names",
                    hints: [near.isEmpty ? "it has \(list)" : "did you mean \(list)?"])
            }
        }
        for name in options.variables.keys where !distro.variableNames.contains(name) {
            throw MirrorError(
                .usage, "`\(distro.name)` has no variable `\(name)`",
                hints: ["it has \(distro.variableNames.map { "`\($0)`" }.joined(separator: ", "))"])
        }
    }
}
