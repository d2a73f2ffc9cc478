public import MirrorBase

extension CommandSet {
    /// The manual page in roff with the macros of man(7), for section 1.
    ///
    /// The date is the caller's, so that a release can be built twice with the same result.
    public func manualPage(date: Timestamp) -> String {
        let day = String(date.iso8601.prefix(10))
        var lines = [
            ".TH \(Roff.argument(program.uppercased())) 1 \(day) \(Roff.argument(versionText)) \(Roff.argument("User Commands"))",
            ".SH NAME", "\(Roff.text(program)) \\- \(Roff.text(abstract))", ".SH SYNOPSIS",
            ".B \(Roff.text(program))", ".I COMMAND", "[options] ...",
        ]
        if !discussion.isEmpty { lines += [".SH DESCRIPTION"] + Roff.paragraphs(discussion) }
        lines.append(".SH COMMANDS")
        for schema in visibleSchemas { lines += manual(schema) }
        lines.append(".SH GLOBAL OPTIONS")
        lines.append("These options may stand before or behind the command.")
        let globals = globalForms + [CommandSet.help.form, CommandSet.versionFlag.form]
        lines += globals.filter { !$0.isHidden }.flatMap(manual)
        lines += manualEnvironment()
        if !exitStatus.isEmpty {
            lines.append(".SH EXIT STATUS")
            for status in exitStatus {
                lines += [".TP", "\\fB\(status.code)\\fR", Roff.text(status.meaning)]
            }
        }
        return lines.joined(separator: "\n") + "\n"
    }

    private func manual(_ schema: Schema) -> [String] {
        var lines = [".SS \(Roff.text(usage(schema)))", Roff.text(schema.abstract + ".")]
        if !schema.discussion.isEmpty { lines += [".PP"] + Roff.paragraphs(schema.discussion) }
        lines += (schema.positionals + schema.options).filter { !$0.isHidden }.flatMap(manual)
        for example in schema.examples {
            lines += [
                ".PP", Roff.text(example.text + ":"), ".PP", ".nf", ".RS 4",
                Roff.text(example.line, marksCode: false), ".RE", ".fi",
            ]
        }
        return lines
    }

    private func manual(_ form: ArgumentForm) -> [String] {
        var head: String
        if form.isPositional {
            head = "\\fI\(Roff.text(label(form)))\\fR"
        } else {
            var names: [String] = []
            if let short = form.short { names.append("\\fB\\-\(short)\\fR") }
            names.append("\\fB\(Roff.text(form.spelling))\\fR")
            if form.isNegatable { names.append("\\fB\(Roff.text("--no-\(form.name)"))\\fR") }
            head = names.joined(separator: ", ")
            if form.takesValue { head += " \\fI\(Roff.text(form.placeholder))\\fR" }
            if form.kind == .optionList { head += " ..." }
        }
        return [".TP", head] + Roff.lines(description(form))
    }

    private func manualEnvironment() -> [String] {
        var lines = [
            ".SH ENVIRONMENT",
            "A variable counts where the option is not given. For a flag it is true or false.",
        ]
        let all = (globalForms + visibleSchemas.flatMap(\.forms)).filter {
            $0.isSetting && !$0.isHidden
        }
        var seen: Set<String> = []
        for form in all where seen.insert(form.name).inserted {
            lines += [
                ".TP", "\\fB\(Roff.text(form.environmentName(program: program)))\\fR",
                Roff.text("The value of `\(form.spelling)`."),
            ]
        }
        lines += [
            ".TP", "\\fBNO_COLOR\\fR", "If set and not empty, output is not coloured by itself.",
        ]
        return lines
    }
}

/// Text as roff source.
enum Roff {
    /// A line of text: escapes for what roff would read as its own, bold for what stands in backticks.
    static func text(_ text: String, marksCode: Bool = true) -> String {
        var result = ""
        var isCode = false
        for character in text {
            switch character {
            case "\\": result += "\\e"
            case "-": result += "\\-"
            case "`" where marksCode:
                isCode.toggle()
                result += isCode ? "\\fB" : "\\fR"
            case "`": result += "\\(ga"
            case "'": result += "\\(aq"
            case "^": result += "\\(ha"
            case "~": result += "\\(ti"
            case "\n": result += " "
            default: result.append(character)
            }
        }
        if isCode { result += "\\fR" }
        // A point at the start of a line would be a request.
        return result.hasPrefix(".") ? "\\&" + result : result
    }

    /// An argument of a macro, in double quotes.
    static func argument(_ text: String) -> String {
        "\"" + Roff.text(text).replacing("\"", with: "\\(dq") + "\""
    }

    /// Text on lines short enough to edit, as the linters of manual pages ask for.
    static func lines(_ text: String) -> [String] {
        // Escaped first: what stands in backticks may be broken over two lines.
        TextLayout.wrap(Roff.text(text), width: 72).map { line in
            // Only the first line has been looked at by then.
            line.hasPrefix(".") ? "\\&" + line : line
        }
    }

    /// Paragraphs that blank lines separate.
    static func paragraphs(_ text: String) -> [String] {
        var lines: [String] = []
        for line in text.split(separator: "\n", omittingEmptySubsequences: false) {
            lines += line.isEmpty ? [".PP"] : Roff.lines(String(line))
        }
        return lines
    }
}
