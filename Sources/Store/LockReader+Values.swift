internal import MirrorBase

extension LockReader {
    /// Refuses keys that the form does not have; that the required ones are there shows when they are read.
    func keys(of value: JSONNode, _ known: [String]) throws(LockError) {
        if let (key, offset) = value.firstKey(notAmong: known) {
            throw failure(.unknownKey(key), at: offset)
        }
    }

    func member(_ value: JSONNode, _ key: String) throws(LockError) -> JSONNode {
        guard value.isObject else { throw wrongType(key, "object", value) }
        guard let found = value[key] else { throw failure(.missingKey(key), value) }
        return found
    }

    func string(_ value: JSONNode, _ key: String) throws(LockError) -> String {
        let found = try member(value, key)
        guard let text = found.string else { throw wrongType(key, "string", found) }
        return text
    }

    /// A text that is a name: not empty, no blanks, slashes or control characters.
    func word(_ value: JSONNode, _ key: String) throws(LockError) -> String {
        try text(value, key, where: LockReader.isWord) { .badText(key: key, value: $0) }
    }

    func path(_ value: JSONNode, _ key: String, where isSafe: (Span<UInt8>) -> Bool)
        throws(LockError) -> String
    {
        try text(value, key, where: isSafe) { .unsafePath(key: key, value: $0) }
    }

    /// A text that fits; else it is refused for a reason.
    private func text(
        _ value: JSONNode, _ key: String, where isFit: (Span<UInt8>) -> Bool,
        reason: (String) -> LockError.Reason
    ) throws(LockError) -> String {
        let text = try string(value, key)
        if !isFit(text.utf8.span) { throw failure(reason(text), value[key] ?? value) }
        return text
    }

    private static func isWord(_ text: Span<UInt8>) -> Bool {
        for index in text.indices {
            let byte = text[index]
            if byte <= 0x20 || byte == 0x7f || byte == UInt8(ascii: "/") { return false }
        }
        return !text.isEmpty
    }

    func integer(_ value: JSONNode, _ key: String) throws(LockError) -> Int {
        let found = try member(value, key)
        guard let number = found.integer else {
            throw wrongType(key, "whole number", found)
        }
        return number
    }

    func truth(_ value: JSONNode, _ key: String) throws(LockError) -> Bool {
        let found = try member(value, key)
        guard let truth = found.truth else {
            throw wrongType(key, "truth value", found)
        }
        return truth
    }

    func array(_ value: JSONNode, _ key: String) throws(LockError) -> [JSONNode] {
        let found = try member(value, key)
        guard let elements = found.elements else {
            throw wrongType(key, "array", found)
        }
        return elements
    }

    func strings(_ value: JSONNode, _ key: String) throws(LockError) -> [String] {
        var texts: [String] = []
        for element in try array(value, key) {
            guard let text = element.string else {
                throw wrongType(key, "array of strings", element)
            }
            texts.append(text)
        }
        return texts
    }

    func digest(_ value: JSONNode, _ key: String) throws(LockError) -> Digest {
        let found = try member(value, key)
        var digest: Digest?
        found.withBytes { text in
            digest = LockReader.isLowerCase(text) ? Digest(.sha256, hex: text) : nil
        }
        if let digest { return digest }
        throw failure(.badDigest(key: key, value: try string(value, key)), found)
    }

    /// Whether a text has none of the digits `A` to `F`; a digest has one spelling.
    private static func isLowerCase(_ text: Span<UInt8>) -> Bool {
        for index in text.indices
        where text[index] >= UInt8(ascii: "A") && text[index] <= UInt8(ascii: "F") {
            return false
        }
        return true
    }

    func date(_ value: JSONNode, _ key: String) throws(LockError) -> Timestamp {
        let text = try string(value, key)
        guard let date = Timestamp(iso8601: text), date.iso8601 == text else {
            throw failure(.badDate(key: key, value: text), value[key] ?? value)
        }
        return date
    }

    func wrongType(_ key: String, _ expected: String, _ found: JSONNode) -> LockError {
        failure(.wrongType(key: key, expected: expected, found: found.kind), found)
    }

    func failure(_ reason: LockError.Reason, _ value: JSONNode) -> LockError {
        failure(reason, at: value.offset)
    }

    func failure(_ reason: LockError.Reason, at offset: Int) -> LockError {
        let position = SourcePosition(ofOffset: offset, in: bytes)
        return LockError(reason, at: position, line: line(position.line))
    }

    func line(_ number: Int) -> String {
        let lines = bytes.split(
            separator: UInt8(ascii: "\n"), maxSplits: number, omittingEmptySubsequences: false)
        return lines.indices.contains(number - 1)
            ? String(decoding: lines[number - 1], as: UTF8.self) : ""
    }
}
