internal import MirrorBase

/// Which parts of packages a search looks into.
public enum SearchField: String, Sendable, Hashable, CaseIterable {
    /// Names of packages.
    case names
    /// Names of what packages provide beside.
    case provides
    /// Files.
    case files
    /// The line that says what a package is.
    case summary
}

/// How well a package fits a word, best first; the order of results.
enum SearchRank: UInt8, Comparable {
    case name, nameBeginning, namePart, provided, providedPart, filePart, summary
    case none = 255

    static func < (left: SearchRank, right: SearchRank) -> Bool { left.rawValue < right.rawValue }
}

/// What one word finds in one index: for each package how well it fits, and by what.
struct SearchScan {
    /// For each package its rank.
    private(set) var ranks: [SearchRank]
    /// For each package the line that fits, where that is neither its name nor its summary.
    private(set) var lines: [Int: Range<Int>] = [:]
    /// For each package a file that fits, where lists of files were gone through.
    private(set) var files: [Int: String] = [:]

    private let index: SearchIndex
    private let pattern: SearchPattern

    /// Goes through an index.
    ///
    /// - Parameter fields: Where to look; for files, at those that the index has.
    init(_ pattern: SearchPattern, _ fields: Set<SearchField>, in index: SearchIndex) {
        self.index = index
        self.pattern = pattern
        ranks = Array(repeating: .none, count: index.count)
        if fields.contains(.names) {
            scan(.name, [.whole: .name, .beginning: .nameBeginning, .part: .namePart])
        }
        if fields.contains(.provides) {
            scan(.provides, [.whole: .provided, .beginning: .providedPart, .part: .providedPart])
        }
        if fields.contains(.files) {
            scan(.files, [.whole: .provided, .beginning: .filePart, .part: .filePart])
        }
        if fields.contains(.summary) { scanSummaries() }
    }

    /// The text of a line.
    func text(_ line: Range<Int>) -> String { index.string(line) }

    /// To which list a line belongs.
    func field(of line: Range<Int>) -> SearchField {
        index.range(.files).contains(line.lowerBound) ? .files : .provides
    }

    /// Takes what lists of files said of a package.
    mutating func note(_ file: FoundFile, of package: Int) {
        let rank: SearchRank = file.fit == .whole ? .provided : .filePart
        guard rank < ranks[package] else { return }
        ranks[package] = rank
        lines[package] = nil
        files[package] = file.path
    }

    private mutating func scan(
        _ column: SearchIndex.Column, _ meaning: [SearchPattern.Fit: SearchRank]
    ) {
        eachLine(of: column) { [pattern] text in
            pattern.fit(text).flatMap { meaning[$0] }
        }
    }

    private mutating func scanSummaries() {
        eachLine(of: .summary) { [pattern] text in
            pattern.fits(sentence: text) ? .summary : nil
        }
    }

    /// Ranks each line that may fit.
    private mutating func eachLine(
        of column: SearchIndex.Column, _ rank: (Span<UInt8>) -> SearchRank?
    ) {
        let index = index
        index.eachLine(of: column, thatMayFit: pattern) { line in
            if let rank = rank(index.text.extracting(line)) {
                note(rank, line, column, index.package(at: line.lowerBound, in: column))
            }
        }
    }

    private mutating func note(
        _ rank: SearchRank, _ line: Range<Int>, _ column: SearchIndex.Column, _ package: Int
    ) {
        guard rank < ranks[package] else { return }
        ranks[package] = rank
        lines[package] = column == .provides || column == .files ? line : nil
    }
}
