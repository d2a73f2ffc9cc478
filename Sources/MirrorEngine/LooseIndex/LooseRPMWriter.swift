internal import Archive
internal import MirrorBase
internal import RPMPackage
internal import RPMRepository
internal import SystemIO

/// Writes the `repodata` of loose rpm files.
struct LooseRPMWriter {
    let directory: FilePath
    let options: LooseIndex.Options
    let signer: MirrorSigner?
    let observer: BuildObserver

    /// A file of the metadata.
    private struct MetadataFile: Sendable {
        var record: RepositoryRootWriter.Record
        var bytes: [UInt8]
    }

    private var compression: Compression {
        switch options.compression {
        case .gz: .gzip
        case .xz: .xz
        case .zst: .zstd
        }
    }

    /// Writes everything, the root last.
    func write(_ packages: [LooseRPM]) throws(MirrorError) {
        let packages = withoutTwins(packages)
        let former = FormerRoot(directory, observer: observer)
        let time = time(of: packages, after: former)
        let made = try Workers.map(
            RepodataDocument.allCases, jobs: options.jobs, name: "write"
        ) { document -> Result<[MetadataFile], MirrorError> in
            do throws(MirrorError) {
                return .success(try self.files(of: document, packages, time))
            } catch { return .failure(error) }
        }
        var files: [MetadataFile] = []
        for result in made {
            switch result {
            case .success(let some): files += some
            case .failure(let error): throw error
            }
        }
        let root = RepositoryRootWriter(
            revision: String(time.seconds), records: files.map(\.record) + former.others(time))
        try onDisk("make `repodata`") { () throws(SystemError) in
            try Files.makeDirectory(directory / RepositoryLocation.directory)
        }
        for file in files {
            try onDisk("write the metadata") { () throws(SystemError) in
                try Files.replace(directory / file.record.location, with: file.bytes)
            }
        }
        try Interruption.check()
        try replaceRoot(root.bytes(), at: time)
        try former.removeSuperseded(by: Set(root.records.map(\.location)))
    }

    /// Without the second of two files that are one package; documents tell packages apart by their digest.
    private func withoutTwins(_ packages: [LooseRPM]) -> [LooseRPM] {
        var locations: [Digest: String] = [:]
        var names: [String: String] = [:]
        return packages.filter { package in
            if let first = locations[package.digest] {
                observer.report(
                    .warning("`\(package.location)` is the same as `\(first)`, and is left out"))
                return false
            }
            locations[package.digest] = package.location
            let nevra = package.identity.nevra
            if let first = names.updateValue(package.location, forKey: nevra) {
                observer.report(
                    .warning("`\(first)` and `\(package.location)` are both `\(nevra)`"))
            }
            return true
        }
    }

    /// The time that everything bears: never before that of the metadata before, which yum would keep.
    private func time(of packages: [LooseRPM], after former: FormerRoot) -> Timestamp {
        let newest = packages.map(\.modified).max() ?? Timestamp(seconds: 0)
        return max(options.sourceDate ?? newest, former.newestTimestamp ?? Timestamp(seconds: 0))
    }

    private func files(of document: RepodataDocument, _ packages: [LooseRPM], _ time: Timestamp)
        throws(MirrorError) -> [MetadataFile]
    {
        let text: [UInt8]
        do throws(MetadataError) {
            var writer = RepodataWriter(document, packageCount: packages.count)
            for package in packages {
                switch document {
                case .primary:
                    try writer.append(package.elements.primary.span, location: package.location)
                case .filelists: try writer.append(package.elements.filelists.span)
                case .other: try writer.append(package.elements.other.span)
                }
            }
            text = writer.finish()
        } catch { throw MirrorError(.bug, "an element is not well-formed: \(error)") }
        let main = try file(
            document.rawValue, "\(document.rawValue).xml", text, compression, time)
        if !options.hasDatabases { return [main] }
        let database = try database(of: document, packages, checksum: main.record.checksum)
        // yum reads bzip2 and xz; createrepo's choice is the former.
        var record = try file(
            document.databaseType, "\(document.rawValue).sqlite", database,
            compression == .xz ? .xz : .bzip2, time)
        record.record.databaseVersion = 10
        return [main, record]
    }

    private func database(
        of document: RepodataDocument, _ packages: [LooseRPM], checksum: Digest
    ) throws(MirrorError) -> [UInt8] {
        do throws(DatabaseError) {
            let writer = try DatabaseWriter(document)
            for package in packages {
                switch document {
                case .primary:
                    try writer.append(package.elements.primary.span, location: package.location)
                case .filelists: try writer.append(package.elements.filelists.span)
                case .other: try writer.append(package.elements.other.span)
                }
            }
            return try writer.finish(checksum: checksum.hex)
        } catch { throw MirrorError(.bug, "the database of `\(document.rawValue)`: \(error)") }
    }

    private func file(
        _ type: String, _ name: String, _ content: [UInt8], _ compression: Compression,
        _ time: Timestamp
    ) throws(MirrorError) -> MetadataFile {
        let bytes: [UInt8]
        do throws(ArchiveError) {
            bytes = try Compressor.compress(
                content, as: compression, level: compression == .gzip ? 6 : nil,
                threads: options.jobs)
        } catch { throw MirrorError(.bug, "`\(name)` \(error)") }
        let checksum = ContentHasher.digest(.sha256, of: bytes)
        let record = RepositoryRootWriter.Record(
            type: type,
            location:
                "\(RepositoryLocation.directory)/\(checksum.hex)-\(name)\(compression.fileExtension)",
            checksum: checksum, size: bytes.count,
            openChecksum: ContentHasher.digest(.sha256, of: content), openSize: content.count,
            timestamp: time)
        return MetadataFile(record: record, bytes: bytes)
    }

    /// Puts the root in place, with its signature or without that of the one before.
    private func replaceRoot(_ root: [UInt8], at time: Timestamp) throws(MirrorError) {
        let signature = directory / RepositoryLocation.rootSignature
        let key = directory / RepositoryLocation.rootKey
        guard let signer else {
            try onDisk("write the metadata") { () throws(SystemError) in
                for path in [signature, key] where Files.exists(path) { try Files.remove(path) }
                try Files.replace(directory / RepositoryLocation.root, with: root)
            }
            return
        }
        let signed = try signer.sign(root, of: "repomd.xml", at: time)
        let armored = try signer.publicKeys().first { $0.name.hasSuffix(".asc") }?.bytes ?? []
        try onDisk("write the metadata") { () throws(SystemError) in
            try Files.replace(key, with: armored)
            try Files.replace(signature, with: signed)
            try Files.replace(directory / RepositoryLocation.root, with: root)
        }
    }
}
