internal import MirrorBase
public import YAML

/// Reads the text of a wish, in Debian's dependency manner:
///
///     wish        = alternative *("|" alternative)
///     alternative = target *(constraint / architectures / "?")
///     target      = "/" path / "@" group ["/" profile] / ["@"] module ":" stream ["/" profile]
///                 / "@^" environment
///                 / name [":" architecture] ["/" suite]
///     constraint  = operator version / "(" operator version ")"
///     architectures = "[" 1*(["!"] architecture) "]"
struct WishParser {
    let characters: [Character]
    var index = 0
    private var isOptional = false

    init(_ text: String) { characters = Array(text) }

    /// The alternatives of the wish, and whether any of them is followed by `?`.
    mutating func parse() throws(WishSyntaxError) -> (targets: [WishTarget], isOptional: Bool) {
        skipBlanks()
        guard peek != nil else { throw WishSyntaxError(.empty, 0..<max(1, characters.count)) }
        var targets: [WishTarget] = []
        while true {
            skipBlanks()
            guard let next = peek, next != "|" else {
                let bar = peek == nil ? characters.lastIndex(of: "|") ?? 0 : index
                throw WishSyntaxError(.missingAlternative, bar..<bar + 1)
            }
            let start = index
            targets.append(try alternative())
            // What a group holds are wishes of their own, of which no one is chosen.
            if targets[0].kind.isGroup != targets[targets.count - 1].kind.isGroup {
                throw WishSyntaxError(.groupAmongNames, start..<index)
            }
            if peek == nil { return (targets, isOptional) }
            index += 1
        }
    }

    private mutating func alternative() throws(WishSyntaxError) -> WishTarget {
        var target =
            switch peek {
            case "/": path()
            case "@": try group()
            default: try name()
            }
        let end = index
        var hasList = false
        while true {
            skipBlanks()
            let start = index
            switch peek {
            case nil, "|":
                if [.name, .glob].contains(target.kind), target.constraint == nil,
                    target.architecture == nil, target.suite == nil
                {
                    target.dashedSplits = DashedSplit.all(of: target.name)
                }
                return target
            case "?":
                isOptional = true
                index += 1
            case "(", "<", ">", "=":
                let constraint = try constraint()
                try refuse("a version", for: target.kind, start..<index)
                if target.constraint != nil {
                    throw WishSyntaxError(.secondVersion, start..<index)
                }
                target.constraint = constraint
            case "[":
                target.architectures = try architectures()
                if hasList { throw WishSyntaxError(.secondArchitectureList, start..<index) }
                hasList = true
            default:
                while let next = peek, !next.isWhitespace, next != "|" { index += 1 }
                if index == start { index = min(end + 1, characters.count) }
                throw WishSyntaxError(.leftOver(string(start..<index)), start..<index)
            }
        }
    }

    private mutating func path() -> WishTarget {
        let start = index
        while let next = peek, !next.isWhitespace, next != "|" { index += 1 }
        return WishTarget(kind: .path, name: string(start..<withoutMark(start)))
    }

