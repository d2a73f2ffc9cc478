import MirrorBase
import SystemIO

/// An rpm repository that was written.
public struct BuiltRPMRepository: Sendable {
    /// Its directory.
    public let root: FilePath
    /// The packages that were made for it.
    public let packages: [RPMPackageSpec]
    /// The public keys of everything in it, armoured, one after the other; also in the file `KEYS`.
    public let publicKeys: String
    /// The fingerprints of these keys, in forty upper-case digits each.
    public let fingerprints: [String]

    init(root: FilePath, packages: [RPMPackageSpec], keys: [SigningKey]) throws {
        self.root = root
        self.packages = packages
        publicKeys = keys.map(\.publicKey).joined()
        fingerprints = keys.map(\.fingerprint)
    }

    /// Its address for a reader on this machine.
    public var url: String { "file://\(root)" }

    /// The path of a file relative to the root; `repodata/primary` stands for that document's file.
    public func path(_ name: String) throws -> String {
        if Files.exists(root / name) { return name }
        guard name.hasPrefix("repodata/") else { return name }
        return try Self.location(of: String(name.dropFirst("repodata/".count)), in: root)
    }

    /// The text of a metadata document.
    public func text(of type: String) throws -> String {
        try Self.text(of: type, in: root)
    }

    /// The text of a metadata document of a repository in a directory; throws where there is none.
    public static func text(of type: String, in root: FilePath) throws -> String {
        try unpacked(root / location(of: type, in: root))
    }

    /// A list of addresses, as a mirrorlist server answers.
    public static func mirrorList(_ urls: [String]) -> String {
        urls.map { "\($0)/\n" }.joined()
    }

    /// A metalink of the repository's `repomd.xml` with its size, time and digests.
    ///
    /// `urls` are addresses of repositories, best first.
    public func metalink(_ urls: [String]) throws -> String {
        let bytes = try Files.read(root / "repodata/repomd.xml")
        let text = String(decoding: bytes, as: UTF8.self)
        let times = text.matches(of: /<timestamp>([0-9]+)<\/timestamp>/).compactMap { Int($0.1) }
        let hashes = [HashAlgorithm.md5, .sha1, .sha256, .sha512].map {
            "   <hash type=\"\($0)\">\(MadeOnce.digest(bytes, $0).hex)</hash>\n"
        }.joined()
        let list = urls.enumerated().map { index, url in
            "   <url protocol=\"http\" type=\"http\" location=\"DE\" preference=\"\(100 - index)\">"
                + "\(url)/repodata/repomd.xml</url>\n"
        }.joined()
        return """
            <?xml version="1.0" encoding="utf-8"?>
            <metalink version="3.0" xmlns="http://www.metalinker.org/" type="dynamic" \
            xmlns:mm0="http://fedorahosted.org/mirrormanager">
             <files>
              <file name="repomd.xml">
               <mm0:timestamp>\(times.max() ?? 0)</mm0:timestamp>
               <size>\(bytes.count)</size>
               <verification>
            \(hashes)   </verification>
               <resources maxconnections="1">
            \(list)   </resources>
              </file>
             </files>
            </metalink>

            """
    }

    /// The path, relative to the repository, that `repomd.xml` gives for a document.
    static func location(of type: String, in root: FilePath) throws -> String {
        let text = String(decoding: try Files.read(root / "repodata/repomd.xml"), as: UTF8.self)
        for record in text.split(separator: "<data ") where record.hasPrefix("type=\"\(type)\"") {
            if let href = record.firstMatch(of: /<location href="([^"]*)"/) {
                return String(href.1)
            }
        }
        throw Absent(type: type, root: root)
    }

    /// The unpacked text of a file, by the program that its name asks for.
    static func unpacked(_ path: FilePath) throws -> String {
        let programs = [".gz": "gzip", ".bz2": "bzip2", ".xz": "xz", ".zst": "zstd"]
        for (ending, program) in programs where path.string.hasSuffix(ending) {
            return try Subprocess.check(program, ["-dc", path.string]).output
        }
        return String(decoding: try Files.read(path), as: UTF8.self)
    }

    /// A document that a repository does not have.
    struct Absent: Error {
        var type: String
        var root: FilePath
    }
}
