import SystemIO

/// What stands in `${{ … }}` of a workflow: as much of it as the workflow of this project has.
struct PipelineExpression {
    /// What is wrong with one, or beyond this.
    struct Failure: Error, CustomStringConvertible {
        var description: String
    }

    /// What contexts such as `github.ref` come to; what is not there is empty.
    var values: [String: String]
    /// Functions beside `format`, by what they make of their arguments.
    var functions: [String: ([String]) throws -> String] = [:]

    /// A text with all expressions in it replaced.
    func expanded(_ text: String) throws -> String {
        var result = ""
        var rest = Substring(text)
        while let start = rest.firstRange(of: "${{"), let end = rest.firstRange(of: "}}") {
            result += rest[..<start.lowerBound]
            result += try value(String(rest[start.upperBound..<end.lowerBound]))
            rest = rest[end.upperBound...]
        }
        return result + rest
    }

    /// Whether a condition holds; it may do without the braces.
    func holds(_ condition: String) throws -> Bool {
        let text = condition.contains("${{") ? try expanded(condition) : try value(condition)
        return text != "" && text != "false"
    }

    /// What an expression comes to; truth is `true` or `false`.
    func value(_ text: String) throws -> String {
        let words = /'[^']*'|\|\||&&|[!=]=|[!(),]|[A-Za-z_][A-Za-z0-9_.-]*/
        var parser = Parser(
            tokens: text.matches(of: words).map { String($0.0) }, expression: self)
        let value = try parser.either()
        guard parser.tokens.isEmpty else {
            throw Failure(description: "beyond these tests: \(text)")
        }
        return value
    }

    private struct Parser {
        var tokens: [String]
        let expression: PipelineExpression

        private mutating func take(_ token: String) -> Bool {
            guard tokens.first == token else { return false }
            tokens.removeFirst()
            return true
        }

        private func isTrue(_ value: String) -> Bool { value != "" && value != "false" }

        mutating func either() throws -> String {
            var value = try both()
            while take("||") {
                let other = try both()
                if !isTrue(value) { value = other }
            }
            return value
        }

        private mutating func both() throws -> String {
            var value = try compared()
            while take("&&") {
                let other = try compared()
                if isTrue(value) { value = other }
            }
            return value
        }

        private mutating func compared() throws -> String {
            let value = try single()
            if take("==") { return try single() == value ? "true" : "false" }
            if take("!=") { return try single() != value ? "true" : "false" }
            return value
        }

        private mutating func single() throws -> String {
            if take("!") { return isTrue(try single()) ? "false" : "true" }
            guard let token = tokens.first else { throw Failure(description: "it ends early") }
            tokens.removeFirst()
            if token.hasPrefix("'") { return String(token.dropFirst().dropLast()) }
            guard take("(") else { return expression.values[token] ?? "" }
            var arguments: [String] = []
            while !take(")") {
                arguments.append(try either())
                _ = take(",")
            }
            return try expression.call(token, arguments)
        }
    }

    private func call(_ name: String, _ arguments: [String]) throws -> String {
        if let function = functions[name] { return try function(arguments) }
        guard name == "format", let first = arguments.first else {
            throw Failure(description: "no function `\(name)` in these tests")
        }
        return arguments.dropFirst().enumerated().reduce(first) { text, argument in
            text.replacing("{\(argument.offset)}", with: argument.element)
        }
    }
}
