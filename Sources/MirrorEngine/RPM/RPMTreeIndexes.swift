internal import Archive
internal import MirrorBase
internal import RPMRepository
internal import SystemIO

/// The metadata that lies in a tree, whoever wrote it, with the packages that it names.
///
/// What the root names as primary has to be there whole; where it is not, nobody can say what the tree
/// still needs, and `doubts` says so. Other files of primary are those of earlier builds, and of builds
/// that came to nothing.
struct RPMTreeIndexes {
    /// One primary.
    struct Entry {
        /// The path, relative to the tree.
        var path: String
        /// The package files by path, with the digests that it gives them.
        var names: [String: Set<Digest>]
        /// Whether the root names it.
        var isListed: Bool
    }

    /// What is live; `nil` where there is nothing, or nothing that can be read.
    private(set) var root: RepositoryRoot?
    private(set) var entries: [Entry] = []
    /// All files of metadata, relative to the tree.
    private(set) var files: [String] = []
    /// What could not be read, in words.
    private(set) var doubts: [String] = []

    /// Reads the metadata of a tree. Nothing is thrown: what fails becomes a doubt.
    init(tree: FilePath) {
        let directory = tree / RepositoryLocation.directory
        do throws(SystemError) {
            guard Files.exists(directory) else { return }
            files = try Files.list(directory).map { "\(RepositoryLocation.directory)/\($0)" }
        } catch { doubts.append("`\(error.path)` cannot be read: \(error.reason)") }
        if Files.exists(tree / RepositoryLocation.root) {
            root = (try? Files.read(tree / RepositoryLocation.root)).flatMap {
                try? RepositoryRoot($0.span)
            }
            if root == nil {
                doubts.append("`\(tree / RepositoryLocation.root)` cannot be read")
            }
        }
        let listed = root?.record("primary")
        for file in files.sorted() where RPMTreeIndexes.isPrimary(file) {
            let isListed = file == listed?.location.path
            if let names = RPMTreeIndexes.names(in: tree / file, isListed ? listed?.checksum : nil)
            {
                entries.append(Entry(path: file, names: names, isListed: isListed))
            } else if isListed || RPMTreeIndexes.digest(inNameOf: file) == nil {
                doubts.append("`\(tree / file)` cannot be read")
            }
        }
        if let listed, !entries.contains(where: { $0.path == listed.location.path }) {
            doubts.append("`\(tree / listed.location.path)` is not there")
        }
    }

    /// The digests that any primary gives to each path.
    var digests: [String: Set<Digest>] {
        var all: [String: Set<Digest>] = [:]
        for entry in entries { all.merge(entry.names) { $0.union($1) } }
        return all
    }

    /// The paths under which the present root has each file.
    var published: [Digest: [String]] {
        var paths: [Digest: [String]] = [:]
        for entry in entries where entry.isListed {
            for (path, digests) in entry.names {
                for digest in digests { paths[digest, default: []].append(path) }
            }
        }
        return paths
    }

    /// The digest that a file's name begins with, as we name them; `nil` for any other name.
    static func digest(inNameOf file: String) -> Digest? {
        let name = FilePath(file).lastComponent
        guard let dash = name.firstIndex(of: "-") else { return nil }
        return Digest(.sha256, hex: String(name[..<dash]))
    }

    private static func isPrimary(_ file: String) -> Bool {
        let name = FilePath(file).lastComponent
        guard let range = name.firstRange(of: "primary.xml") else { return false }
        let isWhole =
            range.lowerBound == name.startIndex || name[..<range.lowerBound].hasSuffix("-")
        return isWhole && Compression(fileName: name) != nil
    }

    /// The packages that a primary names; `nil` where it is not what it should be.
    private static func names(in path: FilePath, _ checksum: Digest?) -> [String: Set<Digest>]? {
        guard let bytes = try? Files.read(path),
            let compression = Compression(fileName: path.string)
        else { return nil }
        let expected = checksum ?? digest(inNameOf: path.string)
        if let expected, ContentHasher.digest(expected.algorithm, of: bytes) != expected {
            return nil
        }
        guard
            let text = compression == .plain
                ? bytes
                : try? Decompressor.decompress(bytes, compression: compression, limit: 1 << 30)
        else { return nil }
        return try? locations(in: text.span)
    }

    /// The packages of a primary document, whatever their architecture.
    private static func locations(in text: Span<UInt8>) throws(MetadataError) -> [String: Set<
        Digest
    >] {
        var names: [String: Set<Digest>] = [:]
        var scanner = XMLScanner(text)
        try scanner.readRoot("metadata")
        while try scanner.nextChild() {
            let start = scanner.tokenStart
            try scanner.skipElement()
            var element: [UInt8] = []
            element.append(text.extracting(start..<scanner.offset))
            let record = try PrimaryRecord(element: element)
            names[record.location.path, default: []].insert(record.checksum)
        }
        return names
    }
}
