extension CommandSet {
    /// The script for bash: three tables as functions, and one function that reads the line.
    func bashCompletion() -> String {
        let name = identifier
        var lines = [
            "# bash completion for \(program); generated, changes get lost.", "",
            "# The kind of value that an option takes, empty for a flag: command, option.",
            "_\(name)_option() {", "    kind=", "    case \"$1 $2\" in",
        ]
        for schema in visibleSchemas {
            lines += schema.options.compactMap { bashOption($0, command: schema.name) }
        }
        lines += globalForms.compactMap { bashOption($0, command: "*") }
        lines += [
            "    esac", "}", "", "# The kind of a positional: command, place from zero.",
            "_\(name)_positional() {", "    kind=", "    case \"$1 $2\" in",
        ]
        for schema in visibleSchemas {
            for (place, form) in schema.positionals.enumerated() {
                let pattern =
                    form.kind == .positionalList
                    ? "\(shellQuoted(schema.name + " "))*" : shellQuoted("\(schema.name) \(place)")
                lines.append("        \(pattern)) kind=\(shellQuoted(bashKind(form))) ;;")
            }
        }
        let names = (visibleSchemas.map(\.name) + ["help"]).joined(separator: " ")
        lines += [
            "        'help 0') kind=\(shellQuoted("words \(names)")) ;;", "    esac", "}", "",
            "# All options: command, empty before there is one.", "_\(name)_options() {",
            "    case \"$1\" in",
        ]
        for schema in visibleSchemas {
            lines.append("        \(shellQuoted(schema.name))) words=\(bashOptions(schema)) ;;")
        }
        lines += [
            "        *) words=\(bashOptions(nil)) ;;", "    esac", "}", "",
            bashOffer(name), "", bashWords(name), "", bashLine(name, commands: names),
            "complete -F _\(name) \(program)",
            "",
        ]
        return lines.joined(separator: "\n")
    }

    private func bashOptions(_ schema: Schema?) -> String {
        shellQuoted(visibleOptions(schema).flatMap(\.spellings).joined(separator: " "))
    }

    private func bashOption(_ form: ArgumentForm, command: String) -> String? {
        guard form.takesValue else { return nil }
        let patterns = form.spellings.map { spelling in
            command == "*"
                ? "*\(shellQuoted(" " + spelling))" : shellQuoted("\(command) \(spelling)")
        }
        return
            "        \(patterns.joined(separator: " | "))) kind=\(shellQuoted(bashKind(form))) ;;"
    }

    private func bashKind(_ form: ArgumentForm) -> String {
        let comma = form.splitsCommas ? "comma " : ""
        if !form.allowed.isEmpty {
            return comma + "words " + form.allowed.joined(separator: " ")
        }
        switch form.completion {
        case .nothing: return "nothing"
        case .file: return "file"
        case .directory: return "directory"
        case .dynamic(let kind): return comma + "dynamic \(kind)"
        case .fileOrDynamic(let kind): return comma + "file dynamic \(kind)"
        }
    }

