internal import CommandLineKit
internal import MirrorQuestions

/// The answer of `mirror why-not` for people.
struct WhyNotText {
    /// How many packages of an effect are listed.
    private static let limit = 20

    private let answer: WhyNotAnswer
    private let width: Int?
    private let styler: Styler

    init(_ answer: WhyNotAnswer, width: Int?, styler: Styler) {
        self.answer = answer
        self.width = width
        self.styler = styler
    }

    /// All of it, ended by a line feed.
    var text: String {
        var blocks = [head] + answer.proposals.map(block)
        blocks.append(
            answer.hints.map { hint in
                let lines = wrapped(hint, indent: 6).joined(separator: "\n      ")
                return styler.apply(.hint, "hint:") + " " + lines + "\n"
            }.joined())
        return blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    }

    /// Names come from outside.
    private func clean(_ text: String) -> String { DisplayWidth.visible(text) }

    /// The lines of a sentence; one where there is no terminal.
    private func wrapped(_ text: String, indent: Int = 0) -> [String] {
        WrappedText.lines(clean(text), width: width.map { max(20, $0 - indent) } ?? .max)
    }

    private var head: String {
        let style: Style = answer.isYes ? .bold : .error
        var lines = wrapped(answer.headline).map { styler.apply(style, $0) }
        // The headline has said the first reason of these.
        let isTold = answer.result == .other || answer.reasons.first?.kind == "hidden"
        let told = isTold ? 1 : 0
        for reason in answer.reasons.dropFirst(told) where !answer.headline.contains(reason.text) {
            lines += wrapped(reason.text, indent: 2).map { "  " + $0 }
        }
        lines += answer.story.map { "  " + clean($0) }
        return lines.map { $0 + "\n" }.joined()
    }

    private func block(_ proposal: WhyNotAnswer.Proposal) -> String {
        var text = wrapped(proposal.text).map { styler.apply(.success, $0) + "\n" }.joined()
        if let effect = proposal.effect {
            text += "  \(summary(effect))\n" + indented(table(effect), by: 4)
        }
        guard let change = proposal.change else { return text }
        for edit in change.edits {
            text += "\n  \(clean(place(edit, change.file)))\n\n"
            text += indented(
                (edit.shown.isEmpty ? edit.former : edit.shown)
                    .map { clean($0) + "\n" }.joined(), by: 6)
        }
        return text
    }

    private func place(_ edit: ManifestChange.Edit, _ file: String) -> String {
        if edit.removed == 0 {
            return "in \(file), group `\(edit.group)`, after line \(edit.line - 1):"
        }
        if edit.inserted.isEmpty { return "in \(file), take line \(edit.line) away:" }
        if edit.removed > 1 {
            return
                "in \(file), instead of lines \(edit.line) to \(edit.line + edit.removed - 1):"
        }
        return "in \(file), instead of line \(edit.line):"
    }

    // MARK: - What it comes to

    private func summary(_ effect: WhyNotAnswer.Effect) -> String {
        if effect.isEmpty { return "nothing else changes" }
        var parts: [String] = []
        if !effect.added.isEmpty {
            parts.append("\(Count.text(effect.added.count, "package")) more")
        }
        if !effect.changed.isEmpty {
            parts.append("\(Count.text(effect.changed.count, "package")) in another version")
        }
        if !effect.removed.isEmpty { parts.append("\(effect.removed.count) less") }
        let sign = effect.bytes > 0 ? "+" : ""
        return parts.joined(separator: ", ") + ": \(sign)\(ByteCount.text(Int64(effect.bytes)))"
    }

    private func table(_ effect: WhyNotAnswer.Effect) -> String {
        var rows: [[Table.Cell]] = effect.changed.map { change in
            [
                "~", .init(change.before.name),
                .init("\(change.before.shortVersion) → \(change.after.shortVersion)"),
                .init(change.after.architecture), .init(change.after.repository),
                .init(signed(change.bytes)),
            ]
        }
        for (mark, list) in [("+", effect.added), ("-", effect.removed)] {
            rows += list.map { sized in
                [
                    .init(mark), .init(sized.package.name), .init(sized.package.shortVersion),
                    .init(sized.package.architecture), .init(sized.package.repository),
                    .init(ByteCount.text(Int64(sized.size))),
                ]
            }
        }
        var table = Table([
            .init(), .init(), .init(), .init(), .init(isFlexible: true),
            .init(nil, .right),
        ])
        for row in rows.prefix(Self.limit) { table.append(row) }
        let more = rows.count - Self.limit
        let text = table.rendered(width: width.map { $0 - 4 }, styler: styler)
        return more > 0 ? text + "and \(more) more\n" : text
    }

    private func signed(_ bytes: Int) -> String {
        (bytes > 0 ? "+" : "") + ByteCount.text(Int64(bytes))
    }

    private func indented(_ text: String, by count: Int) -> String {
        let margin = String(repeating: " ", count: count)
        return text.split(separator: "\n", omittingEmptySubsequences: false).dropLast()
            .map { $0.isEmpty ? "\n" : margin + $0 + "\n" }.joined()
    }
}
