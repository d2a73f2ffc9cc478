import PackageModel

/// Reads dependencies as rpm writes them.
struct DependencyText {
    private var words: [String] = []
    private var next = 0

    init(_ text: String) {
        // Parentheses stand alone only where they group: `lib(x)` is a name.
        var word = ""
        var depth = 0
        for character in text {
            switch character {
            case "(" where word.isEmpty: words.append("(")
            case "(":
                depth += 1
                word.append(character)
            case ")" where depth > 0:
                depth -= 1
                word.append(character)
            case ")", " ", ",":
                if !word.isEmpty { words.append(word) }
                word = ""
                if character != " " { words.append(String(character)) }
            default: word.append(character)
            }
        }
        if !word.isEmpty { words.append(word) }
    }

    private mutating func take() throws -> String {
        guard next < words.count else { throw RPMScenario.Mistake(line: words.joined()) }
        next += 1
        return words[next - 1]
    }

    mutating func list() throws -> [RPMPuzzle.Dependency] {
        var found = [try one()]
        while next < words.count {
            guard try take() == "," else { throw RPMScenario.Mistake(line: words.joined()) }
            found.append(try one())
        }
        return found
    }

    private mutating func one() throws -> RPMPuzzle.Dependency {
        let first = try take()
        if first != "(" {
            let operators: [VersionOperator] = [
                .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
            ]
            if next + 1 < words.count,
                let comparison = operators.first(where: { $0.rpmText == words[next] })
            {
                next += 1
                return .plain(first, comparison, try take())
            }
            return .plain(first, .any, "")
        }
        var parts = [try one()]
        var name = ""
        while true {
            let word = try take()
            if word == ")" { break }
            name = word == "else" ? name + "else" : word
            parts.append(try one())
        }
        // libsolv's operators take two parts.
        while parts.count > 2, !name.hasSuffix("else") {
            let last = parts.removeLast()
            parts[parts.count - 1] = .rich(name, [parts[parts.count - 1], last])
        }
        return parts.count == 1 ? parts[0] : .rich(name, parts)
    }
}
