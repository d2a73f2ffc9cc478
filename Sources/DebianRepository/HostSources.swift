/// One place that the host's own apt fetches from.
public struct SourceEntry: Sendable, Hashable {
    /// What is fetched from there.
    public enum Kind: String, Sendable, Hashable {
        /// Packages to install.
        case binary = "deb"
        /// What packages are built from.
        case source = "deb-src"
    }

    /// Whether it offers binary or source packages.
    public var kind: Kind
    /// The archive's base, as written.
    public var uri: String
    /// The suites; one that ends with a slash is a flat repository.
    public var suites: [String]
    /// The components; empty for a flat repository.
    public var components: [String]
    /// The architectures it is restricted to; empty for all of the host's.
    public var architectures: [String]
    /// The keyring path, fingerprints or whole key that it is restricted to.
    public var signedBy: String?
    /// False where the entry stands there but is switched off.
    public var enabled: Bool
}

/// A line of the host's configuration that was skipped, and why.
public struct SourceWarning: Sendable, Hashable, CustomStringConvertible {
    /// The ways in which an entry can be wrong.
    public enum Reason: Sendable, Hashable {
        /// A line that begins with neither `deb` nor `deb-src`.
        case unknownType(String)
        /// An entry without a location.
        case missingURI
        /// An entry without a suite.
        case missingSuite
        /// A suite that is not flat, without components.
        case missingComponents
        /// Options without a closing bracket.
        case openBracket
        /// A `.sources` file is damaged.
        case control(ControlError.Reason)
    }

    /// The line, from 1.
    public let line: Int
    /// What is wrong.
    public let reason: Reason

    /// Makes a warning about a line, counted from 1.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// The problem in words.
    public var description: String {
        switch reason {
        case .unknownType(let word): "line \(line): `\(word)` is not a type of source"
        case .missingURI: "line \(line): no location"
        case .missingSuite: "line \(line): no suite"
        case .missingComponents: "line \(line): no components"
        case .openBracket: "line \(line): options without a closing bracket"
        case .control(let reason): ControlError(line: line, reason: reason).description
        }
    }
}

/// The host's own apt configuration, which says what mirrors are near.
///
/// It is a hint and nothing more: what cannot be read is skipped with a warning.
public struct HostSources: Sendable {
    /// The entries in the order of the files; media and mirror lists are left out.
    public private(set) var entries: [SourceEntry] = []
    /// What was skipped.
    public private(set) var warnings: [SourceWarning] = []

    /// Makes an empty configuration, to add files to.
    public init() {}

    /// The bases that offer the binary packages of a suite, in the order of the configuration.
    ///
    /// Only enabled entries of http, https and file count; a final slash is dropped, and so are
    /// repetitions.
    public func mirrors(for suite: String) -> [String] {
        var found: [String] = []
        for entry in entries
        where entry.enabled && entry.kind == .binary && entry.suites.contains(suite) {
            let scheme = HostSources.scheme(of: entry.uri)
            guard ["http", "https", "file"].contains(scheme) else { continue }
            var base = entry.uri
            while base.hasSuffix("/") { base.removeLast() }
            if !found.contains(base) { found.append(base) }
        }
        return found
    }

    /// Adds a file of one-line entries (`sources.list`, `*.list`).
    ///
    /// A line is `deb [options] uri suite component…`, and `#` begins a comment.
    public mutating func add(list bytes: [UInt8]) {
        let lines = bytes.split(separator: ControlByte.lineFeed, omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() { addLine(Array(line), index + 1) }
    }

    /// Adds a file of stanzas (`*.sources`).
    ///
    /// A stanza with several locations makes one entry for each.
    public mutating func add(sources bytes: [UInt8]) {
        let (stanzas, problems) = ControlStanza.readLeniently(bytes, comments: .allowed)
        for problem in problems {
            warnings.append(SourceWarning(line: problem.line, reason: .control(problem.reason)))
        }
        for stanza in stanzas { addStanza(stanza) }
    }

    private mutating func addLine(_ line: [UInt8], _ number: Int) {
        var rest = String(decoding: line, as: UTF8.self)[...]
        let type = SourceLine.word(&rest)
        guard !type.isEmpty else { return }
        guard let kind = SourceEntry.Kind(rawValue: type) else {
            return warn(.unknownType(type), number)
        }
        guard let options = SourceLine.options(&rest) else { return warn(.openBracket, number) }
        let uri = SourceLine.word(&rest)
        let suite = SourceLine.word(&rest)
        var components: [String] = []
        while true {
            let word = SourceLine.word(&rest)
            if word.isEmpty { break }
            components.append(word)
        }
        append(
            SourceEntry(
                kind: kind, uri: uri, suites: suite.isEmpty ? [] : [suite], components: components,
                architectures: SourceLine.list(options["arch"]), signedBy: options["signed-by"],
                enabled: true),
            number)
    }

    private mutating func addStanza(_ stanza: ControlStanza) {
        let enabled = stanza.value("Enabled").map { $0.lowercased() } ?? "yes"
        let architectures = stanza.words("Architectures").flatMap { SourceLine.list($0) }
        for type in stanza.words("Types") {
            guard let kind = SourceEntry.Kind(rawValue: type) else {
                warn(.unknownType(type), stanza.field("Types")?.line ?? stanza.line)
                continue
            }
            let uris = stanza.words("URIs")
            if uris.isEmpty { warn(.missingURI, stanza.line) }
            for uri in uris {
                append(
                    SourceEntry(
                        kind: kind, uri: uri, suites: stanza.words("Suites"),
                        components: stanza.words("Components"), architectures: architectures,
                        signedBy: stanza.value("Signed-By"),
                        enabled: !["no", "false", "without", "off", "disable", "0"]
                            .contains(enabled)),
                    stanza.line)
            }
        }
        if stanza.field("Types") == nil { warn(.unknownType(""), stanza.line) }
    }

    private mutating func append(_ entry: SourceEntry, _ line: Int) {
        guard !entry.uri.isEmpty else { return warn(.missingURI, line) }
        let scheme = HostSources.scheme(of: entry.uri)
        if scheme == "cdrom" || scheme.hasPrefix("mirror") { return }
        guard !scheme.isEmpty else { return warn(.missingURI, line) }
        guard !entry.suites.isEmpty else { return warn(.missingSuite, line) }
        if entry.components.isEmpty, entry.suites.contains(where: { !$0.hasSuffix("/") }) {
            return warn(.missingComponents, line)
        }
        entries.append(entry)
    }

    private mutating func warn(_ reason: SourceWarning.Reason, _ line: Int) {
        warnings.append(SourceWarning(line: line, reason: reason))
    }

    private static func scheme(of uri: String) -> String {
        guard let colon = uri.firstIndex(of: ":") else { return "" }
        return uri[..<colon].lowercased()
    }
}
