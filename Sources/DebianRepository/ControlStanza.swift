internal import MirrorBase

/// One stanza of a control file (deb822): named fields whose values are ranges of the file's bytes.
///
/// Meant for small files such as Release and apt's own `.sources`; the Packages index, which is a
/// thousand times larger, has a reader of its own.
public struct ControlStanza: Sendable {
    /// One line of a value, without its end and without blanks around it.
    public struct Line: Sendable, Hashable {
        /// Where the text stands in the file.
        public let range: Range<Int>
        /// The line of the file, from 1.
        public let number: Int
    }

    /// A field with its value, line by line.
    public struct Field: Sendable, Hashable {
        /// The name as written.
        public let name: String
        /// The text after the colon (possibly empty), then one element per continuation line.
        public internal(set) var lines: [Line]

        /// The line of the file that the field begins on, from 1.
        public var line: Int { lines.first?.number ?? 0 }
    }

    /// The whole file, which the ranges of the lines refer to.
    public let bytes: [UInt8]
    /// The fields in the order of the file.
    public internal(set) var fields: [Field]

    /// The line that the stanza begins on, from 1.
    public var line: Int { fields.first?.line ?? 0 }

    /// The field of that name in any case of letters, else `nil`.
    public func field(_ name: String) -> Field? {
        fields.first { ControlStanza.isSameName($0.name, name) }
    }

    /// The text of one line; bytes that are not UTF-8 become replacement characters.
    public func text(of line: Line) -> String {
        String(decoding: bytes[line.range], as: UTF8.self)
    }

    /// The value of a field, else `nil`.
    ///
    /// Continuation lines are joined by a line feed and stripped of the blanks around them; an empty
    /// first line, as in `SHA256:` or `Signed-By:`, is left out.
    public func value(_ name: String) -> String? {
        guard let field = field(name) else { return nil }
        var lines = field.lines[...]
        if let first = lines.first, first.range.isEmpty, lines.count > 1 { lines.removeFirst() }
        return lines.map { text(of: $0) }.joined(separator: "\n")
    }

    /// The words of a field, separated by blanks, tabs or line ends; empty if there is no such field.
    public func words(_ name: String) -> [String] {
        (value(name) ?? "").split { $0 == " " || $0 == "\t" || $0 == "\n" }.map(String.init)
    }

    /// Whether lines that begin with `#` are comments.
    ///
    /// They are in apt's sources files; in Release and Packages apt takes them for damage.
    public enum Comments: Sendable, Hashable {
        /// A line beginning with `#` is skipped, also within a value.
        case allowed
        /// A line beginning with `#` is an error.
        case refused
    }

    /// Reads every stanza of a file.
    ///
    /// Line ends may be LF or CRLF, the last one may be missing, and any number of empty lines may
    /// stand between stanzas. Throws the first problem in the order of lines.
    public static func read(
        _ bytes: [UInt8], comments: Comments = .refused
    ) throws(ControlError) -> [ControlStanza] {
        let (stanzas, problems) = readLeniently(bytes, comments: comments)
        if let first = problems.first { throw first }
        return stanzas
    }

    /// Reads every stanza of a file, skipping what is wrong.
    ///
    /// A bad line is left out together with the continuation lines below it; of two fields of one
    /// name the first counts. The problems are in the order of lines.
    public static func readLeniently(
        _ bytes: [UInt8], comments: Comments = .refused
    ) -> (stanzas: [ControlStanza], problems: [ControlError]) {
        var reader = ControlReader(bytes: bytes, comments: comments)
        reader.run()
        return (reader.stanzas, reader.problems)
    }

    /// Whether two field names differ in the case of ASCII letters at most.
    static func isSameName(_ left: String, _ right: String) -> Bool {
        left.utf8.count == right.utf8.count
            && zip(left.utf8, right.utf8).allSatisfy {
                ControlByte.lowercased($0) == ControlByte.lowercased($1)
            }
    }
}

/// What is wrong in a control file, and on which line.
public struct ControlError: Error, Sendable, Hashable, CustomStringConvertible {
    /// The ways in which a line can be wrong.
    public enum Reason: Sendable, Hashable {
        /// A continuation line that continues nothing.
        case strayContinuation
        /// A line with neither a colon nor a leading blank.
        case missingColon
        /// A colon without a name before it, or a name with characters that names may not have.
        case invalidFieldName
        /// The field stands in the stanza already.
        case duplicateField(String)
        /// A control character other than tab, or a carriage return within a line.
        case controlCharacter(UInt8)
        /// A comment where the format has none.
        case comment
    }

    /// The line, from 1.
    public let line: Int
    /// What is wrong there.
    public let reason: Reason

    /// Makes an error about a line, counted from 1.
    public init(line: Int, reason: Reason) {
        self.line = line
        self.reason = reason
    }

    /// The problem in words, for example `line 3: field without a colon`.
    public var description: String {
        let what =
            switch reason {
            case .strayContinuation: "continuation line that continues nothing"
            case .missingColon: "field without a colon"
            case .invalidFieldName: "invalid field name"
            case .duplicateField(let name): "field `\(name)` stands there twice"
            case .controlCharacter(let byte):
                "control character 0x\(Hexadecimal.string(of: [byte]))"
            case .comment: "comment where none is allowed"
            }
        return "line \(line): \(what)"
    }
}
