internal import Archive
internal import Manifest
internal import MirrorBase
internal import PackageModel
internal import RPMRepository
internal import Store
internal import SystemIO

/// What is on some machine already, as a file says it.
struct Baseline {
    /// What a file says.
    enum Content {
        /// Nothing is there.
        case nothing
        /// Packages by name, and perhaps version and architecture.
        case list([BaselineEntry])
        /// Packages with what an index says of them.
        case packages([Lock.Installed])
        /// The members of a group and what they need; of the repositories, or of a document of groups.
        case group(Wish, Comps?)
    }

    /// What the user calls it: the name of the file, or the group.
    var name: String
    /// What tells it from all others.
    var digest: Digest
    var content: Content

    /// An empty machine.
    static let none = Baseline(
        name: "none", digest: ContentHasher.digest(.sha256, of: []), content: .nothing)
}

/// Finds out what a baseline is, and reads it.
struct BaselineReader {
    let family: PackageFamily
    /// The architectures whose packages are seen, the native one first.
    let architectures: [String]

    /// Most of a file that is looked at.
    private static let sizeLimit = 1 << 30

    /// Reads what a user named: `none`, a group as `@core`, a file, a repository, or `FILE@GROUP` for a group
    /// of a document of groups.
    ///
    /// - Parameter directory: Where relative paths begin.
    func read(_ text: String, in directory: FilePath?) throws(MirrorError) -> Baseline {
        if text == "none" { return .none }
        if text.hasPrefix("@") {
            return Baseline(
                name: text, digest: ContentHasher.digest(.sha256, of: Array(text.utf8)),
                content: .group(try group(text), nil))
        }
        var path = text
        var groupName: String?
        if !Files.exists(place(path, directory)), let sign = text.lastIndex(of: "@") {
            path = String(text[..<sign])
            groupName = String(text[sign...])
        }
        let place = place(path, directory)
        let status = try onDisk("find the baseline") { () throws(SystemError) in
            try Files.status(place, followLinks: true)
        }
        guard let status else {
            throw MirrorError(
                .usage, "there is no baseline `\(place)`",
                hints: ["a file, a repository's directory, a group as `@core`, or `none`"])
        }
        var baseline =
            status.kind == .directory
            ? try repository(place) : try file(place, group: try groupName.map(group))
        baseline.name = FilePath(text).lastComponent
        return baseline
    }

    private func place(_ path: String, _ directory: FilePath?) -> FilePath {
        if path.hasPrefix("/") { return FilePath(path) }
        return directory.map { $0 / path } ?? FilePath(path)
    }

    private func group(_ text: String) throws(MirrorError) -> Wish {
        if family == .deb {
            throw MirrorError(
                .usage, "the baseline `\(text)` is a group, which only rpm repositories have",
                hints: ["`dpkg-query -W` on the machine lists what it has"])
        }
        return try Resolve.parse(text)
    }

    // MARK: - Files

    private func file(_ path: FilePath, group: Wish?) throws(MirrorError) -> Baseline {
        let bytes = try onDisk("read the baseline") { () throws(SystemError) in
            try Files.read(path)
        }
        let digest = ContentHasher.digest(.sha256, of: bytes)
        let text = try unpacked(bytes, path)
        let start = String(decoding: text.prefix(4096), as: UTF8.self)
        if start.hasPrefix("SQLite format 3") {
            throw MirrorError(
                .usage, "the baseline `\(path)` is a database",
                hints: ["name the directory of the repository, or its primary document"])
        }
        var content: Baseline.Content
        if start.contains("<comps") {
            content = try comps(text, path, group)
        } else if start.contains("<metadata") {
            content = try primary(text, path)
        } else if start.contains("<repomd") {
            throw MirrorError(
                .usage, "the baseline `\(path)` is the root of a repository",
                hints: ["name the directory that holds `repodata`"])
        } else if BaselineReader.isControl(start) {
            content = try DebianBaselineIndex(file: path.string, architectures: architectures)
                .content(text, for: family)
        } else {
            content = try list(text, path)
        }
        if group != nil, !start.contains("<comps") {
            throw MirrorError(.usage, "`\(path)` has no groups: it is no document of groups")
        }
        if case .list(let entries) = content { content = .list(entries.uniqued()) }
        return Baseline(name: path.lastComponent, digest: digest, content: content)
    }

    private func unpacked(_ bytes: [UInt8], _ path: FilePath) throws(MirrorError) -> [UInt8] {
        let compression = Compression.detect(magic: bytes.span)
        if compression == .plain { return bytes }
        do {
            return try Decompressor.decompress(
                bytes, compression: compression, limit: BaselineReader.sizeLimit)
        } catch { throw MirrorError(.usage, "the baseline `\(path)` \(error.reason)") }
    }

