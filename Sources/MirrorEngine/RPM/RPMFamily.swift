internal import Archive
internal import Manifest
package import MirrorBase
internal import OpenPGP
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO
internal import Transfer

/// yum, dnf and zypper: repositories whose root is `repomd.xml`.
package struct RPMFamily: RepositoryFamily {
    static let rootsName = "repository roots"

    /// The directory of the packages in a published tree.
    static let packageDirectory = "Packages"

    let context: BuildContext
    private let known = KnownSources()
    private let weak = WeakSignatures()
    private let labels = ModuleLabels()

    package init(context: BuildContext) { self.context = context }

    var plan: DistroPlan { context.plan }
    package var session: Session { context.session }
    /// The architectures whose packages are seen: the native one, `noarch`, then lesser ones.
    package var architectures: [String] { plan.distro.packageArchitectures(for: plan.architecture) }

    var repositoryFetcher: RepositoryFetcher {
        RepositoryFetcher(
            distro: plan.distro.name, directory: session.options.cache / "roots" / plan.distro.name,
            client: session.client, verifier: session.verifier, state: session.state,
            now: session.started, isOffline: session.options.isOffline, observer: session.observer)
    }

    /// The repositories that the run uses, with their keys, which are looked for once.
    func sources() async throws(MirrorError) -> [RPMSource] {
        if let list = known.list { return list }
        let list = try await plan.sources(keys: session.keyLoader)
        known.list = list
        return list
    }

    package var documentFetcher: DocumentFetcher { DocumentFetcher(cache: session.indexCache) }

    package func roots() async throws(MirrorError) -> [VerifiedRepository] {
        let fetcher = repositoryFetcher
        var roots: [VerifiedRepository] = []
        for source in try await self.sources() {
            if case .packages(let places) = source.place {
                if source.keys.isEmpty {
                    session.observer.report(
                        .warning(
                            "the packages of `\(source.repository)` are taken as they are: no key is named for them"
                        ))
                }
                let loose = LooseRepository(
                    cache: session.indexCache, directory: session.options.cache / "loose",
                    jobs: session.options.jobs, observer: session.observer)
                roots.append(try await loose.read(source, places, at: session.started))
            } else {
                roots.append(try await fetcher.fetch(source))
            }
        }
        return roots
    }

    func lines(for roots: [VerifiedRepository]) -> [Lock.Repository] {
        roots.map { root in
            Lock.Repository(
                id: root.source.repository, suite: "", digest: root.digest, date: root.date,
                signer: root.signer,
                url: redacted(root.urls.first ?? root.source.lists.first ?? ""),
                weakDigest: root.weakDigest)
        }
    }

    func packages(of lock: Lock, at path: FilePath) async throws(MirrorError) -> [PlannedPackage] {
        let sources = try await self.sources()
        var addresses: [String: [String]] = [:]
        for source in sources {
            let named = RepositoryAddresses.named(source)
            // Where a list of mirrors led when the lock was made is as good as any of them.
            let locked = lock.inputs.repositories.filter { $0.id == source.repository }.map(\.url)
            addresses[source.repository] = named + locked.filter { !named.contains($0) }
        }
        let vouching = Set(
            lock.inputs.repositories.filter { $0.signer != nil && $0.weakDigest == nil }.map(\.id))
        var planned: [PlannedPackage] = []
        for package in lock.packages {
            guard let record = try? PrimaryRecord(element: package.record.utf8),
                record.describes(package)
            else {
                throw MirrorError(
                    .usage,
                    "the lock `\(path)` has a record of `\(package.name)` that is not about it",
                    hints: ["a build without `--locked` makes a new one"])
            }
            let source = sources.first { $0.repository == package.repository }
            let urls = try source?.urls(
                of: record.location, below: addresses[package.repository] ?? [])
            planned.append(
                PlannedPackage(
                    locked: package,
                    urls: (urls ?? []) + (source?.looseURLs(of: package.upstream) ?? []),
                    identity: source?.identity,
                    upstreamDigest: record.checksum == package.sha256 ? nil : record.checksum,
                    isVouchedFor: source?.hasSignedRoot == true
                        && record.checksum.algorithm.isStrong
                        && vouching.contains(package.repository)))
        }
        return planned
    }

    func packageCheck() async throws(MirrorError) -> PackageCheck {
        var sources: [String: RPMSource] = [:]
        for source in try await self.sources() {
            sources[source.repository] = source
        }
        let check = RPMPackageCheck(
            sources: sources, verifier: session.verifier,
            directory: session.options.cache / "verified", weak: weak,
            labels: labels)
        return { (package, file) throws(MirrorError) in try check.check(package, file) }
    }

    func names(ofSetsIn lock: Lock) -> [String] {
        // One repository holds several versions of a name, so it holds all sets.
        lock.sets.map { _ in plan.distro.name }
    }

    func isWhole(_ tree: FilePath, _ lock: Lock, _ signer: any RootSigner) -> Bool {
        RPMTreeCheck(tree: tree, signer: signer).isWhole(lock.packages)
            && packageKeys(of: lock).areThere(in: tree)
    }

    /// The keys that vouch for packages of the lock, by their ids in the distro file.
    private func packageKeys(of lock: Lock) -> RPMPackageKeys {
        let used = Set(lock.packages.map(\.repository))
        var keys: [String: TrustedKey] = [:]
        for source in known.list ?? []
        where source.hasSignedPackages && used.contains(source.repository) {
            for key in source.keys {
                let ids = plan.distro.keys.filter { _, named in
                    named.fingerprints.contains { key.fingerprints.contains($0) }
                }.keys
                // A key that is written at its repository has no name there.
                for id in ids.isEmpty ? Array(key.fingerprints.prefix(1)) : Array(ids) {
                    keys[id.replacing("/", with: "_")] = key
                }
            }
        }
        return RPMPackageKeys(keys: keys)
    }

    func publish(_ packages: [PlannedPackage], of lock: Lock, as publishing: Publishing)
        throws(MirrorError) -> Publication
    {
        if let warning = weak.warning(for: plan.distro.rpm.platform) {
            session.observer.report(.warning(warning))
        }
        try labels.check(lock.documents)
        let elements = ElementStore(pool: session.pool)
        let publisher = RPMPublisher(
            tree: publishing.tree,
            maker: RepodataMaker(traits: plan.distro.rpm, elements: elements),
            keepsPaths: publishing.keepsPaths, pool: session.pool, signer: publishing.signer,
            packageKeys: try packageKeys(of: lock).files(session.verifier),
            date: publishing.date, observer: session.observer)
        let gate = RPMGate(
            tree: publishing.tree, rules: RPMRules(plan).ofNode,
            request: try request(), lock: lock)
        let outcome = try publisher.publish(packages, lock.documents) {
            (root) throws(MirrorError) in
            session.observer.report(.phase("checking"))
            try gate.check(root)
        }
        return Publication(
            changed: outcome.changed, root: outcome.root,
            lock: lock.with(packages: outcome.packages.map(\.locked)))
    }

    // MARK: - Addresses

    /// Where a file can be fetched, given the addresses of its repository; an address of its own comes
    /// first.
    static func urls(of location: MetadataLocation, below addresses: [String]) -> [String] {
        let own = location.base.map { [$0] } ?? []
        return (own + addresses).map { base in
            (base.hasSuffix("/") ? base : base + "/") + requestPath(location.path)
        }
    }

    /// A location as part of an address.
    private static func requestPath(_ location: String) -> String {
        let kept = Array("/:-._~+@!$&'()*,;=".utf8)
        var encoded: [UInt8] = []
        for byte in location.utf8 {
            let isWord = (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A) || (0x30...0x39) ~= byte
            if isWord || kept.contains(byte) {
                encoded.append(byte)
            } else {
                encoded += "%\(Hexadecimal.string(of: [byte]))".utf8
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }
}

/// The repositories of a run, once they are known.
private final class KnownSources {
    var list: [RPMSource]?
}

extension PrimaryRecord {
    /// Whether a line of a lock is about the package of this record.
    func describes(_ package: Lock.Package) -> Bool {
        identity.name == package.name && identity.architecture == package.architecture
            && "\(identity.epoch):\(identity.version)-\(identity.release)" == package.version
            && location.path == package.upstream && packageSize == package.size
            && (checksum.algorithm != .sha256 || checksum == package.sha256)
    }
}
