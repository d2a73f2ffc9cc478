internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// Which files of a git repository differ between a revision and the working tree.
///
/// Files that git ignores do not count, and files outside of the repository have not changed as far as it
/// knows.
struct ChangedFiles {
    private let root: String
    /// The paths from the root.
    private let paths: Set<String>
    /// What git calls the directories that were asked about; `nil` for those elsewhere.
    private var places: [FilePath: String?] = [:]

    /// Asks git once for all files.
    ///
    /// A revision that does not exist, a directory in no repository, and a machine without git are
    /// mistakes of the user.
    init(since revision: String, in directory: FilePath) throws(MirrorError) {
        let commit = try GitRepository(directory: directory).commit(of: revision)
        root = try Self.git(in: directory, ["rev-parse", "--show-toplevel"]).first ?? ""
        let top = FilePath(root)
        let tracked = try Self.git(
            in: top, ["diff", "--name-only", "--no-renames", "-z", commit, "--"], zero: true)
        let untracked = try Self.git(
            in: top, ["ls-files", "--others", "--exclude-standard", "-z"], zero: true)
        paths = Set(tracked).union(untracked)
    }

    /// Whether a file differs, is new, or is gone; of a directory, whether any file in it or below does.
    ///
    /// A link has changed where it leads elsewhere, and where what it leads to has changed.
    mutating func contain(_ path: FilePath) -> Bool {
        var path = path
        // A circle of links ends somewhere, too.
        for _ in 0..<40 {
            if isListed(path) { return true }
            guard let target = try? SymbolicLink.target(of: path) else { return false }
            path = target.isAbsolute ? target : path.parent / target.string
        }
        return false
    }

    private mutating func isListed(_ path: FilePath) -> Bool {
        guard let place = place(of: path.parent) else { return false }
        let name = place + path.lastComponent
        return paths.contains(name) || paths.contains { $0.hasPrefix(name + "/") }
    }

    /// A directory as a path from the root that ends with a stroke; `nil` where it is elsewhere.
    private mutating func place(of directory: FilePath) -> String? {
        if let known = places[directory] { return known }
        var place: String?
        // What was there at the revision may be gone with its directory.
        if !Files.exists(directory), directory.parent != directory {
            place = self.place(of: directory.parent).map { $0 + directory.lastComponent + "/" }
        } else if let found = try? Self.git(
            in: directory, ["rev-parse", "--show-toplevel", "--show-prefix"]), found.first == root
        {
            place = found.count > 1 ? found[1] : ""
        }
        places[directory] = .some(place)
        return place
    }

    /// What git prints, by lines or by the zeros between them.
    private static func git(in directory: FilePath, _ words: [String], zero: Bool = false)
        throws(MirrorError) -> [String]
    {
        let outcome = try GitRepository(directory: directory).run(words)
        if outcome.exitCode != 0 {
            throw MirrorError(
                .usage, "git cannot tell what changed in `\(directory)`",
                cause: GitRepository.words(outcome))
        }
        return outcome.output.split(separator: UInt8(ascii: zero ? "\0" : "\n")).map {
            String(decoding: $0, as: UTF8.self)
        }
    }
}
