internal import MirrorBase
internal import MirrorEngine
internal import PackageModel

/// The words of a query, ready to be looked for.
struct SearchQuestion {
    private let patterns: [SearchPattern]
    private let fields: [Set<SearchField>]

    /// A package that fits all words.
    struct Hit {
        var part: Int
        var package: Int
        /// The best rank of all words.
        var best: SearchRank
        /// All ranks together, to tell apart packages whose best is the same.
        var sum: Int
        var foundBy: [SearchReport.FoundBy]
    }

    init(_ query: SearchQuery) {
        patterns = query.words.map { SearchPattern($0, isExact: query.isExact) }
        fields = patterns.map { pattern in
            if !query.fields.isEmpty { return query.fields }
            // Provides of rpm may be paths.
            if pattern.isPath { return [.files, .provides] }
            // Who says exactly what something is called, asks for no sentences.
            return query.isExact ? [.names, .provides] : [.names, .provides, .summary]
        }
    }

    /// What fits, for each part of the indexes.
    func answer(in indexes: UpstreamIndexes, _ observer: BuildObserver)
        async throws(MirrorError) -> [[Hit]]
    {
        let files = try await fileOwners(in: indexes, observer)
        var found: [[Hit]] = []
        for (number, part) in indexes.parts.enumerated() {
            try Interruption.check()
            var scans: [SearchScan] = []
            for (word, pattern) in patterns.enumerated() {
                var scan = SearchScan(pattern, fields[word], in: part.index)
                if let owners = files[word], !owners.isEmpty {
                    add(owners, indexes, part, to: &scan)
                }
                scans.append(scan)
            }
            found.append(hits(scans, number, indexes))
        }
        return found
    }

    /// What lists of files say of the words for which the indexes do not know all files; by word.
    private func fileOwners(in indexes: UpstreamIndexes, _ observer: BuildObserver)
        async throws(MirrorError) -> [Int: [String: FoundFile]]
    {
        let words = patterns.indices.filter { word in
            fields[word].contains(.files)
                && !(indexes.scheme == .rpm && patterns[word].isInPrimary)
        }
        if words.isEmpty { return [:] }
        let owners = try await indexes.files.owners(words.map { patterns[$0] }, observer)
        return Dictionary(uniqueKeysWithValues: zip(words, owners))
    }

    private func add(
        _ owners: [String: FoundFile], _ indexes: UpstreamIndexes, _ part: UpstreamIndexes.Part,
        to scan: inout SearchScan
    ) {
        let index = part.index
        for package in 0..<index.count {
            let key =
                indexes.scheme == .debian
                ? index.string(.name, of: package)
                : indexes.files.key(
                    name: index.string(.name, of: package),
                    version: index.string(.version, of: package),
                    architecture: index.string(.architecture, of: package))
            if let file = owners[key] { scan.note(file, of: package) }
        }
    }

    private func hits(_ scans: [SearchScan], _ number: Int, _ indexes: UpstreamIndexes) -> [Hit] {
        let part = indexes.parts[number]
        var hits: [Hit] = []
        for package in 0..<part.index.count {
            guard let first = scans.first, first.ranks[package] != .none,
                scans.allSatisfy({ $0.ranks[package] != .none }),
                indexes.isSeen(package, in: part)
            else { continue }
            let ranks = scans.map { $0.ranks[package] }
            hits.append(
                Hit(
                    part: number, package: package, best: ranks.min() ?? .none,
                    sum: ranks.reduce(0) { $0 + Int($1.rawValue) },
                    foundBy: scans.compactMap { $0.foundBy(package) }))
        }
        return hits
    }

    // MARK: - What is reported

    /// The packages of all hits, the best first, ties by name.
    func packages(_ hits: [[Hit]], in indexes: UpstreamIndexes, _ locked: LockedVersions)
        -> [SearchReport.Package]
    {
        var groups: [String: [Hit]] = [:]
        for hit in hits.joined() {
            groups[indexes.parts[hit.part].index.string(.name, of: hit.package), default: []]
                .append(hit)
        }
        let ranked = groups.map { name, hits in
            (
                best: hits.map(\.best).min() ?? .none, sum: hits.map(\.sum).min() ?? 0,
                name: name, hits: hits
            )
        }.sorted { ($0.best.rawValue, $0.sum, $0.name) < ($1.best.rawValue, $1.sum, $1.name) }
        return ranked.map { package($0.name, $0.hits, in: indexes, locked) }
    }

    private func package(
        _ name: String, _ hits: [Hit], in indexes: UpstreamIndexes, _ locked: LockedVersions
    ) -> SearchReport.Package {
        let lines = hits.map { hit in
            let part = indexes.parts[hit.part]
            return (
                hit: hit,
                version: SearchReport.Version(
                    version: part.index.string(.version, of: hit.package),
                    architecture: part.index.string(.architecture, of: hit.package),
                    repository: part.repository)
            )
        }.enumerated().sorted { left, right in
            let order = indexes.scheme.compare(
                left.element.version.version, right.element.version.version)
            return order != 0 ? order > 0 : left.offset < right.offset
        }.map(\.element)
        var versions: [SearchReport.Version] = []
        var foundBy: [SearchReport.FoundBy] = []
        for line in lines {
            if !versions.contains(line.version) { versions.append(line.version) }
            if foundBy.isEmpty { foundBy = line.hit.foundBy }
        }
        let newest = lines[0].hit
        let summary = indexes.parts[newest.part].index.string(.summary, of: newest.package)
        return SearchReport.Package(
            name: name, versions: versions, summary: summary, foundBy: foundBy,
            locked: locked[name])
    }

    /// Names that are like the words.
    func near(in indexes: UpstreamIndexes) -> [String] {
        var names: Set<String> = []
        for part in indexes.parts {
            for package in 0..<part.index.count where indexes.isSeen(package, in: part) {
                names.insert(part.index.string(.name, of: package))
            }
        }
        var near: [String] = []
        for pattern in patterns where !SearchPattern.isPattern(pattern.text) && !pattern.isPath {
            for name in Suggestion.near(pattern.text, among: names) where !near.contains(name) {
                near.append(name)
            }
        }
        return near
    }
}

extension SearchScan {
    /// By what a package was found, if neither by name nor by summary.
    fileprivate func foundBy(_ package: Int) -> SearchReport.FoundBy? {
        if let file = files[package] { return SearchReport.FoundBy(field: .files, text: file) }
        guard let line = lines[package] else { return nil }
        return SearchReport.FoundBy(field: field(of: line), text: text(line))
    }
}

extension VersionScheme {
    /// Orders two versions.
    func compare(_ left: String, _ right: String) -> Int {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        return compare(left.span, right.span)
    }
}
