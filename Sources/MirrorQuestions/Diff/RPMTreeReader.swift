internal import Archive
internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import RPMPackage
internal import RPMRepository
internal import SystemIO

/// Reads the metadata of an rpm repository on this machine, whoever wrote it.
///
/// What the root names has to be as it says. Signatures are not looked at: what is compared need not be
/// trusted.
struct RPMTreeReader: Sendable {
    let tree: FilePath
    /// The packages; sources are left out.
    let packages: [PublishedPackage]
    /// What identifies each package in other documents, by its checksum.
    private let identities: [Digest: PackageIdentity]

    init(tree: FilePath) throws(MirrorError) {
        self.tree = tree
        (packages, identities) = try RPMTreeReader.reading(tree) { (root) throws(MirrorError) in
            try RPMTreeReader.packages(by: root, in: tree)
        }
    }

    /// Reads by the root of a tree as it is now.
    private static func reading<Value>(
        _ tree: FilePath, _ body: (RepositoryRoot) throws(MirrorError) -> Value
    ) throws(MirrorError) -> Value {
        let path = tree / RepositoryLocation.root
        return try TreeRoot.reading {
            () throws(MirrorError) in
            try onDisk("read `\(path)`") { () throws(SystemError) in try Files.read(path) }
        } _: {
            (bytes) throws(MirrorError) in
            let root: RepositoryRoot
            do { root = try RepositoryRoot(bytes.span) } catch {
                throw MirrorError(.integrity, "`\(path)` cannot be read: \(error)")
            }
            return try body(root)
        }
    }

    private static func packages(by root: RepositoryRoot, in tree: FilePath)
        throws(MirrorError) -> ([PublishedPackage], [Digest: PackageIdentity])
    {
        guard let primary = try described(.primary, by: root, in: tree) else {
            throw MirrorError(
                .integrity, "the repomd.xml of `\(tree)` names no list of packages")
        }
        return try packages(of: primary)
    }

    /// The packages of a primary document or database that stands by itself.
    static func packages(ofPrimary path: FilePath) throws(MirrorError) -> [PublishedPackage] {
        guard let compression = Compression(fileName: path.string) else {
            throw MirrorError(.usage, "the compression of `\(path)` cannot be read here")
        }
        let bytes = try onDisk("read `\(path)`") { () throws(SystemError) in
            try Files.read(path)
        }
        let file = CachedDocument(
            repository: path.parent.string, type: path.lastComponent, source: .bytes(bytes),
            compression: compression)
        let isDatabase = path.lastComponent.contains("primary.sqlite")
        return try packages(
            of: isDatabase ? try CachedDocument(.primary, of: file, primary: file) : file
        ).0
    }

    private static func packages(of primary: CachedDocument)
        throws(MirrorError) -> ([PublishedPackage], [Digest: PackageIdentity])
    {
        var packages: [PublishedPackage] = []
        var identities: [Digest: PackageIdentity] = [:]
        let text = try primary.text()
        try primary.parsing { () throws(MetadataError) in
            try read(text) { (record) throws(MetadataError) in
                let identity = record.identity
                if identity.architecture == "src" || identity.architecture == "nosrc" { return }
                packages.append(PublishedPackage(record))
                identities[record.checksum] = identity
            }
        }
        return (packages, identities)
    }

