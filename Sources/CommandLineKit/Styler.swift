public import MirrorBase

/// When output is coloured.
public enum ColorMode: String, CaseIterable, ArgumentValue, Hashable {
    /// On a terminal, unless the environment says otherwise.
    case auto
    /// Always, even into a file.
    case always
    /// Never.
    case never
}

/// What a piece of text is, from which its look follows.
public enum Style: Sendable, Hashable, CaseIterable {
    /// The word that announces a failure: bold red.
    case error
    /// The word that announces advice: cyan.
    case hint
    /// Something worth a look: yellow.
    case warning
    /// Something that went well: green.
    case success
    /// A heading or a name: bold.
    case bold
    /// What matters less: dim.
    case dim
    /// The mark below a user's line: red.
    case caret
    /// A part of a text that was searched for: bold green.
    case match

    var code: String {
        switch self {
        case .error: "1;31"
        case .hint: "36"
        case .warning: "33"
        case .success: "32"
        case .bold: "1"
        case .dim: "2"
        case .caret: "31"
        case .match: "1;32"
        }
    }
}

/// Puts terminal colours around text, or leaves it alone.
public struct Styler: Sendable, Hashable {
    /// Whether anything is coloured.
    public let isEnabled: Bool

    /// Text as it is.
    public static let plain = Styler(isEnabled: false)

    /// Makes a styler that is on or off.
    public init(isEnabled: Bool) { self.isEnabled = isEnabled }

    /// Decides by mode, terminal and environment.
    ///
    /// In `auto` mode there is colour on a terminal only, not where `NO_COLOR` is set and not empty
    /// (no-color.org), and not where `TERM` is `dumb`. An explicit `always` or `never` overrides these.
    public init(_ mode: ColorMode, isTerminal: Bool, environment: (String) -> String?) {
        switch mode {
        case .always: isEnabled = true
        case .never: isEnabled = false
        case .auto:
            isEnabled =
                isTerminal && (environment("NO_COLOR") ?? "").isEmpty
                && environment("TERM") != "dumb"
        }
    }

    /// The text in a style.
    public func apply(_ style: Style, _ text: String) -> String {
        isEnabled && !text.isEmpty ? "\u{1B}[\(style.code)m\(text)\u{1B}[0m" : text
    }

    /// An error as printed, without a final newline; without colour it is `MirrorError.rendered()`.
    public func rendered(_ error: MirrorError) -> String {
        guard isEnabled else { return error.rendered() }
        let error = error.visible
        var lines: [String] = []
        for problem in error.problems {
            lines.append("\(apply(.error, "error:")) \(problem.message)")
            if let excerpt = problem.excerpt { lines.append(rendered(excerpt)) }
            for hint in problem.hints { lines.append("\(apply(.hint, "hint:")) \(hint)") }
        }
        if let cause = error.cause { lines.append("  \(apply(.dim, "cause:")) \(cause)") }
        for attempt in error.attempts { lines.append("  \(apply(.dim, "tried")) \(attempt)") }
        for step in error.context { lines.append("  \(apply(.dim, "while")) \(step)") }
        return lines.joined(separator: "\n")
    }

    /// A problem as printed, without a final newline, that is announced by another word than `error:`.
    public func rendered(_ problem: MirrorError.Problem, as word: String, _ style: Style) -> String
    {
        let problem = problem.visible
        var lines = ["\(apply(style, word + ":")) \(problem.message)"]
        if let excerpt = problem.excerpt { lines.append(rendered(excerpt)) }
        for hint in problem.hints { lines.append("\(apply(.hint, "hint:")) \(hint)") }
        return lines.joined(separator: "\n")
    }

    /// The lines of an excerpt: place and margin dim, caret red.
    private func rendered(_ excerpt: SourceExcerpt) -> String {
        let lines = excerpt.rendered().split(separator: "\n", omittingEmptySubsequences: false)
        return lines.enumerated().map { number, line in
            let line = String(line)
            guard number > 0 else { return apply(.dim, line) }
            guard let bar = line.firstIndex(where: { $0 == "|" || $0 == "=" }) else { return line }
            let rest = String(line[line.index(after: bar)...])
            let blanks = String(rest.prefix { $0 == " " || $0 == "\t" })
            let text = String(rest.dropFirst(blanks.count))
            return apply(.dim, String(line[...bar])) + blanks
                + (number == 3 ? apply(.caret, text) : text)
        }.joined(separator: "\n")
    }
}
