import MirrorBase

/// Sorts words into declared arguments: syntax first, values as they come, completeness at the end.
struct ArgumentParser {
    /// Why reading stopped.
    enum Stop: Equatable {
        /// All words are read.
        case end
        /// A word that is no option, where the caller wanted to see the first one.
        case word
        /// `--help` or `-h`.
        case help
        /// `--version`.
        case version
    }

    let declarations: [any ArgumentDeclaration]
    let invocation: String
    /// Commands that have an option, for the hint of an unknown one.
    var owners: (String) -> [String] = { _ in [] }
    /// Whether values are taken that only some commands take, since the command is not known yet.
    var takesAllValues = false
    private var byName: [String: any ArgumentDeclaration] = [:]
    private(set) var entries: [String: Arguments.Entry] = [:]
    private var positionals: [String] = []
    private var optionsEnded = false

    init(
        _ declarations: [any ArgumentDeclaration], invocation: String, understandsVersion: Bool,
        continuing earlier: [String: Arguments.Entry] = [:]
    ) {
        self.declarations = declarations
        self.invocation = invocation
        entries = earlier
        for declaration in declarations where !declaration.form.isPositional {
            byName[declaration.form.spelling] = declaration
            if let short = declaration.form.short { byName["-\(short)"] = declaration }
        }
        byName["--help"] = CommandSet.help
        byName["-h"] = CommandSet.help
        if understandsVersion { byName["--version"] = CommandSet.versionFlag }
    }

    /// Reads words; with `untilWord` the first word that is no option is left in place.
    mutating func read(_ words: inout ArraySlice<String>, untilWord: Bool) throws(UsageError)
        -> Stop
    {
        while let word = words.first {
            let isOption = word.hasPrefix("-") && word != "-" && !optionsEnded
            if untilWord && !isOption { return .word }
            words.removeFirst()
            if !isOption {
                positionals.append(word)
            } else if word == "--" {
                optionsEnded = true
            } else if word.hasPrefix("--") {
                if let stop = try readLong(word, &words) { return stop }
            } else if let stop = try readShort(word, &words) {
                return stop
            }
        }
        return .end
    }

    private mutating func readLong(_ word: String, _ words: inout ArraySlice<String>)
        throws(UsageError) -> Stop?
    {
        var name = word
        var attached: String?
        if let place = word.firstIndex(of: "=") {
            name = String(word[..<place])
            attached = String(word[word.index(after: place)...])
        }
        if let declaration = byName[name] {
            return try take(declaration, as: name, attached: attached, &words)
        }
        if name.hasPrefix("--no-"), let flag = byName["--" + name.dropFirst(5)],
            flag.form.isNegatable
        {
            guard attached == nil else {
                throw fail(.unexpectedValue(option: name, value: attached ?? ""))
            }
            entries[flag.form.spelling, default: .none].words.append("false")
            return nil
        }
        throw unknown(name)
    }

    /// Reads `-v`, a bundle `-vq`, and the value of its last letter: `-j8`, `-j=8` or `-j 8`.
    private mutating func readShort(_ word: String, _ words: inout ArraySlice<String>)
        throws(UsageError) -> Stop?
    {
        var letters = word.dropFirst()
        while let letter = letters.popFirst() {
            let name = "-\(letter)"
            guard let declaration = byName[name] else { throw unknown(name) }
            var attached: String?
            if declaration.form.takesValue, !letters.isEmpty {
                attached = String(letters.first == "=" ? letters.dropFirst() : letters)
                letters = ""
            } else if letters.first == "=" {
                attached = String(letters.dropFirst())
            }
            if let stop = try take(declaration, as: name, attached: attached, &words) {
                return stop
            }
        }
        return nil
    }

    private mutating func take(
        _ declaration: any ArgumentDeclaration, as name: String, attached: String?,
        _ words: inout ArraySlice<String>
    ) throws(UsageError) -> Stop? {
        let form = declaration.form
        guard form.takesValue else {
            if let attached { throw fail(.unexpectedValue(option: name, value: attached)) }
            if form == CommandSet.help.form { return .help }
            if form == CommandSet.versionFlag.form { return .version }
            entries[form.spelling, default: .none].words.append("true")
            return nil
        }
        var value = attached
        if value == nil, let next = words.first, !next.hasPrefix("-") || next == "-" {
            value = words.removeFirst()
        }
        guard let value else {
            throw fail(.missingValue(option: name, placeholder: form.placeholder))
        }
        if form.kind == .option, entries[form.spelling] != nil {
            throw fail(.givenTwice(form.spelling))
        }
        let parts = try check([value], declaration, origin: .commandLine)
        entries[form.spelling, default: .none].words += parts
        return nil
    }

