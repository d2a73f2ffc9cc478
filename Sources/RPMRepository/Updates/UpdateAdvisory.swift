internal import MirrorBase
public import RPMPackage

/// What an `updateinfo` document says of one update, for people.
public struct UpdateAdvisory: Sendable, Hashable {
    /// Something it refers to.
    public struct Reference: Sendable, Hashable {
        /// Its own name: `CVE-2026-1234`.
        public var id: String
        /// Its kind: `cve`, `bugzilla`.
        public var type: String
        /// Where to read more; empty where nobody says.
        public var url: String
    }

    /// Its own name: `RLSA-2026:1234`.
    public var id = ""
    /// Its kind: `security`, `bugfix`, `enhancement`.
    public var type = ""
    /// How bad it is; `nil` where the document does not say.
    public var severity: String?
    /// Its title.
    public var title = ""
    /// When it was announced, in whatever form the document has; empty where it does not say.
    public var issued = ""
    /// What it refers to.
    public var references: [Reference] = []
    /// The packages that it brings; an epoch that it does not say counts as zero.
    public var packages: [PackageIdentity] = []
}

extension UpdateDocument {
    /// The updates that bring a package of any of these names, in the order of the document.
    public func advisories(about names: Set<String>) throws(MetadataError) -> [UpdateAdvisory] {
        var found: [UpdateAdvisory] = []
        for update in updates where update.packages.contains(where: { names.contains($0.name) }) {
            var advisory = try UpdateAdvisory(element: Array(bytes[update.range]))
            advisory.id = update.id
            advisory.packages = update.packages.map {
                PackageIdentity(
                    name: $0.name, epoch: $0.epoch ?? 0, version: $0.version,
                    release: $0.release, architecture: $0.architecture)
            }
            found.append(advisory)
        }
        return found
    }
}

extension UpdateAdvisory {
    /// Reads an `update` element but for its packages.
    fileprivate init(element: [UInt8]) throws(MetadataError) {
        var scanner = XMLScanner(element.span)
        try scanner.readRoot("update")
        type = scanner.attribute("type").map { scanner.string($0) } ?? ""
        while try scanner.nextChild() {
            switch scanner.name {
            case "title": title = scanner.trimmedString(try scanner.elementText())
            case "severity":
                let text = scanner.trimmedString(try scanner.elementText())
                // What has no severity says so in several ways.
                severity = text.isEmpty || text == "None" ? nil : text
            case "issued":
                issued = scanner.attribute("date").map { scanner.string($0) } ?? ""
                try scanner.skipElement()
            case "references":
                while try scanner.nextChild() {
                    references.append(
                        Reference(
                            id: scanner.attribute("id").map { scanner.string($0) } ?? "",
                            type: scanner.attribute("type").map { scanner.string($0) } ?? "",
                            url: scanner.attribute("href").map { scanner.string($0) } ?? ""))
                    try scanner.skipElement()
                }
            default: try scanner.skipElement()
            }
        }
    }
}