    /// Whether a text begins with a field of a control file.
    private static func isControl(_ text: String) -> Bool {
        guard let line = text.split(separator: "\n").first(where: { !$0.isEmpty }),
            let colon = line.firstIndex(of: ":")
        else { return false }
        let next = line.index(after: colon)
        return (next == line.endIndex || line[next] == " ")
            && line[..<colon].allSatisfy { $0.isASCII && ($0.isLetter || $0 == "-") }
    }

    private func list(_ bytes: [UInt8], _ path: FilePath) throws(MirrorError) -> Baseline.Content {
        if let index = bytes.firstIndex(where: { $0 < 0x20 && ![9, 10, 13].contains($0) }) {
            let line = bytes[..<index].count { $0 == 10 } + 1
            throw MirrorError(
                .usage, "the baseline `\(path)` is no text: line \(line) has a control character")
        }
        let lines = BaselineLine.lines(of: String(decoding: bytes, as: UTF8.self))
        switch family {
        case .rpm:
            return .list(try RPMBaselineList(file: path.string, lines: lines).entries())
        case .deb:
            return .list(try DebianBaselineList(file: path.string, lines: lines).entries())
        }
    }

    // MARK: - Documents of rpm

    private func comps(_ text: [UInt8], _ path: FilePath, _ group: Wish?) throws(MirrorError)
        -> Baseline.Content
    {
        let comps: Comps
        do { comps = try CompsReader.read(text) } catch { throw damaged(path, error, text) }
        guard let group else {
            let names = (comps.groups.map(\.id) + comps.environments.map(\.id)).prefix(8)
            throw MirrorError(
                .usage, "`\(path)` holds groups, and none of them is named",
                hints: [
                    "`\(path)@GROUP` names one; it has \(names.map { "`\($0)`" }.joined(separator: ", "))"
                ])
        }
        return .group(group, comps)
    }

    private func primary(_ text: [UInt8], _ path: FilePath) throws(MirrorError)
        -> Baseline.Content
    {
        try checkIsRPM(path)
        // Read once by itself for the sake of the place of a mistake.
        do throws(MetadataError) { try RPMBaselineIndex.check(text.span, architectures) } catch {
            throw damaged(path, error, text)
        }
        let document = CachedDocument(
            repository: path.lastComponent, type: "primary", source: .bytes(text),
            compression: .plain)
        return .packages(
            try RPMBaselineIndex.packages(
                RepositoryDocuments(origin: .installed(.rpm), primary: document), architectures))
    }

    private func checkIsRPM(_ path: FilePath) throws(MirrorError) {
        if family == .rpm { return }
        throw MirrorError(
            .usage, "the baseline `\(path)` is about rpm packages, and this distro has deb packages"
        )
    }

    private func damaged(_ path: FilePath, _ error: MetadataError, _ text: [UInt8]) -> MirrorError {
        MirrorError(
            .usage, "the baseline `\(path)` cannot be read: \(error)",
            excerpt: .line(error.line, error.column, of: text, in: path.string))
    }

    // MARK: - Repositories

    private func repository(_ path: FilePath) throws(MirrorError) -> Baseline {
        if family == .rpm {
            let found = try RepositoryDocuments.local(path.lastComponent, path).documents
            let root = try onDisk("read the baseline") { () throws(SystemError) in
                try Files.read(path / RepositoryLocation.root)
            }
            return Baseline(
                name: path.lastComponent, digest: ContentHasher.digest(.sha256, of: root),
                content: .packages(try RPMBaselineIndex.packages(found, architectures)))
        }
        let endings = ["", ".xz", ".zst", ".gz", ".bz2"]
        guard let name = endings.first(where: { Files.exists(path / ("Packages" + $0)) }) else {
            throw MirrorError(
                .usage, "there is no Packages index in the baseline `\(path)`",
                hints: ["name the directory that holds one, or the file itself"])
        }
        return try file(path / ("Packages" + name), group: nil)
    }
}

extension SourceExcerpt {
    /// A place in a text; `column` counts from one.
    static func line(_ number: Int, _ column: Int, of text: [UInt8], in file: String)
        -> SourceExcerpt
    {
        let lines = text.split(
            separator: 10, maxSplits: number, omittingEmptySubsequences: false)
        let line = lines.indices.contains(number - 1) ? lines[number - 1] : []
        return SourceExcerpt(
            file: file, position: SourcePosition(line: number, column: max(1, column)),
            text: String(decoding: line.prefix(200), as: UTF8.self))
    }
}

extension [BaselineEntry] {
    /// The same with each package once.
    fileprivate func uniqued() -> [BaselineEntry] {
        var seen: Set<BaselineEntry> = []
        return filter { seen.insert($0).inserted }
    }
}
