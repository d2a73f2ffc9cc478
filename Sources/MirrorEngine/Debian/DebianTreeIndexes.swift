internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import OpenPGP
internal import SystemIO

/// The package indexes that lie in a tree, of whatever suite and whoever wrote them, with what they name.
///
/// What a Release file lists has to be there in one whole form, under its name or its digest; where it is
/// not, nobody can say what the tree still needs, and `doubts` says so. Indexes that no Release file lists
/// are those of earlier builds, and those of builds that came to nothing.
package struct DebianTreeIndexes {
    /// One index, in the form that was read.
    struct Entry {
        /// The path, relative to the suite's directory for `own`, else to `dists`.
        var path: String
        /// The package files by path, with the digests that the index gives them; more than one is odd.
        var names: [String: Set<Digest>]
        /// Whether a Release file lists it.
        var isListed: Bool
    }

    /// The indexes of the suite in question.
    private(set) var own: [Entry] = []
    /// The indexes of all other suites.
    private(set) var others: [Entry] = []
    /// All files below the suite's directory, as paths relative to it.
    private(set) var ownFiles: [String] = []
    /// What could not be read, in words.
    private(set) var doubts: [String] = []

    /// Reads the indexes of a tree; links are followed. Nothing is thrown: what fails becomes a doubt.
    init(tree: FilePath, suite: String) {
        let dists = tree / "dists"
        var walk = LinkedWalk()
        do throws(SystemError) {
            ownFiles = try walk.files(below: dists / suite)
            own = read(ownFiles, below: dists / suite)
            let rest = try walk.files(below: dists)
            others = read(rest, below: dists)
        } catch {
            doubts.append("`\(error.path)` cannot be read: \(error.reason)")
        }
        doubts += walk.dangling.map { "`\($0)` is a link that leads nowhere" }
    }

    /// The digests that any index gives to each path.
    var digests: [String: Set<Digest>] {
        var all: [String: Set<Digest>] = [:]
        for entry in own + others {
            all.merge(entry.names) { $0.union($1) }
        }
        return all
    }

    /// The paths under which the suite's present indexes have each file.
    var published: [Digest: [String]] {
        var paths: [Digest: [String]] = [:]
        for entry in own where entry.isListed {
            for (path, digests) in entry.names {
                for digest in digests { paths[digest, default: []].append(path) }
            }
        }
        return paths
    }

    // MARK: - Reading

    private mutating func read(_ files: [String], below root: FilePath) -> [Entry] {
        var entries: [Entry] = []
        var covered: Set<String> = []
        for suite in DebianTreeIndexes.suites(files) {
            let prefix = suite.isEmpty ? "" : suite + "/"
            for release in releases(in: suite.isEmpty ? root : root / suite) {
                entries += listed(by: release, prefix, below: root, &covered)
            }
        }
        for file in files where !covered.contains(file) {
            if let entry = unlisted(file, below: root) { entries.append(entry) }
        }
        return entries
    }

    /// The directories that hold the Release files of a suite; those of one architecture are other files
    /// of that name.
    package static func suites(_ files: [String]) -> [String] {
        var found: [String] = []
        for file in files {
            let path = FilePath(file)
            guard ["Release", "InRelease"].contains(path.lastComponent) else { continue }
            let directory = file.contains("/") ? path.parent.string : ""
            let name = FilePath(directory).lastComponent
            if name.hasPrefix("binary-") || name == "source" { continue }
            if found.last != directory, !found.contains(directory) { found.append(directory) }
        }
        return found
    }

    /// What both Release files of a suite say: while one of them is replaced they differ.
    private mutating func releases(in directory: FilePath) -> [Release] {
        var found: [Release] = []
        if let inline = try? Files.read(directory / "InRelease"),
            let parts = try? split(clearsigned: inline),
            let release = try? Release(parsing: parts.text)
        {
            found.append(release)
        }
        if let bytes = try? Files.read(directory / "Release"),
            let release = try? Release(parsing: bytes),
            release.files != found.first?.files
        {
            found.append(release)
        }
        if found.isEmpty { doubts.append("the Release file in `\(directory)` cannot be read") }
        return found
    }

    /// One whole form of each index that a Release file lists.
    private mutating func listed(
        by release: Release, _ prefix: String, below root: FilePath, _ covered: inout Set<String>
    ) -> [Entry] {
        var forms: [String: [(path: String, file: Release.File)]] = [:]
        for (path, file) in release.files {
            guard let base = DebianTreeIndexes.indexName(path) else { continue }
            forms[base, default: []].append((path, file))
        }
        var entries: [Entry] = []
        for (base, group) in forms.sorted(by: { $0.key < $1.key }) {
            var found: Entry?
            for (path, file) in group.sorted(by: { $0.path > $1.path }) {
                let names = [path] + file.digests.map { Release.byHashPath(of: path, $0) }
                covered.formUnion(names.map { prefix + $0 })
                for name in names where found == nil {
                    guard let strongest = file.strongest,
                        let bytes = try? Files.read(root / (prefix + name)),
                        bytes.count == file.size,
                        ContentHasher.digest(strongest.algorithm, of: bytes) == strongest,
                        let text = DebianTreeIndexes.text(bytes, as: Compression(fileName: path))
                    else { continue }
                    found = Entry(
                        path: prefix + name, names: DebianTreeIndexes.names(in: text),
                        isListed: true)
                }
            }
            if let found {
                entries.append(found)
            } else {
                doubts.append("`\(root / (prefix + base))` is there in no whole form")
            }
        }
        return entries
    }

    /// An index that no Release file lists, `nil` for any other file.
    private mutating func unlisted(_ file: String, below root: FilePath) -> Entry? {
        let name = FilePath(file).lastComponent
        if file.contains("/by-hash/SHA256/") {
            // A damaged one cannot be used by anybody, so what it names does not matter.
            guard file.contains("binary-"), let digest = Digest(.sha256, hex: name),
                let bytes = try? Files.read(root / file),
                ContentHasher.digest(.sha256, of: bytes) == digest,
                let text = DebianTreeIndexes.text(bytes, as: Compression.detect(magic: bytes.span))
            else { return nil }
            return Entry(path: file, names: DebianTreeIndexes.names(in: text), isListed: false)
        }
        guard DebianTreeIndexes.indexName(file) != nil else { return nil }
        guard let bytes = try? Files.read(root / file),
            let text = DebianTreeIndexes.text(bytes, as: Compression(fileName: file))
        else {
            doubts.append("`\(root / file)` cannot be read")
            return nil
        }
        return Entry(path: file, names: DebianTreeIndexes.names(in: text), isListed: false)
    }

    /// The path of a Packages index without the ending of its compression, `nil` for other files.
    package static func indexName(_ path: String) -> String? {
        for form in IndexCompression.allCases where path.hasSuffix("Packages" + form.suffix) {
            let base = String(path.dropLast(form.suffix.utf8.count))
            return FilePath(base).lastComponent == "Packages" ? base : nil
        }
        return nil
    }

    /// The text of an index, `nil` where it is damaged or in a form that cannot be read.
    private static func text(_ bytes: [UInt8], as compression: Compression?) -> [UInt8]? {
        guard let compression else { return nil }
        if compression == .plain { return bytes }
        return try? Decompressor.decompress(bytes, compression: compression, limit: 1 << 30)
    }

    /// The files that an index names.
    static func names(in text: [UInt8]) -> [String: Set<Digest>] {
        var names: [String: Set<Digest>] = [:]
        var path: String?
        var digest: Digest?
        func close() {
            if let path { names[path, default: []].formUnion(digest.map { [$0] } ?? []) }
            path = nil
            digest = nil
        }
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if line.isEmpty || line.elementsEqual([0x0D]) {
                close()
            } else if let value = value(of: "filename:", in: line) {
                path = (try? PoolLayout.checkedFilename(value)) ?? value
            } else if let value = value(of: "sha256:", in: line) {
                digest = Digest(.sha256, hex: value)
            }
        }
        close()
        return names
    }

    private static func value(of field: String, in line: ArraySlice<UInt8>) -> String? {
        let name = field.utf8
        guard line.count > name.count, line.first.map({ $0 | 0x20 }) == name.first,
            line.prefix(name.count).elementsEqual(name, by: { ($0 | 0x20) == ($1 | 0x20) })
        else { return nil }
        let rest = line.dropFirst(name.count)
        let start = rest.firstIndex { $0 > 0x20 } ?? rest.endIndex
        let end = rest.lastIndex { $0 > 0x20 }.map { $0 + 1 } ?? rest.endIndex
        return start < end ? String(decoding: rest[start..<end], as: UTF8.self) : nil
    }
}
