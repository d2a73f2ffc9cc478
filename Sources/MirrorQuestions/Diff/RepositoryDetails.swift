internal import MirrorBase
internal import MirrorEngine
internal import PackageDiff
internal import RPMPackage
internal import RPMRepository
internal import Store

/// What upstream's rpm repositories know of the upgrades from one answer to another.
///
/// Their documents are large, so that what is needed of them is read at once, and nothing is fetched where
/// nothing is upgraded. Off line, what was not kept does not count.
struct RepositoryDetails: PackageDetails {
    private var updates: [UpdateDocument] = []
    private var changelogs: [Digest: PackageChangelog] = [:]
    /// The answers' packages that are upgraded.
    private var packages: [Digest: PlannedPackage] = [:]

    /// - Parameters:
    ///   - roots: The roots over which both were solved, or those that these were replaced by since.
    ///   - hasChangelogs: Whether changelogs are fetched.
    init(
        _ fetcher: DocumentFetcher, _ roots: [VerifiedRepository], _ before: SolvedManifest,
        _ after: SolvedManifest, hasChangelogs: Bool, isOffline: Bool
    ) async throws(MirrorError) {
        // The two are of one scheme, if not empty.
        guard let difference = try? Difference(from: before.list, to: after.list) else { return }
        let upgrades = difference.changes.filter { $0.kind == .upgraded }
        let wanted = Set(upgrades.flatMap { [$0.before, $0.after] }.compactMap { $0?.digest })
        if wanted.isEmpty { return }
        for package in before.packages + after.packages where wanted.contains(package.recordDigest)
        {
            packages[package.recordDigest] = package
        }
        for root in roots {
            try Interruption.check()
            try await addUpdates(of: root, fetcher, isOffline)
            if hasChangelogs { try await addChangelogs(of: root, fetcher, isOffline) }
        }
    }

    private mutating func addUpdates(
        of root: VerifiedRepository, _ fetcher: DocumentFetcher, _ isOffline: Bool
    )
        async throws(MirrorError)
    {
        let fetched = try await RepositoryDetails.kept(isOffline) { () throws(MirrorError) in
            try await fetcher.fetch(["updateinfo"], of: root)
        }
        guard let document = fetched else { return }
        let text = try document.text()
        try document.parsing { () throws(MetadataError) in
            updates.append(try UpdateDocument(text))
        }
    }

    private mutating func addChangelogs(
        of root: VerifiedRepository, _ fetcher: DocumentFetcher, _ isOffline: Bool
    )
        async throws(MirrorError)
    {
        let members = packages.values.filter {
            $0.locked.repository == root.source.repository
        }.compactMap { package in
            (try? PrimaryRecord(element: package.locked.record.utf8)).map { record in
                (package.recordDigest, record.identity)
            }
        }
        if members.isEmpty { return }
        let fetched = try await RepositoryDetails.kept(isOffline) { () throws(MirrorError) in
            try await fetcher.fetch(.other, of: root)
        }
        guard let document = fetched else { return }
        changelogs.merge(try document.changelogs(of: members)) { first, _ in first }
    }

    /// A document; `nil` where the network is not to be asked for one that was not kept.
    private static func kept(
        _ isOffline: Bool, _ fetch: () async throws(MirrorError) -> CachedDocument?
    ) async throws(MirrorError) -> CachedDocument? {
        do throws(MirrorError) { return try await fetch() } catch {
            if isOffline, error.category == .network { return nil }
            throw error
        }
    }

    // MARK: - Details

    func changelogs(of packages: [PackageList.Package]) -> [Digest: PackageChangelog] { changelogs }

    func buildTimes(of packages: [PackageList.Package]) -> [Digest: Timestamp] {
        var found: [Digest: Timestamp] = [:]
        for package in packages {
            guard let record = self.packages[package.digest]?.locked.record else { continue }
            found[package.digest] = (try? PrimaryRecord(element: record.utf8))?.buildTime
        }
        return found
    }

    func advisories(about names: Set<String>) throws(MirrorError) -> [UpdateAdvisory] {
        do {
            return try updates.flatMap { (document) throws(MetadataError) in
                try document.advisories(about: names)
            }
        } catch {
            throw MirrorError(.integrity, "the advisories cannot be read: \(error)")
        }
    }
}

extension CachedDocument {
    /// The changelogs of packages that a document of the kind `other` has, by their digests.
    func changelogs(of packages: [(checksum: Digest, identity: PackageIdentity)])
        throws(MirrorError) -> [Digest: PackageChangelog]
    {
        let text = try text()
        var found: [Digest: PackageChangelog] = [:]
        try parsing { () throws(MetadataError) in
            var index = ElementIndex(root: RepodataDocument.other.rootName, packages: packages)
            try index.read(text.span, isComplete: true)
            for (checksum, _) in packages {
                guard let range = index.range(of: checksum) else { continue }
                found[checksum] = try PackageChangelog(element: Array(text[range]))
            }
        }
        return found
    }
}
