public import Archive
public import MirrorBase
internal import RPMRepository
internal import SystemIO

/// Makes the files of `repodata/` from the elements of packages: documents, databases where they are asked
/// for, and what else describes the packages.
///
/// The same input gives the same bytes, whatever the number of threads. The work is split in two: the
/// database of primary, which takes longest, is made beside the documents, of which it needs only the
/// checksum, at its very end.
public struct RepodataBuilder: Sendable {
    /// The three elements of a package, and where its file lies.
    public struct Package: Sendable {
        /// Its element of primary.
        public var primary: [UInt8]
        /// Its element of filelists.
        public var filelists: [UInt8]
        /// Its element of other.
        public var other: [UInt8]
        /// The path of its file from the root of the repository.
        public var location: String

        /// Makes a package of its parts.
        public init(primary: [UInt8], filelists: [UInt8], other: [UInt8], location: String) {
            self.primary = primary
            self.filelists = filelists
            self.other = other
            self.location = location
        }
    }

    /// A document that describes the packages in another way, such as `group` or `modules`.
    public struct Document: Sendable {
        /// What the root calls it.
        public var type: String
        /// The name of the file without its digest and compression, such as `comps.xml`.
        public var name: String
        /// All of it.
        public var text: [UInt8]

        /// Makes a document of its parts.
        public init(type: String, name: String, text: [UInt8]) {
            self.type = type
            self.name = name
            self.text = text
        }
    }

    /// How documents are compressed.
    public var compression: Compression
    /// Whether there are databases beside the documents.
    public var hasDatabases: Bool
    /// How databases are compressed; yum reads gzip, bzip2 and mostly xz.
    public var databaseCompression: Compression
    /// How many threads compress one file; two are at work in any case.
    public var threads: Int

    /// Makes a builder; without more it writes documents in gzip, and no databases.
    public init(
        compression: Compression = .gzip, hasDatabases: Bool = false,
        databaseCompression: Compression = .gzip, threads: Int = 2
    ) {
        self.compression = compression
        self.hasDatabases = hasDatabases
        self.databaseCompression = databaseCompression
        self.threads = threads
    }

    /// All files: the documents of the packages, their databases, then the other documents.
    ///
    /// The packages keep their order. A `group` is there plain too, since some readers know no other.
    public func files(
        _ packages: [Package], _ documents: [Document] = []
    ) throws(MirrorError) -> [RepodataFile] {
        let checksum = BoundedQueue<String>(capacity: 1)
        let second = BoundedQueue<Result<[RepodataFile], MirrorError>>(capacity: 1)
        let thread: Thread
        do throws(SystemError) {
            thread = try Thread.start(name: "repodata") {
                _ = second.push(secondHalf(packages, checksum))
            }
        } catch let error { throw MirrorError(error, doing: "make the metadata") }
        let first = firstHalf(packages, documents, checksum)
        thread.join()
        let files = try first.get() + (second.pop()?.get() ?? [])
        return files.sorted { RepositoryRootWriter.isBefore($0.type, $1.type) }
    }

    private func firstHalf(
        _ packages: [Package], _ documents: [Document], _ checksum: BoundedQueue<String>
    ) -> Result<[RepodataFile], MirrorError> {
        // Should it fail, the database must not wait for the checksum.
        defer { checksum.close() }
        do throws(MirrorError) {
            let primary = try file(of: .primary, packages)
            _ = checksum.push(primary.digest.hex)
            var files = [primary]
            if hasDatabases { files += try lists(packages) }
            for document in documents { files += try self.files(of: document) }
            return .success(files)
        } catch { return .failure(error) }
    }

    private func secondHalf(
        _ packages: [Package], _ checksum: BoundedQueue<String>
    ) -> Result<[RepodataFile], MirrorError> {
        do throws(MirrorError) {
            if hasDatabases { return .success(try primaryDatabase(packages, checksum)) }
            return .success([
                try file(of: .filelists, packages), try file(of: .other, packages),
            ])
        } catch { return .failure(error) }
    }

