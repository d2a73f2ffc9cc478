internal import Archive
internal import MirrorBase
internal import RPMPackage
internal import RPMRepository
internal import Store
internal import SystemIO

/// Takes what upstream's filelists and other say of the chosen packages into the pool, word for word.
///
/// A package that a document does not have gets no digest there; what is published of it is then made
/// from its header.
struct ElementCollector {
    let fetcher: DocumentFetcher
    let pool: Pool
    let observer: BuildObserver

    /// The packages with the digests of their elements.
    func collect(_ packages: [PlannedPackage], from roots: [VerifiedRepository])
        async throws(MirrorError) -> [PlannedPackage]
    {
        var packages = packages
        for root in roots {
            let members = packages.indices.filter {
                packages[$0].locked.repository == root.source.repository
            }
            // Those of loose packages are made from their headers in any case.
            if members.isEmpty || root.loose != nil { continue }
            for document in [RepodataDocument.filelists, .other] {
                try Interruption.check()
                guard let cached = try await fetcher.fetch(document, of: root) else {
                    continue
                }
                let wanted = try members.map { (index) throws(MirrorError) in
                    try ElementCollector.subject(packages[index])
                }
                let found = try elements(of: wanted, in: cached, document)
                for (index, element) in zip(members, found) {
                    guard let element else { continue }
                    let digest = try keep(element)
                    switch document {
                    case .filelists: packages[index].locked.filelists = digest
                    case .other: packages[index].locked.other = digest
                    case .primary: break
                    }
                }
            }
        }
        return packages
    }

    private static func subject(_ package: PlannedPackage) throws(MirrorError) -> (
        checksum: Digest, identity: PackageIdentity
    ) {
        guard let identity = PackageIdentity(package.locked) else {
            throw MirrorError(.bug, "`\(package.locked.version)` is no version of rpm")
        }
        return (package.recordDigest, identity)
    }

    private func elements(
        of packages: [(checksum: Digest, identity: PackageIdentity)],
        in cached: CachedDocument, _ document: RepodataDocument
    ) throws(MirrorError) -> [[UInt8]?] {
        var index = ElementIndex(root: document.rootName, packages: packages)
        let text = try cached.text()
        try cached.parsing { () throws(MetadataError) in
            try index.read(text.span, isComplete: true)
        }
        return packages.map { package in
            index.range(of: package.checksum).map { Array(text[$0]) }
        }
    }

    private func keep(_ element: [UInt8]) throws(MirrorError) -> Digest {
        let digest = ContentHasher.digest(.sha256, of: element)
        try onDisk("keep what is known of a package") { () throws(SystemError) in
            let path = pool.path(of: digest)
            if Files.exists(path) { return }
            try Files.makeDirectory(path.parent)
            try Files.replace(path, with: element)
        }
        return digest
    }
}
