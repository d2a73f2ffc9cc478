extension CommandSet {
    /// The reference of all commands in Markdown; ends with a newline.
    public func markdownReference() -> String {
        var lines = ["# `\(program)`", "", abstract + ".", ""]
        if !discussion.isEmpty { lines += [discussion, ""] }
        for group in groups {
            let schemas = group.commands.map { $0.schema }.filter { !$0.isHidden }
            if schemas.isEmpty { continue }
            lines += ["\(group.title):", ""]
            lines += schemas.map {
                "- [`\(program) \($0.name)`](#\(program)-\($0.name)): \($0.abstract)"
            }
            lines.append("")
        }
        lines += [
            "## Global options", "", "These options may stand before or behind the command.", "",
        ]
        let globals = globalForms + [CommandSet.help.form, CommandSet.versionFlag.form]
        lines += markdown(globals) + [""]
        for schema in visibleSchemas { lines += markdown(schema) }
        if !exitStatus.isEmpty {
            lines += ["## Exit status", "", "| code | meaning |", "|---|---|"]
            lines += exitStatus.map { "| \($0.code) | \($0.meaning.replacing("|", with: "\\|")) |" }
        }
        while lines.last == "" { lines.removeLast() }
        return lines.joined(separator: "\n") + "\n"
    }

    private func markdown(_ schema: Schema) -> [String] {
        var lines = ["## `\(program) \(schema.name)`", "", schema.abstract + ".", ""]
        lines += ["    " + usage(schema), ""]
        if !schema.discussion.isEmpty { lines += [schema.discussion, ""] }
        let forms = (schema.positionals + schema.options).filter { !$0.isHidden }
        if !forms.isEmpty { lines += markdown(forms) + [""] }
        for example in schema.examples {
            lines += [example.text + ":", "", "    " + example.line, ""]
        }
        return lines
    }

    private func markdown(_ forms: [ArgumentForm]) -> [String] {
        forms.filter { !$0.isHidden }.map { form in
            let head = label(form).drop { $0 == " " }
            return "- `\(head)`: \(form.help)." + markdownNotes(form)
        }
    }

    private func markdownNotes(_ form: ArgumentForm) -> String {
        var notes = ""
        if form.isRequired {
            notes += form.minimum > 1 ? " At least \(form.minimum)." : " Required."
        }
        if !form.allowed.isEmpty { notes += " One of \(quotedList(form.allowed))." }
        if form.splitsCommas { notes += " Several are separated by commas." }
        if let text = form.defaultText { notes += " Default: `\(text)`." }
        if form.isSetting {
            notes += " Environment: `\(form.environmentName(program: program))`."
        }
        return notes
    }
}
