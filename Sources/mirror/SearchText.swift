internal import CommandLineKit
internal import MirrorBase
internal import MirrorQuestions

/// What a search found, as it is printed.
struct SearchText {
    private let report: SearchReport
    private let shown: ArraySlice<SearchReport.Package>
    private let styler: Styler
    private let width: Int?

    init(_ report: SearchReport, limit: Int, styler: Styler, width: Int?) {
        self.report = report
        shown = report.packages.prefix(limit)
        self.styler = styler
        self.width = width
    }

    /// How many packages were found that are not shown.
    var hiddenCount: Int { report.packages.count - shown.count }

    /// The names, one a line.
    var list: String {
        shown.map { DisplayWidth.visible($0.name) + "\n" }.joined()
    }

    // MARK: - Text

    /// What a summary needs, to say something; with less it gets a line of its own.
    private static let leastSummary = 36

    /// A line for each package, on a narrow terminal two; an asterisk before what the lock has.
    var table: String {
        let line = rows(hasSummary: true)
        guard let width, line.wanted > width - Self.leastSummary else {
            return line.table.rendered(width: width, styler: styler)
        }
        let heads = rows(hasSummary: false).table.rendered(width: width, styler: styler)
        var summaries = Table([.init(isFlexible: true)])
        // A table leaves out no line, but a blank one would say nothing.
        for package in shown { summaries.append([marked(package.summary)]) }
        let lines = summaries.rendered(width: max(20, width - 4), styler: styler)
        return zip(
            heads.split(separator: "\n"),
            lines.split(separator: "\n", omittingEmptySubsequences: false)
        ).map { head, summary in summary.isEmpty ? "\(head)\n" : "\(head)\n    \(summary)\n" }
            .joined()
    }

    /// The packages as a table, and how wide it is without summaries.
    private func rows(hasSummary: Bool) -> (table: Table, wanted: Int) {
        let hasLocked = shown.contains { !$0.locked.isEmpty }
        let hasOthers = shown.contains { !$0.foundBy.isEmpty }
        func title(_ text: String) -> String? { hasSummary ? text : nil }
        var columns: [Table.Column] = hasLocked ? [.init(title(""))] : []
        columns += [
            .init(title("name")), .init(title("version")),
            .init(title("repository"), isFlexible: !hasSummary),
        ]
        if hasOthers { columns.append(.init(title("by"), isFlexible: true)) }
        if hasSummary { columns.append(.init("summary", isFlexible: true)) }
        var table = Table(columns)
        var widths = [Int](repeating: 0, count: columns.count)
        for package in shown {
            var row: [Table.Cell] = hasLocked ? [.init(package.locked.isEmpty ? "" : "*")] : []
            row += [
                marked(package.name, .bold), .init(version(package)),
                .init(package.versions[0].repository),
            ]
            if hasOthers { row.append(marked(package.foundBy.map(\.text).joined(separator: " "))) }
            for (place, cell) in row.enumerated() {
                widths[place] = max(widths[place], DisplayWidth.of(cell.text) + 2)
            }
            if hasSummary { row.append(marked(package.summary)) }
            table.append(row)
        }
        return (table, widths.reduce(0, +))
    }

    /// The newest version, and how many older ones there are; where the lock has another one, that, too.
    private func version(_ package: SearchReport.Package) -> String {
        let newest = package.versions[0].version.withoutZeroEpoch
        var notes: [String] = []
        let older = Set(package.versions.map(\.version)).count - 1
        if older > 0 { notes.append("+\(older)") }
        if let locked = package.locked.first, !package.locked.contains(package.versions[0].version)
        {
            notes.append("locked \(locked.withoutZeroEpoch)")
        }
        return notes.isEmpty ? newest : "\(newest) (\(notes.joined(separator: ", ")))"
    }

    /// A cell in which the words stand out.
    private func marked(_ text: String, _ style: Style? = nil) -> Table.Cell {
        guard styler.isEnabled else { return .init(text, style) }
        var ranges: [Range<Int>] = []
        // Ranges count characters, and a small letter is as long as its capital only in ASCII.
        let characters = Array(DisplayWidth.visible(text)).map(SearchText.folded)
        for word in report.query.words {
            for part in word.split(whereSeparator: { "*?[]".contains($0) }) {
                ranges += SearchText.places(of: part.map(SearchText.folded), in: characters)
            }
        }
        ranges.sort { ($0.lowerBound, -$0.upperBound) < ($1.lowerBound, -$1.upperBound) }
        return .init(text, style, highlights: ranges)
    }

    private static func folded(_ character: Character) -> Character {
        guard character.isASCII, let small = character.lowercased().first else { return character }
        return small
    }

    private static func places(of part: [Character], in text: [Character]) -> [Range<Int>] {
        var found: [Range<Int>] = []
        var start = 0
        while start + part.count <= text.count {
            if text[start..<start + part.count].elementsEqual(part) {
                found.append(start..<start + part.count)
                start += part.count
            } else {
                start += 1
            }
        }
        return found
    }

    // MARK: - JSON

    /// The result as data; see docs/reference/search-json.md.
    var json: String {
        JSONText.document { json in
            json.field("distro", report.distro)
            json.field("arch", report.architecture)
            json.field("words", report.query.words)
            json.field("found", report.packages.count)
            json.objects("packages", shown, indent: 1) { json, package in
                write(package, to: &json)
            }
            if report.packages.isEmpty {
                json.field("near", report.nearNames)
                json.objects("elsewhere", report.otherPlaces) { json, other in
                    json.field("name", other.name)
                    json.field("places", other.places)
                }
            }
        }
    }

    private func write(_ package: SearchReport.Package, to json: inout JSONText) {
        json.field("name", package.name)
        json.field("summary", package.summary)
        json.objects("versions", package.versions) { json, version in
            json.field("version", version.version)
            json.field("arch", version.architecture)
            json.field("repository", version.repository)
        }
        json.field("locked", package.locked)
        json.objects("by", package.foundBy) { json, found in
            json.field(found.field == .files ? "file" : "provides", found.text)
        }
    }

    // MARK: - Nothing

    /// What is said where nothing was found.
    var failure: MirrorError {
        let words = report.query.words.map { "`\(DisplayWidth.visible($0))`" }
        let place = "\(report.distro) \(report.architecture)"
        var hints: [String] = []
        if !report.nearNames.isEmpty {
            let names = report.nearNames.map { "`\(DisplayWidth.visible($0))`" }
            hints.append("did you mean \(names.joined(separator: " or "))?")
        }
        for other in report.otherPlaces {
            let name = DisplayWidth.visible(other.name)
            hints.append("`\(name)` is in \(other.places.joined(separator: ", "))")
        }
        if !report.query.fields.isEmpty {
            let all = SearchField.allCases.filter(report.query.fields.contains).map {
                "`--\($0.rawValue)`"
            }
            hints.append("only \(all.joined(separator: " and ")) was looked into")
        } else if words.count > 1 {
            hints.append("all words have to fit one package")
        }
        return MirrorError(
            .answerIsNo,
            "nothing in \(place) fits \(words.count > 2 ? "all of " : "")\(words.joined(separator: words.count > 2 ? ", " : " and "))",
            hints: hints)
    }
}
