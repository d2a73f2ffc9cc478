/// A shell for which a completion script can be written.
public enum CompletionShell: String, CaseIterable, ArgumentValue, Hashable {
    /// GNU bash 4 or later; needs no other package.
    case bash
    /// zsh with its own completion system.
    case zsh
    /// fish 3 or later.
    case fish
}

extension CommandSet {
    /// The completion script for a shell: commands, options, counted words, files, directories, and the
    /// dynamic kinds by way of `<program> __complete <kind> [options so far] -- [positionals so far]`.
    public func completionScript(for shell: CompletionShell) -> String {
        switch shell {
        case .bash: bashCompletion()
        case .zsh: zshCompletion()
        case .fish: fishCompletion()
        }
    }

    /// The program's name as part of a shell function's name.
    var identifier: String {
        String(program.map { $0.isASCII && ($0.isLetter || $0.isNumber) ? $0 : "_" })
    }

    /// The spellings of all options that take a value, whatever their command.
    var valueSpellings: [String] {
        let forms = visibleSchemas.flatMap(\.options) + globalForms
        var spellings: [String] = []
        for spelling in forms.filter({ $0.takesValue && !$0.isHidden }).flatMap(\.spellings)
        where !spellings.contains(spelling) {
            spellings.append(spelling)
        }
        return spellings
    }

    /// The options that a command shows, its own first.
    func visibleOptions(_ schema: Schema?) -> [ArgumentForm] {
        let own = schema?.options ?? []
        let common = commonOptions(for: schema).map(\.form) + [CommandSet.help.form]
        let version = schema == nil ? [CommandSet.versionFlag.form] : []
        return (own + common + version).filter { !$0.isHidden }
    }
}

extension ArgumentForm {
    /// The long and the short spelling, and the negation where there is one.
    var spellings: [String] {
        var all = [spelling]
        if let short { all.append("-\(short)") }
        if isNegatable { all.append("--no-\(name)") }
        return all
    }
}

/// A word in single quotes, for a POSIX shell.
func shellQuoted(_ text: String) -> String {
    "'" + text.replacing("'", with: "'\\''") + "'"
}
