internal import DebianRepository
package import Manifest
package import MirrorBase
internal import OpenPGP
internal import Resolver
package import SystemIO
internal import YAML

/// One distro and architecture as this run takes it: which repositories, from where, by which keys.
package struct DistroPlan {
    package let file: Workspace.DistroFile
    package let architecture: DistroArchitecture
    package let options: BuildOptions
    /// Where the tree is below the output.
    let treePath: String

    package var distro: Distro { file.distro }

    package init(
        _ file: Workspace.DistroFile, architecture name: String, options: BuildOptions
    ) throws(MirrorError) {
        self.file = file
        self.options = options
        guard let architecture = file.distro.architecture(name) else {
            let known = file.distro.architectures.map { "`\($0.name)`" }.joined(separator: ", ")
            throw MirrorError(
                .usage, "`\(file.distro.name)` has no architecture `\(name)`",
                hints: ["it has \(known)"])
        }
        self.architecture = architecture
        do {
            treePath = try file.distro.treePath(for: architecture, overrides: options.variables)
        } catch { throw error.mirrorError }
        try checkNames()
        for repository in repositories where distro.family == .deb {
            if case .addresses = repository.place { continue }
            throw MirrorError(
                .usage,
                "repository `\(repository.id)` is found by other means than addresses, which is not possible yet",
                excerpt: file.distro.source.excerpt(repository.span),
                hints: ["`url:` names an address"])
        }
    }

    /// Those that are off until somebody asks for them, by id.
    package var optionalRepositories: [String] {
        let used = Set(repositories.map(\.id))
        return distro.repositories.filter {
            $0.isOptional && $0.isEnabled && $0.serves(architecture.name) && !used.contains($0.id)
        }.map(\.id)
    }

    /// The repositories that this run uses.
    package var repositories: [DistroRepository] {
        distro.repositories.filter { repository in
            if options.without.contains(repository.id) { return false }
            guard repository.serves(architecture.name) else { return false }
            return repository.isOnByDefault || options.with.contains(repository.id)
        }
    }

    /// What of the options changes the answer, for the lock.
    package var lockOptions: [String] {
        var list = options.with.map { "with=\($0)" } + options.without.map { "without=\($0)" }
        list += options.variables.map { "set.\($0.key)=\($0.value)" }
        if let recommends = options.recommends { list.append("recommends=\(recommends)") }
        if let closure = options.closure { list.append("closure=\(closure.rawValue)") }
        if options.prefersLocked { list.append(DistroPlan.preferLocked) }
        if options.isMinimal { list.append(DistroPlan.minimal) }
        return list.sorted()
    }

    /// What a lock says of objectives: these tell how its answer was found, and are not needed again to
    /// build from it.
    static let preferLocked = "prefer-locked=true"
    static let minimal = "minimal=true"

    /// How much of what could serve the wishes is taken.
    var closure: ClosureKind { options.closure ?? distro.closure }

    /// Where the lock is.
    package var lockPath: FilePath {
        options.locks / "\(distro.name)-\(architecture.name).lock.json"
    }

    /// Whether recommended packages come along.
    var recommends: Bool { options.recommends ?? distro.installsRecommends }

    /// The addresses that were given for this run alone, which replace all others.
    func givenAddresses(of repository: DistroRepository) -> [String] {
        options.sources.filter { $0.repository == repository.id }.map { source in
            DistroPlan.withScheme(
                distro.expand(
                    source.url, for: repository, architecture: architecture,
                    overrides: options.variables))
        }
    }

    /// The addresses that the distro file has, then those of the archive for releases that were given up.
    func ownAddresses(of repository: DistroRepository) -> [String] {
        let own = distro.addresses(
            of: repository, architecture: architecture, overrides: options.variables)
        let archived = distro.archivedAddresses(
            of: repository, architecture: architecture, overrides: options.variables)
        var urls: [String] = []
        for url in (own + archived).map(DistroPlan.withScheme) where !urls.contains(url) {
            urls.append(url)
        }
        return urls
    }

    /// An absolute path is an address of this machine.
    static func withScheme(_ address: String) -> String {
        address.hasPrefix("/") ? "file://" + PoolLayout.requestPath(address) : address
    }

    /// The foreign architectures that have indexes of their own. One that the distro is also built for
    /// has its index from that build, and its packages stay beside the native ones.
    var separateForeign: [String] {
        let built = Set(distro.architectures.map(\.urlName))
        return architecture.foreign.filter { !built.contains($0) }
    }

    /// The keys that a repository is verified against; none where it is unsigned.
    func trustedKeys(of repository: DistroRepository, _ keys: KeyLoader) async throws(MirrorError)
        -> [TrustedKey]
    {
        if repository.trust == .unsigned { return [] }
        var trusted: [TrustedKey] = []
        for key in repository.keys(for: architecture.name) {
            let urls = distro.addresses(
                of: key, for: repository, architecture: architecture, overrides: options.variables)
            trusted.append(
                try await keys.load(key, urls: urls, beside: file.path.parent, of: repository.id))
        }
        return trusted
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
