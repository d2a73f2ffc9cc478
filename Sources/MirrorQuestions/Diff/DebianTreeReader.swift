internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import MirrorEngine
internal import OpenPGP
internal import SystemIO

/// Reads the Packages indexes of an apt archive on this machine, whoever wrote it.
///
/// What a Release file lists and what is there has to be as the file says; that an index is not there is
/// none of our business, since partial mirrors keep the Release file of the whole. A suite whose Release
/// file lists nothing that is there, or that has none, is what its indexes say. Signatures are not looked
/// at: what is compared need not be trusted.
struct DebianTreeReader {
    let tree: FilePath

    /// The packages of all suites and architectures.
    func packages() throws(MirrorError) -> [PublishedPackage] {
        let isFlat = !Files.exists(tree / "dists")
        let root = isFlat ? tree : tree / "dists"
        let files = try onDisk("read `\(root)`") { () throws(SystemError) in
            if isFlat { return try Files.list(root).sorted() }
            var walk = LinkedWalk()
            return try walk.files(below: root)
        }
        var packages: [PublishedPackage] = []
        var indexes = 0
        // A Release file that lists nothing of what is beside it says nothing of that.
        var described: [String] = []
        for suite in DebianTreeIndexes.suites(files) {
            let directory = suite.isEmpty ? root : root / suite
            let name = isFlat ? nil : suite
            let found = try TreeRoot.reading {
                () throws(MirrorError) in
                try releaseText(in: directory)
            } _: {
                (text) throws(MirrorError) in
                try listed(by: text, in: directory)
            }
            for index in found { packages += try read(index.text, named: index.path, of: name) }
            if !found.isEmpty { described.append(suite) }
            indexes += found.count
        }
        for index in try unlisted(files, described, below: root) {
            let suite = isFlat ? nil : DebianTreeReader.suite(ofIndex: index.path, below: root)
            packages += try read(index.text, named: index.path, of: suite)
            indexes += 1
        }
        if indexes == 0 {
            throw MirrorError(
                .usage, "`\(tree)` is no published tree: it has no Packages index",
                hints: ["a Release file by itself says nothing of packages"])
        }
        return packages
    }

    /// The packages of one index.
    func packages(ofIndex path: FilePath) throws(MirrorError) -> [PublishedPackage] {
        guard let compression = Compression(fileName: path.string) else {
            throw MirrorError(.usage, "the compression of `\(path)` cannot be read here")
        }
        let bytes = try onDisk("read `\(path)`") { () throws(SystemError) in
            try Files.read(path)
        }
        return try read(try unpacked(bytes, compression, path), named: path, of: nil)
    }

    private typealias Index = (path: FilePath, text: [UInt8])

    // MARK: - Indexes of a Release file

    private func listed(by text: [UInt8], in directory: FilePath) throws(MirrorError) -> [Index] {
        var forms: [String: [(path: String, file: Release.File)]] = [:]
        for (path, file) in try release(text, in: directory)?.files ?? [:] {
            guard let base = DebianTreeIndexes.indexName(path) else { continue }
            forms[base, default: []].append((path, file))
        }
        var indexes: [Index] = []
        for (_, group) in forms.sorted(by: { $0.key < $1.key }) {
            if let index = try whole(group.sorted { $0.path < $1.path }, in: directory) {
                indexes.append(index)
            }
        }
        return indexes
    }

    private func releasePath(in directory: FilePath) -> FilePath {
        directory
            / (["InRelease", "Release"].first { Files.exists(directory / $0) } ?? "Release")
    }

    private func releaseText(in directory: FilePath) throws(MirrorError) -> [UInt8] {
        let path = releasePath(in: directory)
        let bytes = try onDisk("read `\(path)`") { () throws(SystemError) in
            try Files.read(path)
        }
        if path.lastComponent != "InRelease" { return bytes }
        do { return Array(try split(clearsigned: bytes).text) } catch {
            throw DebianTreeReader.unreadable(path, error)
        }
    }

