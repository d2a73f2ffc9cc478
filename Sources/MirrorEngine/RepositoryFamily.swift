package import Manifest
internal import MirrorBase
internal import Store
internal import SystemIO

/// What one family of packages does in its own way.
///
/// `BuildRun` has the order of work and everything that is the same for all: the lock, the pool, the
/// record of the build, the summary. A family knows its repositories: how their roots are trusted, what
/// they hold, what wishes mean there, and how packages are published.
protocol RepositoryFamily {
    /// The verified root of one repository.
    associatedtype Root: Sendable

    /// What is built, and over what.
    var context: BuildContext { get }
    /// What a repository's root is called in messages, in the plural.
    static var rootsName: String { get }

    /// The verified root of every repository that the plan uses, in its order.
    func roots() async throws(MirrorError) -> [Root]
    /// How a lock names the roots, in the same order.
    func lines(for roots: [Root]) -> [Lock.Repository]
    /// Fetches and reads what the roots list, and solves everything that the manifest wishes.
    func resolve(_ roots: [Root]) async throws(MirrorError) -> Resolution
    /// What each of some wishes, or all together, would install.
    func answers(
        to wishes: [Wish], each: Bool, _ emit: (Resolve.Answer) throws(MirrorError) -> Void
    ) async throws(MirrorError)

    /// The packages of a lock with where they are fetched from; each record has to be about its package.
    func packages(of lock: Lock, at path: FilePath) async throws(MirrorError) -> [PlannedPackage]
    /// What is verified of a package file beside its digest.
    func packageCheck() async throws(MirrorError) -> PackageCheck
    /// The names under which the sets of a lock are published, one for each set.
    func names(ofSetsIn lock: Lock) -> [String]
    /// Whether the tree still is what publishing this lock left.
    func isWhole(_ tree: FilePath, _ lock: Lock, _ signer: any RootSigner) -> Bool
    /// Writes the tree, has it checked, and makes it live.
    func publish(_ packages: [PlannedPackage], of lock: Lock, as publishing: Publishing)
        throws(MirrorError) -> Publication
}

/// What a build is of and what it works with.
package struct BuildContext {
    let session: Session
    package let plan: DistroPlan
    package let manifest: Manifest
    /// What is on the target already.
    let baselines: BaselinePlan
    /// What is asked of the tree where that is what a lock says, and not the manifest; else `nil`.
    var locked: LockedWishes?

    package init(
        session: Session, plan: DistroPlan, manifest: Manifest, baselines: BaselinePlan
    ) {
        self.session = session
        self.plan = plan
        self.manifest = manifest
        self.baselines = baselines
    }

    package var options: BuildOptions { session.options }
    package var observer: BuildObserver { session.observer }
    /// The distro and architecture, for messages.
    package var place: String { "\(plan.distro.name) \(plan.architecture.name)" }

    /// The wishes that the manifest has for this distro and architecture.
    package var wishes: [GroupedWish] {
        manifest.wishes(
            forGroups: plan.distro.groups.map(\.name), distro: plan.distro.name,
            architecture: plan.architecture.name)
    }

    /// The groups that wishes of this distro are in, each once: the base, then those of the manifest.
    var groups: [String] {
        if let locked { return locked.groups }
        var found = ["base"]
        for wish in wishes where !found.contains(wish.group) { found.append(wish.group) }
        return found
    }

    /// What a lock is made from.
    var lockInputs: LockInputs {
        LockInputs(plan: plan, wishes: wishes, baselines: baselines.lines)
    }

    /// The names of all distros that were read before.
    package var knownNames: KnownNames { KnownNames(directory: options.cache / "names") }
}

/// How a tree is to be written.
struct Publishing {
    /// The root of the tree.
    var tree: FilePath
    var signer: any RootSigner
    var date: Timestamp
    /// Whether every package has to lie where the lock says.
    var keepsPaths: Bool
}

/// What publishing came to.
struct Publication {
    /// Whether anything changed.
    var changed = false
    /// The digest of the first root that was written.
    var root: Digest?
    /// The lock with the paths that the packages came to.
    var lock: Lock
}
