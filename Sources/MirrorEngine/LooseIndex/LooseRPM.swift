internal import Archive
internal import MirrorBase
internal import RPMPackage
internal import RPMRepository
internal import SystemIO

/// One loose rpm file, and what a repository says about it.
struct LooseRPM: Sendable {
    /// The path from the root of the repository.
    var location: String
    var identity: PackageIdentity
    /// The SHA-256 of the file.
    var digest: Digest
    /// The size of the file in bytes.
    var size: Int
    /// When the file was changed last.
    var modified: Timestamp
    var elements: PackageElements

    /// Reads many files on several threads.
    ///
    /// - Parameters:
    ///   - names: paths from the directory
    ///   - changeLimit: how many changes are taken at most
    ///   - latest: what later times of files are taken for
    static func read(
        _ names: [String], below directory: FilePath, jobs: Int, changeLimit: Int = 10,
        latest: Timestamp? = nil
    ) throws(MirrorError) -> (packages: [LooseRPM], broken: [BrokenFile]) {
        let results = try Workers.map(names, jobs: jobs, name: "index") {
            name -> Result<LooseRPM, MirrorError> in
            do throws(MirrorError) {
                return .success(
                    try LooseRPM(
                        name, below: directory, changeLimit: changeLimit, latest: latest))
            } catch { return .failure(error) }
        }
        var packages: [LooseRPM] = []
        var broken: [BrokenFile] = []
        for (name, result) in zip(names, results) {
            switch result {
            case .success(let package): packages.append(package)
            case .failure(let error): broken.append(BrokenFile(name: name, error: error))
            }
        }
        return (packages, broken)
    }

    private init(
        _ name: String, below directory: FilePath, changeLimit: Int, latest: Timestamp?
    ) throws(MirrorError) {
        do throws(LocationFault) {
            location = try MetadataLocation(href: name, base: nil).path
        } catch {
            throw MirrorError(
                .integrity, "`\(name)` cannot be the name of a package: \(error)")
        }
        let path = directory / name
        let status = try onDisk("read `\(name)`") { () throws(SystemError) in
            guard let status = try Files.status(path, followLinks: true) else {
                throw SystemError.notFound("open", path)
            }
            return status
        }
        var stream = try PackageStream(path, name: name)
        let package = stream.package
        var hasher = ContentHasher(.sha256)
        hasher.update(package.bytes)
        var count = package.bytes.count
        while true {
            let part = try stream.nextPart()
            if part.isEmpty { break }
            hasher.update(part)
            count += part.count
        }
        try LooseRPM.checkSize(package, count, name)
        digest = hasher.finish()
        size = count
        identity = package.identity
        let time = Timestamp(seconds: status.modified / 1_000_000_000)
        modified = latest.map { min($0, time) } ?? time
        let file = PackageElements.File(location: location, digest: digest, modified: modified)
        do throws(PackageElementsError) {
            elements = try PackageElements(package, file: file, changeLimit: changeLimit)
        } catch { throw MirrorError(.integrity, "`\(name)` \(error)") }
    }

    /// A file that is still being copied must not be listed.
    private static func checkSize(_ package: PackageFile, _ count: Int, _ name: String)
        throws(MirrorError)
    {
        let declared = try inPackage(name) { () throws(PackageFileError) in
            try package.declaredSize()
        }
        let found = count - package.headerRange.lowerBound
        guard let declared, declared != UInt64(max(0, found)) else { return }
        throw MirrorError(
            .integrity,
            "`\(name)` is damaged: it says it has \(declared) bytes after its signatures, and it has \(found)"
        )
    }
}
