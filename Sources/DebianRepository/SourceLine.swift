/// The words of a one-line entry of apt's configuration.
enum SourceLine {
    /// Takes the next word; empty at the end of the line or before a comment.
    ///
    /// Blanks inside brackets or quotes belong to the word, as in `cdrom:[Disc 1]/`.
    static func word(_ rest: inout Substring) -> String {
        skipBlanks(&rest)
        var word = ""
        var closing: Character?
        while let character = rest.first {
            if let end = closing {
                if character == end { closing = nil }
            } else if isBlank(character) || character == "#" {
                break
            } else if character == "[" {
                closing = "]"
            } else if character == "\"" {
                closing = "\""
            }
            word.append(character)
            rest.removeFirst()
        }
        // What follows a comment sign is read by nobody.
        if rest.first == "#" { rest = "" }
        return word
    }

    /// Takes `[name=value …]` where it stands; `nil` where the bracket is never closed.
    ///
    /// `+=` counts as `=`, and `-=` is left out, since it only takes away from the host's defaults.
    static func options(_ rest: inout Substring) -> [String: String]? {
        skipBlanks(&rest)
        guard rest.first == "[" else { return [:] }
        guard let end = rest.firstIndex(of: "]") else { return nil }
        var found: [String: String] = [:]
        for option in rest[..<end].dropFirst().split(whereSeparator: isBlank) {
            guard let equals = option.firstIndex(of: "=") else { continue }
            var name = option[..<equals]
            if name.last == "-" { continue }
            if name.last == "+" { name.removeLast() }
            found[name.lowercased()] = String(option[option.index(after: equals)...])
        }
        rest = rest[rest.index(after: end)...]
        return found
    }

    /// The elements of a list that is separated by commas.
    static func list(_ value: String?) -> [String] {
        (value ?? "").split(separator: ",").map(String.init)
    }

    private static func skipBlanks(_ rest: inout Substring) {
        rest = rest.drop(while: isBlank)
    }

    private static func isBlank(_ character: Character) -> Bool {
        character == " " || character == "\t" || character == "\r" || character == "\r\n"
    }
}