    private mutating func name() throws(WishSyntaxError) -> WishTarget {
        let start = index
        // What stands in the brackets of a capability, as in `perl(JSON::XS)`, follows no rule.
        var bracket: Int?
        loop: while let next = peek, !next.isWhitespace {
            switch next {
            case "|", "[", "<", ">", "=": break loop
            case "(":
                if index == start || isConstraint(at: index) { break loop }
                bracket = bracket ?? index
                let opening = index
                while let inner = peek, inner != ")", !inner.isWhitespace { index += 1 }
                guard peek == ")" else {
                    throw WishSyntaxError(.unclosed("("), opening..<opening + 1)
                }
                index += 1
            default: index += 1
            }
        }
        let end = withoutMark(start)
        guard end > start else { throw WishSyntaxError(.missingName, start..<start + 1) }
        if let bracket {
            try check(start..<bracket, extra: "")
            return WishTarget(kind: .name, name: string(start..<end))
        }
        var nameEnd = end
        var target = WishTarget(kind: .name, name: "")
        if let module = try module(start..<end) { return module }
        if let slash = characters[start..<end].firstIndex(of: "/") {
            guard slash + 1 < end else { throw WishSyntaxError(.missingSuite, slash..<slash + 1) }
            for position in slash + 1..<end where !isSuiteCharacter(characters[position]) {
                throw WishSyntaxError(
                    .badSuiteCharacter(characters[position]), position..<position + 1)
            }
            target.suite = string(slash + 1..<end)
            nameEnd = slash
        }
        if let colon = characters[start..<nameEnd].firstIndex(of: ":"),
            !isEpoch(colon, in: start..<nameEnd)
        {
            target.architecture = try architecture(after: colon, end: nameEnd)
            nameEnd = colon
        }
        guard nameEnd > start else { throw WishSyntaxError(.missingName, start..<start + 1) }
        try check(start..<nameEnd, extra: "*?:^")
        target.name = string(start..<nameEnd)
        target.kind = Glob.isPattern(target.name) ? .glob : .name
        return target
    }

    /// `name:arch`, where dpkg's words for any and for the built one go, too.
    private func architecture(after colon: Int, end: Int) throws(WishSyntaxError) -> String {
        let range = colon + 1..<end
        let name = string(range)
        guard !range.isEmpty else {
            throw WishSyntaxError(.missingArchitecture, colon..<colon + 1)
        }
        guard ArchitectureName.canonical(name) != nil || ["any", "native", "all"].contains(name)
        else { throw WishSyntaxError(.unknownArchitecture(name), range) }
        return name
    }

    private mutating func constraint() throws(WishSyntaxError) -> VersionConstraint {
        let opening = index
        let isBracketed = peek == "("
        if isBracketed {
            index += 1
            skipBlanks()
        }
        let start = index
        while let next = peek, "<>=!~".contains(next) { index += 1 }
        let operators = start..<index
        if start == characters.count {
            throw WishSyntaxError(.unclosed("("), opening..<opening + 1)
        }
        if operators.isEmpty { throw WishSyntaxError(.missingOperator, start..<start + 1) }
        guard let relation = VersionRelation(operator: string(operators)) else {
            throw WishSyntaxError(.badOperator(string(operators)), operators)
        }
        skipBlanks()
        let version = index
        while let next = peek, !next.isWhitespace, !"|[()".contains(next) { index += 1 }
        let end = isBracketed ? index : withoutMark(version)
        guard end > version else { throw WishSyntaxError(.missingVersion, operators) }
        for position in version..<end where !isVersionCharacter(characters[position]) {
            throw WishSyntaxError(
                .badVersionCharacter(characters[position]), position..<position + 1)
        }
        let constraint = VersionConstraint(relation, string(version..<end))
        if constraint.isGlob, relation != .equal {
            throw WishSyntaxError(.globWithRelation(relation), version..<end)
        }
        guard isBracketed else { return constraint }
        skipBlanks()
        guard peek == ")" else {
            guard peek == nil || peek == "|" || peek == "[" else {
                throw WishSyntaxError(.leftOver(string(index..<index + 1)), index..<index + 1)
            }
            throw WishSyntaxError(.unclosed("("), opening..<opening + 1)
        }
        index += 1
        return constraint
    }

    private mutating func architectures() throws(WishSyntaxError) -> ArchitectureFilter {
        let opening = index
        var filter = ArchitectureFilter.all
        index += 1
        while true {
            while let next = peek, next.isWhitespace || next == "," { index += 1 }
            guard let next = peek, next != "|" else {
                throw WishSyntaxError(.unclosed("["), opening..<opening + 1)
            }
            if next == "]" {
                index += 1
                if filter == .all {
                    throw WishSyntaxError(.emptyArchitectureList, opening..<index)
                }
                return filter
            }
            let start = index
            while let next = peek, !next.isWhitespace, !",]|".contains(next) { index += 1 }
            let isNegated = next == "!"
            let name = string(start + (isNegated ? 1 : 0)..<index)
            guard let known = ArchitectureName.canonical(name) else {
                throw WishSyntaxError(.unknownArchitecture(name), start..<index)
            }
            if isNegated { filter.excluded.append(known) } else { filter.included.append(known) }
        }
    }

