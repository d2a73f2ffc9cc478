internal import MirrorBase

/// Reads what `rpm -qa` prints, in the formats that are usual, what `dnf list installed` prints, and plain
/// names.
///
/// The format is one for all lines, and is what most of them look like.
struct RPMBaselineList {
    /// How lines name packages.
    enum Format: String {
        /// `name epoch version release arch`, as five words.
        case columns = "`name epoch version release arch`"
        /// `name.arch version repository`, as `dnf list` prints.
        case table = "`name.arch version repository`"
        /// `name-[epoch:]version-release.arch`, the way rpm prints.
        case identity = "`name-version-release.arch`"
        /// The same without the architecture.
        case build = "`name-version-release`"
        /// Names alone.
        case names = "names"
    }

    /// The file, for messages.
    let file: String
    let lines: [BaselineLine]

    /// The packages; every line that is none is a problem.
    func entries() throws(MirrorError) -> [BaselineEntry] {
        let lines = unwrapped()
        guard let format = RPMBaselineList.format(of: lines) else {
            throw MirrorError(.usage, "the baseline `\(file)` lists no packages")
        }
        var entries: [BaselineEntry] = []
        var problems: [MirrorError.Problem] = []
        for line in lines {
            switch RPMBaselineList.read(line, format) {
            case .package(let entry): entries.append(entry)
            case .nothing: continue
            case .wrong(let message, let word):
                problems.append(
                    line.problem(
                        message, in: file, word: word,
                        hints: ["the other lines are \(format.rawValue)"]))
            }
        }
        if !problems.isEmpty { throw MirrorError(.usage, problems: Array(problems.prefix(10))) }
        return entries
    }

    /// `dnf list` breaks a line where a name is too long for its column.
    private func unwrapped() -> [BaselineLine] {
        var joined: [BaselineLine] = []
        for line in lines {
            let isRest = line.words[0].column > 0 && joined.last?.words.count == 1
            if isRest, let last = joined.last, RPMBaselineList.isTableStart(last.words[0].text) {
                joined[joined.count - 1].words += line.words
            } else {
                joined.append(line)
            }
        }
        return joined
    }

    // MARK: - Formats

    private static func format(of lines: [BaselineLine]) -> Format? {
        var counts: [Format: Int] = [:]
        for line in lines where !isHeading(line) { counts[shape(of: line), default: 0] += 1 }
        // Of equally many the more telling one.
        let order: [Format] = [.columns, .table, .identity, .build, .names]
        var best: Format?
        for format in order {
            guard let count = counts[format] else { continue }
            if count > (best.flatMap { counts[$0] } ?? 0) { best = format }
        }
        return best
    }

    private static func shape(of line: BaselineLine) -> Format {
        let first = line.words[0].text
        if line.words.count >= 5 { return .columns }
        if line.words.count > 1 { return isTableStart(first) ? .table : .columns }
        if isKey(first) { return .build }
        if architecture(endingOf: first) != nil { return .identity }
        return build(first) == nil ? .names : .build
    }

    /// What `dnf list` and `yum list` print beside packages.
    private static func isHeading(_ line: BaselineLine) -> Bool {
        let starts = ["Installed Packages", "Last metadata", "Loaded plugins", "Loading mirror"]
        return line.words.count > 1 && starts.contains { line.text.hasPrefix($0) }
    }

    private static func isTableStart(_ word: String) -> Bool {
        architecture(endingOf: word) != nil && identity(word) == nil
    }

    private static func read(_ line: BaselineLine, _ format: Format) -> BaselineReading {
        if isHeading(line) { return .nothing }
        if isKey(line.words[0].text) || line.words[0].text == "gpg-pubkey" { return .nothing }
        switch format {
        case .columns: return columns(line)
        case .table: return table(line)
        case .identity, .build, .names:
            if line.words.count > 1 { return .wrong("a line has one word here", word: 1) }
            return single(line.words[0].text, format)
        }
    }

    private static func single(_ text: String, _ format: Format) -> BaselineReading {
        switch format {
        case .identity:
            guard let entry = identity(text) else {
                return .wrong("`\(text)` is no `name-version-release.arch`", word: 0)
            }
            return .package(entry)
        case .build:
            guard let entry = build(text) else {
                return .wrong("`\(text)` is no `name-version-release`", word: 0)
            }
            return .package(entry)
        default:
            if !isName(text) { return .wrong("`\(text)` is no name of a package", word: 0) }
            return .package(BaselineEntry(name: text))
        }
    }

