extension CommandSet {
    /// The script for zsh: a function for the program, one per command, one per dynamic kind.
    func zshCompletion() -> String {
        let name = identifier
        var lines = [
            "#compdef \(program)", "# zsh completion for \(program); generated, changes get lost.",
            "",
        ]
        if !dynamicKinds.isEmpty { lines += zshPositionals() }
        for kind in dynamicKinds {
            lines += [
                "_\(name)_dynamic_\(zshIdentifier(kind))() {", "    local -a found reply given",
                "    _\(name)_positionals",
                "    found=(${(f)\"$(_call_program \(shellQuoted(kind)) ${(q)called} __complete \(shellQuoted(kind)) ${(q)given[@]} -- ${(q)reply[@]})\"})",
                "    compadd \"$@\" -a found", "}", "",
            ]
        }
        lines += ["_\(name)_commands() {", "    local -a commands", "    commands=("]
        lines += visibleSchemas.map { schema in
            "        \(shellQuoted(schema.name.replacing(":", with: "\\:") + ":" + schema.abstract))"
        }
        lines += [
            "        'help:Show help and exit'", "    )",
            "    _describe -t commands command commands", "}", "",
        ]
        for schema in visibleSchemas {
            lines += ["_\(name)_\(zshIdentifier(schema.name))() {", "    _arguments -s -S \\"]
            let specs =
                visibleOptions(schema).flatMap(zshOption)
                + schema.positionals.enumerated().map { zshPositional($1, place: $0 + 1) }
            lines += zshContinued(specs)
            lines += ["}", ""]
        }
        lines += [
            "_\(name)() {", "    local curcontext=\"$curcontext\" state",
            "    local called=${(Q)words[1]/#(\\~|\\$HOME)\\//$HOME/}",
            "    local -a typed=(\"${(@Q)words[2,CURRENT-1]/#(\\~|\\$HOME)\\//$HOME/}\")",
            "    local -a line", "    local -A opt_args", "    _arguments -s -S -C \\",
        ]
        let specs =
            visibleOptions(nil).flatMap(zshOption)
            + [
                // Behind a command its own options count alone.
                shellQuoted("(-)1:command:_\(name)_commands"),
                shellQuoted("(-)*::argument:->arguments"),
            ]
        lines += zshContinued(specs)
        lines += ["    [[ $state == arguments ]] || return", "    case $line[1] in"]
        lines += visibleSchemas.map { schema in
            "        \(schema.name)) _\(name)_\(zshIdentifier(schema.name)) ;;"
        }
        lines += [
            "        help) _arguments '1:command:_\(name)_commands' ;;", "    esac", "}", "",
            "if [[ $funcstack[1] == _\(name) ]]; then", "    _\(name) \"$@\"", "else",
            "    compdef _\(name) \(program)", "fi", "",
        ]
        return lines.joined(separator: "\n")
    }

    /// A function that leaves the positionals before the cursor in `reply`, without the command, and the
    /// options in `given`.
    private func zshPositionals() -> [String] {
        var lines = [
            "_\(identifier)_positionals() {", "    local word skip= ended=",
            "    reply=() given=()",
            "    for word in \"${(@)typed}\"; do",
            "        if [[ -n $skip ]]; then skip=; given+=(\"$word\"); continue; fi",
            "        if [[ -z $ended ]]; then", "            case $word in",
            "                --) ended=yes; continue ;;",
        ]
        if !valueSpellings.isEmpty {
            let pattern = valueSpellings.joined(separator: "|")
            lines.append(
                "                \(pattern)) skip=yes; given+=(\"$word\"); continue ;;")
        }
        return lines + [
            "                -?*) given+=(\"$word\"); continue ;;", "            esac",
            "        fi",
            "        reply+=(\"$word\")", "    done", "    shift reply 2>/dev/null", "}", "",
        ]
    }

    /// The dynamic kinds that declarations name, in alphabetical order.
    private var dynamicKinds: [String] {
        let forms = visibleSchemas.flatMap(\.forms) + globalForms
        let kinds = forms.compactMap { form -> String? in
            switch form.completion {
            case .dynamic(let kind), .fileOrDynamic(let kind): kind
            case .nothing, .file, .directory: nil
            }
        }
        return Set(kinds).sorted()
    }

    private func zshIdentifier(_ text: String) -> String { text.replacing("-", with: "_") }

    private func zshContinued(_ specs: [String]) -> [String] {
        specs.enumerated().map { place, spec in
            "        \(spec)" + (place < specs.count - 1 ? " \\" : "")
        }
    }

    private func zshOption(_ form: ArgumentForm) -> [String] {
        let all = form.spellings
        let excluded = form.isRepeatable ? "*" : "(\(all.joined(separator: " ")))"
        return all.map { spelling in
            var spec = excluded + spelling
            if form.takesValue { spec += spelling.hasPrefix("--") ? "=" : "+" }
            spec += "[\(zshEscaped(form.help))]"
            if form.takesValue { spec += ":\(zshEscaped(form.placeholder)):\(zshAction(form))" }
            return shellQuoted(spec)
        }
    }

    private func zshPositional(_ form: ArgumentForm, place: Int) -> String {
        let start = form.kind == .positionalList ? "*" : "\(place)"
        // A second colon says that the word may be absent; `*` has that meaning by itself.
        let colon = form.kind == .positional && !form.isRequired ? "::" : ":"
        return shellQuoted("\(start)\(colon)\(zshEscaped(form.name)):\(zshAction(form))")
    }

    private func zshAction(_ form: ArgumentForm) -> String {
        let words = form.allowed.map(zshEscaped).joined(separator: " ")
        if !words.isEmpty {
            return form.splitsCommas ? "_sequence compadd - \(words)" : "(\(words))"
        }
        switch form.completion {
        case .nothing: return " "
        case .file: return "_files"
        case .directory: return "_files -/"
        case .dynamic(let kind):
            let function = "_\(identifier)_dynamic_\(zshIdentifier(kind))"
            return form.splitsCommas ? "_sequence \(function)" : function
        case .fileOrDynamic(let kind):
            return "{ _\(identifier)_dynamic_\(zshIdentifier(kind)); _files }"
        }
    }

    private func zshEscaped(_ text: String) -> String {
        var result = ""
        for character in text {
            if "\\[]:".contains(character) { result.append("\\") }
            result.append(character)
        }
        return result
    }
}