    private func refuse(_ what: String, for kind: WishTarget.Kind, _ range: Range<Int>)
        throws(WishSyntaxError)
    {
        if kind == .path || kind.isGroup {
            throw WishSyntaxError(.notForKind(what: what, kind: kind), range)
        }
    }

    // MARK: Characters

    var peek: Character? { index < characters.count ? characters[index] : nil }

    func string(_ range: Range<Int>) -> String { String(characters[range]) }

    private mutating func skipBlanks() {
        while let next = peek, next.isWhitespace { index += 1 }
    }

    /// The end of what was just read, without the `?` that makes the wish optional.
    mutating func withoutMark(_ start: Int) -> Int {
        guard index > start, characters[index - 1] == "?" else { return index }
        isOptional = true
        return index - 1
    }

    private func isConstraint(at opening: Int) -> Bool {
        let inside = characters[(opening + 1)...].first { !$0.isWhitespace }
        return inside.map { "<>=!~".contains($0) } ?? false
    }

    /// Whether the colon ends the epoch of a glued version, as in `docker-ce-3:24.0.9`.
    func isEpoch(_ colon: Int, in range: Range<Int>) -> Bool {
        guard let dash = characters[range.lowerBound..<colon].lastIndex(of: "-"), dash + 1 < colon,
            colon + 1 < range.upperBound
        else { return false }
        return characters[dash + 1..<colon].allSatisfy(isDigit)
            && isDigit(characters[colon + 1])
    }

    func check(_ range: Range<Int>, extra: String) throws(WishSyntaxError) {
        for position in range {
            let character = characters[position]
            let isFirst = position == range.lowerBound
            if isLetterOrDigit(character) || character == "_" || extra.contains(character) {
                continue
            }
            if !isFirst, "+-.~".contains(character) { continue }
            throw WishSyntaxError(.badCharacter(character), position..<position + 1)
        }
    }

    private func isDigit(_ character: Character) -> Bool { ("0"..."9").contains(character) }

    private func isLetterOrDigit(_ character: Character) -> Bool {
        guard let byte = character.asciiValue, character.utf8.count == 1 else { return false }
        return isDigit(character) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7A)
    }

    private func isVersionCharacter(_ character: Character) -> Bool {
        isLetterOrDigit(character) || ".+-~:^_*?".contains(character)
    }

    private func isSuiteCharacter(_ character: Character) -> Bool {
        isLetterOrDigit(character) || ".-_/".contains(character)
    }
}

extension DashedSplit {
    /// Every way to read a name as name and version: the version begins with a digit, after a dash.
    static func all(of text: String) -> [DashedSplit] {
        let bytes = Array(text.utf8)
        var splits: [DashedSplit] = []
        for dash in bytes.indices.reversed() where bytes[dash] == UInt8(ascii: "-") {
            let name = bytes[..<dash]
            guard dash > 0, dash + 1 < bytes.count, (0x30...0x39).contains(bytes[dash + 1]),
                !name.contains(UInt8(ascii: ":"))
            else { continue }
            splits.append(
                DashedSplit(
                    name: String(decoding: name, as: UTF8.self),
                    version: String(decoding: bytes[(dash + 1)...], as: UTF8.self)))
        }
        return splits
    }
}

extension Wish {
    /// Reads the text of a wish, as it stands in a manifest or on a command line.
    ///
    /// - Throws: `WishSyntaxError`, which counts characters from the beginning of `text`.
    public init(parsing text: String, at span: SourceSpan = .start) throws(WishSyntaxError) {
        var parser = WishParser(text)
        let (targets, isOptional) = try parser.parse()
        self.init(text: text, span: span, alternatives: targets, isOptional: isOptional)
    }
}