    /// What a Release file says; `nil` for one that lists nothing, as that of one architecture.
    private func release(_ text: [UInt8], in directory: FilePath) throws(MirrorError) -> Release? {
        do { return try Release(parsing: text) } catch ReleaseError.noDigests { return nil } catch {
            throw DebianTreeReader.unreadable(releasePath(in: directory), error)
        }
    }

    private static func unreadable(_ path: FilePath, _ error: some Error) -> MirrorError {
        MirrorError(.integrity, "`\(path)` cannot be read: \(error)")
    }

    /// One form of an index that is what the Release file says; `nil` where none is there.
    private func whole(
        _ forms: [(path: String, file: Release.File)], in directory: FilePath
    ) throws(MirrorError) -> Index? {
        var damaged: FilePath?
        for (path, file) in forms {
            guard let compression = Compression(fileName: path), let digest = file.digests.last
            else { continue }
            for name in [path] + file.digests.map({ Release.byHashPath(of: path, $0) }) {
                let place = directory / name
                let bytes = try onDisk("read `\(place)`") { () throws(SystemError) in
                    try Files.readIfPresent(place)
                }
                guard let bytes else { continue }
                if bytes.count == file.size,
                    ContentHasher.digest(digest.algorithm, of: bytes) == digest
                {
                    return (place, try unpacked(bytes, compression, place))
                }
                damaged = damaged ?? place
            }
        }
        guard let damaged else { return nil }
        throw MirrorError(
            .integrity, "`\(damaged)` is not what the Release file in `\(directory)` says",
            hints: ["the tree is damaged, or was being written while it was read"])
    }

    // MARK: - Indexes that stand by themselves

    /// One form of each index that lies in no suite with a Release file.
    private func unlisted(_ files: [String], _ suites: [String], below root: FilePath)
        throws(MirrorError) -> [Index]
    {
        var found: [String: String] = [:]
        for file in files {
            guard let base = DebianTreeIndexes.indexName(file),
                Compression(fileName: file) != nil,
                !suites.contains(where: { $0.isEmpty || file.hasPrefix($0 + "/") })
            else { continue }
            if found[base] == nil { found[base] = file }
        }
        var indexes: [Index] = []
        for (_, file) in found.sorted(by: { $0.key < $1.key }) {
            let path = root / file
            let bytes = try onDisk("read `\(path)`") { () throws(SystemError) in
                try Files.read(path)
            }
            indexes.append(
                (path, try unpacked(bytes, Compression(fileName: file) ?? .plain, path)))
        }
        return indexes
    }

    private func unpacked(_ bytes: [UInt8], _ compression: Compression, _ path: FilePath)
        throws(MirrorError) -> [UInt8]
    {
        if compression == .plain { return bytes }
        do {
            return try Decompressor.decompress(
                bytes, compression: compression, limit: DigestCache.sizeLimit)
        } catch { throw MirrorError(.integrity, "`\(path)` \(error.reason)") }
    }

    // MARK: - Packages

    /// The suite to which an index belongs that lies in the directory of one: what stands before its component.
    private static func suite(ofIndex path: FilePath, below root: FilePath) -> String? {
        let parts = path.string.dropFirst(root.string.count + 1).split(separator: "/")
        return parts.count > 3 ? parts.dropLast(3).joined(separator: "/") : nil
    }

    private func read(_ text: [UInt8], named path: FilePath, of suite: String?)
        throws(MirrorError) -> [PublishedPackage]
    {
        let listed: [PackagesEntry]
        do { listed = try PackagesEntry.read(text.span) } catch {
            throw MirrorError(.integrity, "`\(path)` cannot be read: \(error)")
        }
        // `main/binary-amd64/Packages`, by its own name or below `by-hash`.
        let directory = path.string.split(separator: "/").last { $0.hasPrefix("binary-") }
        let architecture = directory.map { String($0.dropFirst("binary-".count)) }
        return listed.map { package in
            PublishedPackage(
                name: package.name, version: package.version, architecture: package.architecture,
                size: package.size, digest: package.digest,
                listedFor: architecture.map { [$0] } ?? [], suites: suite.map { [$0] } ?? [])
        }
    }
}
