/// The rules for paths that come from outside and are used below a directory of ours.
enum TreePath {
    /// Whether a path names something inside the tree: relative, no empty, `.` or `..` component, no
    /// control character.
    static func isSafe(_ path: String) -> Bool {
        guard !path.isEmpty, hasNoControls(path) else { return false }
        return path.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
            .allSatisfy { !$0.isEmpty && !isDots($0) }
    }

    /// Whether a path may be asked of a repository: as `isSafe`, but `.` and empty components are upstream's
    /// own business (flat Debian repositories write `./name.deb`).
    static func isSafeUpstream(_ path: String) -> Bool {
        guard !path.isEmpty, hasNoControls(path), !path.hasPrefix("/") else { return false }
        return path.utf8.split(separator: UInt8(ascii: "/"))
            .allSatisfy { $0.elementsEqual([UInt8(ascii: ".")]) || !isDots($0) }
    }

    private static func isDots(_ component: Substring.UTF8View.SubSequence) -> Bool {
        component.elementsEqual(".".utf8) || component.elementsEqual("..".utf8)
    }

    /// No C0 or C1 control character and no delete: none of them is in a real name, all of them can
    /// fool a terminal or a line-oriented index.
    private static func hasNoControls(_ path: String) -> Bool {
        path.unicodeScalars.allSatisfy { $0.value >= 0x20 && !(0x7f...0x9f).contains($0.value) }
    }
}
