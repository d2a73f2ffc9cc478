internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Resolver
internal import Store

/// What one rpm repository has, as documents that can be read.
struct RepositoryDocuments: Sendable {
    /// How its packages rank.
    var origin: PackageOrigin
    /// Whether no module hides its packages.
    var isModuleHotfixes = false
    /// Patterns of the only packages that are seen; empty for all.
    var include: [String] = []
    /// Patterns of packages that are not seen.
    var exclude: [String] = []
    var primary: CachedDocument
    var modules: CachedDocument?
    var comps: CachedDocument?
}

/// Everything that the repositories of one build have, read for resolving.
struct RepositoryContent {
    private(set) var universe: Universe
    /// The repositories, one for each origin of the universe.
    let repositories: [RepositoryDocuments]
    /// Whether some relation names a path that primary leaves out, so that only filelists tells who holds it.
    let namesOtherPaths: Bool
    /// The documents about modules of each repository.
    let modules: [[ModuleDocument]]
    /// The groups of each repository that has any.
    private(set) var comps: [Comps]
    /// What is on the machine already, and stays there; `nil` where nothing is taken for granted.
    private(set) var assumed: AssumedBase?
    private let kept: KeptRecords?
    /// The cache on its way to the disk, which the run waits for at its end.
    private let keeping: Keeping?

    /// Puts together what was read; `kept` has the records where the universe has no texts.
    init(
        universe: Universe, repositories: [RepositoryDocuments], namesOtherPaths: Bool,
        kept: KeptRecords?, keeping: Keeping? = nil, _ others: OtherDocuments
    ) {
        self.keeping = keeping
        self.universe = universe
        self.repositories = repositories
        self.namesOtherPaths = namesOtherPaths
        self.kept = kept
        modules = others.modules
        comps = others.comps
    }

    /// The same with packages of a machine in its universe, which stay there or are replaced by newer ones.
    func assuming(_ packages: [Lock.Installed]) throws(MirrorError) -> RepositoryContent {
        if packages.isEmpty { return self }
        let whole = try InstalledUniverse(universe, packages)
        var copy = self
        copy.universe = whole.universe
        copy.assumed = whole.base
        return copy
    }

    /// The same with packages of a machine in its universe, for a client that decides what becomes of them.
    func with(_ installed: InstalledUniverse) -> RepositoryContent {
        var copy = self
        copy.universe = installed.universe
        return copy
    }

    /// The same with other groups.
    func with(comps: [Comps]) -> RepositoryContent {
        var copy = self
        copy.comps = comps
        return copy
    }

    /// The record of a package, as bytes of primary; none for what is on the machine already.
    func element(of package: PackageID) throws(MirrorError) -> [UInt8] {
        // Nobody fetches that, and its record is at hand only where the texts of primary are: the answer must
        // not hang on whether a cache was there.
        if universe.origin(package).isInstalled { return [] }
        guard let kept else { return Array(universe.stanza(package)) }
        if let element = kept.element(of: package, in: universe) { return element }
        // What was kept is damaged; the document itself is not.
        let (text, range) = universe.stanzaRange(package)
        let primary = repositories[text].primary
        let whole = try primary.text()
        guard range.range.upperBound <= whole.count else {
            throw MirrorError(.integrity, "\(primary.name) has changed while it was used")
        }
        return Array(whole[range.range])
    }
}

extension RepositoryContent {
    /// The file name of a package's source; `nil` where its record says none.
    func sourcePackage(_ package: PackageID) -> String? {
        guard let element = try? element(of: package),
            let record = try? PrimaryRecord(element: element)
        else { return nil }
        return record.sourcePackage
    }
}

/// Reads what repositories have: first primary, then filelists if that is needed.
struct RepositoryContentReader: ~Copyable {
    private let repositories: [RepositoryDocuments]
    private var builder: UniverseBuilder
    private var texts: [[UInt8]] = []
    private var files: [RepositoryFiles] = []

    /// Reads primary of all repositories; packages of other architectures are passed over.
    ///
    /// Of `paths`, and of those that relations name, it will be known which package holds them.
    init(_ repositories: [RepositoryDocuments], architectures: [String], paths: Set<String> = [])
        throws(MirrorError)
    {
        self.repositories = repositories
        var builder = UniverseBuilder(
            nativeArchitecture: architectures[0],
            foreignArchitectures: Array(architectures.dropFirst(2)), scheme: .rpm)
        for path in paths.sorted() { _ = builder.names.intern(path) }
        for repository in repositories {
            try Interruption.check()
            let origin = builder.addOrigin(repository.origin)
            var reader = PrimaryReader(origin: origin, text: UInt16(texts.count), for: builder)
            var text: [UInt8] = []
            var source = try repository.primary.reader()
            while let part = try source.next() {
                text += part
                try repository.primary.parsing { () throws(MetadataError) in
                    try reader.read(text.span, isComplete: false, into: &builder)
                }
            }
            try repository.primary.parsing { () throws(MetadataError) in
                try reader.read(text.span, isComplete: true, into: &builder)
            }
            files.append(reader.finish())
            texts.append(text)
        }
        for (text, files) in zip(texts, files) {
            files.addNamedFiles(text.span, into: &builder)
        }
        self.builder = builder
    }

    /// Whether a path matters that primary leaves out, so that only filelists tells who holds it.
    var needsFilelists: Bool {
        builder.namedPaths.contains {
            !RepodataDocument.isInPrimary(builder.names.string($0))
        }
    }

    /// Reads filelists of a repository, by its number.
    mutating func add(_ filelists: CachedDocument, of repository: Int) throws(MirrorError) {
        try Interruption.check()
        var reader = FilelistsReader(files[repository])
        var text: [UInt8] = []
        var source = try filelists.reader()
        while let part = try source.next() {
            text += part
            try filelists.parsing { () throws(MetadataError) in
                try reader.read(text.span, isComplete: false, into: &builder)
            }
        }
        try filelists.parsing { () throws(MetadataError) in
            try reader.read(text.span, isComplete: true, into: &builder)
        }
    }

    /// What was read; its texts are those of primary, one for each repository.
    consuming func universe() -> Universe {
        var builder = builder
        for text in texts { builder.addText(text) }
        return builder.finish()
    }
}

extension RepositoryDocuments {
    /// What the repository says of modules.
    func moduleDocuments() throws(MirrorError) -> [ModuleDocument] {
        guard let modules else { return [] }
        let text = try modules.text()
        do throws(ModulesError) { return try ModulesReader.read(text) } catch {
            throw MirrorError(.integrity, "\(modules.name) cannot be read: \(error)")
        }
    }

    /// The groups of the repository; `nil` where it has none.
    func groups() throws(MirrorError) -> Comps? {
        guard let comps else { return nil }
        let text = try comps.text()
        do throws(MetadataError) { return try CompsReader.read(text) } catch {
            throw MirrorError(.integrity, "\(comps.name) cannot be read: \(error)")
        }
    }
}