    private static func read(
        _ text: [UInt8], _ take: (PrimaryRecord) throws(MetadataError) -> Void
    ) throws(MetadataError) {
        var scanner = XMLScanner(text.span)
        try scanner.readRoot("metadata")
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            try scanner.skipElement()
            try take(try PrimaryRecord(element: text[start..<scanner.offset]))
        }
        try scanner.readEnd()
    }

    // MARK: - Documents

    /// A document or, where a repository has no more, what its database holds; `nil` where it has neither.
    private static func described(
        _ document: RepodataDocument, by root: RepositoryRoot, in tree: FilePath
    ) throws(MirrorError) -> CachedDocument? {
        if let found = try file(document.rawValue, of: root, in: tree) { return found }
        guard let database = try file(document.databaseType, of: root, in: tree) else {
            return nil
        }
        if document == .primary {
            return try CachedDocument(.primary, of: database, primary: database)
        }
        let primary = try file(RepodataDocument.primary.databaseType, of: root, in: tree)
        guard let primary else { return nil }
        return try CachedDocument(document, of: database, primary: primary)
    }

    /// A file that the root names, which is what the root says; `nil` where it names none.
    private static func file(_ type: String, of root: RepositoryRoot, in tree: FilePath)
        throws(MirrorError) -> CachedDocument?
    {
        guard let record = root.record(type) else { return nil }
        let path = tree / record.location.path
        guard let compression = Compression(fileName: record.location.path) else {
            throw MirrorError(.usage, "the compression of `\(path)` cannot be read here")
        }
        let bytes: [UInt8]
        do { bytes = try Files.read(path) } catch {
            guard error.isNotFound else { throw MirrorError(error, doing: "read `\(path)`") }
            throw MirrorError(
                .integrity, "`\(path)` is not there, but its repomd.xml names it",
                hints: ["the tree is damaged, or was being written while it was read"])
        }
        if let digest = record.checksum,
            ContentHasher.digest(digest.algorithm, of: bytes) != digest
        {
            throw MirrorError(
                .integrity, "`\(path)` is not what its repomd.xml says",
                hints: ["the tree is damaged, or was being written while it was read"])
        }
        return CachedDocument(
            repository: tree.string, type: type, source: .bytes(bytes), compression: compression)
    }

    /// The changelogs of those packages that the tree has, by their digests.
    func changelogs(of packages: [PackageList.Package]) throws(MirrorError)
        -> [Digest: PackageChangelog]
    {
        let wanted = packages.compactMap { package in
            identities[package.digest].map { (checksum: package.digest, identity: $0) }
        }
        if wanted.isEmpty { return [:] }
        let tree = tree
        let other = try RPMTreeReader.reading(tree) { (root) throws(MirrorError) in
            try RPMTreeReader.described(.other, by: root, in: tree)
        }
        return try other?.changelogs(of: wanted) ?? [:]
    }

    /// The advisories about packages of these names.
    func advisories(about names: Set<String>) throws(MirrorError) -> [UpdateAdvisory] {
        let tree = tree
        let updates = try RPMTreeReader.reading(tree) { (root) throws(MirrorError) in
            try RPMTreeReader.file("updateinfo", of: root, in: tree)
        }
        guard let document = updates else { return [] }
        let text = try document.text()
        var found: [UpdateAdvisory] = []
        try document.parsing { () throws(MetadataError) in
            found = try UpdateDocument(text).advisories(about: names)
        }
        return found
    }
}

extension PublishedPackage {
    fileprivate init(_ record: PrimaryRecord) {
        let identity = record.identity
        self.init(
            name: identity.name,
            version: "\(identity.epoch):\(identity.version)-\(identity.release)",
            architecture: identity.architecture, size: record.packageSize,
            digest: record.checksum, built: record.buildTime)
    }
}

/// What the repositories of one tree know of its packages.
struct RPMTreeDetails: PackageDetails {
    let trees: [RPMTreeReader]

    func changelogs(of packages: [PackageList.Package]) throws(MirrorError)
        -> [Digest: PackageChangelog]
    {
        var found: [Digest: PackageChangelog] = [:]
        for tree in trees {
            found.merge(try tree.changelogs(of: packages)) { first, _ in first }
        }
        return found
    }

    func buildTimes(of packages: [PackageList.Package]) -> [Digest: Timestamp] {
        let wanted = Set(packages.map(\.digest))
        var found: [Digest: Timestamp] = [:]
        for package in trees.flatMap(\.packages) where wanted.contains(package.digest) {
            found[package.digest] = package.built
        }
        return found
    }

    func advisories(about names: Set<String>) throws(MirrorError) -> [UpdateAdvisory] {
        var found: [UpdateAdvisory] = []
        for tree in trees { found += try tree.advisories(about: names) }
        return found
    }
}
