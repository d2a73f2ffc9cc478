internal import DebianRepository
public import Manifest
public import MirrorBase
public import SystemIO
internal import YAML

/// The user's files: the manifest and the distro files, read and checked against each other.
public struct Workspace: Sendable {
    /// The manifest.
    public let manifest: Manifest
    /// The directories of distro files.
    public let directories: [FilePath]

    /// Reads the manifest and, if one is named, a distro file; the mistakes of both are reported together.
    public init(_ options: BuildOptions, checking distro: String? = nil) throws(MirrorError) {
        directories = options.distros
        var problems: [MirrorError.Problem] = []
        if let distro {
            do throws(MirrorError) { _ = try Workspace.distro(distro, in: options.distros) } catch {
                problems = error.problems
            }
        }
        do throws(MirrorError) { manifest = try Workspace.manifest(options.manifest) } catch {
            throw MirrorError(error.category, problems: error.problems + problems)
        }
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
    }

    package static func manifest(_ path: FilePath) throws(MirrorError) -> Manifest {
        let bytes = try Workspace.read(path, "the manifest")
        do throws(ManifestErrors) { return try Manifest(file: path.string, bytes: bytes) } catch {
            throw error.mirrorError
        }
    }

    /// A distro file and the SHA-256 of its bytes are its identity in a lock.
    public struct DistroFile: Sendable {
        /// What it says.
        public var distro: Distro
        /// Where it lies.
        public var path: FilePath
        /// The file as it is.
        public var bytes: [UInt8]

        /// That support of the distro has ended, with what the file says of it; `nil` where it has not, and where
        /// the file names no day.
        public func endWarning(at now: Timestamp) -> String? {
            guard let end = distro.endOfLife, end.date <= now else { return nil }
            let note = end.note.map { " (\($0))" } ?? ""
            return "support of `\(distro.name)` has ended on \(end.date.iso8601.prefix(10))\(note)"
        }
    }

    /// The distro of that name, checked against the manifest.
    public func distro(_ name: String) throws(MirrorError) -> DistroFile {
        let file = try Workspace.distro(name, in: directories)
        let problems = file.distro.problems(with: manifest)
        if !problems.isEmpty { throw MirrorError(.usage, problems: problems) }
        return file
    }

    /// Refuses a distro whose tree another one publishes, too: each would take the other's away.
    public func checkPlace(of file: DistroFile) throws(MirrorError) {
        try Workspace.checkPlace(of: file, in: directories)
    }

    /// Refuses a distro whose tree another one of these directories publishes, too.
    static func checkPlace(of file: DistroFile, in directories: [FilePath]) throws(MirrorError) {
        let others = Workspace.names(in: directories).keys.sorted().filter {
            $0 != file.distro.name
        }
        // A file that cannot be read is its own build's concern.
        try Workspace.checkPlace(
            of: file,
            among: others.lazy.compactMap { name in
                (try? Workspace.distro(name, in: directories)).map { (name, $0.distro) }
            })
    }

    /// The same, among other distros with the names of their files.
    package static func checkPlace(
        of file: DistroFile, among others: some Sequence<(name: String, distro: Distro)>
    ) throws(MirrorError) {
        for (name, other) in others {
            guard let tree = file.distro.sharedTree(with: other) else { continue }
            let isDeb = other.family == .deb
            throw MirrorError(
                .usage,
                "`\(file.distro.name)` and `\(name)` publish the same \(isDeb ? "suite `\(other.suite)`" : "tree") below `\(tree)`",
                excerpt: file.distro.source.excerpt(file.distro.nameSpan),
                hints: ["`path:`\(isDeb ? " or `suite:`" : "") sets them apart"])
        }
    }

    /// The distro of that name, by itself.
    public static func distro(_ name: String, in directories: [FilePath]) throws(MirrorError)
        -> DistroFile
    {
        let known = names(in: directories)
        guard !name.contains("/"), let path = known[name] else {
            let near = Suggestion.near(name, among: known.keys)
            var hints =
                near.isEmpty
                ? [] : ["did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"]
            hints.append("`mirror distros` lists what there is")
            throw MirrorError(.usage, "there is no distro `\(name)`", hints: hints)
        }
        let bytes = try read(path, "the distro file")
        do throws(ManifestErrors) {
            let distro = try Distro(file: path.string, bytes: bytes)
            return DistroFile(distro: distro, path: path, bytes: bytes)
        } catch { throw error.mirrorError }
    }

    /// The names of all distro files with where they lie.
    public static func names(in directories: [FilePath]) -> [String: FilePath] {
        var found: [String: FilePath] = [:]
        for directory in directories {
            let names = (try? Files.list(directory)) ?? []
            for name in names where name.hasSuffix(".yaml") && !name.hasPrefix(".") {
                let id = String(name.dropLast(".yaml".count))
                if found[id] == nil { found[id] = directory / name }
            }
        }
        return found
    }

    private static func read(_ path: FilePath, _ what: String) throws(MirrorError) -> [UInt8] {
        do { return try Files.read(path) } catch {
            let hints = error.isNotFound ? ["`--manifest` and `--distros` say where they are"] : []
            throw MirrorError(
                .usage, "cannot read \(what) `\(path)`: \(error.reason)", hints: hints)
        }
    }
}
