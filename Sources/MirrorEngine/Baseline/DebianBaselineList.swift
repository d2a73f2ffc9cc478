internal import MirrorBase

/// Reads what `dpkg-query -W` and `dpkg -l` print, and plain names.
struct DebianBaselineList {
    /// How lines name packages.
    private enum Format {
        /// `name[:arch] version [arch]`.
        case versions
        /// `ii name version arch description`, as `dpkg -l` prints.
        case table
        case names

        var text: String {
            switch self {
            case .versions: "`name version`"
            case .table: "those of `dpkg -l`"
            case .names: "names"
            }
        }
    }

    /// The file, for messages.
    let file: String
    let lines: [BaselineLine]

    /// The packages; every line that is none is a problem.
    func entries() throws(MirrorError) -> [BaselineEntry] {
        guard let format else {
            throw MirrorError(.usage, "the baseline `\(file)` lists no packages")
        }
        var entries: [BaselineEntry] = []
        var problems: [MirrorError.Problem] = []
        for line in lines {
            switch DebianBaselineList.read(line, format) {
            case .package(let entry): entries.append(entry)
            case .nothing: continue
            case .wrong(let message, let word):
                problems.append(
                    line.problem(
                        message, in: file, word: word, hints: ["the other lines are \(format.text)"]
                    ))
            }
        }
        if !problems.isEmpty { throw MirrorError(.usage, problems: Array(problems.prefix(10))) }
        return entries
    }

    /// What most lines are.
    private var format: Format? {
        if lines.isEmpty { return nil }
        if lines.contains(where: { $0.text.hasPrefix("||/ ") || $0.text.hasPrefix("Desired=") }) {
            return .table
        }
        let several = lines.filter { $0.words.count > 1 }
        let states = several.filter { DebianBaselineList.isState($0.words[0].text) }
        if states.count * 2 > lines.count { return .table }
        return several.count * 2 >= lines.count ? .versions : .names
    }

    private static func read(_ line: BaselineLine, _ format: Format) -> BaselineReading {
        switch format {
        case .table: table(line)
        case .versions: package(line, from: 0)
        case .names:
            line.words.count > 1
                ? .wrong("a line has one word here", word: 1) : named(line.words[0].text)
        }
    }

    /// A row of `dpkg -l`; those above the line of dashes are its heading.
    private static func table(_ line: BaselineLine) -> BaselineReading {
        let first = line.words[0].text
        if first.hasPrefix("|") || first.hasPrefix("+") || first.hasPrefix("Desired=") {
            return .nothing
        }
        guard isState(first) else {
            return .wrong("`\(first)` is no state of a package as `dpkg -l` prints it", word: 0)
        }
        // Desired, then actual: installed, or waiting for triggers only.
        guard let actual = first.dropFirst().first, "iWt".contains(actual) else { return .nothing }
        return package(line, from: 1)
    }

    private static func isState(_ word: String) -> Bool {
        let letters = Array(word)
        guard (2...3).contains(letters.count) else { return false }
        return "uirph".contains(letters[0]) && "ncHUFWti".contains(letters[1])
    }

    private static func package(_ line: BaselineLine, from start: Int) -> BaselineReading {
        let words = line.words.dropFirst(start).map(\.text)
        // A package without a version was removed, and has left its configuration.
        guard words.count > 1 else {
            return start == 0 && line.words.count == 1
                ? .nothing : .wrong("a version is missing", word: line.words.count - 1)
        }
        guard case .package(var entry) = named(words[0]) else {
            return .wrong("`\(words[0])` is no name of a package", word: start)
        }
        guard isVersion(words[1]) else {
            return .wrong("`\(words[1])` is no version", word: start + 1)
        }
        entry.version = words[1]
        if words.count > 2, entry.architecture == nil { entry.architecture = words[2] }
        return .package(entry)
    }

    private static func named(_ text: String) -> BaselineReading {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count <= 2, isName(parts[0]), parts.count == 1 || isName(parts[1]) else {
            return .wrong("`\(text)` is no name of a package", word: 0)
        }
        return .package(
            BaselineEntry(
                name: String(parts[0]), architecture: parts.count == 2 ? String(parts[1]) : nil))
    }

    /// Whether a text can be a name (Debian Policy, 5.6.1).
    private static func isName(_ text: some StringProtocol) -> Bool {
        text.count > 1
            && text.allSatisfy { character in
                character.isASCII
                    && (character.isLowercase || character.isNumber || "+.-".contains(character))
            }
    }

    /// Whether a text can be a version (Debian Policy, 5.6.12).
    private static func isVersion(_ text: String) -> Bool {
        text.contains { $0.isNumber }
            && text.allSatisfy { character in
                character.isASCII
                    && (character.isLetter || character.isNumber || ".+-~:".contains(character))
            }
    }
}
