internal import Manifest
internal import MirrorBase
internal import SystemIO
internal import Transfer

/// Finds the files of the client certificate that a distro file names.
///
/// Entitled systems keep certificate and key under a serial number (`1234.pem` and `1234-key.pem`) that
/// changes when they are renewed, so the distro file names them by a pattern.
enum CertificateFinder {
    private static let keySuffix = "-key.pem"

    /// The files that are there now.
    ///
    /// Where several certificates match, the newest is taken: renewed ones lie beside those they
    /// replace. Its key is the file that the distro file names, or the one beside it of that name, or
    /// in the certificate's own file.
    static func identity(_ named: ClientCertificate, of repository: String) throws(MirrorError)
        -> ClientIdentity
    {
        let isPattern = Glob.isPattern(named.certificate)
        let certificates = try files(named.certificate).filter {
            !isPattern || !$0.lastComponent.hasSuffix(keySuffix)
        }
        guard let certificate = newest(certificates) else {
            throw missing("certificate", named.certificate, repository)
        }
        var authorities: FilePath?
        if let pattern = named.authority {
            authorities = newest(try files(pattern))
            if authorities == nil { throw missing("certificate authority", pattern, repository) }
        }
        return ClientIdentity(
            certificate: certificate, key: try key(named.key, of: certificate, repository),
            authorities: authorities)
    }

    private static func key(_ pattern: String?, of certificate: FilePath, _ repository: String)
        throws(MirrorError) -> FilePath?
    {
        let name = certificate.lastComponent
        let stem = name.hasSuffix(".pem") ? String(name.dropLast(".pem".count)) : name
        let beside = certificate.parent / (stem + keySuffix)
        guard let pattern else { return Files.exists(beside) ? beside : nil }
        let found = try files(pattern)
        let own = found.first { $0.lastComponent == stem + keySuffix }
        guard let key = own ?? newest(found) else { throw missing("key", pattern, repository) }
        return key
    }

    /// The files that a path with a pattern in its last part names, by name.
    private static func files(_ pattern: String) throws(MirrorError) -> [FilePath] {
        let path = FilePath(pattern)
        guard Glob.isPattern(path.lastComponent) else { return Files.exists(path) ? [path] : [] }
        let names = try onDisk("list `\(path.parent)`") { () throws(SystemError) in
            try Files.exists(path.parent) ? Files.list(path.parent) : []
        }
        return names.filter { Glob.matches(path.lastComponent, $0) }.sorted().map {
            path.parent / $0
        }
    }

    /// The file that was written last, of several of one age the first by name.
    private static func newest(_ files: [FilePath]) -> FilePath? {
        files.max { left, right in (age(left), right.string) < (age(right), left.string) }
    }

    private static func age(_ path: FilePath) -> Int64 {
        ((try? Files.status(path, followLinks: true)) ?? nil)?.modified ?? .min
    }

    private static func missing(_ what: String, _ pattern: String, _ repository: String)
        -> MirrorError
    {
        MirrorError(
            .usage, "the \(what) for `\(repository)` is not there: nothing is at `\(pattern)`",
            hints: [
                "a system that is registered with the archive has it; its files can be copied here",
                "`--source \(repository)=ADDRESS` takes a copy that needs none",
            ])
    }
}
