public import MirrorBase

/// Writes `repomd.xml`, the root of a repository, which names all other metadata.
///
/// The same values always give the same bytes. Records stand in the order of createrepo_c: documents,
/// databases, then all others by type; yum takes only whole numbers for timestamps.
public struct RepositoryRootWriter: Sendable {
    /// One file of the metadata.
    public struct Record: Sendable, Hashable {
        /// What it holds, such as `primary` or `group_gz`.
        public var type: String
        /// The path from the root of the repository; it begins with `repodata/`.
        public var location: String
        /// The digest of the file.
        public var checksum: Digest
        /// The size of the file in bytes.
        public var size: Int
        /// The digest of what is in it, decompressed; `nil` for a file that is not compressed.
        public var openChecksum: Digest?
        /// The size of what is in it, decompressed; `nil` for a file that is not compressed.
        public var openSize: Int?
        /// The time of the file; of all records the newest must never go down, or yum keeps what it has.
        public var timestamp: Timestamp
        /// The layout of a database, 10; `nil` for anything else.
        public var databaseVersion: Int?

        /// Makes a record of its parts.
        public init(
            type: String, location: String, checksum: Digest, size: Int,
            openChecksum: Digest? = nil, openSize: Int? = nil, timestamp: Timestamp,
            databaseVersion: Int? = nil
        ) {
            self.type = type
            self.location = location
            self.checksum = checksum
            self.size = size
            self.openChecksum = openChecksum
            self.openSize = openSize
            self.timestamp = timestamp
            self.databaseVersion = databaseVersion
        }
    }

    /// A distribution that the repository is for.
    public struct Distribution: Sendable, Hashable {
        /// Its name in the Common Platform Enumeration; `nil` where there is none.
        public var platform: String?
        /// Its name.
        public var name: String

        /// Makes a distribution of its parts.
        public init(platform: String? = nil, name: String) {
            self.platform = platform
            self.name = name
        }
    }

    /// A text that changes with the content; usually a time.
    public var revision: String
    /// Words about what is in the repository.
    public var contentTags: [String] = []
    /// Words about the repository itself.
    public var repositoryTags: [String] = []
    /// The distributions that it is for.
    public var distributions: [Distribution] = []
    /// The files, in any order.
    public var records: [Record]

    /// Makes a root with a revision and records, and without tags.
    public init(revision: String, records: [Record]) {
        self.revision = revision
        self.records = records
    }

    /// The types that come first.
    private static let order = [
        "primary", "filelists", "other", "primary_db", "filelists_db", "other_db",
    ]

    /// The text of `repomd.xml`.
    ///
    /// Two records of one type are a bug: clients do not agree which of them counts.
    public func bytes() -> [UInt8] {
        precondition(Set(records.map(\.type)).count == records.count, "one record of each type")
        var text: [UInt8] = []
        text += "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n".utf8
        text += "<repomd xmlns=\"http://linux.duke.edu/metadata/repo\"".utf8
        text += " xmlns:rpm=\"http://linux.duke.edu/metadata/rpm\">\n".utf8
        element("revision", revision, depth: 1, to: &text)
        appendTags(to: &text)
        let sorted = records.sorted { RepositoryRootWriter.isBefore($0.type, $1.type) }
        for record in sorted { append(record, to: &text) }
        text += "</repomd>\n".utf8
        return text
    }

    /// Whether records of one type come before those of another.
    public static func isBefore(_ left: String, _ right: String) -> Bool {
        let places = [left, right].map { order.firstIndex(of: $0) ?? order.count }
        if places[0] != places[1] { return places[0] < places[1] }
        return left.utf8.lexicographicallyPrecedes(right.utf8)
    }

    private func appendTags(to text: inout [UInt8]) {
        if contentTags.isEmpty, repositoryTags.isEmpty, distributions.isEmpty { return }
        text += "  <tags>\n".utf8
        for tag in contentTags { element("content", tag, depth: 2, to: &text) }
        for tag in repositoryTags { element("repo", tag, depth: 2, to: &text) }
        for distribution in distributions {
            let attribute = distribution.platform.map { ("cpeid", $0) }
            element("distro", attribute: attribute, distribution.name, depth: 2, to: &text)
        }
        text += "  </tags>\n".utf8
    }

    private func append(_ record: Record, to text: inout [UInt8]) {
        text += "  <data type=\"".utf8
        text.append(escapedAttribute: record.type.utf8)
        text += "\">\n".utf8
        checksum("checksum", record.checksum, to: &text)
        if let open = record.openChecksum { checksum("open-checksum", open, to: &text) }
        text += "    <location href=\"".utf8
        text.append(escapedAttribute: record.location.utf8)
        text += "\"/>\n".utf8
        element("timestamp", "\(record.timestamp.seconds)", depth: 2, to: &text)
        element("size", "\(record.size)", depth: 2, to: &text)
        if let size = record.openSize { element("open-size", "\(size)", depth: 2, to: &text) }
        if let version = record.databaseVersion {
            element("database_version", "\(version)", depth: 2, to: &text)
        }
        text += "  </data>\n".utf8
    }

    private func checksum(_ name: String, _ digest: Digest, to text: inout [UInt8]) {
        element(
            name, attribute: ("type", digest.algorithm.name), digest.hex, depth: 2, to: &text)
    }

    private func element(
        _ name: String, attribute: (name: String, value: String)? = nil, _ content: String,
        depth: Int, to text: inout [UInt8]
    ) {
        text += "\(String(repeating: "  ", count: depth))<\(name)".utf8
        if let attribute {
            text += " \(attribute.name)=\"".utf8
            text.append(escapedAttribute: attribute.value.utf8)
            text += "\"".utf8
        }
        text += ">".utf8
        text.append(escaped: content.utf8)
        text += "</\(name)>\n".utf8
    }
}
