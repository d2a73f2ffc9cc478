internal import SystemIO

/// Removal of single files from a published tree, which leaves links, and what lies behind them, alone.
struct TreeRemoval {
    /// The root of the tree.
    let tree: FilePath

    /// Removes a file and the directories below `top` that it leaves empty; links and what is no file stay.
    func removePackage(_ path: String, below top: String) throws(SystemError) {
        guard path.hasPrefix(top + "/"), !path.split(separator: "/").contains(".."),
            try !LinkedWalk.crossesLink(path, below: tree),
            try Files.status(tree / path)?.kind == .file
        else { return }
        try Files.remove(tree / path)
        var directory = FilePath(path).parent
        while directory.string != top, try Files.list(tree / directory.string).isEmpty {
            try Files.remove(tree / directory.string)
            directory = directory.parent
        }
    }

    /// Removes what interrupted builds were about to rename in some directories; the empty name is the root.
    ///
    /// The tree's lock is held, so nobody is about to rename anything now.
    func removeLeftovers(in directories: Set<String>) throws(SystemError) {
        for directory in directories.sorted() {
            let place = directory.isEmpty ? tree : tree / directory
            for name in try Files.list(place) where TreeRemoval.isLeftover(name) {
                if try Files.status(place / name)?.kind == .file { try Files.remove(place / name) }
            }
        }
    }

    /// Whether a name is one that `Files.temporaryName` makes.
    static func isLeftover(_ name: String) -> Bool {
        let parts = name.split(separator: ".", omittingEmptySubsequences: false)
        guard parts.count >= 5, parts[0].isEmpty, parts[parts.count - 1] == "tmp" else {
            return false
        }
        let process = parts[parts.count - 3]
        return !process.isEmpty && process.allSatisfy { $0 >= "0" && $0 <= "9" }
            && parts[parts.count - 2].allSatisfy { $0.isASCII && ($0.isNumber || $0.isLowercase) }
    }
}

extension FilePath {
    /// The directories of some paths, each once.
    static func directories(of paths: [String]) -> Set<String> {
        Set(paths.map { FilePath($0).parent.string })
    }
}
