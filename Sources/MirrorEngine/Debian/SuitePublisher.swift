internal import DebianRepository
internal import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// Publishes the suites that the sets of a lock need; they share the pool.
struct SuitePublisher {
    let plan: DistroPlan
    let session: Session
    let publishing: Publishing

    private var tree: FilePath { publishing.tree }

    /// Publishes the packages of a lock. A suite that an earlier build needed, and this one does not, is
    /// emptied.
    func publish(_ packages: [PlannedPackage], of lock: Lock) throws(MirrorError) -> Publication {
        var packages = packages
        var outcome = Publication(lock: lock)
        let suites = SuitePlan(lock, suite: plan.distro.suite).suites
        for suite in suites {
            let members = packages.indices.filter { index in
                packages[index].locked.sets.contains { suite.sets.contains($0) }
            }
            let published = try publish(members.map { packages[$0] }, suite, lock.assumed.packages)
            outcome.changed = outcome.changed || published.changed
            if outcome.root == nil { outcome.root = published.release }
            for (index, package) in zip(members, published.packages) { packages[index] = package }
        }
        let directories = try onDisk("look through the tree") { () throws(SystemError) in
            Files.exists(tree / "dists") ? try Files.list(tree / "dists") : []
        }
        for name in SuitePlan.extraNames(of: plan.distro.suite, among: directories)
        where !suites.contains(where: { $0.name == name }) {
            let empty = SuitePlan.Suite(name: name, sets: [], packages: [])
            outcome.changed = try publish([], empty, []).changed || outcome.changed
        }
        outcome.lock = lock.with(packages: packages.map(\.locked))
        return outcome
    }

    private func publish(
        _ packages: [PlannedPackage], _ suite: SuitePlan.Suite, _ assumed: [Lock.Installed]
    ) throws(MirrorError) -> DebianPublisher.Outcome {
        let architecture = plan.architecture.urlName
        let publisher = DebianPublisher(
            tree: tree, identity: identity(suite), architecture: architecture,
            foreign: plan.separateForeign, keepsPaths: publishing.keepsPaths, pool: session.pool,
            signer: publishing.signer, date: publishing.date, observer: session.observer)
        let gate = DebianGate(
            tree: tree, architecture: architecture, foreign: plan.architecture.foreign,
            suite: suite, assumed: assumed)
        return try publisher.publish(packages) { (indexes) throws(MirrorError) in
            session.observer.report(.phase("checking"))
            try gate.check(indexes)
        }
    }

    private func identity(_ suite: SuitePlan.Suite) -> SuiteIdentity {
        let distro = plan.distro
        var components: [String] = []
        for repository in plan.repositories {
            let own = repository.component.map { [$0] } ?? repository.components
            for component in own.isEmpty ? [repository.id] : own
            where !components.contains(component) {
                components.append(component)
            }
        }
        let isMain = suite.name == distro.suite
        return SuiteIdentity(
            origin: distro.origin ?? "mirror", label: distro.label ?? "mirror",
            suite: suite.name, codename: suite.name, version: nil,
            description: "\(distro.title), mirrored for offline use"
                + (isMain ? "" : ", \(suite.name)"), components: components)
    }
}
