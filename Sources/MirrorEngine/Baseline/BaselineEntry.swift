internal import MirrorBase

/// One package of a list of what is on a machine.
struct BaselineEntry: Sendable, Hashable {
    /// The package's name.
    var name: String
    /// The version; `nil` where the list has names alone. For rpm `version-release`, with the epoch before it
    /// where the list says one.
    var version: String?
    /// The architecture, where the list says one.
    var architecture: String?
}

/// A line of a list, with its words.
struct BaselineLine {
    /// One word of a line.
    struct Word {
        var text: String
        /// The characters before it.
        var column: Int
    }

    /// The number of the line, from 1.
    var number: Int
    var text: String
    var words: [Word]

    /// The lines of a text that say something: not blank, and no comment.
    static func lines(of text: String) -> [BaselineLine] {
        var lines: [BaselineLine] = []
        var number = 0
        for line in text.split(omittingEmptySubsequences: false, whereSeparator: \.isNewline) {
            number += 1
            let text = String(line)
            let words = words(of: text)
            if let first = words.first, !first.text.hasPrefix("#") {
                lines.append(BaselineLine(number: number, text: text, words: words))
            }
        }
        return lines
    }

    private static func words(of text: String) -> [Word] {
        var words: [Word] = []
        var isInside = false
        for (column, character) in text.enumerated() {
            if character.isWhitespace {
                isInside = false
            } else if isInside {
                words[words.count - 1].text.append(character)
            } else {
                words.append(Word(text: String(character), column: column))
                isInside = true
            }
        }
        return words
    }

    /// A problem with a word of the line, or with all of it.
    func problem(_ message: String, in file: String, word: Int? = nil, hints: [String] = [])
        -> MirrorError.Problem
    {
        let word = word.map { words[$0] } ?? words[0]
        let isWhole = word.column == words[0].column && words.count > 1
        let length = isWhole ? text.count - word.column : word.text.count
        return MirrorError.Problem(
            message,
            excerpt: SourceExcerpt(
                file: file, position: SourcePosition(line: number, column: word.column + 1),
                text: text, length: length),
            hints: hints)
    }
}

/// What a reader makes of one line.
enum BaselineReading {
    case package(BaselineEntry)
    /// The line is about no package, as headings are.
    case nothing
    /// What is wrong, and with which word.
    case wrong(String, word: Int)
}
