internal import MirrorBase

/// The reasons of an explanation as indented lines, few enough to read.
struct ExplanationText {
    /// How many lines there may be.
    static let limit = 36
    /// From which depth on a long way is shortened in its middle.
    private static let depthLimit = 12
    /// How many steps of a long way are kept at each end.
    private static let kept = 4

    let lines: [String]

    init(_ explanation: Explanation) {
        var reasons = explanation.reasons
        // What the headline says already goes without saying, unless there is more of the kind.
        if ExplanationText.contradictions(reasons) == 1 {
            reasons = ExplanationText.withoutContradictions(reasons)
        }
        reasons = ExplanationText.without(headline: explanation.headline, reasons)
        reasons = reasons.flatMap(ExplanationText.withoutTriviality)
        var breadth = 8
        var lines = ExplanationText.lines(of: reasons, breadth)
        while lines.count > ExplanationText.limit, breadth > 1 {
            breadth -= 1
            lines = ExplanationText.lines(of: reasons, breadth)
        }
        if lines.count > ExplanationText.limit {
            let rest = lines.count - ExplanationText.limit + 1
            lines.removeLast(rest)
            lines.append("and \(rest) more lines of this kind")
        }
        self.lines = lines
    }

    private static func contradictions(_ reasons: [Explanation.Reason]) -> Int {
        reasons.reduce(0) { $0 + ($1.isContradiction ? 1 : 0) + contradictions($1.reasons) }
    }

    private static func withoutContradictions(_ reasons: [Explanation.Reason])
        -> [Explanation.Reason]
    {
        reasons.filter { !$0.isContradiction }.map { reason in
            var copy = reason
            copy.reasons = withoutContradictions(reason.reasons)
            return copy
        }
    }

    /// The reasons without ends that the headline has already, with the same packages.
    private static func without(headline: String, _ reasons: [Explanation.Reason])
        -> [Explanation.Reason]
    {
        reasons.compactMap { reason in
            if reason.reasons.isEmpty { return isSaid(reason, headline) ? nil : reason }
            var copy = reason
            copy.reasons = without(headline: headline, reason.reasons)
            return copy
        }
    }

    private static func isSaid(_ reason: Explanation.Reason, _ headline: String) -> Bool {
        if reason.isContradiction || reason.kind == .installed {
            return headline.contains(reason.text)
        }
        guard reason.kind == .requires, let relation = reason.relation else { return false }
        // "needs `x`: `x 1`": the need, and what there is for it.
        let parts = reason.predicate.split(separator: "`: ", maxSplits: 1)
        guard parts.count == 2, parts[0].hasSuffix(relation) else { return false }
        return headline.contains("\(reason.subject) \(parts[0])`") && headline.contains(parts[1])
    }

    /// That `a` is `a 1` goes without saying.
    private static func withoutTriviality(_ reason: Explanation.Reason) -> [Explanation.Reason] {
        if reason.kind == .best, reason.reasons.isEmpty { return [] }
        guard reason.kind == .wish, let wish = reason.wish else { return [reason] }
        if wish.contains("|"), !reason.others.isEmpty { return [reason] }
        if reason.reasons.isEmpty, !reason.isContradiction { return [] }
        let isPlain = reason.others.count == 1 && isName(wish, of: reason.others[0])
        return isPlain ? reason.reasons : [reason]
    }

    /// Whether a wish names a package so that nothing is left open but its newest version.
    private static func isName(_ wish: String, of package: Explanation.Package) -> Bool {
        let (name, version, architecture) = (package.name, package.version, package.architecture)
        let short = version.withoutZeroEpoch
        return [
            name, "\(name):\(architecture)", "\(name).\(architecture)",
            "\(name) (= \(short))", "\(name) \(version)", "\(name) \(version) \(architecture)",
            "\(name)-\(short).\(architecture)",
        ].contains(wish)
    }

    private static func lines(of reasons: [Explanation.Reason], _ breadth: Int) -> [String] {
        var lines: [String] = []
        // Wishes are not left out: they are what the reader wrote.
        for reason in reasons { append(reason, reason.text, 0, breadth, &lines) }
        return lines
    }

    private static func append(
        _ reason: Explanation.Reason, _ text: String, _ depth: Int, _ breadth: Int,
        _ lines: inout [String]
    ) {
        lines.append(indent(depth) + text)
        let way = length(of: reason)
        if depth > 0 || way <= depthLimit {
            appendReasons(of: reason, depth + 1, breadth, &lines)
            return
        }
        // A long way without forks: its middle tells little.
        var steps = [reason]
        while steps.count < way { steps.append(steps[steps.count - 1].reasons[0]) }
        for depth in 1..<kept { lines.append(indent(depth) + said(steps[depth], steps[depth - 1])) }
        lines.append(indent(kept) + "… and so on over \(way - 2 * kept - 1) more packages")
        for depth in way - kept..<way - 1 {
            // The package that the first of them is about was not named before.
            let text =
                depth == way - kept ? steps[depth].text : said(steps[depth], steps[depth - 1])
            lines.append(indent(depth - way + 2 * kept + 1) + text)
        }
        append(
            steps[way - 1], said(steps[way - 1], steps[way - 2]), 2 * kept, breadth, &lines)
    }

    private static func indent(_ depth: Int) -> String { String(repeating: "  ", count: depth) }

    private static func appendReasons(
        of reason: Explanation.Reason, _ depth: Int, _ breadth: Int, _ lines: inout [String]
    ) {
        let all = reason.reasons
        let shown = all.count > breadth ? all.prefix(max(1, breadth - 1)) : all[...]
        for step in shown { append(step, said(step, reason), depth, breadth, &lines) }
        if shown.count < all.count {
            lines.append(indent(depth) + "and \(all.count - shown.count) more reasons of this kind")
        }
    }

    /// A step below the one that names what it is about: "which needs …".
    private static func said(_ step: Explanation.Reason, _ parent: Explanation.Reason) -> String {
        let isSame = !step.packages.isEmpty && Set(step.packages) == Set(parent.others)
        return isSame ? "which \(step.predicate)" : step.text
    }

    /// How many steps follow one another before there is a fork or an end.
    private static func length(of reason: Explanation.Reason) -> Int {
        var length = 1
        var current = reason
        while current.reasons.count == 1 {
            current = current.reasons[0]
            length += 1
        }
        return length
    }
}
