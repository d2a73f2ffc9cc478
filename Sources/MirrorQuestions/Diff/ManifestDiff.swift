internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import PackageModel
internal import Store
internal import Synchronization
internal import SystemIO
internal import Transfer

/// What two manifests come to over the same repositories as they are now; neither lock nor tree is written.
struct ManifestDiff {
    let options: BuildOptions
    let observer: BuildObserver
    /// Whether the changelogs of upgrades are fetched.
    let hasChangelogs: Bool

    /// The packages that each of two manifests wishes of a distro and architecture.
    ///
    /// - Parameters:
    ///   - manifests: The files, or `FILE@REVISION`, of the old one and the new one.
    func sides(
        _ manifests: (old: String, new: String), distro: String, architecture: String
    ) async throws(MirrorError) -> (before: DiffSide, after: DiffSide) {
        try refuseOne(manifests, distro: distro, architecture: architecture)
        let file = try Workspace.distro(distro, in: options.distros)
        let old = try manifest(manifests.old, for: file)
        let new = try manifest(manifests.new, for: file)
        var options = options
        options.isDryRun = true
        let steps = NamedSteps(observer)
        let session = try Session(options, steps.observer)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(file, architecture: architecture, options: options)
        let baselines = try plan.baselinePlan()
        func context(_ manifest: Manifest) -> BuildContext {
            BuildContext(session: session, plan: plan, manifest: manifest, baselines: baselines)
        }
        let contexts = (context(old), context(new))
        let pair = ManifestPair(contexts.0, contexts.1, titles: manifests, begin: steps.begin)
        let solved = try await pair.solve()
        let before = SolvedManifest(solved.old, title: manifests.old)
        let after = SolvedManifest(solved.new, title: manifests.new)
        let details: any PackageDetails =
            solved.rpmRoots.isEmpty
            ? NoDetails()
            : try await RepositoryDetails(
                RPMFamily(context: contexts.0).documentFetcher, solved.rpmRoots, before, after,
                hasChangelogs: hasChangelogs, isOffline: options.isOffline)
        return (
            DiffSide(list: before.list, details: details),
            DiffSide(list: after.list, details: details)
        )
    }

    /// One manifest twice is a forgotten `--manifest`: it would be compared with itself.
    private func refuseOne(
        _ manifests: (old: String, new: String), distro: String, architecture: String
    ) throws(MirrorError) {
        func status(_ text: String) throws(MirrorError) -> Files.Status? {
            try onDisk("find `\(text)`") { () throws(SystemError) in
                try Files.status(FilePath(text), followLinks: true)
            }
        }
        let (old, new) = (try status(manifests.old), try status(manifests.new))
        let isOneFile = old != nil && old?.inode == new?.inode && old?.device == new?.device
        guard manifests.old == manifests.new || isOneFile else { return }
        let path = old == nil ? manifests.new.prefix { $0 != "@" } : manifests.new[...]
        throw MirrorError(
            .usage, "both sides are the same file, `\(manifests.new)`",
            hints: [
                "`--manifest` names the old one: `mirror diff --manifest \(path)@HEAD \(path) \(distro) \(architecture)`"
            ])
    }

    private func manifest(_ text: String, for file: Workspace.DistroFile) throws(MirrorError)
        -> Manifest
    {
        let manifest = try read(text)
        let problems = file.distro.problems(with: manifest)
        if problems.isEmpty { return manifest }
        throw MirrorError(.usage, problems: problems).during("checking the manifest `\(text)`")
    }

    /// A manifest that is a file or, if there is none of that name, what a revision has.
    private func read(_ text: String) throws(MirrorError) -> Manifest {
        guard !Files.exists(FilePath(text)), let sign = text.firstIndex(of: "@"),
            sign != text.startIndex
        else { return try Workspace.manifest(FilePath(text)) }
        let path = FilePath(String(text[..<sign]))
        let revision = String(text[text.index(after: sign)...])
        guard let bytes = try RevisionFiles(revision: revision).read(path) else {
            throw MirrorError(.usage, "there was no `\(path)` at `\(revision)`")
        }
        do throws(ManifestErrors) { return try Manifest(file: text, bytes: bytes) } catch {
            throw error.mirrorError
        }
    }
}

/// The steps of two answers, of which each says whose it is; what is fetched for the first is there for the
/// second, and said once.
private final class NamedSteps: Sendable {
    private let target: BuildObserver
    private let state = Mutex<(title: String?, said: Set<String>)>((nil, []))

    init(_ target: BuildObserver) { self.target = target }

    /// Begins with one of the sides, or with what is for both.
    func begin(_ title: String? = nil) { state.withLock { $0.title = title } }

    var observer: BuildObserver {
        BuildObserver { [self] event in
            guard case .phase(let name) = event else { return target.report(event) }
            if let phase = phase(name) { target.report(.phase(phase)) }
        }
    }

    /// What a step is called; `nil` where it was said before.
    private func phase(_ name: String) -> String? {
        state.withLock { state in
            if name.hasPrefix("fetching ") {
                return state.said.insert(name).inserted ? name : nil
            }
            return state.title.map { "\(name) `\($0)`" } ?? name
        }
    }
}
