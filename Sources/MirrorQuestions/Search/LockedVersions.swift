internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import Store
internal import SystemIO

/// The versions that the lock of a distro and architecture has.
struct LockedVersions {
    private var versions: [String: [String]] = [:]

    /// Reads the lock; one that is not there has nothing, and one that cannot be read is reported.
    init(_ plan: DistroPlan, _ observer: BuildObserver) {
        guard Files.exists(plan.lockPath) else { return }
        do throws(MirrorError) {
            let found = try LockFinder(options: plan.options).current(
                distro: plan.distro.name, architecture: plan.architecture.name)
            for package in found.lock.packages {
                versions[package.name, default: []].append(package.version)
            }
        } catch {
            observer.report(
                .warning("\(error.problems[0].message); nothing is marked as locked"))
        }
    }

    /// The versions of a package.
    subscript(name: String) -> [String] { versions[name] ?? [] }
}
