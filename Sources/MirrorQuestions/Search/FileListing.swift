internal import Archive
internal import DebianRepository
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel
internal import RPMRepository

/// Lists of all files of all packages, which are too large to keep in another form: each search goes through
/// them once, as fast as they are unpacked.
protocol FileListing {
    /// For each pattern the packages of which some file fits it, by `key(name:version:architecture:)`.
    func owners(_ patterns: [SearchPattern], _ observer: BuildObserver) async throws(MirrorError)
        -> [[String: FoundFile]]

    /// What `owners` calls a package.
    func key(name: String, version: String, architecture: String) -> String
}

/// A file that fits, and how well.
struct FoundFile: Hashable {
    var path: String
    var fit: SearchPattern.Fit

    /// Whether this one is shown rather than another of the same package.
    func precedes(_ other: FoundFile?) -> Bool {
        guard let other else { return true }
        return (fit.rawValue, path) < (other.fit.rawValue, other.path)
    }
}

// MARK: - rpm

/// The filelists documents of repositories.
struct RPMFileListing: FileListing {
    let fetcher: DocumentFetcher
    let roots: [VerifiedRepository]
    let architectures: Set<String>

    func key(name: String, version: String, architecture: String) -> String {
        "\(name) \(version) \(architecture)"
    }

    func owners(_ patterns: [SearchPattern], _ observer: BuildObserver) async throws(MirrorError)
        -> [[String: FoundFile]]
    {
        observer.report(.phase("searching lists of files"))
        var found = [[String: FoundFile]](repeating: [:], count: patterns.count)
        for root in roots {
            try Interruption.check()
            guard let document = try await fetcher.fetch(.filelists, of: root) else { continue }
            let text = try document.text()
            try document.parsing { () throws(MetadataError) in
                try FilelistsListing.read(text.span) { package, path in
                    for (number, pattern) in patterns.enumerated() {
                        guard let fit = pattern.fit(path) else { continue }
                        note(path, fit, of: package, in: &found[number])
                    }
                }
            }
        }
        return found
    }

    private func note(
        _ path: Span<UInt8>, _ fit: SearchPattern.Fit, of package: borrowing ListedPackage,
        in found: inout [String: FoundFile]
    ) {
        var bytes: [UInt8] = []
        bytes.append(path)
        let file = FoundFile(path: String(decoding: bytes, as: UTF8.self), fit: fit)
        let key = key(
            name: String(decoding: package.name, as: UTF8.self),
            version: String(decoding: package.version, as: UTF8.self),
            architecture: String(decoding: package.architecture, as: UTF8.self))
        if file.precedes(found[key]) { found[key] = file }
    }
}

// MARK: - Debian

/// The Contents indexes of repositories; those that have none are passed over.
struct DebianFileListing: FileListing {
    let fetcher: DebianIndexFetcher
    let architecture: String
    let roots: [VerifiedRelease]

    /// Contents tells no versions.
    func key(name: String, version: String, architecture: String) -> String { name }

    func owners(_ patterns: [SearchPattern], _ observer: BuildObserver) async throws(MirrorError)
        -> [[String: FoundFile]]
    {
        observer.report(.phase("searching lists of files"))
        var search = ContentsSearch(patterns)
        try await ContentsIndexes(fetcher: fetcher, architecture: architecture).read(of: roots) {
            (text) throws(ArchiveError) in
            try read(&text, with: &search)
        }
        return search.found
    }

    private func read(_ text: inout DecompressionPipeline, with search: inout ContentsSearch)
        throws(ArchiveError)
    {
        var rest: [UInt8] = []
        while let part = try text.next() {
            guard let last = part.lastIndex(of: 0x0A) else {
                rest += part
                continue
            }
            if !rest.isEmpty {
                // Only the line that both parts share has to be put together.
                let end = ByteSearch.first(0x0A, in: part.span, from: 0) + 1
                rest += part[..<end]
                search.read(rest.span)
                search.read(part.span.extracting(end..<max(end, last + 1)))
            } else {
                search.read(part.span.extracting(0..<last + 1))
            }
            rest = Array(part[(last + 1)...])
        }
        search.read(rest.span)
    }
}

/// Goes through the lines of Contents indexes: `usr/bin/dig   net/bind9-dnsutils,net/other`.
struct ContentsSearch {
    /// For each pattern the packages that have a file which fits.
    private(set) var found: [[String: FoundFile]]
    private let patterns: [(pattern: SearchPattern, needle: TextNeedle?)]
    private var path: [UInt8] = []

    init(_ patterns: [SearchPattern]) {
        found = Array(repeating: [:], count: patterns.count)
        self.patterns = patterns.map { pattern in
            // A line begins without the slash that its path begins with.
            var bytes = pattern.needle?.bytes[...] ?? []
            if bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
            return (pattern, TextNeedle(bytes))
        }
    }

    /// Reads whole lines.
    mutating func read(_ text: Span<UInt8>) {
        for number in patterns.indices {
            var start = 0
            while start < text.count {
                var place = start
                if let needle = patterns[number].needle {
                    guard let next = needle.first(in: text, from: start, to: text.count) else {
                        break
                    }
                    place = next
                }
                var lower = place
                while lower > start, text[lower - 1] != 0x0A { lower -= 1 }
                let upper = ByteSearch.first(0x0A, in: text, from: place)
                take(text.extracting(lower..<upper), number)
                start = upper + 1
            }
        }
    }

    /// A path may have blanks, the list of its owners behind the last of them has none.
    private mutating func take(_ line: Span<UInt8>, _ number: Int) {
        var end = line.count
        while end > 0, ContentsSearch.isBlank(line[end - 1]) { end -= 1 }
        var gap = end
        while gap > 0, !ContentsSearch.isBlank(line[gap - 1]) { gap -= 1 }
        var pathEnd = gap
        while pathEnd > 0, ContentsSearch.isBlank(line[pathEnd - 1]) { pathEnd -= 1 }
        if pathEnd == 0 { return }
        path.removeAll(keepingCapacity: true)
        path.append(UInt8(ascii: "/"))
        path.append(line.extracting(0..<pathEnd))
        guard let fit = patterns[number].pattern.fit(path.span) else { return }
        let file = FoundFile(path: String(decoding: path, as: UTF8.self), fit: fit)
        var owners: [UInt8] = []
        owners.append(line.extracting(gap..<end))
        for owner in owners.split(separator: UInt8(ascii: ",")) {
            guard let name = owner.split(separator: UInt8(ascii: "/")).last else { continue }
            let package = String(decoding: name, as: UTF8.self)
            if file.precedes(found[number][package]) { found[number][package] = file }
        }
    }

    private static func isBlank(_ byte: UInt8) -> Bool {
        byte == 0x20 || byte == 0x09 || byte == 0x0D
    }
}
