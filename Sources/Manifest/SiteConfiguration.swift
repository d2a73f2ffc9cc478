internal import MirrorBase
public import YAML

/// What one site sets for all runs: where its own copies of repositories are, and global options.
public struct SiteConfiguration: Sendable {
    /// Where a repository is fetched from here.
    public struct Source: Sendable, Hashable {
        /// The repository's id, as in the distro files.
        public var repository: String
        /// The addresses in the order in which they are tried.
        public var urls: [String]
        /// Where the repository is named in the file.
        public var span: SourceSpan
    }

    /// A global option.
    public struct Setting: Sendable, Hashable {
        /// The long name without dashes in front.
        public var name: String
        /// The values; `true` or `false` for a switch.
        public var values: [String]
        /// Where the values stand, one span for each.
        public var spans: [SourceSpan]
    }

    /// The lines of the file.
    public let source: SourceText
    /// The site's addresses, in the order of the file.
    public let sources: [Source]
    /// The options, in the order of the file.
    public let settings: [Setting]

    /// The options by name.
    public var options: [String: [String]] {
        Dictionary(settings.map { ($0.name, $0.values) }, uniquingKeysWith: { first, _ in first })
    }

    /// The long names of the global options.
    public static let globalOptions = [
        "manifest", "distros", "output", "locks", "state", "cache", "with", "without", "sign-key",
        "jobs", "limit-rate", "offline", "format", "quiet", "verbose", "color", "set",
    ]

    /// Reads a site file; an empty one sets nothing.
    ///
    /// - Parameters:
    ///   - file: the name for messages.
    ///   - bytes: the content.
    ///   - knownOptions: the long names that may be set.
    /// - Throws: every mistake of the file at once.
    public init(
        file: String, bytes: [UInt8], knownOptions: [String] = SiteConfiguration.globalOptions
    ) throws(ManifestErrors) {
        source = SourceText(file: file, bytes: bytes)
        let log = ProblemLog(source)
        var sources: [Source] = []
        var settings: [Setting] = []
        if let root = YAMLComposer.compose(bytes, log: log), !root.isNull {
            for (name, entry) in log.entries(root, for: "the site file") {
                if name == "sources" {
                    sources = SiteConfiguration.sources(entry.value, log)
                } else if name.hasPrefix("x-") {
                    continue
                } else if knownOptions.contains(name) {
                    SiteConfiguration.setting(name, entry.value, log).map { settings.append($0) }
                } else {
                    log.reportUnknown(
                        "key", name, at: entry.key.span, known: ["sources"] + knownOptions)
                }
            }
        }
        self.sources = sources
        self.settings = settings
        try log.finish()
    }

    private static func sources(_ node: YAMLNode, _ log: ProblemLog) -> [Source] {
        if node.isNull { return [] }
        return log.entries(node, for: "`sources`").map { name, entry in
            let addresses = log.texts(entry.value, for: "the source of `\(name)`")
            for (text, node) in addresses { log.checkAddress(text, at: node) }
            return Source(repository: name, urls: addresses.map(\.text), span: entry.key.span)
        }
    }

    private static func setting(_ name: String, _ node: YAMLNode, _ log: ProblemLog) -> Setting? {
        if node.isNull { return nil }
        let values = log.texts(node, for: "`\(name)`")
        return Setting(
            name: name,
            values: values.map { text, node in node.bool.map { $0 ? "true" : "false" } ?? text },
            spans: values.map(\.node.span))
    }
}
