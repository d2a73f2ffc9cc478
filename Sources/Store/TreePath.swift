/// The rules for paths that come from outside and are used below a directory of ours.
enum TreePath {
    /// Whether a path names something inside the tree: relative, no empty, `.` or `..` component, no
    /// control character.
    static func isSafe(_ path: Span<UInt8>) -> Bool {
        hasNoControls(path)
            && components(of: path) { count, dots in count > 0 && (count > 2 || dots < count) }
    }

    /// Whether a path may be asked of a repository: as `isSafe`, but `.` and empty components are upstream's
    /// own business (flat Debian repositories write `./name.deb`).
    static func isSafeUpstream(_ path: Span<UInt8>) -> Bool {
        guard !path.isEmpty, path[0] != UInt8(ascii: "/"), hasNoControls(path) else { return false }
        return components(of: path) { count, dots in count != 2 || dots < 2 }
    }

    /// Whether all components of a path are fit: of each, how many bytes it has, and how many dots.
    private static func components(
        of path: Span<UInt8>, areAll isFit: (_ count: Int, _ dots: Int) -> Bool
    ) -> Bool {
        var count = 0
        var dots = 0
        for index in path.indices {
            if path[index] == UInt8(ascii: "/") {
                if !isFit(count, dots) { return false }
                count = 0
                dots = 0
            } else {
                count += 1
                if path[index] == UInt8(ascii: ".") { dots += 1 }
            }
        }
        return isFit(count, dots)
    }

    /// No C0 or C1 control character and no delete: none of them is in a real name, all of them can
    /// fool a terminal or a line-oriented index.
    private static func hasNoControls(_ path: Span<UInt8>) -> Bool {
        for index in path.indices {
            let byte = path[index]
            if byte < 0x20 || byte == 0x7f { return false }
            // U+0080 to U+009F are two bytes.
            if byte & 0xe0 == 0x80, index > 0, path[index - 1] == 0xc2 { return false }
        }
        return true
    }
}
