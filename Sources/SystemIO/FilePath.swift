/// A path in the local file system, joined with `/`.
public struct FilePath: Sendable, Hashable, Comparable, CustomStringConvertible,
    ExpressibleByStringLiteral
{
    /// The path as the system takes it.
    public var string: String

    /// Makes a path of its text.
    public init(_ string: String) { self.string = string }
    /// Makes a path of a literal.
    public init(stringLiteral value: String) { string = value }

    /// The path as the system takes it.
    public var description: String { string }

    /// A path below this one; an absolute right side stands alone.
    public static func / (left: FilePath, right: String) -> FilePath {
        if left.string.isEmpty || right.hasPrefix("/") { return FilePath(right) }
        return FilePath(
            left.string.hasSuffix("/") ? left.string + right : left.string + "/" + right)
    }

    /// Alphabetical order of the text.
    public static func < (left: FilePath, right: FilePath) -> Bool { left.string < right.string }

    /// The part after the last slash.
    public var lastComponent: String {
        string.split(separator: "/").last.map(String.init) ?? string
    }

    /// The directory that holds it; `.` for a bare name.
    public var parent: FilePath {
        var trimmed = Substring(string)
        while trimmed.count > 1, trimmed.hasSuffix("/") { trimmed.removeLast() }
        guard let slash = trimmed.lastIndex(of: "/") else { return "." }
        return FilePath(slash == trimmed.startIndex ? "/" : String(trimmed[..<slash]))
    }

    /// Whether it begins at the root.
    public var isAbsolute: Bool { string.hasPrefix("/") }
}
