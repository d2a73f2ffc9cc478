public import MirrorBase

/// A stretch of one line of a user's file.
public struct SourceSpan: Sendable, Hashable {
    /// Where it begins.
    public var position: SourcePosition
    /// How many characters it has, at least one.
    public var length: Int

    /// Makes a stretch from its first character and its length.
    public init(position: SourcePosition, length: Int) {
        self.position = position
        self.length = max(1, length)
    }

    /// The first character of a file.
    public static let start = SourceSpan(position: SourcePosition(line: 1, column: 1), length: 1)

    /// A part of this stretch, counted in characters from its beginning.
    public func part(_ offset: Int, length: Int) -> SourceSpan {
        SourceSpan(
            position: SourcePosition(line: position.line, column: position.column + offset),
            length: length)
    }
}

/// A user's file as lines, kept so that a message can show the line that it is about.
public struct SourceText: Sendable {
    /// The file as the user named it.
    public let file: String
    /// The lines without their ends; what is not UTF-8 is shown as the replacement character.
    public let lines: [String]
    /// Which lines are ASCII: in these, bytes, scalars and characters are the same.
    private let isASCII: [Bool]

    /// Splits the content of a file where YAML breaks lines.
    ///
    /// A byte order mark is no part of the text.
    public init(file: String, bytes: [UInt8]) {
        self.file = file
        var lines: [String] = []
        var line = String.UnicodeScalarView()
        var afterReturn = false
        for scalar in String(decoding: SourceText.content(of: bytes), as: UTF8.self).unicodeScalars
        {
            defer { afterReturn = scalar == "\r" }
            switch scalar {
            case "\n" where afterReturn: continue
            case "\n", "\r", "\u{85}", "\u{2028}", "\u{2029}":
                lines.append(String(line))
                line.removeAll()
            case "\t": line.append(scalar)
            // A control character would act on the terminal that shows the line.
            case "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}": line.append("\u{FFFD}")
            default: line.append(scalar)
            }
        }
        lines.append(String(line))
        self.lines = lines
        isASCII = lines.map { $0.utf8.allSatisfy { $0 < 0x80 } }
    }

    /// The bytes without a byte order mark.
    public static func content(of bytes: [UInt8]) -> ArraySlice<UInt8> {
        bytes.starts(with: [0xEF, 0xBB, 0xBF]) ? bytes[3...] : bytes[...]
    }

    /// Where each line begins, as offsets from the first byte, and at last where the text ends.
    ///
    /// Lines are those of `lines`.
    static func lineStarts(_ bytes: ArraySlice<UInt8>) -> [Int] {
        var starts = [0]
        var index = bytes.startIndex
        func byte(_ offset: Int) -> UInt8 {
            index + offset < bytes.endIndex ? bytes[index + offset] : 0
        }
        while index < bytes.endIndex {
            let length =
                switch bytes[index] {
                case UInt8(ascii: "\n"): 1
                case UInt8(ascii: "\r"): byte(1) == UInt8(ascii: "\n") ? 2 : 1
                case 0xC2 where byte(1) == 0x85: 2
                case 0xE2 where byte(1) == 0x80 && (byte(2) == 0xA8 || byte(2) == 0xA9): 3
                default: 0
                }
            index += max(1, length)
            if length > 0 { starts.append(index - bytes.startIndex) }
        }
        if starts[starts.count - 1] < bytes.count { starts.append(bytes.count) }
        return starts
    }

    /// The line of that number, counted from 1, or the empty string past the end.
    public func line(_ number: Int) -> String {
        lines.indices.contains(number - 1) ? lines[number - 1] : ""
    }

    /// The excerpt that marks `span`; a mark ends with its line, and passwords in addresses are hidden.
    public func excerpt(_ span: SourceSpan, notes: [String] = []) -> SourceExcerpt {
        let text = SourceText.hidingPasswords(line(span.position.line))
        let rest = text.count - span.position.column + 1
        return SourceExcerpt(
            file: file, position: span.position, text: text,
            length: max(1, min(span.length, rest)), notes: notes)
    }

    /// The position of a scalar of a line, both counted from zero as libyaml does.
    public func position(line: Int, scalar: Int) -> SourcePosition {
        if isASCII.indices.contains(line), isASCII[line] {
            return SourcePosition(
                line: line + 1, column: min(scalar, lines[line].utf8.count) + 1)
        }
        let scalars = self.line(line + 1).unicodeScalars
        // A character may be several scalars: an accent that follows its letter, a flag.
        let before = String(String.UnicodeScalarView(scalars.prefix(scalar)))
        return SourcePosition(line: line + 1, column: before.count + 1)
    }

    /// Whether a text stands in a line at a scalar, counted from zero as libyaml does, and takes up `length`.
    func holds(_ text: String, line: Int, scalar: Int, length: Int) -> Bool {
        if isASCII.indices.contains(line), isASCII[line] {
            return text.utf8.elementsEqual(lines[line].utf8.dropFirst(scalar).prefix(length))
        }
        return self.line(line + 1).unicodeScalars.dropFirst(scalar).prefix(length).elementsEqual(
            text.unicodeScalars)
    }

    /// The same line, each character of `user:PASSWORD@` in an address replaced by an asterisk.
    public static func hidingPasswords(_ line: String) -> String {
        var characters = Array(line)
        var index = 0
        while index + 2 < characters.count {
            guard characters[index] == ":", characters[index + 1] == "/",
                characters[index + 2] == "/"
            else {
                index += 1
                continue
            }
            index += 3
            let authority = index
            while index < characters.count, !"/?# \t\"'".contains(characters[index]) { index += 1 }
            guard let at = characters[authority..<index].lastIndex(of: "@"),
                let colon = characters[authority..<at].firstIndex(of: ":")
            else { continue }
            for position in colon + 1..<at { characters[position] = "*" }
        }
        return String(characters)
    }
}
