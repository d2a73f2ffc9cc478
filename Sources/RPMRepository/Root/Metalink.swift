public import MirrorBase

/// What a metalink says: where a repository lies, and how to know its `repomd.xml`.
///
/// The format is version 3.0, as MirrorManager serves it to dnf and yum.
public struct Metalink: Sendable, Hashable {
    /// One state of `repomd.xml`, as a mirror may have it.
    public struct Root: Sendable, Hashable {
        /// The digests, each by another function.
        public var digests: [Digest] = []
        /// The size in bytes.
        public var size: Int?
        /// The latest time of any document that it names.
        public var timestamp: Timestamp?

        /// The digest by the strongest function; `nil` where there is none that may vouch for content.
        public var digest: Digest? {
            digests.filter(\.algorithm.isStrong).max { $0.algorithm < $1.algorithm }
        }
    }

    /// The states of `repomd.xml` that are good: the newest first, then those that slower mirrors may have.
    public var roots: [Root]
    /// The roots of mirrors, the preferred first; each ends in a slash.
    public var addresses: [String]

    private static let suffix = "repodata/repomd.xml"

    /// Reads a metalink.
    public init(_ bytes: Span<UInt8>) throws(MetadataError) {
        roots = []
        addresses = []
        var scanner = XMLScanner(bytes)
        try scanner.readRoot("metalink")
        var preferences: [(address: String, preference: Int)] = []
        while try scanner.nextChild() {
            guard scanner.name == "files" else {
                try scanner.skipElement()
                continue
            }
            while try scanner.nextChild() {
                let name = scanner.attribute("name").map { scanner.string($0) }
                guard scanner.name == "file", name == "repomd.xml" else {
                    try scanner.skipElement()
                    continue
                }
                try readFile(&scanner, &preferences)
            }
        }
        try scanner.readEnd()
        // Equals stay in the order of the document.
        let order = preferences.indices.sorted { left, right in
            (-preferences[left].preference, left) < (-preferences[right].preference, right)
        }
        addresses = order.map { preferences[$0].address }
        if roots.isEmpty { throw MetadataError(bytes, at: 0, .missing("file", in: "metalink")) }
        if addresses.isEmpty { throw MetadataError(bytes, at: 0, .missing("url", in: "metalink")) }
    }

    /// Reads what is said of `repomd.xml`, and where it lies.
    private mutating func readFile(
        _ scanner: inout XMLScanner, _ preferences: inout [(address: String, preference: Int)]
    ) throws(MetadataError) {
        var root = Root()
        var others: [Root] = []
        while try scanner.nextChild() {
            switch scanner.name {
            case "alternates":
                while try scanner.nextChild() {
                    var other = Root()
                    while try scanner.nextChild() { try Metalink.readPart(&scanner, of: &other) }
                    others.append(other)
                }
            case "resources":
                while try scanner.nextChild() {
                    let value = scanner.attribute("preference")
                    let preference = try value.map { value throws(MetadataError) in
                        try scanner.number(value, "preference")
                    }
                    let address = scanner.trimmedString(try scanner.elementText())
                    // Those of rsync are no use, and a mirror is known by its root.
                    if MirrorList.isUsable(address), address.hasSuffix(Metalink.suffix) {
                        let base = String(address.dropLast(Metalink.suffix.count))
                        preferences.append((base, preference ?? 0))
                    }
                }
            default: try Metalink.readPart(&scanner, of: &root)
            }
        }
        roots.append(root)
        roots += others
    }

    /// Reads one child of `file` or `alternate`.
    private static func readPart(
        _ scanner: inout XMLScanner, of root: inout Root
    ) throws(MetadataError) {
        switch scanner.name {
        case "timestamp":
            root.timestamp = try scanner.timestamp(try scanner.elementText(), "timestamp")
        case "size": root.size = try scanner.number(try scanner.elementText(), "size")
        case "verification":
            while try scanner.nextChild() {
                let type = scanner.attribute("type")
                let value = try scanner.elementText()
                // Functions that are not known do not matter, as there are several.
                guard let type, HashAlgorithm(checksumType: scanner.trimmedString(type)) != nil
                else { continue }
                root.digests.append(try scanner.digest(value, type: type, "hash"))
            }
        default: try scanner.skipElement()
        }
    }
}
