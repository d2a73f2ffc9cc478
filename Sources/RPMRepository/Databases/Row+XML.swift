internal import SQLite

extension Row {
    /// Appends the text that a value means; NULL where there is no value.
    mutating func append(_ value: XMLValue?, of scanner: borrowing XMLScanner) {
        guard let value else { return appendNull() }
        appendText { scanner.append(value, to: &$0) }
    }

    /// Appends the text that a value means; NULL where there is no value, or nothing in it.
    mutating func append(nonEmpty value: XMLValue?, of scanner: borrowing XMLScanner) {
        append(value.flatMap { $0.isEmpty ? nil : $0 }, of: scanner)
    }

    /// Appends the text that a value means; an empty one where there is no value.
    mutating func append(orEmpty value: XMLValue?, of scanner: borrowing XMLScanner) {
        guard let value else { return appendText { _ in } }
        append(value, of: scanner)
    }
}

extension XMLScanner {
    /// An attribute of the last start tag as a number; zero where there is none, or nothing in it.
    func number(_ name: XMLName) throws(MetadataError) -> Int {
        guard let value = attribute(name), !value.isEmpty else { return 0 }
        let text = string(value)
        guard let number = Int(text) else { throw failure(.malformed("number", value: text)) }
        return number
    }

    /// Whether an attribute of the last start tag says yes.
    func isTrue(_ name: XMLName) -> Bool {
        guard let value = attribute(name) else { return false }
        return !["", "0", "false", "FALSE"].contains(string(value))
    }
}
