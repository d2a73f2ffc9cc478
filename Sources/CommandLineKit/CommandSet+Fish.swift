extension CommandSet {
    /// The script for fish: a function that reads the line, then one `complete` per word.
    func fishCompletion() -> String {
        let name = identifier
        let spellings = valueSpellings
        var lines = [
            "# fish completion for \(program); generated, changes get lost.", "",
            "# The words before the cursor, one per line, with the home directory in its place.",
            "function __\(name)_line",
            "    commandline -opc | string replace -r -- '^(~|\\$HOME)/' \"$HOME/\"", "end", "",
            "# What is before the cursor, one per line: `words` for the command and the positionals, `given` for options.",
            "function __\(name)_before", "    set -l skip no", "    set -l ended no",
            "    set -l line (__\(name)_line)",
            "    set -l words", "    set -l given",
            "    for word in $line[2..-1]",
            "        if test $skip = yes", "            set skip no",
            "            set -a given $word", "            continue",
            "        end", "        if test $ended = yes", "            set -a words $word",
            "            continue", "        end", "        switch $word", "            case --",
            "                set ended yes",
        ]
        if !spellings.isEmpty {
            lines += [
                "            case \(spellings.joined(separator: " "))",
                "                set skip yes", "                set -a given $word",
            ]
        }
        lines += [
            "            case '-*'", "                set -a given $word", "            case '*'",
            "                set -a words $word", "        end", "    end",
            "    for word in $$argv[1]", "        printf '%s\\n' $word", "    end", "end", "",
            "# Whether there is no command yet, or the command given, or its place (from zero, or `-` for the rest).",
            "function __\(name)_at", "    set -l words (__\(name)_before words)",
            "    if test (count $argv) -eq 0", "        test (count $words) -eq 0",
            "        return", "    end", "    test \"$words[1]\" = $argv[1]; or return",
            "    set -q argv[2]; or return 0", "    set -l place (math (count $words) - 1)",
            "    switch $argv[2]", "        case '*-'",
            "            test $place -ge (string replace -- - '' $argv[2])", "        case '*'",
            "            test $place -eq $argv[2]", "    end", "end", "",
            "function __\(name)_dynamic", "    set -l words (__\(name)_before words)",
            "    set -l given (__\(name)_before given)",
            "    set -l called (__\(name)_line)[1]",
            "    $called __complete $argv[1] $given -- $words[2..-1] 2>/dev/null", "end", "",
            "# A list separated by commas: the part before the last comma stays.",
            "function __\(name)_commas",
            "    set -l start (string match -r -- '^.*,' (commandline -ct | string replace -r -- '^--[^=]*=' ''))",
            "    printf '%s\\n' \"$start\"$argv", "end", "", "complete -c \(program) -f",
        ]
        lines += fishCommands()
        return lines.joined(separator: "\n") + "\n"
    }

    private func fishCommands() -> [String] {
        let name = identifier
        var lines: [String] = []
        for schema in visibleSchemas {
            lines.append(
                "complete -c \(program) -n __\(name)_at -a \(fishQuoted(schema.name)) -d \(fishQuoted(schema.abstract))"
            )
        }
        let names = visibleSchemas.map(\.name).joined(separator: " ")
        lines += [
            "complete -c \(program) -n __\(name)_at -a help -d 'Show help and exit'",
            "complete -c \(program) -n '__\(name)_at help 0' -a \(fishQuoted(names))",
            "complete -c \(program) -n __\(name)_at -l version -d \(fishQuoted(CommandSet.versionFlag.form.help))",
        ]
        let (varying, common) = (
            globalForms.filter { !$0.allowedElsewhere.isEmpty },
            globalForms.filter { $0.allowedElsewhere.isEmpty }
        )
        for form in common + [CommandSet.help.form] where !form.isHidden {
            lines += fishOption(form, condition: nil)
        }
        for form in varying { lines += fishOption(form, condition: "__\(name)_at") }
        for schema in visibleSchemas {
            let own = Set(schema.options.map(\.spelling))
            for form in schema.options + varying.filter({ !own.contains($0.spelling) })
            where !form.isHidden {
                lines += fishOption(form, condition: "__\(name)_at \(schema.name)")
            }
            for (place, form) in schema.positionals.enumerated() {
                let range = form.kind == .positionalList ? "\(place)-" : "\(place)"
                let condition = "__\(name)_at \(schema.name) \(range)"
                guard let action = fishAction(form) else { continue }
                lines.append(
                    "complete -c \(program) -n \(fishQuoted(condition)) \(action)"
                )
            }
        }
        return lines
    }

    private func fishOption(_ form: ArgumentForm, condition: String?) -> [String] {
        var words = ["complete", "-c", program]
        if let condition { words += ["-n", fishQuoted(condition)] }
        var tail = ["-d", fishQuoted(form.help)]
        if form.takesValue { tail.insert(fishAction(form) ?? "-x", at: 0) }
        let short = form.short.map { ["-s", String($0)] } ?? []
        var lines = [(words + short + ["-l", form.name] + tail).joined(separator: " ")]
        if form.isNegatable {
            lines.append((words + ["-l", "no-\(form.name)"] + tail).joined(separator: " "))
        }
        return lines
    }

    /// The part of a `complete` line that says what a value can be; nil where nothing is known.
    private func fishAction(_ form: ArgumentForm) -> String? {
        let exclusive = form.takesValue ? "-x " : ""
        let commas = "__\(identifier)_commas"
        if !form.allowed.isEmpty {
            let words = form.allowed.joined(separator: " ")
            return exclusive + "-a "
                + fishQuoted(form.splitsCommas ? "(\(commas) \(words))" : words)
        }
        switch form.completion {
        case .nothing: return nil
        case .file: return (form.takesValue ? "-r " : "") + "-F"
        case .directory: return exclusive + "-a '(__fish_complete_directories)'"
        case .dynamic(let kind):
            let call = "(__\(identifier)_dynamic \(kind))"
            return exclusive + "-a "
                + fishQuoted(form.splitsCommas ? "(\(commas) \(call))" : call)
        case .fileOrDynamic(let kind):
            return (form.takesValue ? "-r " : "") + "-F -a "
                + fishQuoted("(__\(identifier)_dynamic \(kind))")
        }
    }

    private func fishQuoted(_ text: String) -> String {
        "'" + text.replacing("\\", with: "\\\\").replacing("'", with: "\\'") + "'"
    }
}
