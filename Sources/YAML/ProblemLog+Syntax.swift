internal import MirrorBase

extension ProblemLog {
    /// Notes what libyaml says about a text that is not YAML, with the line and what may help.
    func report(_ error: YAMLSyntaxError, bytes: ArraySlice<UInt8>) {
        if let byte = error.byte {
            return report(
                "the file cannot be read as YAML: \(error.problem)", at: span(of: byte, in: bytes),
                hints: error.problem.contains("UTF-8") ? ["save the file as UTF-8"] : [])
        }
        var mark = error.mark ?? YAMLMark(line: 0, column: 0)
        var notes: [String] = []
        if let context = error.context, let start = error.contextMark {
            // At the end of the file there is nothing to show; what never ended is more telling.
            let isBlank = source.line(mark.line + 1).allSatisfy(\.isWhitespace)
            if isBlank || error.problem.hasSuffix("end of stream") { mark = start }
            if context != "while scanning for the next token" {
                notes.append("\(context) that begins in line \(start.line + 1)")
            }
        }
        let place = source.position(line: mark.line, scalar: mark.column)
        report(
            error.problem, at: SourceSpan(position: place, length: 1), notes: notes,
            hints: hints(error, at: place))
    }

    private func hints(_ error: YAMLSyntaxError, at place: SourcePosition) -> [String] {
        let character = source.line(place.line).dropFirst(place.column - 1).first
        switch error.problem {
        case "found character that cannot start any token":
            if character == "\t" { return ["indent with blanks, YAML takes no tabs"] }
            guard let character else { return [] }
            return ["what begins with `\(character)` has to be in quotes"]
        case "found a tab character that violates indentation":
            return ["indent with blanks, YAML takes no tabs"]
        case "mapping values are not allowed in this context":
            return ["text that holds a colon and a blank has to be in quotes"]
        case "did not find expected <document start>", "did not find expected key",
            "did not find expected '-' indicator":
            return ["is the line indented as the lines around it?"]
        default: return []
        }
    }

    /// The place of a byte of the file, which may itself be no part of a character.
    private func span(of byte: Int, in bytes: ArraySlice<UInt8>) -> SourceSpan {
        let before = bytes.prefix(byte)
        let lines = SourceText(file: source.file, bytes: Array(before)).lines
        return SourceSpan(
            position: SourcePosition(line: lines.count, column: (lines.last?.count ?? 0) + 1),
            length: 1)
    }
}
