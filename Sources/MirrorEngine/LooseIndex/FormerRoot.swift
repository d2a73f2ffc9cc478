internal import Archive
internal import MirrorBase
internal import RPMRepository
internal import SystemIO

/// What the `repodata` of a directory said before it is made anew.
struct FormerRoot {
    private let directory: FilePath
    private let root: RepositoryRoot?
    private let observer: BuildObserver

    /// What is made anew each time, or would be wrong beside new documents.
    private static let ownTypes: Set<String> = [
        "primary", "filelists", "other", "filelists-ext", "primary_db", "filelists_db", "other_db",
        "prestodelta", "deltainfo",
    ]

    /// Reads the root, if there is one that can be read.
    init(_ directory: FilePath, observer: BuildObserver) {
        self.directory = directory
        self.observer = observer
        let path = directory / RepositoryLocation.root
        guard let bytes = try? Files.read(path) else {
            root = nil
            return
        }
        do throws(MetadataError) { root = try RepositoryRoot(bytes.span) } catch {
            observer.report(.warning("`\(path)` cannot be read, and is made anew: \(error)"))
            root = nil
        }
    }

    var newestTimestamp: Timestamp? { root?.newestTimestamp }

    /// The records of what others have put there, groups for example, which stays as it is.
    func others(_ time: Timestamp) -> [RepositoryRootWriter.Record] {
        var records: [RepositoryRootWriter.Record] = []
        var taken: Set<String> = []
        for record in root?.records ?? [] {
            let type = record.type
            if FormerRoot.ownTypes.contains(type) || type.hasSuffix("_zck") { continue }
            // Clients do not agree which of two counts; here it is the first.
            if !taken.insert(type).inserted {
                observer.report(
                    .warning("the metadata before has two `\(type)`, and the second is left out"))
                continue
            }
            guard record.location.base == nil, let checksum = record.checksum,
                let bytes = try? Files.read(directory / record.location.path),
                ContentHasher.digest(checksum.algorithm, of: bytes) == checksum
            else {
                observer.report(
                    .warning("the `\(type)` of the metadata before is damaged, and is left out"))
                continue
            }
            records.append(
                RepositoryRootWriter.Record(
                    type: type, location: record.location.path, checksum: checksum,
                    size: bytes.count, openChecksum: record.openChecksum,
                    openSize: record.openSize, timestamp: record.timestamp ?? time,
                    databaseVersion: record.databaseVersion))
        }
        return records
    }

    /// Removes documents and databases that neither this root nor the new one names.
    func removeSuperseded(by named: Set<String>) throws(MirrorError) {
        let kept = named.union(root?.records.map(\.location.path) ?? [])
        let folder = directory / RepositoryLocation.directory
        try onDisk("remove old metadata") { () throws(SystemError) in
            for name in try Files.list(folder) {
                let path = "\(RepositoryLocation.directory)/\(name)"
                if FormerRoot.isOwn(name), !kept.contains(path) {
                    try Files.remove(directory / path)
                }
            }
        }
    }

    /// Whether a file is named after its digest and holds a document or a database.
    private static func isOwn(_ name: String) -> Bool {
        guard let dash = name.firstIndex(of: "-"), name[..<dash].utf8.count == 64,
            name[..<dash].utf8.allSatisfy({ Hexadecimal.value(of: $0) != nil })
        else { return false }
        let rest = name[dash...].dropFirst()
        return RepodataDocument.allCases.contains { document in
            rest.hasPrefix("\(document.rawValue).xml")
                || rest.hasPrefix("\(document.rawValue).sqlite")
        }
    }
}
