internal import Archive
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO

/// Reads a tree back as a client would and asks it everything that a node may ask, before it goes live.
struct RPMGate {
    /// The root of the repository.
    let tree: FilePath
    /// What nodes choose by.
    let rules: RPMRules
    /// What the user asked for.
    let request: RPMNode.Request
    let lock: Lock

    /// Throws what would not install; the tree must not go live then.
    ///
    /// `root` is `repomd.xml` as it is about to be written.
    func check(_ root: [UInt8]) throws(MirrorError) {
        do throws(MirrorError) {
            let content = try read(root)
            try checkFiles(content.universe)
            try ask(content)
        } catch {
            throw MirrorError(
                error.category, problems: error.problems,
                context: ["checking the new tree, which is not published"])
        }
    }

    /// Asks what nodes may ask.
    private func ask(_ content: RepositoryContent) throws(MirrorError) {
        var reasons: [ModuleArtifact.Parts: [String]] = [:]
        for package in lock.packages { reasons[ModuleArtifact.Parts(package)] = package.reasons }
        let node = RPMNode(
            content: content, rules: rules, request: request, sets: lock.sets,
            reasons: content.universe.packages.map {
                reasons[ModuleArtifact.Parts($0, in: content.universe)] ?? []
            }, source: content.sourcePackage, shipped: shipped)
        let refusals = try node.on(lock.assumed.packages).refusals().filter(\.isFatal)
        if refusals.isEmpty { return }
        throw MirrorError(.integrity, problems: refusals.map(\.problem))
    }

    /// What is shipped of a baseline.
    private var shipped: [Lock.Installed] {
        // Where it is assumed, what replaces something of it has the same reason.
        if !lock.inputs.baselines.contains(where: { $0.mode == .ship }) { return [] }
        return lock.packages.filter {
            Lock.Package.isWished($0.reasons) && $0.reasons.contains(Lock.baselineGroup)
        }.map {
            Lock.Installed(name: $0.name, version: $0.version, architecture: $0.architecture)
        }
    }

    // MARK: - Reading

    private func read(_ bytes: [UInt8]) throws(MirrorError) -> RepositoryContent {
        let root: RepositoryRoot
        do { root = try RepositoryRoot(bytes.span) } catch {
            throw MirrorError(.integrity, "repomd.xml cannot be read: \(error)")
        }
        for record in root.records { try checkContent(of: record) }
        guard let primary = document("primary", root) else {
            throw MirrorError(.integrity, "repomd.xml names no primary")
        }
        let filelists = document("filelists", root)
        let repository = RepositoryDocuments(
            origin: PackageOrigin(repository: "mirror", suite: "", component: ""),
            primary: primary, modules: document("modules", root),
            comps: document("group_gz", root))
        let paths = request.all.flatMap(\.alternatives).map(\.name).filter { $0.hasPrefix("/") }
        var reader = try RepositoryContentReader(
            [repository], architectures: rules.architectures, paths: Set(paths))
        if reader.needsFilelists, let filelists { try reader.add(filelists, of: 0) }
        let namesOtherPaths = reader.needsFilelists
        let content = RepositoryContent(
            universe: reader.universe(), repositories: [repository],
            namesOtherPaths: namesOtherPaths, kept: nil,
            try OtherDocuments.read([repository]).get())
        try checkTwins(
            of: content.universe, [(.filelists, filelists), (.other, document("other", root))])
        return content
    }

    private func document(_ type: String, _ root: RepositoryRoot) -> CachedDocument? {
        guard let record = root.record(type),
            let compression = Compression(fileName: record.location.path)
        else { return nil }
        return CachedDocument(
            repository: "mirror", type: type, source: .file(tree / record.location.path),
            compression: compression)
    }

    /// Whether a file is what the root says, packed and unpacked.
    private func checkContent(of record: RepositoryRoot.Record) throws(MirrorError) {
        let path = tree / record.location.path
        let bytes = try onDisk("read the tree back") { () throws(SystemError) in
            try Files.read(path)
        }
        guard let digest = record.checksum, record.size == bytes.count,
            ContentHasher.digest(digest.algorithm, of: bytes) == digest
        else { throw MirrorError(.integrity, "`\(path)` is not what repomd.xml says") }
    }

    /// Filelists and other have to be about the same packages as primary.
    private func checkTwins(
        of universe: Universe, _ documents: [(RepodataDocument, CachedDocument?)]
    ) throws(MirrorError) {
        var packages: [(checksum: Digest, identity: PackageIdentity)] = []
        for package in universe.packages {
            let record = try record(package, universe)
            packages.append((record.checksum, record.identity))
        }
        for (kind, cached) in documents {
            guard let cached else {
                throw MirrorError(.integrity, "repomd.xml names no \(kind.rawValue)")
            }
            var index = ElementIndex(root: kind.rootName, packages: packages)
            let text = try cached.text()
            try cached.parsing { () throws(MetadataError) in
                try index.read(text.span, isComplete: true)
            }
            for package in packages where index.range(of: package.checksum) == nil {
                throw MirrorError(
                    .integrity, "`\(package.identity.nevra)` is not in \(kind.rawValue)")
            }
        }
    }

    private func record(_ package: PackageID, _ universe: Universe) throws(MirrorError)
        -> PrimaryRecord
    {
        do { return try PrimaryRecord(element: universe.stanza(package)) } catch {
            throw MirrorError(.integrity, "`\(universe.label(package))`: \(error)")
        }
    }

    private func checkFiles(_ universe: Universe) throws(MirrorError) {
        if universe.count != lock.packages.count {
            throw MirrorError(
                .integrity,
                "primary lists \(universe.count) packages, but the lock \(lock.packages.count)")
        }
        for package in universe.packages {
            let record = try record(package, universe)
            let path = tree / record.location.path
            let status = try onDisk("read the tree back") { () throws(SystemError) in
                try Files.status(path, followLinks: true)
            }
            guard let status, status.kind == .file, status.size == record.packageSize else {
                throw MirrorError(
                    .integrity, "`\(path)` is missing or has another size",
                    hints: ["run again; the pool may have been changed meanwhile"])
            }
        }
    }
}

extension ModuleArtifact.Parts {
    /// A package of a universe.
    init(_ package: PackageID, in universe: Universe) {
        self.init(
            name: universe.nameText(package), version: universe.versionText(package),
            architecture: universe.architectureText(package))
    }
}
