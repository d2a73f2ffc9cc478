internal import MirrorBase
internal import MirrorEngine
internal import SystemIO

/// Which files of a git repository differ between a revision and the working tree.
///
/// Files that git ignores do not count, and files outside of the repository have not changed as far as it
/// knows. Its submodules are part of it: of one whose commit is another now, the files count that differ
/// between that of the revision and the working tree, and all of them where it does not have the former.
struct ChangedFiles {
    private let root: String
    private let commit: String
    /// The paths from the root; a submodule is one.
    private let paths: Set<String>
    /// What git calls the directories that were asked about; `nil` for those elsewhere.
    private var places: [FilePath: String?] = [:]
    /// Directories that are reached by a link that leads elsewhere now.
    private var moved: [FilePath: Bool] = [:]
    /// What of submodules differs; `nil` where that is not known.
    private var modules: [String: ChangedFiles?] = [:]

    /// Asks git once for all files.
    ///
    /// A revision that does not exist, a directory in no repository, and a machine without git are
    /// mistakes of the user.
    init(since revision: String, in directory: FilePath) throws(MirrorError) {
        commit = try GitRepository(directory: directory).commit(of: revision)
        root = try Self.git(in: directory, ["rev-parse", "--show-toplevel"]).first ?? ""
        let top = FilePath(root)
        // Whoever set submodules to be ignored did not mean this.
        let tracked = try Self.git(
            in: top,
            [
                "diff", "--name-only", "--no-renames", "--ignore-submodules=none", "-z", commit,
                "--",
            ],
            zero: true)
        let untracked = try Self.git(
            in: top, ["ls-files", "--others", "--exclude-standard", "-z"], zero: true)
        // A repository in the repository ends with a stroke.
        paths = Set(tracked).union(untracked.map { $0.hasSuffix("/") ? String($0.dropLast()) : $0 })
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

    /// Whether a directory is in another git repository, which nobody asks for what changed.
    mutating func areBlind(to directory: FilePath) -> Bool {
        place(of: directory) == nil
            && (try? Self.git(in: directory, ["rev-parse", "--show-toplevel"])) != nil
    }

    private mutating func isListed(_ path: FilePath) -> Bool {
        guard let place = place(of: path.parent) else { return false }
        return hold(place + path.lastComponent) || isMoved(path.parent)
    }

    /// Whether what has a name from the root has changed, or is in a submodule and has changed there.
    private mutating func hold(_ name: String) -> Bool {
        if paths.contains(name) || paths.contains(where: { $0.hasPrefix(name + "/") }) {
            return true
        }
        let strokes = name.indices.filter { name[$0] == "/" }
        guard let stroke = strokes.first(where: { paths.contains(String(name[..<$0])) }) else {
            return false
        }
        let module = String(name[..<stroke])
        if modules[module] == nil { modules[module] = .some(files(ofSubmodule: module)) }
        return modules[module]??.hold(String(name[stroke...].dropFirst())) ?? true
    }

    /// What changed in a submodule since the commit that the revision has of it.
    private func files(ofSubmodule name: String) -> ChangedFiles? {
        let directory = FilePath(root) / name
        guard
            let former = try? Self.git(in: FilePath(root), ["rev-parse", "\(commit):\(name)"])
                .first,
            let files = try? ChangedFiles(since: former, in: directory), files.root != root
        else { return nil }
        return files
    }

    /// Whether a directory, or one that it is in, is a link that has changed.
    private mutating func isMoved(_ directory: FilePath) -> Bool {
        if let known = moved[directory] { return known }
        var isMoved = false
        if directory.parent != directory, ![".", ".."].contains(directory.lastComponent) {
            if (try? SymbolicLink.target(of: directory)) != nil,
                let place = place(of: directory.parent)
            {
                isMoved = hold(place + directory.lastComponent)
            }
            isMoved = isMoved || self.isMoved(directory.parent)
        }
        moved[directory] = isMoved
        return isMoved
    }

    /// A directory as a path from the root that ends with a stroke; `nil` where it is elsewhere.
    private mutating func place(of directory: FilePath) -> String? {
        if let known = places[directory] { return known }
        var place: String?
        // What was there at the revision may be gone with its directory.
        if !Files.exists(directory), directory.parent != directory {
            place = self.place(of: directory.parent).map { $0 + directory.lastComponent + "/" }
        } else if let found = try? Self.git(
            in: directory, ["rev-parse", "--show-toplevel", "--show-prefix"]),
            let top = found.first
        {
            let inside = found.count > 1 ? found[1] : ""
            if top == root {
                place = inside
            } else if top.hasPrefix(root + "/") {
                place = top.dropFirst(root.count + 1) + "/" + inside
            }
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
