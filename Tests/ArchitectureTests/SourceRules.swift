/// The rules that every source file keeps; each answers with what breaks it, or with nothing.
enum SourceRules {
    /// One break of a rule.
    struct Finding: Equatable, CustomStringConvertible {
        var file: String
        var line: Int
        var message: String

        var description: String { "\(file):\(line): \(message)" }
    }

    /// Everything that is wrong with one file of a target.
    static func check(_ source: String, file: String, target: String, row: ModuleTable.Row)
        -> [Finding]
    {
        let text = SwiftText(source)
        return imports(text, file, row) + length(source, file) + functions(text, file)
            + names(text, file) + leftovers(source, file) + traps(text, file)
            + (row.wrapsC || file.hasSuffix("/" + ModuleTable.byteSearchFile)
                ? [] : unsafety(text, file))
    }

    /// The modules that a file imports, with the line.
    static func importedModules(_ text: SwiftText) -> [SwiftText.Token] {
        let kinds = ["struct", "class", "enum", "protocol", "func", "var", "let", "typealias"]
        let tokens = text.tokens
        return tokens.indices.compactMap { index in
            guard tokens[index].text == "import", index + 1 < tokens.count else { return nil }
            let next = tokens[index + 1]
            if kinds.contains(next.text), index + 2 < tokens.count { return tokens[index + 2] }
            return next
        }
    }

    static func imports(_ text: SwiftText, _ file: String, _ row: ModuleTable.Row) -> [Finding] {
        importedModules(text).filter {
            !row.project.contains($0.text) && !row.system.contains($0.text)
        }.map {
            Finding(file: file, line: $0.line, message: "may not import `\($0.text)`")
        }
    }

    static func length(_ source: String, _ file: String) -> [Finding] {
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        let count = source.hasSuffix("\n") ? lines.count - 1 : lines.count
        if count <= 500 || lines.prefix(10).contains(where: { $0.hasPrefix("// Long because ") }) {
            return []
        }
        return [
            Finding(
                file: file, line: 1,
                message: "\(count) lines, and no `// Long because …` in the first ten")
        ]
    }

    static func functions(_ text: SwiftText, _ file: String) -> [Finding] {
        functionLengths(text).filter { $0.lines > 100 }.map {
            Finding(file: file, line: $0.line, message: "`\($0.name)` has \($0.lines) lines")
        }
    }

    /// Every function with a body: its name, first line, and length from there to its closing brace.
    static func functionLengths(_ text: SwiftText) -> [(name: String, line: Int, lines: Int)] {
        let tokens = text.tokens
        let starters = ["func", "init", "subscript", "deinit", "var"]
        var result: [(name: String, line: Int, lines: Int)] = []
        for index in tokens.indices where starters.contains(tokens[index].text) {
            // `self.init(…)` and `.init(…)` are calls.
            if index > 0, tokens[index - 1].text == "." { continue }
            guard let open = bodyStart(tokens, after: index) else { continue }
            var depth = 0
            for end in open..<tokens.count {
                if tokens[end].text == "{" { depth += 1 }
                if tokens[end].text == "}" { depth -= 1 }
                if depth == 0 {
                    let named = ["func", "var"].contains(tokens[index].text)
                    result.append(
                        (
                            name: named ? tokens[index + 1].text : tokens[index].text,
                            line: tokens[index].line,
                            lines: tokens[end].line - tokens[index].line + 1
                        ))
                    break
                }
            }
        }
        return result
    }

    /// The brace that opens the body of a declaration; `nil` for one without, such as a requirement.
    private static func bodyStart(_ tokens: [SwiftText.Token], after start: Int) -> Int? {
        let enders = [
            "func", "init", "subscript", "deinit", "var", "let", "case", "struct", "class", "enum",
            "extension", "protocol", "import", "typealias", "}", ";",
        ]
        let isVariable = tokens[start].text == "var"
        var depth = 0
        for index in (start + 1)..<max(start + 1, tokens.count) {
            let token = tokens[index].text
            if token == "(" || token == "[" { depth += 1 }
            if token == ")" || token == "]" { depth -= 1 }
            if depth < 0 { return nil }
            if depth > 0 { continue }
            if token == "{" { return index }
            // A stored variable's value is no body.
            if isVariable, token == "=" { return nil }
            if enders.contains(token), index > start + 1 { return nil }
        }
        return nil
    }

    static func names(_ text: SwiftText, _ file: String) -> [Finding] {
        var result: [Finding] = []
        let parts = file.split(separator: "/").map { $0.prefix { $0 != "." && $0 != "+" } }
        for part in parts where isGrabBag(String(part)) {
            result.append(Finding(file: file, line: 1, message: "`\(part)` says nothing"))
        }
        let tokens = text.tokens
        let kinds = ["struct", "class", "enum", "actor", "protocol", "typealias"]
        for (kind, name) in zip(tokens, tokens.dropFirst())
        where kinds.contains(kind.text) && isGrabBag(name.text) {
            result.append(
                Finding(file: file, line: name.line, message: "`\(name.text)` says nothing"))
        }
        return result
    }

    /// Whether the last word of a name is one that holds anything at all.
    static func isGrabBag(_ name: String) -> Bool {
        let words = ["Util", "Utils", "Utilities", "Helper", "Helpers", "Common", "Manager"]
        return words.contains { word in
            guard name.hasSuffix(word) else { return name.lowercased() == word.lowercased() }
            return true
        }
    }

    static func leftovers(_ source: String, _ file: String) -> [Finding] {
        var result: [Finding] = []
        let lines = source.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated()
        where line.utf8.contains(where: { $0 == UInt8(ascii: "T") || $0 == UInt8(ascii: "F") }) {
            let words = line.split { !$0.isLetter && !$0.isNumber && $0 != "_" }
            for word in words where word == "TODO" || word == "FIXME" {
                result.append(Finding(file: file, line: index + 1, message: "`\(word)`"))
            }
        }
        return result
    }

    static func traps(_ text: SwiftText, _ file: String) -> [Finding] {
        // `try !condition` is a negation; only the sign right behind the word forces.
        let forced = text.lines.enumerated().filter { $0.element.contains("try!") }.map {
            Finding(file: file, line: $0.offset + 1, message: "`try!`")
        }
        let tokens = text.tokens
        let fatal = zip(tokens, tokens.dropFirst()).filter {
            $0.text == "fatalError" && $1.text == "("
        }
        return forced + fatal.map { Finding(file: file, line: $0.0.line, message: "`fatalError`") }
    }

    static func unsafety(_ text: SwiftText, _ file: String) -> [Finding] {
        text.tokens.filter { $0.text == "unsafe" }.map {
            Finding(file: file, line: $0.line, message: "`unsafe` in a module that wraps no C")
        }
    }
}
