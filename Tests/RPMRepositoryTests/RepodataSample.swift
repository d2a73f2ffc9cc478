import Archive
import MirrorBase
import MirrorTestSupport
import RPMRepository
import SystemIO
import Testing

/// Elements of packages, and repositories made of them.
enum RepodataSample {
    /// The three elements of one package with a location.
    struct Package: Sendable {
        var primary: [UInt8]
        var filelists: [UInt8]
        var other: [UInt8]
        var location: String
    }

    /// The text of a document of a repository of the corpora.
    static func text(_ document: RepodataDocument, of repository: String) throws -> [UInt8] {
        let directory = try #require(Corpora.file("\(repository)/repodata"))
        let name = try #require(
            try Files.list(directory).sorted().first { name in
                [".gz", ".zst"].contains { name.hasSuffix("\(document.rawValue).xml\($0)") }
            })
        let compression = try #require(Compression(fileName: name))
        return try Decompressor.decompress(
            file: directory / name, compression: compression, limit: 1 << 30)
    }

    /// The content of a database of a repository of the corpora.
    static func database(_ document: RepodataDocument, of repository: String) throws -> [UInt8] {
        let directory = try #require(Corpora.file("\(repository)/repodata"))
        let name = try #require(
            try Files.list(directory).first {
                $0.hasSuffix("\(document.rawValue).sqlite.bz2")
            })
        return try Decompressor.decompress(
            file: directory / name, compression: .bzip2, limit: 1 << 30)
    }

    /// The `<package>` elements of a document, in order.
    static func elements(_ text: [UInt8]) throws -> [[UInt8]] {
        var elements: [[UInt8]] = []
        var scanner = XMLScanner(text.span)
        _ = try scanner.next()
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            try scanner.skipElement()
            elements.append(Array(text[start..<scanner.offset]))
        }
        return elements
    }

    /// The packages of a repository of the corpora, with the locations that they have there.
    static func packages(of repository: String) throws -> [Package] {
        let primary = try elements(text(.primary, of: repository))
        let filelists = try elements(text(.filelists, of: repository))
        let other = try elements(text(.other, of: repository))
        return try zip(primary, zip(filelists, other)).map { primary, rest in
            let text = String(decoding: primary, as: UTF8.self)
            let location = try #require(text.firstMatch(of: #/<location[^>]* href="([^"]*)"/#))
            return Package(
                primary: primary, filelists: rest.0, other: rest.1,
                location: String(location.output.1))
        }
    }

    /// The text of a document made of some packages.
    static func write(_ document: RepodataDocument, _ packages: [Package]) throws -> [UInt8] {
        var writer = RepodataWriter(document, packageCount: packages.count)
        for package in packages {
            switch document {
            case .primary:
                try writer.append(package.primary.span, location: package.location)
            case .filelists: try writer.append(package.filelists.span)
            case .other: try writer.append(package.other.span)
            }
        }
        return writer.finish()
    }

    /// The database made of some packages.
    static func database(
        _ document: RepodataDocument, _ packages: [Package], checksum: String = "none"
    ) throws -> [UInt8] {
        let writer = try DatabaseWriter(document)
        for package in packages {
            switch document {
            case .primary:
                try writer.append(package.primary.span, location: package.location)
            case .filelists: try writer.append(package.filelists.span)
            case .other: try writer.append(package.other.span)
            }
        }
        return try writer.finish(checksum: checksum)
    }

    /// Writes documents as a repository, gzip packed, with a root.
    static func publish(_ documents: [RepodataDocument: [UInt8]], in directory: FilePath) throws {
        try Files.makeDirectory(directory / "repodata")
        var records: [RepositoryRootWriter.Record] = []
        for (document, text) in documents {
            let packed = try Compressor.compress(text, as: .gzip)
            let digest = ContentHasher.digest(.sha256, of: packed)
            let location = "repodata/\(digest.hex)-\(document.rawValue).xml.gz"
            try Files.replace(directory / location, with: packed)
            records.append(
                RepositoryRootWriter.Record(
                    type: document.rawValue, location: location, checksum: digest,
                    size: packed.count, openChecksum: ContentHasher.digest(.sha256, of: text),
                    openSize: text.count, timestamp: Timestamp(seconds: 1_700_000_000)))
        }
        let root = RepositoryRootWriter(revision: "1700000000", records: records)
        try Files.replace(directory / RepositoryLocation.root, with: root.bytes())
    }
}

/// createrepo_c's own reader.
enum CreaterepoReader {
    private static let python = "/usr/bin/python3"
    /// Whether it can be asked.
    static let isPresent = Tool.isAsked(python: "import createrepo_c")
    static let notice = "needs python3-createrepo-c"

    /// Prints a line for each package of a repository, and one for each warning.
    private static let program = """
        import sys, createrepo_c as cr
        root, names = sys.argv[1], {}
        def warn(kind, text):
            print('warning', text)
            return True
        repomd = cr.Repomd(root + '/repodata/repomd.xml')
        found = {record.type: root + '/' + record.location_href for record in repomd.records}
        packages = {}
        def keep(package):
            packages[package.pkgId] = package
        def known(pkgid, name, arch):
            return packages[pkgid]
        cr.xml_parse_primary(found['primary'], pkgcb=keep, do_files=False, warningcb=warn)
        cr.xml_parse_filelists(found['filelists'], newpkgcb=known, warningcb=warn)
        cr.xml_parse_other(found['other'], newpkgcb=known, warningcb=warn)
        for package in packages.values():
            print(package.nevra(), package.location_href, package.location_base or '-',
                len(package.requires), len(package.provides), len(package.files),
                len(package.changelogs))
        """

    /// What it says of a repository.
    static func lines(_ repository: FilePath) throws -> [String] {
        let outcome = try Subprocess.check(python, ["-c", program, repository.string])
        return outcome.output.split(separator: "\n").map(String.init)
    }
}
