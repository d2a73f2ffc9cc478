internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import PackageModel
internal import Store
internal import SystemIO
internal import Transfer

/// What two manifests come to over the same repositories as they are now; neither lock nor tree is written.
struct ManifestDiff {
    let options: BuildOptions
    let observer: BuildObserver

    /// The packages that each of two manifests wishes of a distro and architecture.
    ///
    /// - Parameters:
    ///   - manifests: The files, or `FILE@REVISION`, of the old one and the new one.
    func lists(
        _ manifests: (String, String), distro: String, architecture: String
    ) async throws(MirrorError) -> (PackageList, PackageList) {
        let file = try Workspace.distro(distro, in: options.distros)
        let old = try manifest(manifests.0, for: file)
        let new = try manifest(manifests.1, for: file)
        var options = options
        options.isDryRun = true
        let session = try Session(options, observer)
        defer { session.client.shutdown() }
        let plan = try DistroPlan(file, architecture: architecture, options: options)
        let baselines = try plan.baselinePlan()
        func context(_ manifest: Manifest) -> BuildContext {
            BuildContext(session: session, plan: plan, manifest: manifest, baselines: baselines)
        }
        let (first, second) = try await ManifestPair(context(old), context(new), titles: manifests)
            .solve()
        return (
            PackageList(first, title: manifests.0), PackageList(second, title: manifests.1)
        )
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

extension PackageList {
    /// The packages of an answer for which no lock was written.
    fileprivate init(_ resolution: Resolution, title: String) {
        let lock = resolution.lock
        let reasons = LockReasons(
            wishes: lock.sets.flatMap(\.wishes),
            packages: resolution.packages.map { ($0.locked.name, $0.locked.reasons) },
            hasBase: lock.scheme == .debian)
        self.init(
            title: title, scheme: lock.scheme, distro: lock.distro,
            architecture: lock.nativeArchitecture,
            packages: resolution.packages.map {
                // The SHA-256 may not be known yet.
                Package($0.locked, digest: $0.recordDigest, reasons)
            })
    }
}
