extension CommandSet {
    /// `mirror 1.2.0`, without a newline.
    public var versionText: String { "\(program) \(version)" }

    /// The help of a command, or of the program where there is none; ends with a newline.
    ///
    /// Texts are wrapped to `width` columns. An unknown name is a bug and traps.
    public func help(command: String? = nil, width: Int = 80, styler: Styler = .plain) -> String {
        // Beyond a hundred columns lines are hard to read, below forty two columns do not fit.
        let width = min(max(width, 40), 100)
        var lines: [String]
        if let command {
            guard let schema = schema(named: command) else {
                preconditionFailure("there is no command \(command)")
            }
            lines = commandHelp(schema, width: width, styler: styler)
        } else {
            lines = programHelp(width: width, styler: styler)
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    /// `mirror build [options] DISTRO ARCH...`.
    public func usage(of command: String) -> String {
        guard let schema = schema(named: command) else {
            preconditionFailure("there is no command \(command)")
        }
        return usage(schema)
    }

    func usage(_ schema: Schema) -> String {
        var words = [program, schema.name]
        for form in schema.options where form.isRequired {
            words.append("\(form.spelling) \(form.placeholder)")
        }
        words.append("[options]")
        for form in schema.positionals {
            let name = form.kind == .positionalList ? "\(form.name)..." : form.name
            words.append(form.isRequired ? name : "[\(name)]")
        }
        return words.joined(separator: " ")
    }

    private func commandHelp(_ schema: Schema, width: Int, styler: Styler) -> [String] {
        var lines = TextLayout.wrap(schema.abstract, width: width)
        // Later lines of the usage stand below the program's name.
        let usage = TextLayout.wrap(usage(schema), width: width - 7).joined(separator: "\n       ")
        lines += ["", styler.apply(.bold, "Usage:") + " " + usage, ""]
        if !schema.discussion.isEmpty {
            lines += TextLayout.wrap(schema.discussion, width: width) + [""]
        }
        lines += section("Arguments", schema.positionals, width: width, styler: styler)
        lines += section("Options", schema.options, width: width, styler: styler)
        lines += section(
            "Global options", commonOptions(for: schema).map(\.form) + [CommandSet.help.form],
            width: width, styler: styler)
        if !schema.examples.isEmpty {
            lines.append(styler.apply(.bold, "Examples:"))
            for example in schema.examples {
                lines += TextLayout.wrap(example.text, width: width - 2).map { "  " + $0 }
                lines += ["    " + styler.apply(.bold, example.line), ""]
            }
        }
        return lines
    }

    private func programHelp(width: Int, styler: Styler) -> [String] {
        var lines = TextLayout.wrap(abstract, width: width)
        lines += ["", styler.apply(.bold, "Usage:") + " \(program) COMMAND [options] ...", ""]
        if !discussion.isEmpty { lines += TextLayout.wrap(discussion, width: width) + [""] }
        for group in groups {
            let rows = group.commands.map { $0.schema }.filter { !$0.isHidden }
                .map { (label: $0.name, text: $0.abstract) }
            if rows.isEmpty { continue }
            lines.append(styler.apply(.bold, "\(group.title):"))
            lines += TextLayout.twoColumns(rows, width: width) { styler.apply(.bold, $0) } + [""]
        }
        let options = globalForms + [CommandSet.help.form, CommandSet.versionFlag.form]
        lines += section("Global options", options, width: width, styler: styler)
        lines += TextLayout.wrap(
            "`\(program) help COMMAND` says more about a command.", width: width)
        return lines
    }

    private func section(_ title: String, _ forms: [ArgumentForm], width: Int, styler: Styler)
        -> [String]
    {
        let rows = forms.filter { !$0.isHidden }.map { form in
            (label: label(form), text: description(form))
        }
        if rows.isEmpty { return [] }
        return [styler.apply(.bold, "\(title):")]
            + TextLayout.twoColumns(rows, width: width) { styler.apply(.bold, $0) } + [""]
    }

    /// `-j, --jobs N`; without a short form the long one is indented to stand below the others.
    func label(_ form: ArgumentForm) -> String {
        if form.isPositional { return form.kind == .positionalList ? "\(form.name)..." : form.name }
        let short = form.short.map { "-\($0), " } ?? "    "
        let name = form.isNegatable ? "--[no-]\(form.name)" : form.spelling
        let value = form.takesValue ? " \(form.placeholder)" : ""
        return short + name + value + (form.kind == .optionList ? " ..." : "")
    }

    /// The help text with what follows from the declaration in parentheses.
    func description(_ form: ArgumentForm) -> String {
        let notes = notes(form)
        return notes.isEmpty ? form.help : "\(form.help) (\(notes.joined(separator: "; ")))"
    }

    private func notes(_ form: ArgumentForm) -> [String] {
        var notes: [String] = []
        if !form.allowed.isEmpty { notes.append(form.allowed.joined(separator: ", ")) }
        if form.isRequired {
            notes.append(form.minimum > 1 ? "required, at least \(form.minimum)" : "required")
        }
        if form.splitsCommas { notes.append("separated by commas") }
        if let text = form.defaultText { notes.append("default: \(text)") }
        if form.isSetting { notes.append("env: \(form.environmentName(program: program))") }
        return notes
    }
}
