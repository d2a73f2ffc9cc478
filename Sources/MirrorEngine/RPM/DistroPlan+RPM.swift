internal import Manifest
internal import MirrorBase
internal import OpenPGP
internal import SystemIO
internal import Transfer

extension DistroPlan {
    /// Every repository that the run uses, in the order of the distro file.
    func sources(keys: KeyLoader) async throws(MirrorError) -> [RPMSource] {
        var found: [RPMSource] = []
        for repository in repositories {
            let trusted = try await trustedKeys(of: repository, keys)
            let own = identifyingAddresses(of: repository)
            found.append(
                RPMSource(
                    repository: repository.id, ownAddresses: own,
                    architecture: architecture.urlName,
                    place: place(of: repository), fallbacks: self.fallbacks(of: repository),
                    priority: repository.priority ?? 99, cost: repository.cost ?? 1000,
                    include: repository.include, exclude: repository.exclude,
                    isModuleHotfixes: repository.isModuleHotfixes, keys: trusted,
                    trust: repository.trust, ignoresKeyExpiry: repository.ignoresKeyExpiry,
                    identity: try identity(for: repository, at: own)))
        }
        return found
    }

    /// The addresses that say which repository it is.
    private func identifyingAddresses(of repository: DistroRepository) -> [String] {
        let fallbacks = distro.fallbackAddresses(
            of: repository, architecture: architecture, overrides: options.variables)
        return ownAddresses(of: repository) + fallbacks.map(DistroPlan.withScheme)
    }

    /// What tells the root of a repository from those of other architectures and addresses.
    func rootKey(of repository: DistroRepository) -> String {
        RPMSource.rootKey(
            architecture: architecture.urlName, addresses: identifyingAddresses(of: repository))
    }

    /// What the servers of a repository are shown, those that the distro file names and no others; nothing
    /// where the run brings its own addresses.
    private func identity(for repository: DistroRepository, at addresses: [String])
        throws(MirrorError) -> ClientIdentity?
    {
        guard let named = repository.clientCertificate, givenAddresses(of: repository).isEmpty
        else { return nil }
        var identity = try CertificateFinder.identity(named, of: repository.id)
        identity.hosts = addresses.map(ClientIdentity.host)
        return identity
    }

    /// A source given for this run alone replaces all others.
    private func place(of repository: DistroRepository) -> RPMSource.Place {
        let given = givenAddresses(of: repository)
        if !given.isEmpty { return .addresses(given) }
        let own = distro.addresses(
            of: repository, architecture: architecture, overrides: options.variables
        ).map(DistroPlan.withScheme)
        switch repository.place {
        case .addresses: return .addresses(own)
        case .mirrorList, .metalink: return .list(own)
        case .packages(let list): return .packages(loose(list, of: repository))
        }
    }

    /// Loose packages for this architecture; a relative directory begins at the distro file.
    private func loose(_ list: [LoosePackages], of repository: DistroRepository) -> [LoosePlace] {
        list.compactMap { packages in
            switch packages {
            case .directory(let path):
                let expanded = distro.expand(
                    path, for: repository, architecture: architecture,
                    overrides: options.variables)
                return .directory(
                    expanded.hasPrefix("/") ? FilePath(expanded) : file.path.parent / expanded)
            case .file(let package):
                let isMeant =
                    package.architectures.isEmpty
                    || package.architectures.contains {
                        ArchitectureName.areSame($0, architecture.name)
                    }
                let urls = distro.addresses(
                    of: package, in: repository, architecture: architecture,
                    overrides: options.variables)
                return isMeant ? .file(urls.map(DistroPlan.withScheme), package.digest) : nil
            }
        }
    }

    /// The addresses for when a list of mirrors cannot be had, then those of the archive.
    private func fallbacks(of repository: DistroRepository) -> [String] {
        if !givenAddresses(of: repository).isEmpty { return [] }
        let fallbacks = distro.fallbackAddresses(
            of: repository, architecture: architecture, overrides: options.variables)
        let archived = distro.archivedAddresses(
            of: repository, architecture: architecture, overrides: options.variables)
        return (fallbacks + archived).map(DistroPlan.withScheme)
    }
}

extension DistroPlan {
    /// What the distro calls its base, as wishes: names and groups of the repositories.
    func baseWishes() throws(MirrorError) -> [Wish] {
        try distro.base.map { (member) throws(MirrorError) in
            switch member {
            case .essential: try Resolve.parse("essential")
            case .priority(let name), .name(let name): try Resolve.parse(name)
            }
        }
    }
}
