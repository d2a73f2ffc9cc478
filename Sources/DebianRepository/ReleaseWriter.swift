internal import MirrorBase

/// Writes Release files that every apt since 1.0, debootstrap and other mirroring tools read.
///
/// The same Release always gives the same bytes.
public enum ReleaseWriter {
    /// The text of a Release file, ending with a line feed.
    ///
    /// Fields come in a fixed order and those without a value are left out; architectures and files
    /// are sorted. Files are listed by SHA-256 alone, which satisfies every client; the weaker sums
    /// would only be more bytes. No line begins with a hyphen or ends with a blank: both are changed
    /// when the text is signed in the clear. `Changelogs` and `Signed-By` are not written, since they
    /// speak of the upstream archive.
    public static func bytes(for release: Release) throws(ReleaseWriterError) -> [UInt8] {
        var text = ""
        func field(_ name: String, _ value: String?) {
            guard let value else { return }
            let line = singleLine(value)
            if !line.isEmpty { text += "\(name): \(line)\n" }
        }
        field("Origin", release.origin)
        field("Label", release.label)
        field("Suite", release.suite)
        field("Codename", release.codename)
        field("Version", release.version)
        field("Date", release.date?.releaseDate)
        field("Valid-Until", release.validUntil?.releaseDate)
        if release.notAutomatic { field("NotAutomatic", "yes") }
        if release.butAutomaticUpgrades { field("ButAutomaticUpgrades", "yes") }
        // debootstrap looks for exactly this line.
        if release.acquireByHash { field("Acquire-By-Hash", "yes") }
        let withoutAll = release.noSupportForArchitectureAll
        field("No-Support-for-Architecture-all", try words(withoutAll, "No-Support"))
        field("Architectures", try words(release.architectures.sorted(), "Architectures"))
        field("Components", try words(release.components, "Components"))
        field("Description", release.description)
        text += "SHA256:\n"
        for (path, file) in release.files.sorted(by: { isBefore($0.key, $1.key) }) {
            guard let digest = file.digest(.sha256) else { throw .noDigest(path: path) }
            guard !path.utf8.contains(ControlByte.blank) else { throw .blankInPath(path) }
            text += " \(digest.hex) \(file.size) \(path)\n"
        }
        return Array(text.utf8)
    }

    /// Strings compare by Unicode's rules; paths are ordered by bytes, as everywhere else.
    private static func isBefore(_ left: String, _ right: String) -> Bool {
        left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    /// A value on one line: blanks, line ends and control characters in a row become one blank.
    private static func singleLine(_ value: String) -> String {
        let parts = value.unicodeScalars.split {
            $0.value <= 0x20 || (0x7f...0x9f).contains($0.value)
        }
        return parts.map { String($0) }.joined(separator: " ")
    }

    private static func words(
        _ list: [String], _ field: String
    ) throws(ReleaseWriterError) -> String {
        for word in list
        where word.isEmpty
            || word.unicodeScalars.contains(where: { $0.value <= 0x20 || $0.value == 0x7f })
        {
            throw .notAWord(field: field, word)
        }
        return list.joined(separator: " ")
    }
}

/// Why a Release file cannot be written.
public enum ReleaseWriterError: Error, Sendable, Hashable, CustomStringConvertible {
    /// A file has no SHA-256 digest.
    case noDigest(path: String)
    /// The format has no way to list a path with a blank.
    case blankInPath(String)
    /// An element of a list is empty or has blanks.
    case notAWord(field: String, String)

    /// The problem in words.
    public var description: String {
        switch self {
        case .noDigest(let path): "`\(path)` has no sha256 digest"
        case .blankInPath(let path): "`\(path)` has a blank"
        case .notAWord(let field, let word): "`\(word)` in `\(field)` is not a word"
        }
    }
}

extension Release {
    /// This Release together with what another, published at the same place, lists beyond it.
    ///
    /// It lets architectures that are built one after the other share one Release file. Identity
    /// fields are this Release's. Architectures and components are those of both. Of the other's
    /// files those below `prefixes` and those that this Release lists too are dropped, the rest is
    /// kept as it is. The date is the later of both, since clients discard a file older than theirs.
    ///
    /// - Parameter prefixes: Paths, or directories with a final slash, that this Release replaces.
    public func merging(existing: Release, replacing prefixes: [String]) -> Release {
        var merged = self
        let kept = existing.files.filter { path, _ in
            !prefixes.contains { prefix in
                path == prefix || (prefix.hasSuffix("/") && path.hasPrefix(prefix))
            }
        }
        merged.files.merge(kept) { own, _ in own }
        for name in existing.architectures where !merged.architectures.contains(name) {
            merged.architectures.append(name)
        }
        for name in existing.components where !merged.components.contains(name) {
            merged.components.append(name)
        }
        if let other = existing.date, let own = date, own < other { merged.date = other }
        return merged
    }
}
