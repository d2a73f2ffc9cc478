internal import Manifest
public import MirrorBase
public import MirrorEngine
internal import SystemIO
internal import YAML

extension BuildMatrix {
    /// Leaves those whose wishes, distro file, files beside it or lock differ between a revision of the
    /// manifest's repository and the working tree.
    ///
    /// What is new counts as changed. Where the manifest of the revision cannot be read, the wishes of all
    /// count as changed, with a warning.
    ///
    /// - Throws: where the revision does not exist, git is absent, or the manifest is in no repository.
    public mutating func keepChanged(
        since revision: String, options: BuildOptions, observer: BuildObserver = BuildObserver()
    ) throws(MirrorError) {
        var comparison = try RevisionComparison(revision, options: options, observer: observer)
        var kept: [Entry] = []
        for var entry in entries {
            entry.changes = try comparison.changes(of: entry, options: options)
            if !entry.changes.isEmpty { kept.append(entry) }
        }
        entries = kept
    }
}

/// What of distros is not as a revision had it.
private struct RevisionComparison {
    let manifest: Manifest
    /// The manifest of the revision; `nil` where it cannot be compared with.
    let former: Manifest?
    var files: ChangedFiles
    private var distros: [String: Workspace.DistroFile] = [:]

    init(_ revision: String, options: BuildOptions, observer: BuildObserver) throws(MirrorError) {
        files = try ChangedFiles(since: revision, in: options.manifest.parent)
        for directory in options.distros + [options.locks] where files.areBlind(to: directory) {
            observer.report(
                .warning(
                    "`\(directory)` is in another git repository than `\(options.manifest)`, so what changed there is not known"
                ))
        }
        manifest = try Workspace(options).manifest
        former =
            files.contain(options.manifest)
            ? try Self.former(revision, options, observer) : manifest
    }

    private static func former(
        _ revision: String, _ options: BuildOptions, _ observer: BuildObserver
    ) throws(MirrorError) -> Manifest? {
        guard let bytes = try RevisionFiles(revision: revision).read(options.manifest) else {
            return nil
        }
        do throws(ManifestErrors) {
            return try Manifest(file: "\(options.manifest)@\(revision)", bytes: bytes)
        } catch {
            let reason = error.mirrorError.problems.first?.message ?? "it is damaged"
            observer.report(
                .warning(
                    "`\(options.manifest)` of `\(revision)` cannot be read, so all wishes count as changed: \(reason)"
                ))
            return nil
        }
    }

    mutating func changes(of entry: BuildMatrix.Entry, options: BuildOptions) throws(MirrorError)
        -> [BuildMatrix.Change]
    {
        let file = try distro(entry.distro, options)
        var changes: [BuildMatrix.Change] = []
        if former.map({ wishes(of: $0, file, entry) != wishes(of: manifest, file, entry) }) ?? true
        {
            changes.append(.wishes)
        }
        if files.contain(file.path) { changes.append(.distro) }
        let directory = file.path.parent
        let named = Self.named(by: file.distro, entry.architecture)
        if named.contains(where: { files.contain(Self.path($0, in: directory)) }) {
            changes.append(.files)
        }
        let lock = options.locks / "\(entry.distro)-\(entry.architecture).lock.json"
        if files.contain(lock) { changes.append(.lock) }
        if hasOtherOptions(lock, file, entry, options) { changes.append(.options) }
        return changes
    }

    /// Whether a lock was made with other repositories or variables than are set now.
    ///
    /// git does not know what the environment was; a lock does. Options of the command line alone, such as
    /// `--recommends`, are not known here and do not count, nor does one that the distro cannot have.
    private func hasOtherOptions(
        _ lock: FilePath, _ file: Workspace.DistroFile, _ entry: BuildMatrix.Entry,
        _ options: BuildOptions
    ) -> Bool {
        guard let bytes = try? Files.read(lock), let made = LockNames(bytes).options,
            let plan = try? DistroPlan(file, architecture: entry.architecture, options: options)
        else { return false }
        func counting(_ all: [String]) -> [String] {
            all.filter { option in
                ["with=", "without=", "set."].contains { option.hasPrefix($0) }
            }
        }
        return counting(made) != counting(plan.lockOptions)
    }

    /// What a lock's digest of the manifest is made of.
    private func wishes(
        of manifest: Manifest, _ file: Workspace.DistroFile, _ entry: BuildMatrix.Entry
    ) -> String {
        LockInputs.text(
            of: manifest.wishes(
                forGroups: file.distro.groups.map(\.name), distro: entry.distro,
                architecture: entry.architecture))
    }

    private mutating func distro(_ name: String, _ options: BuildOptions) throws(MirrorError)
        -> Workspace.DistroFile
    {
        if let known = distros[name] { return known }
        let file = try Workspace.distro(name, in: options.distros)
        distros[name] = file
        return file
    }

    /// The paths that a distro file names for an architecture, from its own directory on.
    ///
    /// Repositories that are off count too: a build may switch them on. A baseline that is the id of a
    /// repository or a group is no file, and then there is none that changed.
    private static func named(by distro: Distro, _ architecture: String) -> [String] {
        var paths = distro.baseline.files
        for repository in distro.repositories where repository.serves(architecture) {
            paths += repository.keys(for: architecture).compactMap(\.file)
            guard case .packages(let list) = repository.place else { continue }
            for case .directory(let path) in list {
                // A variable may stand for anything: what is in front of it counts.
                let parts = path.split(separator: "/", omittingEmptySubsequences: false)
                paths.append(parts.prefix { !$0.contains("$") }.joined(separator: "/"))
            }
        }
        return paths.filter { !$0.isEmpty }
    }

    private static func path(_ name: String, in directory: FilePath) -> FilePath {
        FilePath(name).isAbsolute ? FilePath(name) : directory / name
    }
}
