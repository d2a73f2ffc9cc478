internal import SQLite

/// Writes what databases hold as the elements that it was made of.
enum PackageText {
    /// The length of a path in bytes that Linux takes.
    private static let longestPath = 4096

    /// Appends the start of a package of primary, up to its dependencies; columns are those of
    /// `DatabaseReader.text()`.
    static func appendHead(of row: Statement, to text: inout [UInt8]) {
        text += "<package type=\"rpm\">\n".utf8
        append(element: "name", row, 2, to: &text)
        append(element: "arch", row, 3, to: &text)
        appendVersion(row, 4, to: &text)
        text += "  <checksum".utf8
        append(attribute: "type", row, 7, to: &text)
        text += " pkgid=\"YES\">".utf8
        text.append(escaped: row.bytes(1))
        text += "</checksum>\n".utf8
        append(element: "summary", row, 8, to: &text)
        append(element: "description", row, 9, to: &text)
        append(element: "packager", row, 10, to: &text)
        append(element: "url", row, 11, to: &text)
        text += "  <time file=\"\(row.integer(12))\" build=\"\(row.integer(13))\"/>\n".utf8
        text += "  <size package=\"\(row.integer(14))\" installed=\"\(row.integer(15))\"".utf8
        text += " archive=\"\(row.integer(16))\"/>\n".utf8
        text += "  <location".utf8
        if !row.bytes(17).isEmpty { append(attribute: "xml:base", row, 17, to: &text) }
        append(attribute: "href", row, 18, to: &text)
        text += "/>\n  <format>\n".utf8
        for (column, name) in ["license", "vendor", "group", "buildhost", "sourcerpm"].enumerated()
        {
            text += "  ".utf8
            append(element: "rpm:\(name)", row, Int32(19 + column), to: &text)
        }
        text += "    <rpm:header-range start=\"\(row.integer(24))\"".utf8
        text += " end=\"\(row.integer(25))\"/>\n".utf8
    }

    /// Appends epoch, version and release from three columns.
    static func appendVersion(_ row: Statement, _ column: Int32, to text: inout [UInt8]) {
        text += "  <version".utf8
        append(attribute: "epoch", row, column, to: &text)
        append(attribute: "ver", row, column + 1, to: &text)
        append(attribute: "rel", row, column + 2, to: &text)
        text += "/>\n".utf8
    }

    /// Appends a file; `kind` is the word of primary's table.
    static func appendFile(
        _ path: [UInt8], _ kind: String, _ indent: Int, to text: inout [UInt8]
    ) {
        text += String(repeating: " ", count: indent).utf8
        text += (["dir", "ghost"].contains(kind) ? "<file type=\"\(kind)\">" : "<file>").utf8
        text.append(escaped: path)
        text += "</file>\n".utf8
    }

    /// Appends the files of one directory, unpacked from a row of filelists.
    ///
    /// Names are joined by slashes. The root directory has no name: createrepo_c writes a slash more for it,
    /// others nothing. `false` where a path is longer than a system takes, or the text gets longer than
    /// `limit`: a row says the directory once for any number of names.
    static func appendFiles(of row: Statement, to text: inout [UInt8], limit: Int) -> Bool {
        let slash = UInt8(ascii: "/")
        let directory = row.bytes(1)
        let names = row.bytes(2)
        var start: [UInt8] = []
        if directory != [UInt8(ascii: ".")] {
            start = directory
            if start.last != slash { start.append(slash) }
        }
        var position = 0
        for (index, kind) in row.bytes(3).enumerated() {
            if index > 0, position < names.count, names[position] == slash { position += 1 }
            let end = names[position...].firstIndex(of: slash) ?? names.count
            let name = names[position..<end]
            position = name.isEmpty ? min(end + 1, names.count) : end
            let word = kind == UInt8(ascii: "d") ? "dir" : kind == UInt8(ascii: "g") ? "ghost" : ""
            if start.count + name.count > longestPath || text.count > limit { return false }
            appendFile(start + name, word, 2, to: &text)
        }
        return true
    }

    /// Appends one change of a package.
    static func appendChange(of row: Statement, to text: inout [UInt8]) {
        text += "  <changelog".utf8
        append(attribute: "author", row, 1, to: &text)
        text += " date=\"\(row.integer(2))\">".utf8
        text.append(escaped: row.bytes(3))
        text += "</changelog>\n".utf8
    }

    /// Appends an attribute from a column; nothing where that is NULL.
    static func append(
        attribute name: String, _ row: Statement, _ column: Int32, to text: inout [UInt8]
    ) {
        if row.isNull(column) { return }
        text += " \(name)=\"".utf8
        text.append(escapedAttribute: row.bytes(column))
        text += "\"".utf8
    }

    private static func append(
        element name: String, _ row: Statement, _ column: Int32, to text: inout [UInt8]
    ) {
        text += "  <\(name)>".utf8
        text.append(escaped: row.bytes(column))
        text += "</\(name)>\n".utf8
    }
}
