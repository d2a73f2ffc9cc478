import MirrorBase

/// What a command line asks for.
public enum Invocation: Sendable {
    /// Run this command; the arguments carry the global options too.
    case run(any Command, Arguments)
    /// Show the help of a command, or of the program where there is none.
    case help(command: String?)
    /// Show the version.
    case version
    /// Print the words that complete a dynamic kind, given the options and the positionals before the cursor.
    case complete(kind: String, options: [String], words: [String])
}

extension CommandSet {
    /// Reads a command line, without the program's own name.
    ///
    /// Global options may stand before or behind the command. The order for an option declared as a
    /// setting is command line, environment, site file, default. `--help` wins over whatever follows it.
    public func dispatch(_ words: [String], settings: Settings = Settings()) throws(UsageError)
        -> Invocation
    {
        var rest = words[...]
        var leading = ArgumentParser(globals, invocation: program, understandsVersion: true)
        leading.takesAllValues = true
        leading.owners = { name in commandsWith(option: name) }
        var wantsHelp = false
        switch try leading.read(&rest, untilWord: true) {
        case .version: return .version
        case .help: wantsHelp = true
        case .word, .end: break
        }
        guard let name = rest.popFirst() else {
            if wantsHelp { return .help(command: nil) }
            throw UsageError(.missingCommand, invocation: program)
        }
        if name == "__complete" {
            // An alias may have options, which stand before it.
            return CommandSet.completion(rest, behind: words.dropLast(rest.count + 1))
        }
        if name == "help" {
            return .help(command: try helpTopic(rest))
        }
        if wantsHelp { return .help(command: schema(named: name)?.name) }
        guard let command = groups.flatMap(\.commands).first(where: { $0.schema.name == name })
        else { throw unknownCommand(name) }
        let invocation = "\(program) \(name)"
        var parser = ArgumentParser(
            command.schema.arguments + commonOptions(for: command.schema), invocation: invocation,
            understandsVersion: false, continuing: leading.entries)
        if try parser.read(&rest, untilWord: false) == .help { return .help(command: name) }
        let arguments = try parser.finish(program: program, settings: settings)
        do throws(UsageError) {
            return .run(try command.init(arguments), arguments)
        } catch {
            var error = error
            if error.invocation.isEmpty { error.invocation = invocation }
            throw error
        }
    }

    /// What is to be completed: a kind, options, `--` and the positionals.
    private static func completion(_ rest: ArraySlice<String>, behind options: ArraySlice<String>)
        -> Invocation
    {
        let parts = rest.dropFirst().split(
            separator: "--", maxSplits: 1, omittingEmptySubsequences: false)
        return .complete(
            kind: rest.first ?? "", options: options + (parts.count == 2 ? Array(parts[0]) : []),
            words: parts.last.map { Array($0) } ?? [])
    }

    /// The global options as far as they can be read, for how help and errors are shown.
    ///
    /// `dispatch` says what is wrong with a command line; here the options that are not understood are
    /// passed over, and so are settings that cannot be read.
    public func globalArguments(_ words: [String], settings: Settings = Settings()) -> Arguments {
        var entries: [String: Arguments.Entry] = [:]
        var rest = words.prefix { $0 != "--" }
        while !rest.isEmpty {
            var length = 1
            // An option may want the next word as its value.
            for count in 1...min(2, rest.count) {
                var parser = ArgumentParser(
                    globals, invocation: program, understandsVersion: true, continuing: entries)
                parser.takesAllValues = true
                var attempt = rest.prefix(count)
                guard (try? parser.read(&attempt, untilWord: true)) != nil else { continue }
                entries = parser.entries
                length = max(1, count - attempt.count)
                break
            }
            rest = rest.dropFirst(length)
        }
        let declared = Set(globals.map(\.form.spelling))
        var parser = ArgumentParser(
            globals, invocation: program, understandsVersion: true, continuing: entries)
        if let full = try? parser.finish(program: program, settings: settings) { return full }
        return Arguments(entries: entries, declared: declared)
    }

    private func helpTopic(_ words: ArraySlice<String>) throws(UsageError) -> String? {
        guard let name = words.first(where: { !$0.hasPrefix("-") }) else { return nil }
        guard schema(named: name) != nil else { throw unknownCommand(name) }
        return name
    }

    private func unknownCommand(_ name: String) -> UsageError {
        let names = visibleSchemas.map(\.name) + ["help"]
        return UsageError(
            .unknownCommand(name, near: Suggestion.near(name, among: names)), invocation: program)
    }

    private func commandsWith(option name: String) -> [String] {
        visibleSchemas.filter { schema in
            schema.options.contains { form in
                !form.isHidden && (form.spelling == name || form.short.map { "-\($0)" } == name)
            }
        }.map(\.name)
    }
}
