internal import Manifest
internal import MirrorBase
internal import OpenPGP

extension DistroPlan {
    /// Every suite of every repository, in the order of the distro file.
    func suites(host: HostMirrors, keys: KeyLoader) async throws(MirrorError) -> [SuiteSource] {
        var found: [SuiteSource] = []
        for repository in repositories {
            let urls = addresses(of: repository, host)
            let trusted = try await trustedKeys(of: repository, keys)
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

    /// The addresses of every repository by its id.
    func addresses(host: HostMirrors) -> [String: [String]] {
        Dictionary(
            repositories.map { ($0.id, addresses(of: $0, host)) },
            uniquingKeysWith: { first, _ in first })
    }

    /// A source given for this run alone replaces all addresses; else the host's own mirror of the
    /// archive comes first, then the distro file's, then the archive for releases that were given up.
    func addresses(of repository: DistroRepository, _ host: HostMirrors) -> [String] {
        let given = givenAddresses(of: repository)
        if !given.isEmpty { return given }
        let named = distro.addresses(
            of: repository, architecture: architecture, overrides: options.variables)
        let own = host.addresses(distro: distro.name, urls: named).map(DistroPlan.withScheme)
        return own + ownAddresses(of: repository).filter { !own.contains($0) }
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
}
