internal import Manifest
internal import MirrorBase
internal import MirrorEngine
internal import PackageModel

/// The names that one distro and architecture has, by its search indexes.
struct NameMarket {
    /// By what another name was found to stand for one.
    enum Evidence: Hashable {
        /// Both are built from one source package.
        case source(String)
        /// The package has a program of that name.
        case program(String)
        /// The names are alike.
        case nearName

        /// What is said of it.
        func words(of name: String) -> String {
            switch self {
            case .source(let source): "from the same source package `\(source)`"
            case .program(let path): "has `\(path)`"
            case .nearName: "a name like it"
            }
        }
    }

    /// Another name for something.
    struct Equivalent: Hashable {
        var name: String
        var evidence: Evidence
    }

    private let indexes: UpstreamIndexes
    private let observer: BuildObserver
    private let names: Set<String>
    private let provided: Set<String>

    init(_ indexes: UpstreamIndexes, _ observer: BuildObserver) {
        self.indexes = indexes
        self.observer = observer
        var (names, provided): (Set<String>, Set<String>) = ([], [])
        for part in indexes.parts {
            for package in 0..<part.index.count where indexes.isSeen(package, in: part) {
                names.insert(part.index.string(.name, of: package))
                for name in part.index.strings(.provides, of: package) { provided.insert(name) }
            }
        }
        self.names = names
        self.provided = provided
    }

    /// Whether a package is called so, or provides the name.
    func has(_ name: String) -> Bool { names.contains(name) || provided.contains(name) }

    /// Whether a package's name fits a pattern.
    func hasName(like pattern: String) -> Bool {
        names.contains { Glob.matches(pattern, $0) }
    }

    /// The source packages of the packages of a name.
    func sources(of name: String) -> [String] {
        var sources: [String] = []
        each(SearchPattern(name, isExact: true), in: .name) { index, package in
            let source = index.string(.source, of: package)
            if !sources.contains(source) { sources.append(source) }
        }
        return sources
    }

    /// The paths among the targets of wishes that some package has.
    func owned(paths wishes: [Wish]) async throws(MirrorError) -> Set<String> {
        let paths = Set(wishes.flatMap(\.alternatives).filter { $0.kind == .path }.map(\.name))
            .sorted()
        if paths.isEmpty { return [] }
        let patterns = paths.map { SearchPattern($0, isExact: !Glob.isPattern($0)) }
        var found: Set<String> = []
        for (path, pattern) in zip(paths, patterns) {
            var isThere = false
            each(pattern, in: .files) { _, _ in isThere = true }
            if isThere || provided.contains(path) { found.insert(path) }
        }
        let rest = zip(paths, patterns).filter { path, pattern in
            !found.contains(path) && !(indexes.scheme == .rpm && pattern.isInPrimary)
        }
        if rest.isEmpty { return found }
        let owners = try await indexes.files.owners(rest.map(\.1), observer)
        for ((path, _), owners) in zip(rest, owners) where !owners.isEmpty { found.insert(path) }
        return found
    }

    // MARK: - Other names

    /// How many other names are proposed for one.
    private static let most = 3

    /// What else a name may be called here: by its source packages elsewhere, by a program of that name, by
    /// the looks of it.
    func equivalents(of name: String, sources: [String]) async throws(MirrorError) -> [Equivalent] {
        var found = programs(name)
        // The name may be that of a source package itself.
        for source in [name] + sources.filter({ $0 != name }) {
            let built = names(builtFrom: source)
            // A pair goes first, and is not cut off.
            let ranked = NameMarket.ranked(built, like: name)
            let pairs = ranked.filter { NameMarket.isPair($0, name) }
            let rest = ranked.filter { !pairs.contains($0) }
            for other in (pairs + rest).prefix(NameMarket.most)
            where !found.contains(where: { $0.name == other }) {
                found.append(Equivalent(name: other, evidence: .source(source)))
            }
        }
        // What bears the same name needs nothing beside it.
        if let pair = found.first(where: { NameMarket.isPair($0.name, name) }) { return [pair] }
        if found.isEmpty {
            found = Suggestion.near(name, among: names)
                .filter { !Suggestion.sharesOnlyEnd($0, with: name) }
                .map { Equivalent(name: $0, evidence: .nearName) }
        }
        return Array(found.prefix(NameMarket.most))
    }

    /// Whether two names are one but for a word that says nothing of what is in them: `conntrack` and
    /// `conntrack-tools`.
    static func isPair(_ left: String, _ right: String) -> Bool {
        let words = ["-tools", "-utils", "-util", "-bin", "-cli"]
        return words.contains { left + $0 == right || right + $0 == left }
    }

    /// The packages that have a program of that name, as far as the indexes list files.
    private func programs(_ name: String) -> [Equivalent] {
        var found: [Equivalent] = []
        for directory in ["/usr/bin/", "/usr/sbin/", "/bin/", "/sbin/"] {
            each(SearchPattern(directory + name, isExact: true), in: .files) { index, package in
                let other = index.string(.name, of: package)
                if !found.contains(where: { $0.name == other }) {
                    found.append(Equivalent(name: other, evidence: .program(directory + name)))
                }
            }
        }
        return found
    }

    private func names(builtFrom source: String) -> [String] {
        var found: [String] = []
        each(SearchPattern(source, isExact: true), in: .source) { index, package in
            let name = index.string(.name, of: package)
            if !found.contains(name) { found.append(name) }
        }
        return found
    }

    /// The names that are likest first; what belongs to development or debugging is left out, where the name
    /// itself does not.
    private static func ranked(_ names: [String], like name: String) -> [String] {
        let aside = ["-devel", "-dev", "-dbg", "-debuginfo", "-debugsource", "-doc", "-dbgsym"]
        let isAside = { (name: String) in aside.contains { name.hasSuffix($0) } }
        let kept = isAside(name) ? names : names.filter { !isAside($0) }
        return kept.map { other in
            (shared: zip(other.utf8, name.utf8).prefix { $0 == $1 }.count, name: other)
        }.sorted {
            (-$0.shared, $0.name.utf8.count, $0.name) < (-$1.shared, $1.name.utf8.count, $1.name)
        }
        .map(\.name)
    }

    /// Calls `body` with each package that is seen of which a line fits.
    private func each(
        _ pattern: SearchPattern, in column: SearchIndex.Column,
        _ body: (SearchIndex, Int) -> Void
    ) {
        for part in indexes.parts {
            let index = part.index
            index.eachLine(of: column, thatMayFit: pattern) { line in
                if pattern.fit(index.text.extracting(line)) == nil { return }
                let package = index.package(at: line.lowerBound, in: column)
                if indexes.isSeen(package, in: part) { body(index, package) }
            }
        }
    }
}
