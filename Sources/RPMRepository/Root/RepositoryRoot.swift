public import MirrorBase

/// What a `repomd.xml` says: which documents a repository has, and how to know them.
public struct RepositoryRoot: Sendable, Hashable {
    /// One document.
    public struct Record: Sendable, Hashable {
        /// What it is: `primary`, `group_gz`, `modules` and many more.
        public var type: String
        /// Where it lies.
        public var location: MetadataLocation
        /// The digest of the file as it is published.
        public var checksum: Digest?
        /// The digest of what it holds when decompressed.
        public var openChecksum: Digest?
        /// The size of the file in bytes.
        public var size: Int?
        /// The size of what it holds when decompressed.
        public var openSize: Int?
        /// When it was made.
        public var timestamp: Timestamp?
        /// The version of a database's schema; yum reads 10 and no other.
        public var databaseVersion: Int?
    }

    /// The name of this state, if it has one.
    public var revision: String?
    /// The documents, in the order of the file. Those compressed by zchunk are left out: each is beside one
    /// that is not, and there is no way to read them here.
    public var records: [Record]

    /// Makes a root of its parts, as it stands in for that of loose packages.
    public init(revision: String? = nil, records: [Record] = []) {
        self.revision = revision
        self.records = records
    }

    /// The first record of a type, as dnf takes it.
    public func record(_ type: String) -> Record? { records.first { $0.type == type } }

    /// The latest time of any document, by which yum tells old from new.
    public var newestTimestamp: Timestamp? { records.compactMap(\.timestamp).max() }

    /// Reads a `repomd.xml`.
    ///
    /// Children come in any order, and unknown ones are passed over. A root without packages, neither as a
    /// `primary` document nor as a database, is an error.
    public init(_ bytes: Span<UInt8>) throws(MetadataError) {
        var scanner = XMLScanner(bytes)
        records = []
        try scanner.readRoot("repomd")
        while try scanner.nextChild() {
            switch scanner.name {
            case "revision": revision = scanner.trimmedString(try scanner.elementText())
            case "data":
                let record = try RepositoryRoot.record(&scanner)
                let isChunked =
                    record.type.hasSuffix("_zck") || record.location.path.hasSuffix(".zck")
                if !isChunked { records.append(record) }
            default: try scanner.skipElement()
            }
        }
        try scanner.readEnd()
        if record("primary") == nil, record("primary_db") == nil {
            throw MetadataError(bytes, at: 0, .missing("primary", in: "repomd"))
        }
    }

    /// Reads one `data` element.
    private static func record(_ scanner: inout XMLScanner) throws(MetadataError) -> Record {
        let start = scanner.tokenStart
        guard let type = scanner.attribute("type"), !type.isEmpty else {
            throw scanner.failure(.missing("type", in: "data"))
        }
        var location: MetadataLocation?
        var record = Record(type: scanner.string(type), location: MetadataLocation(path: ""))
        while try scanner.nextChild() {
            let checksumType = scanner.attribute("type")
            switch scanner.name {
            case "location":
                guard location == nil else { throw scanner.repeated() }
                location = try scanner.location()
                try scanner.skipElement()
            case "checksum":
                guard record.checksum == nil else { throw scanner.repeated() }
                record.checksum = try scanner.digest(
                    try scanner.elementText(), type: checksumType, "checksum")
            case "open-checksum":
                guard record.openChecksum == nil else { throw scanner.repeated() }
                record.openChecksum = try scanner.digest(
                    try scanner.elementText(), type: checksumType, "open-checksum")
            case "size": record.size = try scanner.number(try scanner.elementText(), "size")
            case "open-size":
                record.openSize = try scanner.number(try scanner.elementText(), "open-size")
            case "timestamp":
                record.timestamp = try scanner.timestamp(try scanner.elementText(), "timestamp")
            case "database_version":
                record.databaseVersion = try scanner.number(
                    try scanner.elementText(), "database_version")
            default: try scanner.skipElement()
            }
        }
        guard let location else {
            throw scanner.failure(.missing("location", in: "data"), at: start)
        }
        record.location = location
        return record
    }
}

extension XMLScanner {
    /// What the `location` element whose start tag came last says.
    func location() throws(MetadataError) -> MetadataLocation {
        guard let value = attribute("href") else {
            throw failure(.missing("href", in: "location"))
        }
        let href = string(value)
        do {
            return try MetadataLocation(href: href, base: attribute("base").map { string($0) })
        } catch { throw failure(.location(href, error), at: value.range.lowerBound) }
    }
}
