/// Where a document or package lies, as a `location` element says.
public struct MetadataLocation: Sendable, Hashable {
    /// The path below the root of the repository, or below `base`: without empty, `.` and `..` parts.
    public var path: String
    /// Another root, a URL (`xml:base`); `nil` for the repository's own.
    public var base: String?

    /// Makes a location of its parts, which are not checked.
    public init(path: String, base: String? = nil) {
        self.path = path
        self.base = base
    }

    private static let longestPart = 255
    private static let longestPath = 3_500

    /// Checks what a document says.
    ///
    /// `href` stays below the root: absolute paths, whole addresses, and more `..` than parts before it are
    /// refused. Refused as well are control characters, backslashes, and `%`, `?` and `#`, about whose quoting
    /// clients and servers differ. A `base` that is a path is put before `href`; one of `media:`, which old
    /// distributions on several discs have, does not count.
    public init(href: String, base: String?) throws(LocationFault) {
        guard let base, !base.isEmpty, !base.hasPrefix("media:") else {
            path = try MetadataLocation.normalized(href)
            self.base = nil
            return
        }
        if MetadataLocation.hasScheme(base) {
            guard base.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F }) else { throw .character }
            path = try MetadataLocation.normalized(href)
            self.base = base
        } else {
            path = try MetadataLocation.normalized("\(base)/\(href)")
            self.base = nil
        }
    }

    private static func normalized(_ href: String) throws(LocationFault) -> String {
        if href.isEmpty { throw .empty }
        for scalar in href.unicodeScalars {
            switch scalar {
            case "\\", "%", "?", "#", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": throw .character
            default: continue
            }
        }
        if href.utf8.first == UInt8(ascii: "/") || hasScheme(href) { throw .leavesTree }
        var parts: [Substring] = []
        for part in href.split(separator: "/") where part != "." {
            if part == ".." {
                if parts.popLast() == nil { throw .leavesTree }
                continue
            }
            if part.utf8.count > longestPart { throw .tooLong }
            parts.append(part)
        }
        let path = parts.joined(separator: "/")
        if path.isEmpty || href.utf8.last == UInt8(ascii: "/") { throw .empty }
        if path.utf8.count > longestPath { throw .tooLong }
        return path
    }

    /// Whether a text is an address with a scheme: letters, then `://`.
    private static func hasScheme(_ text: String) -> Bool {
        guard let colon = text.utf8.firstIndex(of: UInt8(ascii: ":")) else { return false }
        return text.utf8[colon...].starts(with: "://".utf8)
            && !text.utf8[..<colon].contains(UInt8(ascii: "/"))
    }
}
