internal import CommandLineKit
internal import MirrorBase
internal import MirrorQuestions

/// What was found in the user's files, as it is printed.
struct LintText {
    private let report: LintReport
    private let styler: Styler

    init(_ report: LintReport, styler: Styler) {
        self.report = report
        self.styler = styler
    }

    /// Every finding with its line, and how many there are.
    var findings: String {
        report.findings.map { finding in
            styler.rendered(
                finding.problem, as: finding.severity.rawValue,
                finding.severity == .error ? .error : .warning) + "\n\n"
        }.joined() + summary + "\n"
    }

    private var summary: String {
        let files = "the manifest and \(Count.text(report.distroCount, "distro file"))"
        var text =
            report.findings.isEmpty
            ? "nothing is wrong in \(files)"
            : "\(Count.text(report.count(.error), "error")), \(Count.text(report.count(.warning), "warning")) in \(files)"
        if report.askedCount > 0 {
            text +=
                "; \(Count.text(report.askedCount, "distro and architecture", plural: "distros and architectures")) asked"
        }
        return text
    }

    // MARK: - JSON

    /// The findings as data; see docs/reference/lint-json.md.
    var json: String {
        JSONText.document { json in
            json.field("errors", report.count(.error))
            json.field("warnings", report.count(.warning))
            json.objects("findings", report.findings, indent: 1) { json, finding in
                write(finding, to: &json)
            }
            json.field("asked", report.askedCount)
            json.objects("unreachable", report.unreachable) { json, place in
                json.field("place", place.place)
                json.field("message", place.message)
            }
        }
    }

    private func write(_ finding: LintReport.Finding, to json: inout JSONText) {
        json.field("severity", finding.severity.rawValue)
        json.field("rule", finding.rule.rawValue)
        json.field("message", finding.problem.message)
        json.field("file", finding.file)
        if let excerpt = finding.problem.excerpt {
            json.field("line", excerpt.position.line)
            json.field("column", excerpt.position.column)
            json.field("length", excerpt.length)
            json.field("text", excerpt.text)
            json.field("notes", excerpt.notes)
        }
        json.field("hints", finding.problem.hints)
    }

    // MARK: - Annotations

    /// The findings as GitHub Actions shows them beside the lines of a change.
    var annotations: String {
        report.findings.map { finding in
            var place = "file=\(Self.property(finding.file))"
            if let excerpt = finding.problem.excerpt {
                place += ",line=\(excerpt.position.line),col=\(excerpt.position.column)"
            }
            let more = (finding.problem.excerpt?.notes ?? []) + finding.problem.hints
            let text = ([finding.problem.message] + more).joined(separator: "\n")
            return
                "::\(finding.severity.rawValue) \(place),title=\(Self.property("mirror lint: \(finding.rule.rawValue)"))::\(Self.data(text))\n"
        }.joined()
    }

    private static func data(_ text: String) -> String {
        text.replacing("%", with: "%25").replacing("\r", with: "%0D").replacing("\n", with: "%0A")
    }

    private static func property(_ text: String) -> String {
        data(text).replacing(":", with: "%3A").replacing(",", with: "%2C")
    }
}
