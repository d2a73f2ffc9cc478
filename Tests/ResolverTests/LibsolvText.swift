import PackageModel

/// Reads dependencies as libsolv's test files write them: `A & B`, `A | B`, `A <IF> (B <ELSE> C)`, `A >= 1`.
///
/// Operators take everything to the right of them, whatever they are.
struct LibsolvText {
    private var words: [String] = []
    private var next = 0

    private static let operators = [
        "&": "and", "|": "or", "<IF>": "if", "<UNLESS>": "unless", "<ELSE>": "else", "+": "with",
        "-": "without",
    ]
    private static let comparisons: [VersionOperator] = [
        .less, .lessOrEqual, .equal, .greaterOrEqual, .greater,
    ]

    /// A dependency as the resolver's tests have it.
    static func dependency(_ text: String) throws -> RPMPuzzle.Dependency {
        var reader = LibsolvText(text)
        let found = try reader.whole()
        guard reader.next == reader.words.count else { throw RPMScenario.Mistake(line: text) }
        return try joined(found)
    }

    /// Whether a line of `genid` is a dependency of this kind.
    static func isDependency(_ line: String) -> Bool {
        guard line.hasPrefix("dep ") else { return false }
        let isPlain = !line.contains { $0 == "\\" || $0 == ":" } && !line.contains("<NULL>")
        return isPlain && (try? dependency(String(line.dropFirst(4)))) != nil
    }

    private init(_ text: String) {
        for word in text.split(separator: " ") {
            var word = word
            while word.hasPrefix("(") {
                words.append("(")
                word.removeFirst()
            }
            // A parenthesis that the name itself opened belongs to it.
            var closing = 0
            while word.hasSuffix(")"),
                word.count(where: { $0 == "(" }) < word.count(where: { $0 == ")" })
            {
                word.removeLast()
                closing += 1
            }
            // `|z` without a blank.
            if let mark = word.first, word.count > 1, mark == "|" || mark == "&" {
                words.append(String(mark))
                word.removeFirst()
            }
            if !word.isEmpty { words.append(String(word)) }
            words += Array(repeating: ")", count: closing)
        }
    }

    private mutating func take() throws -> String {
        guard next < words.count else {
            throw RPMScenario.Mistake(line: words.joined(separator: " "))
        }
        next += 1
        return words[next - 1]
    }

    private mutating func whole() throws -> RPMPuzzle.Dependency {
        let first = try one()
        guard next < words.count, let name = Self.operators[words[next]] else { return first }
        next += 1
        return .rich(name, [first, try whole()])
    }

    private mutating func one() throws -> RPMPuzzle.Dependency {
        let word = try take()
        if word == "(" {
            let inner = try whole()
            guard try take() == ")" else { throw RPMScenario.Mistake(line: word) }
            return inner
        }
        if word == ")" || Self.operators[word] != nil { throw RPMScenario.Mistake(line: word) }
        if next + 1 < words.count,
            let comparison = Self.comparisons.first(where: { $0.rpmText == words[next] })
        {
            next += 1
            return .plain(word, comparison, try take())
        }
        return .plain(word, .any, "")
    }

    /// `else` belongs to the `if` before it, as one operator with three parts.
    private static func joined(_ dependency: RPMPuzzle.Dependency) throws -> RPMPuzzle.Dependency {
        guard case .rich(let name, let parts) = dependency else { return dependency }
        if name == "if" || name == "unless", case .rich("else", let rest) = parts[1] {
            return .rich(name + "else", try ([parts[0]] + rest).map(joined))
        }
        if name == "else" { throw RPMScenario.Mistake(line: "`else` without `if`") }
        return .rich(name, try parts.map(joined))
    }

    /// As libsolv's test files write it.
    static func text(_ dependency: RPMPuzzle.Dependency, isInner: Bool = false) -> String {
        switch dependency {
        case .plain(let name, .any, _): return name
        case .plain(let name, let comparison, let version):
            return "\(name) \(comparison.rpmText) \(version)"
        case .rich("ifelse", let parts):
            return text(
                .rich("if", [parts[0], .rich("else", [parts[1], parts[2]])]), isInner: isInner)
        case .rich("unlesselse", let parts):
            return text(
                .rich("unless", [parts[0], .rich("else", [parts[1], parts[2]])]), isInner: isInner)
        case .rich(let name, let parts):
            let sign = operators.first { $0.value == name }?.key ?? name
            // Chains of `and` and of `or` need no parentheses.
            var isChain = false
            if case .rich(name, _) = parts[1] { isChain = name == "and" || name == "or" }
            let right = text(parts[1], isInner: !isChain)
            let whole = "\(text(parts[0], isInner: true)) \(sign) \(right)"
            return isInner ? "(\(whole))" : whole
        }
    }
}