    private static func columns(_ line: BaselineLine) -> BaselineReading {
        let words = line.words.map(\.text)
        guard words.count == 5 else {
            return .wrong(
                "a package has five words here, and this line has \(words.count)", word: 0)
        }
        if !isName(words[0]) { return .wrong("`\(words[0])` is no name of a package", word: 0) }
        let epoch = words[1] == "(none)" ? "0" : words[1]
        if !isNumber(epoch) {
            return .wrong("`\(words[1])` is no epoch: a number, or `(none)`", word: 1)
        }
        for word in [2, 3] where !isVersion(words[word]) {
            let what = word == 2 ? "version" : "release"
            return .wrong("`\(words[word])` is no \(what)", word: word)
        }
        if !isArchitecture(words[4]) {
            return .wrong("`\(words[4])` is no architecture of rpm", word: 4)
        }
        return .package(
            BaselineEntry(
                name: words[0], version: "\(epoch):\(words[2])-\(words[3])",
                architecture: words[4]))
    }

    private static func table(_ line: BaselineLine) -> BaselineReading {
        let first = line.words[0].text
        guard let architecture = architecture(endingOf: first), line.words.count >= 2 else {
            return .wrong("this is no `name.arch` with a version behind it", word: 0)
        }
        let version = line.words[1].text
        guard let entry = build("\(first.dropLast(architecture.count + 1))-\(version)") else {
            return .wrong("`\(version)` is no `version-release`", word: 1)
        }
        return .package(
            BaselineEntry(name: entry.name, version: entry.version, architecture: architecture))
    }

    // MARK: - Words

    /// `name-[epoch:]version-release.arch`, or with the epoch in front as yum prints it.
    ///
    /// The ending of a file name is passed over, so that a list of files will do.
    static func identity(_ text: String) -> BaselineEntry? {
        let text = text.hasSuffix(".rpm") ? String(text.dropLast(4)) : text
        guard let architecture = architecture(endingOf: text),
            var entry = build(String(text.dropLast(architecture.count + 1)))
        else { return nil }
        entry.architecture = architecture
        return entry
    }

    /// `name-[epoch:]version-release`, told apart from names with dashes by the digits that versions and
    /// releases have.
    static func build(_ text: String) -> BaselineEntry? {
        // What `%{EPOCH}` prints where there is none.
        let plain = text.replacing("(none):", with: "", maxReplacements: 1)
        var text = plain[...]
        var epoch: Substring?
        if let colon = text.firstIndex(of: ":"), isNumber(text[..<colon]) {
            epoch = text[..<colon]
            text = text[text.index(after: colon)...]
        }
        guard let second = text.lastIndex(of: "-"), second > text.startIndex,
            let first = text[..<second].lastIndex(of: "-"), first > text.startIndex
        else { return nil }
        let name = String(text[..<first])
        var version = text[text.index(after: first)..<second]
        let release = text[text.index(after: second)...]
        if let colon = version.firstIndex(of: ":") {
            epoch = version[..<colon]
            version = version[version.index(after: colon)...]
        }
        guard isName(name), isVersion(version), isVersion(release),
            version.contains(where: isDigit), release.contains(where: isDigit),
            epoch.map({ isNumber($0) }) ?? true
        else { return nil }
        let start = epoch.map { "\($0):" } ?? ""
        return BaselineEntry(name: name, version: "\(start)\(version)-\(release)")
    }

    /// What rpm calls imported keys.
    private static func isKey(_ text: String) -> Bool { text.hasPrefix("gpg-pubkey-") }

    private static func architecture(endingOf text: String) -> String? {
        let text = text.hasSuffix(".rpm") ? String(text.dropLast(4)) : text
        guard let dot = text.lastIndex(of: ".") else { return nil }
        let end = String(text[text.index(after: dot)...])
        return isArchitecture(end) ? end : nil
    }

    private static let architectures: Set<String> = [
        "noarch", "x86_64", "i386", "i486", "i586", "i686", "athlon", "aarch64", "armv5tel",
        "armv6hl", "armv7l", "armv7hl", "armv7hnl", "ppc64", "ppc64le", "s390", "s390x",
        "riscv64", "loongarch64", "mips64el", "x86_64_v2",
    ]

    private static func isArchitecture(_ text: String) -> Bool { architectures.contains(text) }

    private static func isDigit(_ character: Character) -> Bool {
        character.isASCII && character.isNumber
    }

    private static func isNumber(_ text: some StringProtocol) -> Bool {
        !text.isEmpty && text.allSatisfy(isDigit)
    }

    static func isName(_ text: String) -> Bool {
        let extra = "._+-"
        return !text.isEmpty
            && text.allSatisfy { character in
                character.isASCII
                    && (character.isLetter || character.isNumber || extra.contains(character))
            } && text.first != "-"
    }

    /// Whether a text can be a version or a release (rpm's own rules allow little more than names).
    private static func isVersion(_ text: some StringProtocol) -> Bool {
        let extra = "._+~^"
        return !text.isEmpty
            && text.allSatisfy { character in
                character.isASCII
                    && (character.isLetter || character.isNumber || extra.contains(character))
            }
    }
}
