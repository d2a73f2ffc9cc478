import MirrorTestSupport
import SystemIO

/// A Markdown file of the project, as far as tests look into it.
struct Document {
    /// Its lines, those of code blocks among them.
    let lines: [String]
    private let isCode: [Bool]

    /// The documents of the project, relative to its root.
    static func names() throws -> [String] {
        let top = try Files.list(ProjectRoot.path).filter { $0.hasSuffix(".md") }
        let docs = try Files.walk(ProjectRoot.path / "docs").filter { $0.hasSuffix(".md") }
        return (top + docs.map { "docs/" + $0 } + ["distros/README.md"]).sorted()
    }

    /// Reads a document, by its path relative to the root.
    init(_ name: String) throws {
        let text = String(decoding: try Files.read(ProjectRoot.path / name), as: UTF8.self)
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
        var isCode: [Bool] = []
        var isFenced = false
        var isAfterBlank = true
        for line in lines {
            let isFence = line.hasPrefix("```")
            if isFence { isFenced.toggle() }
            let isIndented = line.hasPrefix("    ") && (isAfterBlank || isCode.last == true)
            isCode.append(isFenced || isFence || isIndented)
            isAfterBlank = line.allSatisfy(\.isWhitespace)
        }
        self.lines = lines
        self.isCode = isCode
    }

    /// A command line of the program.
    struct CommandLine {
        var number: Int
        var words: [String]
    }

    /// The command lines in code blocks; usage lines, which are patterns, are left out.
    var commandLines: [CommandLine] {
        var found: [CommandLine] = []
        var index = 0
        while index < lines.count {
            let number = index + 1
            var line = lines[index]
            while isCode[index], line.hasSuffix("\\"), index + 1 < lines.count {
                index += 1
                line = line.dropLast() + lines[index]
            }
            index += 1
            guard isCode[number - 1], !line.contains("[options]") else { continue }
            if let words = Document.arguments(of: line) {
                found.append(CommandLine(number: number, words: words))
            }
        }
        return found
    }

    /// The arguments of a line that calls the program, up to a pipe or a comment.
    static func arguments(of line: String) -> [String]? {
        var words = split(line)
        while let first = words.first, isPrefix(first) { words.removeFirst() }
        guard words.first == "mirror" else { return nil }
        let ends: Set<String> = ["|", ">", ">>", "&&", "||", ";", "#", "2>&1", "<", "&"]
        return Array(words.dropFirst().prefix { !ends.contains($0) })
    }

    private static func isPrefix(_ word: String) -> Bool {
        if ["$", "sudo", "env"].contains(word) { return true }
        let name = word.prefix { $0 != "=" }
        return name.count < word.count && !name.isEmpty
            && name.allSatisfy { $0 == "_" || $0.isUppercase }
    }

    /// Splits as a shell does, as far as documents need it: blanks and both kinds of quotes.
    private static func split(_ line: String) -> [String] {
        var words: [String] = []
        var word: String?
        var quote: Character?
        for character in line {
            if let open = quote {
                if character == open { quote = nil } else { word = (word ?? "") + "\(character)" }
            } else if character == "'" || character == "\"" {
                quote = character
                word = word ?? ""
            } else if character.isWhitespace {
                if let done = word { words.append(done) }
                word = nil
            } else {
                word = (word ?? "") + "\(character)"
            }
        }
        if let word { words.append(word) }
        return words
    }

    /// The `code spans` outside of code blocks, with their lines.
    var codeSpans: [(number: Int, text: String)] {
        var found: [(Int, String)] = []
        for (index, line) in lines.enumerated() where !isCode[index] {
            let parts = line.split(separator: "`", omittingEmptySubsequences: false)
            for position in parts.indices where position % 2 == 1 && position + 1 < parts.count {
                found.append((index + 1, String(parts[position])))
            }
        }
        return found
    }

    /// The targets of links outside of code blocks, with their lines.
    var links: [(number: Int, target: String)] {
        var found: [(Int, String)] = []
        for (index, line) in lines.enumerated() where !isCode[index] {
            for part in line.split(separator: "](", omittingEmptySubsequences: false).dropFirst() {
                if let end = part.firstIndex(of: ")") {
                    found.append((index + 1, String(part[..<end])))
                }
            }
        }
        return found
    }

    /// What a link may name behind a `#`: the headings as Git hosts spell them.
    var anchors: Set<String> {
        var found: Set<String> = []
        for (index, line) in lines.enumerated() where !isCode[index] && line.hasPrefix("#") {
            let title = line.drop { $0 == "#" }.drop { $0 == " " }
            let kept = title.lowercased().filter {
                $0.isLetter || $0.isNumber || "-_ ".contains($0)
            }
            found.insert(String(kept.map { $0 == " " ? "-" : $0 }))
        }
        return found
    }

    /// The path relative to the root of what a document's link names.
    static func resolve(_ target: String, from name: String) -> String {
        var parts = name.split(separator: "/").dropLast().map(String.init)
        for part in target.split(separator: "/") {
            switch part {
            case ".": continue
            case "..": parts = parts.dropLast()
            default: parts.append(String(part))
            }
        }
        return parts.joined(separator: "/")
    }
}
