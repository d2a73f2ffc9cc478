internal import Archive
internal import MirrorBase
internal import PackageModel
internal import SystemIO

/// Universes that were read before, kept so that no index is parsed again.
///
/// Each is called by what it was made of. One that is damaged is not there, and whatever cannot be kept is
/// not kept: a run without the cache gives the same answers. Whoever may write to it is trusted.
struct UniverseCache: Sendable {
    /// Where the universes are.
    let directory: FilePath

    /// Grows with every change of what readers make of the same documents.
    private static let format = "1"
    /// How many universes are kept; those that were made last.
    private static let limit = 6

    /// What a universe is called that is made of these documents.
    static func key(
        _ documents: [CachedDocument], origins: [PackageOrigin], architectures: [String],
        paths: Set<String>
    ) throws(MirrorError) -> String {
        var lines = ["format \(format)"]
        lines += architectures.map { "architecture \($0)" }
        lines += origins.map { "origin \($0.priority) \($0.repository)" }
        for document in documents {
            lines.append("\(document.type) \(try document.identity)")
        }
        lines += paths.sorted().map { "path \($0)" }
        return ContentHasher.digest(.sha256, of: Array(lines.joined(separator: "\n").utf8)).hex
    }

    /// A universe with the texts that its records are ranges of.
    struct Entry: Sendable {
        var universe: Universe
        var namesOtherPaths: Bool
        var records: KeptRecords
    }

    /// The universe of that name; `nil` where there is none, or it is damaged.
    func entry(_ key: String) -> Entry? {
        guard let bytes = try? Files.read(directory / key) else { return nil }
        var position = 0
        func number() -> UInt64? {
            guard position + 8 <= bytes.count else { return nil }
            defer { position += 8 }
            return bytes[position..<(position + 8)].reversed().reduce(0) { $0 << 8 | UInt64($1) }
        }
        guard let checksum = number(), let length = number(), length <= UInt64(bytes.count - 16)
        else { return nil }
        let head = bytes.span.extracting(8..<(16 + Int(length)))
        guard ByteSearch.hash(head) == checksum,
            let universe = Universe(
                archive: bytes.span.extracting((16 + Int(length))..<bytes.count), texts: [])
        else { return nil }
        guard let flag = number(), let textCount = number(), textCount <= length / 8 else {
            return nil
        }
        var texts: [KeptText] = []
        for index in 0..<Int(textCount) {
            guard let size = number(), let text = KeptText(path(key, index)), text.size == size
            else { return nil }
            texts.append(text)
        }
        guard Int(length) == 8 * (2 + texts.count + universe.count) else { return nil }
        var hashes: [UInt64] = []
        hashes.reserveCapacity(universe.count)
        for _ in 0..<universe.count {
            guard let hash = number() else { return nil }
            hashes.append(hash)
        }
        return Entry(
            universe: universe, namesOtherPaths: flag == 1,
            records: KeptRecords(texts: texts, hashes: hashes))
    }

    private func path(_ key: String, _ text: Int) -> FilePath { directory / "\(key).\(text)" }

    /// Keeps a universe that holds its texts, and lets go of old ones.
    func keep(_ universe: Universe, namesOtherPaths: Bool, as key: String) {
        var head: [UInt8] = []
        func write(_ number: UInt64) {
            for shift in 0..<8 { head.append(UInt8(truncatingIfNeeded: number >> (8 * shift))) }
        }
        write(UInt64(8 * (2 + universe.texts.count + universe.count)))
        write(namesOtherPaths ? 1 : 0)
        write(UInt64(universe.texts.count))
        for text in universe.texts { write(UInt64(text.count)) }
        for package in universe.packages {
            let (text, range) = universe.stanzaRange(package)
            let content = universe.texts[text]
            write(ByteSearch.hash(content.span.extracting(range.range)))
        }
        let checksum = ByteSearch.hash(head.span)
        let front = (0..<8).map { UInt8(truncatingIfNeeded: checksum >> (8 * $0)) }
        do throws(SystemError) {
            try Files.makeDirectory(directory)
            for (index, text) in universe.texts.enumerated() {
                try Files.replace(path(key, index), with: text)
            }
            // Last, so that it does not speak of texts that are not there.
            try Files.replace(directory / key, with: front + head + universe.archived())
            try dropOld()
        } catch {
            // What is not kept is read again.
        }
    }

    private func dropOld() throws(SystemError) {
        var kept: [(name: String, modified: Int64)] = []
        let names = try Files.list(directory)
        for name in names where !name.contains(".") {
            if let status = try Files.status(directory / name) {
                kept.append((name, status.modified))
            }
        }
        kept.sort { ($0.modified, $0.name) > ($1.modified, $1.name) }
        for old in kept.dropFirst(UniverseCache.limit) {
            for name in names where name == old.name || name.hasPrefix("\(old.name).") {
                try Files.remove(directory / name)
            }
        }
    }
}

/// A text of an index, of which parts are read.
final class KeptText: Sendable {
    let size: UInt64
    private let file: FileHandle

    init?(_ path: FilePath) {
        guard let file = try? FileHandle(reading: path), let size = try? file.size() else {
            return nil
        }
        self.size = UInt64(size)
        self.file = file
    }

    func bytes(_ range: Range<Int>) -> [UInt8]? {
        try? file.read(at: range.lowerBound, count: range.count)
    }
}

/// The records of packages in kept texts.
struct KeptRecords: Sendable {
    let texts: [KeptText]
    /// What tells damage to the record of each package.
    let hashes: [UInt64]

    /// The record of a package; `nil` where it is damaged.
    func element(of package: PackageID, in universe: Universe) -> [UInt8]? {
        let (text, range) = universe.stanzaRange(package)
        guard text < texts.count, let bytes = texts[text].bytes(range.range),
            ByteSearch.hash(bytes.span) == hashes[package.index]
        else { return nil }
        return bytes
    }
}

extension CachedDocument {
    /// What tells this document from all others, without reading it where that can be.
    fileprivate var identity: String {
        get throws(MirrorError) {
            if let digest { return "\(digest.algorithm.name) \(digest.hex)" }
            switch source {
            case .bytes(let bytes): return ContentHasher.digest(.sha256, of: bytes).hex
            case .file(let path):
                let status = try onDisk("find `\(path)`") { () throws(SystemError) in
                    try Files.status(path, followLinks: true)
                }
                guard let status else {
                    throw MirrorError(.usage, "there is no `\(path)`")
                }
                return "\(path) \(status.size) \(status.inode) \(status.modified)"
            }
        }
    }
}