    /// Filelists and other, with their databases.
    private func lists(_ packages: [Package]) throws(MirrorError) -> [RepodataFile] {
        var files: [RepodataFile] = []
        for document in [RepodataDocument.filelists, .other] {
            let file = try file(of: document, packages)
            let writer = try databaseWriter(document, packages)
            files += [file, try database(writer, checksum: file.digest.hex)]
        }
        return files
    }

    private func primaryDatabase(
        _ packages: [Package], _ checksum: BoundedQueue<String>
    ) throws(MirrorError) -> [RepodataFile] {
        let writer = try databaseWriter(.primary, packages)
        guard let checksum = checksum.pop() else { return [] }
        return [try database(writer, checksum: checksum)]
    }

    // MARK: - Documents

    private func file(
        of document: RepodataDocument, _ packages: [Package]
    ) throws(MirrorError) -> RepodataFile {
        let size = packages.reduce(0) { sum, package in
            switch document {
            case .primary: sum + package.primary.count
            case .filelists: sum + package.filelists.count
            case .other: sum + package.other.count
            }
        }
        var writer = RepodataWriter(document, packageCount: packages.count, size: size)
        for package in packages {
            do throws(MetadataError) {
                switch document {
                case .primary:
                    try writer.append(package.primary.span, location: package.location)
                case .filelists: try writer.append(package.filelists.span)
                case .other: try writer.append(package.other.span)
                }
            } catch {
                throw MirrorError(
                    .integrity,
                    "the record of `\(package.location)` in `\(document.rawValue)` cannot be published: \(error)"
                )
            }
        }
        return try RepodataFile(
            document.rawValue, name: "\(document.rawValue).xml", writer.finish(), as: compression,
            level: RepodataBuilder.level(compression), threads: threads)
    }

    private func files(of document: Document) throws(MirrorError) -> [RepodataFile] {
        let level = RepodataBuilder.level(compression)
        guard document.type == "group" else {
            return [
                try RepodataFile(
                    document.type, name: document.name, document.text, as: compression,
                    level: level)
            ]
        }
        // dnf asks for the compressed form first, under a name that says gz whatever it is.
        return [
            try RepodataFile("group", name: document.name, document.text, as: .plain),
            try RepodataFile("group_gz", name: document.name, document.text, as: .gzip),
        ]
    }

    /// The best level of gzip takes five times as long, and spares seven hundredths of the size. A database
    /// is hardly smaller at the third level than at the first, and a tenth at the best.
    private static func level(_ compression: Compression) -> Int? {
        compression == .gzip ? 4 : nil
    }

    // MARK: - Databases

    private func databaseWriter(
        _ document: RepodataDocument, _ packages: [Package]
    ) throws(MirrorError) -> DatabaseWriter {
        do throws(DatabaseError) {
            let writer = try DatabaseWriter(document)
            for package in packages { try append(package, to: writer) }
            try writer.buildIndexes()
            return writer
        } catch { throw RepodataBuilder.failure(document, error) }
    }

    private func append(_ package: Package, to writer: DatabaseWriter) throws(DatabaseError) {
        switch writer.document {
        case .primary: try writer.append(package.primary.span, location: package.location)
        case .filelists: try writer.append(package.filelists.span)
        case .other: try writer.append(package.other.span)
        }
    }

    private func database(
        _ writer: DatabaseWriter, checksum: String
    ) throws(MirrorError) -> RepodataFile {
        let document = writer.document
        let content: [UInt8]
        do throws(DatabaseError) { content = try writer.finish(checksum: checksum) } catch {
            throw RepodataBuilder.failure(document, error)
        }
        return try RepodataFile(
            document.databaseType, name: "\(document.rawValue).sqlite", content,
            as: databaseCompression, level: databaseCompression == .gzip ? 1 : nil,
            threads: threads, databaseVersion: DatabaseWriter.version)
    }

    private static func failure(
        _ document: RepodataDocument, _ error: DatabaseError
    ) -> MirrorError {
        // What the documents took the databases take too, but for numbers that are none.
        let isTheirs = if case .metadata = error { true } else { false }
        return MirrorError(
            isTheirs ? .integrity : .bug,
            "the database of `\(document.rawValue)` cannot be made: \(error)")
    }
}
