import SystemIO

/// The Debian archive that this machine itself installs from, read from apt's own configuration.
///
/// Tests that need a real archive ask here, so no address is written down; they skip where there is
/// none, or where it does not answer.
public struct HostMirror: Sendable {
    /// One line or stanza of apt's sources, taken apart.
    public struct Entry: Sendable, Hashable {
        /// The archive's address, without a final slash.
        public var url: String
        /// The suite, or the directory of a flat repository.
        public var suite: String
        /// The components; none for a flat repository.
        public var components: [String]
    }

    /// All binary entries, in the order of apt's files.
    public let entries: [Entry]

    /// What this host has configured; `nil` where that is nothing.
    public static let current = HostMirror(aptDirectory: "/etc/apt")

    /// Reads `sources.list`, `sources.list.d/*.list` and `*.sources` in a directory.
    public init?(aptDirectory: FilePath) {
        var entries: [Entry] = []
        let parts = aptDirectory / "sources.list.d"
        let names = (try? Files.list(parts)) ?? []
        for path in [aptDirectory / "sources.list"] + names.map({ parts / $0 }) {
            guard let bytes = try? Files.read(path) else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            if path.string.hasSuffix(".list") { entries += HostMirror.oneLineEntries(text) }
            if path.string.hasSuffix(".sources") { entries += HostMirror.stanzaEntries(text) }
        }
        if entries.isEmpty { return nil }
        self.entries = entries
    }

    /// The addresses of a suite, those of the Debian archive itself first.
    public func urls(suite: String) -> [String] {
        let found = entries.filter { $0.suite == suite && $0.components.contains("main") }
        return found.filter(\.isDebian).map(\.url) + found.filter { !$0.isDebian }.map(\.url)
    }

    /// The address of the Debian archive for a suite; `nil` where the host does not use it.
    public func debian(suite: String) -> String? {
        entries.first { $0.suite == suite && $0.isDebian && $0.components.contains("main") }?.url
    }

    /// Whether the archive answers a request for a suite's `InRelease` within a few seconds.
    public func isAnswering(suite: String) -> Bool {
        guard let url = debian(suite: suite) ?? urls(suite: suite).first else { return false }
        let outcome = try? Subprocess.run(
            "curl",
            [
                "--fail", "--silent", "--location", "--head", "--max-time", "8", "--output",
                "/dev/null", "\(url)/dists/\(suite)/InRelease",
            ], timeLimit: .seconds(12))
        return outcome?.succeeded ?? false
    }

    /// The entries of a file in the one-line form: `deb [options] URL SUITE COMPONENT…`.
    static func oneLineEntries(_ text: String) -> [Entry] {
        text.split(separator: "\n").flatMap { line -> [Entry] in
            let code = line.prefix { $0 != "#" }
            var words = code.split { $0 == " " || $0 == "\t" }.map(String.init)
            guard words.first == "deb" else { return [] }
            words.removeFirst()
            if words.first?.hasPrefix("[") == true {
                while let word = words.first {
                    words.removeFirst()
                    if word.hasSuffix("]") { break }
                }
            }
            guard words.count >= 2 else { return [] }
            return entries(urls: [words[0]], suites: [words[1]], Array(words.dropFirst(2)))
        }
    }

    /// The entries of a file in the deb822 form.
    static func stanzaEntries(_ text: String) -> [Entry] {
        var found: [Entry] = []
        var fields: [String: [String]] = [:]
        var last = ""
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) + [""[...]] {
            if line.hasPrefix("#") { continue }
            if line.allSatisfy(\.isWhitespace) {
                if fields["types"]?.contains("deb") == true,
                    fields["enabled"]?.first?.lowercased() != "no"
                {
                    found += entries(
                        urls: fields["uris"] ?? [], suites: fields["suites"] ?? [],
                        fields["components"] ?? [])
                }
                fields = [:]
            } else if line.first == " " || line.first == "\t" {
                fields[last, default: []] += line.split(whereSeparator: \.isWhitespace).map(
                    String.init)
            } else if let colon = line.firstIndex(of: ":") {
                last = line[..<colon].lowercased()
                fields[last] = line[line.index(after: colon)...].split(
                    whereSeparator: \.isWhitespace
                )
                .map(String.init)
            }
        }
        return found
    }

    private static func entries(urls: [String], suites: [String], _ components: [String]) -> [Entry]
    {
        urls.compactMap(resolved).flatMap { url in
            suites.map { Entry(url: url, suite: $0, components: components) }
        }
    }

    /// A plain address: `mirror+file:` names a list of them, of which the first is taken.
    private static func resolved(_ url: String) -> String? {
        var plain = url
        if let list = ["mirror+file://", "mirror+file:"].first(where: { url.hasPrefix($0) }) {
            guard let bytes = try? Files.read(FilePath(String(url.dropFirst(list.count)))),
                let line = String(decoding: bytes, as: UTF8.self).split(separator: "\n").first,
                let first = line.split(whereSeparator: \.isWhitespace).first
            else { return nil }
            plain = String(first)
        }
        while plain.hasSuffix("/") { plain.removeLast() }
        return plain.hasPrefix("http://") || plain.hasPrefix("https://") ? plain : nil
    }
}

extension HostMirror.Entry {
    /// Whether the address looks like the Debian archive: `…/debian` or `…/debian-security`.
    public var isDebian: Bool { url.hasSuffix("/debian") || url.hasSuffix("/debian-security") }
}
