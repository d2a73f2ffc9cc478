/// All advisories of a difference, each once, the worst first.
struct AdvisoryIndex {
    /// An advisory with the packages it came with.
    struct Entry {
        var advisory: Advisory
        /// Places of changes.
        var changes: [Int]
    }

    let entries: [Entry]
    private let places: [String: Int]
    private let names: [String]

    init(_ difference: Difference) {
        var found: [String: Entry] = [:]
        var order: [String] = []
        for (place, change) in difference.changes.enumerated() {
            for advisory in change.advisories {
                if found[advisory.id] == nil {
                    order.append(advisory.id)
                    found[advisory.id] = Entry(advisory: advisory, changes: [])
                }
                if found[advisory.id]?.changes.last != place {
                    found[advisory.id]?.changes.append(place)
                }
            }
        }
        entries = order.sorted().compactMap { found[$0] }.enumerated().sorted { left, right in
            let ranks = (left.element.advisory.rank, right.element.advisory.rank)
            return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : left.offset < right.offset
        }.map(\.element)
        places = Dictionary(
            entries.enumerated().map { ($1.advisory.id, $0) },
            uniquingKeysWith: { first, _ in first })
        names = difference.changes.map(\.name)
    }

    /// Where an advisory stands among all.
    func place(of advisory: Advisory) -> Int { places[advisory.id] ?? 0 }

    /// What the lead says of them.
    var sentence: HTMLText {
        if entries.isEmpty { return "" }
        let security = entries.count { $0.advisory.isSecurity }
        let all = SizeText.count(entries.count, "advisory", plural: "advisories")
        let noun = entries.count == 1 ? "it is" : "of them"
        if security == 0 { return " <a href=\"#advisories\">\(all)</a> came with it." }
        let part: HTMLText =
            security == entries.count
            ? "\(entries.count == 1 ? "it is" : "all are") about <b>security</b>"
            : "<b>\(security)</b> \(noun) about <b>security</b>"
        return " <a href=\"#advisories\">\(all)</a> came with it; \(part)."
    }

    /// The list of them; nothing where there are none.
    var section: HTMLText {
        if entries.isEmpty { return "" }
        let count = SizeText.count(entries.count, "advisory", plural: "advisories")
        let items = entries.enumerated().map { item($1, place: $0) }
        return """
            <section aria-labelledby="advisories">
            <h2 id="advisories">Advisories</h2>
            <details class="all"\(entries.count > 8 ? "" : " open")>
            <summary>\(count)</summary>
            <ul class="advisories">
            \(HTMLText(joining: items))</ul>
            </details>
            </section>

            """
    }

    private func item(_ entry: Entry, place: Int) -> HTMLText {
        let advisory = entry.advisory
        let packages = entry.changes.map { change -> HTMLText in
            "<a href=\"#p\(change)\"><bdi>\(names[change])</bdi></a>"
        }
        var lines: HTMLText = ""
        if !advisory.references.isEmpty {
            let references = HTMLText(joining: advisory.references.map(\.link), with: ", ")
            lines += "<p class=\"references\"><span class=\"faint\">See</span> \(references)</p>\n"
        }
        lines += """
            <p class="references packages"><span class="faint">Packages</span> \
            \(HTMLText(joining: packages, with: ", "))</p>

            """
        return "<li id=\"a\(place)\"><p>\(advisory.heading)</p>\n\(lines)</li>\n"
    }
}

extension Advisory {
    /// Whether it is about security.
    var isSecurity: Bool { type.lowercased() == "security" }

    private static let severities = ["critical", "important", "moderate", "low"]

    /// How far in front it stands: the worst first, then what is not about security.
    var rank: Int {
        let place = severity.flatMap { Self.severities.firstIndex(of: $0.lowercased()) }
        return (place ?? Self.severities.count) + (isSecurity ? 0 : 10)
    }

    /// Its marks, name and title.
    var heading: HTMLText {
        """
        \(mark) <strong><bdi>\(id)</bdi></strong> <bdi>\(title)</bdi>
        """
    }

    /// What it is about and how bad that is.
    var mark: HTMLText {
        let place = severity.flatMap { Self.severities.firstIndex(of: $0.lowercased()) }
        let level = isSecurity ? place.map { Self.severities[$0] } ?? "unrated" : "other"
        let words = [type, severity ?? ""].filter { !$0.isEmpty && $0.lowercased() != "none" }
        return words.isEmpty
            ? "" : "<span class=\"severity \(level)\">\(words.joined(separator: ", "))</span>"
    }
}

extension Advisory.Reference {
    /// The reference, leading to where one reads more if that is an address of the web.
    var link: HTMLText {
        let name = id.isEmpty ? url : id
        guard Self.isWeb(url) else { return "<bdi>\(name)</bdi>" }
        return "<a href=\"\(url)\" rel=\"noopener noreferrer\"><bdi>\(name)</bdi></a>"
    }

    /// Whether an address is one of the web: nothing else may be clicked.
    private static func isWeb(_ url: String) -> Bool {
        let lower = url.lowercased()
        guard lower.hasPrefix("https://") || lower.hasPrefix("http://") else { return false }
        return url.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }
}