    /// Assigns positionals, asks environment and site file about the rest, and checks that all is there.
    mutating func finish(program: String, settings: Settings) throws(UsageError) -> Arguments {
        try assignPositionals()
        for declaration in declarations {
            let form = declaration.form
            // What stood before the command was read without knowing it.
            if !form.allowedElsewhere.isEmpty, let entry = entries[form.spelling] {
                _ = try check(entry.words, declaration, origin: entry.origin)
            }
            if form.isSetting, entries[form.spelling] == nil {
                try lookUp(declaration, program: program, settings: settings)
            }
            if form.isRequired, entries[form.spelling] == nil, !form.isPositional {
                throw fail(.missing("\(form.spelling) \(form.placeholder)"))
            }
        }
        return Arguments(entries: entries, declared: Set(declarations.map(\.form.spelling)))
    }

    private mutating func assignPositionals() throws(UsageError) {
        var rest = positionals[...]
        for declaration in declarations where declaration.form.isPositional {
            let form = declaration.form
            if form.kind == .positionalList {
                guard rest.count >= form.minimum else { throw fail(.missing(form.name)) }
                if rest.isEmpty { continue }
                _ = try check(Array(rest), declaration, origin: .commandLine)
                entries[form.spelling] = Arguments.Entry(words: Array(rest), origin: .commandLine)
                rest = []
            } else if let word = rest.popFirst() {
                _ = try check([word], declaration, origin: .commandLine)
                entries[form.spelling] = Arguments.Entry(words: [word], origin: .commandLine)
            } else if form.isRequired {
                throw fail(.missing(form.name))
            }
        }
        if let word = rest.first { throw fail(.tooMany(word)) }
    }

    private mutating func lookUp(
        _ declaration: any ArgumentDeclaration, program: String, settings: Settings
    ) throws(UsageError) {
        let form = declaration.form
        let variable = form.environmentName(program: program)
        if let text = settings.environment(variable), !text.isEmpty {
            if form.allowedElsewhere.contains(text) { return }
            let separated = form.kind == .optionList && !form.splitsCommas
            let words =
                separated ? text.split(whereSeparator: \.isWhitespace).map(String.init) : [text]
            let origin = ArgumentOrigin.environment(variable)
            entries[form.spelling] = Arguments.Entry(
                words: try check(words, declaration, origin: origin), origin: origin)
        } else if let words = settings.site[form.name], !words.isEmpty {
            if words.contains(where: form.allowedElsewhere.contains) { return }
            if words.count > 1, form.kind != .optionList { throw fail(.givenTwice(form.spelling)) }
            entries[form.spelling] = Arguments.Entry(
                words: try check(words, declaration, origin: .siteFile), origin: .siteFile)
        }
    }

    /// The values in `words`, split at commas where declared, each accepted.
    private func check(
        _ words: [String], _ declaration: any ArgumentDeclaration, origin: ArgumentOrigin
    ) throws(UsageError) -> [String] {
        let form = declaration.form
        var values: [String] = []
        for word in words {
            let parts =
                form.splitsCommas
                ? word.split(separator: ",", omittingEmptySubsequences: false).map(String.init)
                : [word]
            for part in parts {
                let isTaken =
                    declaration.accepts(part)
                    || takesAllValues && form.allowedElsewhere.contains(part)
                if isTaken, !(form.splitsCommas && part.isEmpty) {
                    values.append(part)
                    continue
                }
                throw fail(
                    .badValue(
                        argument: form.spelling, value: form.splitsCommas ? word : part,
                        expected: form.splitsCommas && form.allowed.isEmpty
                            ? "a list separated by commas" : form.expected,
                        near: Suggestion.near(part, among: form.allowed), origin: origin))
            }
        }
        return values
    }

    private func unknown(_ name: String) -> UsageError {
        var candidates = byName.filter { !$0.value.form.isHidden }.map(\.key)
        candidates = candidates.filter { $0.hasPrefix("--") == name.hasPrefix("--") }
        for declaration in declarations where declaration.form.isNegatable {
            candidates.append("--no-\(declaration.form.name)")
        }
        // A wrong letter is near to every other letter, which helps nobody.
        let near = name.hasPrefix("--") ? Suggestion.near(name, among: candidates) : []
        return fail(.unknownOption(name, near: near, commands: owners(name)))
    }

    private func fail(_ kind: UsageError.Kind) -> UsageError {
        UsageError(kind, invocation: invocation)
    }
}
