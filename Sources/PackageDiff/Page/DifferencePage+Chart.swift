extension DifferencePage {
    /// How many bars the chart of packages has at most.
    private static let largest = 12

    /// Where the bytes went: by kind of change, and by package.
    var charts: HTMLText {
        let byKind = kinds.map { group in
            let count = group.changes.count
            return SizeBar(
                label: "\(group.kind.badge) <span class=\"faint\">\(count)</span>",
                value: Self.sum(group.changes.map(\.sizeChange)), kind: group.kind)
        }
        let changing = difference.changes.enumerated().filter { $0.element.sizeChange != 0 }
        let sorted = changing.sorted { left, right in
            let sizes = (left.element.sizeChange.magnitude, right.element.sizeChange.magnitude)
            return sizes.0 != sizes.1 ? sizes.0 > sizes.1 : left.offset < right.offset
        }
        let byPackage = sorted.prefix(Self.largest).map { place, change in
            SizeBar(
                label: "<a href=\"#p\(place)\"><bdi>\(change.name)</bdi></a>",
                value: change.sizeChange, kind: change.kind)
        }
        return """
            <section aria-labelledby="sizes">
            <h2 id="sizes">Where the bytes went</h2>
            <div class="charts">
            <div>
            \(SizeBar.chart(byKind, titled: "By kind of change", naming: "Kind"))</div>
            \(largest(Array(byPackage), of: changing.count))</div>
            </section>

            """
    }

    /// The bars of packages; nothing where no size changed.
    private func largest(_ bars: [SizeBar], of count: Int) -> HTMLText {
        if bars.isEmpty { return "" }
        let rest = count - bars.count
        let note: HTMLText =
            rest > 0
            ? "<p class=\"note\">\(SizeText.count(rest, "smaller change")) not shown.</p>\n" : ""
        return """
            <div>
            \(SizeBar.chart(bars, titled: "Largest changes", naming: "Package"))\(note)</div>

            """
    }
}

extension DifferencePage {
    /// The sum, or as much of it as a number can hold: sizes are what somebody wrote.
    fileprivate static func sum(_ numbers: [Int]) -> Int {
        numbers.reduce(0) { sum, number in
            let (result, isTooMuch) = sum.addingReportingOverflow(number)
            return isTooMuch ? (number > 0 ? .max : .min) : result
        }
    }
}

/// A row of a chart: a bar that leaves from zero, to the right for growth.
struct SizeBar {
    /// What it is of.
    let label: HTMLText
    /// Bytes.
    let value: Int
    /// What colours it.
    let kind: Change.Kind

    /// The width of all bars' drawings, in units of their own.
    private static let width = 1000.0

    /// A table of bars on one scale.
    static func chart(_ bars: [SizeBar], titled title: String, naming column: String) -> HTMLText {
        let lowest = Double(min(0, bars.map(\.value).min() ?? 0))
        let highest = Double(max(0, bars.map(\.value).max() ?? 0))
        let rows = bars.map { $0.row(from: lowest, to: highest) }
        return """
            <table class="chart">
            <caption>\(title)</caption>
            <thead class="unseen"><tr><th scope="col">\(column)</th><td></td>\
            <th scope="col">Bytes</th></tr></thead>
            <tbody>
            \(HTMLText(joining: rows))</tbody>
            </table>

            """
    }

    private func row(from lowest: Double, to highest: Double) -> HTMLText {
        """
        <tr><th scope="row">\(label)</th><td class="bar">\(drawing(from: lowest, to: highest))</td>\
        <td class="number">\(SizeText.change(value))</td></tr>

        """
    }

    /// The bar with the line of zero, as wide as its place is.
    private func drawing(from lowest: Double, to highest: Double) -> HTMLText {
        let span = max(1, highest - lowest)
        let zero = Int((-lowest / span * Self.width).rounded())
        let end = Int(((Double(value) - lowest) / span * Self.width).rounded())
        // What is not nothing is seen.
        let length = value == 0 ? 0 : max(3, abs(end - zero))
        let start = value < 0 ? zero - length : zero
        return """
            <svg viewBox="0 0 1000 12" preserveAspectRatio="none" aria-hidden="true" focusable="false">\
            <rect class="\(kind.rawValue)" x="\(start)" y="1" width="\(length)" height="10"/>\
            <line class="zero" x1="\(zero)" y1="0" x2="\(zero)" y2="12"/></svg>
            """
    }
}
