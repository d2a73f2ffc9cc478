import MirrorTestSupport
import RPMPackage
import SystemIO

/// The real packages of the corpora.
enum CorpusPackages {
    static let vendor = "rpms/centos7-k8s"
    static let fixtures = "fixtures/createrepo_c/packages"

    /// The paths of the packages in some directories of the corpora; files that hold nothing left out.
    static func paths(_ directories: [String] = [vendor, fixtures]) throws -> [FilePath] {
        var paths: [FilePath] = []
        for directory in directories {
            guard let root = Corpora.file(directory) else { continue }
            for name in try Files.list(root).sorted() where name.hasSuffix(".rpm") {
                paths.append(root / name)
            }
        }
        return paths
    }

    static func read(_ path: FilePath) throws -> PackageFile {
        let bytes = try Files.read(path)
        return try PackageFile(head: bytes, fileSize: bytes.count)
    }
}
