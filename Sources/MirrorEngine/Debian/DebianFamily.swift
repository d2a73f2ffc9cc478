internal import DebianRepository
internal import Manifest
package import MirrorBase
internal import PackageModel
internal import Store
internal import SystemIO
internal import Transfer

/// dpkg and apt: suites whose Release files are signed.
package struct DebianFamily: RepositoryFamily {
    static let rootsName = "Release files"

    let context: BuildContext

    package init(context: BuildContext) { self.context = context }

    package var plan: DistroPlan { context.plan }
    package var session: Session { context.session }
    package var native: String { plan.architecture.urlName }

    var releaseFetcher: ReleaseFetcher {
        ReleaseFetcher(
            distro: plan.distro.name, directory: session.options.cache / "roots" / plan.distro.name,
            client: session.client, verifier: session.verifier, state: session.state,
            now: session.started, isOffline: session.options.isOffline, observer: session.observer)
    }

    package var indexFetcher: DebianIndexFetcher { DebianIndexFetcher(cache: session.indexCache) }

    package func roots() async throws(MirrorError) -> [VerifiedRelease] {
        let fetcher = releaseFetcher
        var roots: [VerifiedRelease] = []
        for suite in try await plan.suites(host: HostMirrors(), keys: session.keyLoader) {
            roots.append(try await fetcher.fetch(suite))
        }
        return roots
    }

    func lines(for roots: [VerifiedRelease]) -> [Lock.Repository] {
        roots.map { root in
            Lock.Repository(
                id: root.source.repository, suite: root.source.suite, digest: root.digest,
                date: root.release.date ?? Timestamp(seconds: 0), signer: root.signer,
                url: redacted(root.urls.first ?? ""))
        }
    }

    func packages(of lock: Lock, at path: FilePath) throws(MirrorError) -> [PlannedPackage] {
        let addresses = plan.addresses(host: HostMirrors())
        return try lock.packages.map { (package) throws(MirrorError) in
            let record = try? PackageRecord(stanza: package.record.utf8)
            guard let record, record.filename == package.path, record.size == package.size,
                record.sha256 == package.sha256
            else {
                throw MirrorError(
                    .usage,
                    "the lock `\(path)` has a record of `\(package.name)` that is not about it",
                    hints: ["a build without `--locked` makes a new one"])
            }
            return PlannedPackage(
                locked: package,
                urls: DebianFamily.urls(
                    of: package.upstream, below: addresses[package.repository] ?? []))
        }
    }

    /// Release files name packages by SHA-256, and that is all there is.
    func packageCheck() -> PackageCheck { { _, _ in } }

    /// Where a file can be fetched, given the addresses of its archive.
    package static func urls(of path: String, below addresses: [String]) -> [String] {
        addresses.map { base in
            (base.hasSuffix("/") ? base : base + "/") + PoolLayout.requestPath(path)
        }
    }

    func names(ofSetsIn lock: Lock) -> [String] {
        SuitePlan(lock, suite: plan.distro.suite).names
    }

    func isWhole(_ tree: FilePath, _ lock: Lock, _ signer: any RootSigner) -> Bool {
        SuitePlan(lock, suite: plan.distro.suite).suites.allSatisfy { suite in
            DebianTreeCheck(
                tree: tree, suite: suite.name, architecture: native,
                foreign: plan.separateForeign, signer: signer
            ).isWhole(suite.packages)
        }
    }

    func publish(_ packages: [PlannedPackage], of lock: Lock, as publishing: Publishing)
        throws(MirrorError) -> Publication
    {
        try SuitePublisher(
            plan: plan, session: session, publishing: publishing, groups: context.groups
        ).publish(packages, of: lock)
    }
}
