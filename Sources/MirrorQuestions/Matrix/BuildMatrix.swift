public import Manifest
public import MirrorBase
public import MirrorEngine
internal import SystemIO

/// Which distros and architectures there are to build.
public struct BuildMatrix: Sendable {
    /// One distro for one architecture.
    public struct Entry: Sendable, Hashable {
        /// The distro's name.
        public var distro: String
        /// The architecture, as the distro file spells it.
        public var architecture: String
        /// The kind of its packages.
        public var family: PackageFamily
        /// When the distro is given up; `nil` where nobody says.
        public var endOfLife: Timestamp?
        /// Where its lock is; `nil` where it has none yet.
        public var lock: String?
        /// What changed since a revision; empty where nobody asked.
        public var changes: [Change] = []
    }

    /// What of a distro and architecture is not as it was.
    public enum Change: String, Sendable, Hashable, CaseIterable {
        /// The wishes that it takes from the manifest.
        case wishes
        /// The distro file.
        case distro = "distro-file"
        /// A key, a baseline or a directory of packages that the distro file names.
        case files
        /// The lock.
        case lock
        /// The options of the site file or the environment: the lock was made with others.
        case options
    }

    /// The distros and architectures, distros by name, architectures as in their files.
    public var entries: [Entry]

    /// Reads the distro files.
    ///
    /// - Parameters:
    ///   - patterns: `DISTRO` or `DISTRO/ARCH` with `*` and `?`; everything if there are none. One that
    ///     fits nothing is a mistake.
    ///   - options: Where the files are.
    ///   - now: Leaves out what was given up before; `nil` leaves out nothing.
    public init(_ patterns: [String], options: BuildOptions, endingAfter now: Timestamp? = nil)
        throws(MirrorError)
    {
        let files = try Self.files(patterns, options: options)
        var entries: [Entry] = []
        var isUsed = patterns.map { _ in false }
        for file in files {
            let distro = file.distro
            for architecture in distro.architectures {
                let fitting = patterns.indices.filter {
                    Self.fits(patterns[$0], distro.name, architecture.name)
                }
                for index in fitting { isUsed[index] = true }
                if fitting.isEmpty, !patterns.isEmpty { continue }
                if let now, let end = distro.endOfLife?.date, end < now { continue }
                let lock = options.locks / "\(distro.name)-\(architecture.name).lock.json"
                entries.append(
                    Entry(
                        distro: distro.name, architecture: architecture.name,
                        family: distro.family, endOfLife: distro.endOfLife?.date,
                        lock: Files.exists(lock) ? lock.string : nil))
            }
        }
        if let index = isUsed.firstIndex(of: false) {
            throw Self.unused(patterns[index], files, options: options)
        }
        self.entries = entries
    }

    /// The files of the distros that a pattern may mean; all of them are read where there is none.
    private static func files(_ patterns: [String], options: BuildOptions) throws(MirrorError)
        -> [Workspace.DistroFile]
    {
        let names = Workspace.names(in: options.distros).keys.sorted()
        if names.isEmpty {
            throw MirrorError(
                .usage, "there are no distro files", hints: ["`--distros` says where they are"])
        }
        var files: [Workspace.DistroFile] = []
        for name in names
        where patterns.isEmpty || patterns.contains(where: { Glob.matches(part($0, 0), name) }) {
            files.append(try Workspace.distro(name, in: options.distros))
        }
        return files
    }

    private static func fits(_ pattern: String, _ distro: String, _ architecture: String) -> Bool {
        guard Glob.matches(part(pattern, 0), distro) else { return false }
        guard pattern.contains("/") else { return true }
        let wanted = part(pattern, 1)
        return Glob.matches(wanted, architecture)
            || !Glob.isPattern(wanted) && ArchitectureName.areSame(wanted, architecture)
    }

    /// What stands before the stroke, or behind it.
    private static func part(_ pattern: String, _ place: Int) -> String {
        let parts = pattern.split(separator: "/", maxSplits: 1, omittingEmptySubsequences: false)
        return place < parts.count ? String(parts[place]) : ""
    }

    private static func unused(
        _ pattern: String, _ files: [Workspace.DistroFile], options: BuildOptions
    ) -> MirrorError {
        let name = part(pattern, 0)
        let found = files.filter { Glob.matches(name, $0.distro.name) }
        if let first = found.first {
            let known = first.distro.architectures.map { "`\($0.name)`" }.joined(separator: ", ")
            return MirrorError(
                .usage, "no distro is like `\(pattern)`",
                hints: ["`\(first.distro.name)` has \(known)"])
        }
        let near = Suggestion.near(name, among: Workspace.names(in: options.distros).keys)
        var hints =
            near.isEmpty
            ? [] : ["did you mean \(near.map { "`\($0)`" }.joined(separator: " or "))?"]
        hints.append("`mirror distros` lists what there is")
        return MirrorError(.usage, "no distro is like `\(pattern)`", hints: hints)
    }
}