    /// The function that offers what fits.
    ///
    /// Words are compared here instead of by `compgen -W`, which would expand `$(…)` in what the program
    /// prints.
    private func bashOffer(_ name: String) -> String {
        #"""
        # Offers what fits: kind, beginning of the word, text to put before each answer.
        _\#(name)_offer() {
            local kind="$1" cur="$2" prefix="$3" word
            if [[ $kind == 'comma '* ]]; then
                kind="${kind#comma }"
                if [[ $cur == *,* ]]; then
                    prefix+="${cur%,*},"
                    cur="${cur##*,}"
                fi
            fi
            case "$kind" in
                file | directory)
                    local action=-f
                    [[ $kind == directory ]] && action=-d
                    quoted=yes
                    compopt -o filenames 2>/dev/null
                    while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done \
                        < <(compgen "$action" -- "$cur")
                    ;;
                'file dynamic '*)
                    _\#(name)_offer "${kind#file }" "$cur" "$prefix"
                    # As names of files, the answers of the program would be shown from the last stroke on.
                    if [[ ${#COMPREPLY[@]} == 0 ]]; then
                        quoted=yes
                        compopt -o filenames 2>/dev/null
                    fi
                    while IFS= read -r word; do COMPREPLY+=("$prefix$word"); done \
                        < <(compgen -f -- "$cur")
                    ;;
                'words '*)
                    local -a all
                    read -r -a all <<<"${kind#words }"
                    for word in "${all[@]}"; do
                        [[ $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
                    done
                    ;;
                'dynamic '*)
                    while IFS= read -r word; do
                        [[ -n $word && $word == "$cur"* ]] && COMPREPLY+=("$prefix$word")
                    done < <("$called" __complete "${kind#dynamic }" "${given[@]}" -- "${positionals[@]}" 2>/dev/null)
                    ;;
            esac
        }
        """#
    }

    /// The function that takes the line apart.
    ///
    /// `COMP_WORDS` would be in pieces wherever there is a character of `COMP_WORDBREAKS`, such as `=` and
    /// `:`, and would have quotes in it as they were typed. Nothing is evaluated.
    private func bashWords(_ name: String) -> String {
        #"""
        # Reads the line up to the cursor as the shell would: whole words into `line`, the last of them, in which
        # the cursor stands, into `cur`; where the part of it begins that readline replaces, into `start`; the
        # quote that is open there into `quoted`.
        _\#(name)_words() {
            local text="${COMP_LINE:0:COMP_POINT}" breaks='' char next variable index has=''
            for char in = : @; do
                [[ ${COMP_WORDBREAKS-} == *"$char"* ]] && breaks+="$char"
            done
            line=() cur='' start=0 quoted=''
            for ((index = 0; index < ${#text}; index++)); do
                char="${text:index:1}" next="${text:index + 1}"
                if [[ -z $quoted && $char == [[:blank:]] ]]; then
                    [[ -n $has ]] && line+=("$cur")
                    cur='' start=0 has=''
                    continue
                elif [[ $char == "$quoted" ]]; then
                    quoted=''
                elif [[ -z $quoted && $char == [\"\'] ]]; then
                    quoted="$char" start=${#cur}
                elif [[ $quoted == \' ]]; then
                    cur+="$char"
                elif [[ $char == \\ ]]; then
                    [[ -n $quoted && $next != [\"\\\$\`]* ]] && cur+="$char"
                    cur+="${next:0:1}"
                    ((index++))
                elif [[ $char == '$' && $next =~ ^[A-Za-z_][A-Za-z_0-9]* ]]; then
                    variable="${BASH_REMATCH[0]}"
                    cur+="${!variable-}"
                    ((index += ${#variable}))
                elif [[ -z $has && $char == '~' && $next == /*[[:blank:]]* ]]; then
                    cur+="${HOME-}"
                else
                    # Readline replaces an `@`, too, but what is behind other characters alone.
                    [[ -z $quoted && $char == @ && $breaks == *@ ]] && start=${#cur}
                    cur+="$char"
                    [[ -z $quoted && $char == [=:] && $breaks == *"$char"* ]] && start=${#cur}
                fi
                has=yes
            done
        }
        """#
    }

    /// The function that reads the line up to the cursor, and answers.
    private func bashLine(_ name: String, commands: String) -> String {
        #"""
        _\#(name)() {
            local cur='' command='' pending='' ended='' quoted='' start=0 called
            local kind words word index
            local -a positionals=() given=() line=() alias=()
            COMPREPLY=()
            _\#(name)_words
            called="${line[0]-\#(program)}"
            if [[ -n ${BASH_ALIASES[$called]-} ]]; then
                read -r -a alias <<<"${BASH_ALIASES[$called]}"
                line=("${alias[@]}" "${line[@]:1}")
                called="${line[0]}"
            fi
            for word in "${line[@]:1}"; do
                if [[ -n $pending ]]; then given+=("$word"); pending=''; continue; fi
                if [[ -z $ended && $word == -- ]]; then ended=yes; continue; fi
                if [[ -z $ended && $word == -?* ]]; then
                    given+=("$word")
                    _\#(name)_option "$command" "$word"
                    [[ -n $kind ]] && pending="$word"
                    continue
                fi
                if [[ -z $command ]]; then command="$word"; else positionals+=("$word"); fi
            done
            if [[ -n $pending ]]; then
                _\#(name)_option "$command" "$pending"
                _\#(name)_offer "$kind" "$cur" ''
            elif [[ -z $ended && $cur == --*=* ]]; then
                _\#(name)_option "$command" "${cur%%=*}"
                _\#(name)_offer "$kind" "${cur#*=}" "${cur%%=*}="
            elif [[ -z $ended && $cur == -* ]]; then
                _\#(name)_options "$command"
                _\#(name)_offer "words $words" "$cur" ''
            elif [[ -z $command ]]; then
                _\#(name)_offer \#(shellQuoted("words " + commands)) "$cur" ''
            else
                _\#(name)_positional "$command" "${#positionals[@]}"
                _\#(name)_offer "$kind" "$cur" ''
            fi
            for index in "${!COMPREPLY[@]}"; do
                word="${COMPREPLY[index]:start}"
                # Readline quotes names of files itself.
                [[ -z $quoted && $word == *[][:blank:]\"\'\`\$\&\;\|\<\>\(\)*?[!#\\]* ]] \
                    && printf -v word %q "$word"
                COMPREPLY[index]="$word"
            done
        }
        """#
    }
}
