internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import SystemIO

/// One loose Debian package, and what an index says about it.
struct LooseDeb: Sendable {
    /// The path from the root of the archive.
    var filename: String
    var stanza: PackageStanza
    /// The SHA-256 of the file.
    var digest: Digest
    /// The size of the file in bytes.
    var size: Int
    /// When the file was changed last.
    var modified: Timestamp

    /// The largest control archive that is taken, decompressed or not, in bytes.
    private static let controlLimit = 64 << 20

    /// The lines of the index about it.
    var text: [UInt8] { stanza.text(filename: filename, size: size, sha256: digest) }

    /// Reads many files, given as paths from the directory, on several threads.
    static func read(_ names: [String], below directory: FilePath, jobs: Int)
        throws(MirrorError) -> (packages: [LooseDeb], broken: [BrokenFile])
    {
        let results = try Workers.map(names, jobs: jobs, name: "index") {
            name -> Result<LooseDeb, MirrorError> in
            do throws(MirrorError) {
                return .success(try LooseDeb(name, below: directory))
            } catch { return .failure(error) }
        }
        var packages: [LooseDeb] = []
        var broken: [BrokenFile] = []
        for (name, result) in zip(names, results) {
            switch result {
            case .success(let package): packages.append(package)
            case .failure(let error): broken.append(BrokenFile(name: name, error: error))
            }
        }
        return (packages, broken)
    }

    private init(_ name: String, below directory: FilePath) throws(MirrorError) {
        do throws(FilenameError) { filename = try PoolLayout.checkedFilename(name) } catch {
            throw MirrorError(.integrity, "`\(name)` cannot be the name of a package: \(error)")
        }
        let path = directory / name
        let control: [UInt8]
        do throws(ArchiveError) { control = try LooseDeb.control(of: path) } catch {
            if case .system(let cause) = error { throw MirrorError(cause, doing: "read `\(name)`") }
            throw MirrorError(.integrity, "`\(name)` is not a Debian package: it \(error)")
        }
        do throws(PackageStanzaError) { stanza = try PackageStanza(control: control) } catch {
            throw MirrorError(.integrity, "the control file of `\(name)` \(error)")
        }
        let status = try onDisk("read `\(name)`") { () throws(SystemError) in
            guard let status = try Files.status(path, followLinks: true) else {
                throw SystemError.notFound("open", path)
            }
            return status
        }
        digest = try onDisk("read `\(name)`") { () throws(SystemError) in
            try ContentHasher.digest(.sha256, ofFile: path)
        }
        size = status.size
        modified = Timestamp(seconds: status.modified / 1_000_000_000)
    }

    /// The control file, which lies in an archive in the archive that the package is.
    private static func control(of path: FilePath) throws(ArchiveError) -> [UInt8] {
        let package = try ArchiveReader(file: path, format: .ar)
        while let name = try package.next() {
            guard name == "control.tar" || name.hasPrefix("control.tar.") else { continue }
            let archive = try ArchiveReader(
                bytes: try package.read(limit: controlLimit), format: .tar)
            while let member = try archive.next() {
                if member == "./control" || member == "control" {
                    return try archive.read(limit: controlLimit)
                }
            }
        }
        throw .unreadableArchive(reason: "it holds no control file")
    }
}
