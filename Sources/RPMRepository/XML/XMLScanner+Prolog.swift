internal import MirrorBase

extension XMLScanner {
    /// The next token before the root element or behind it.
    @_lifetime(self: copy self)
    mutating func nextOutsideRoot() throws(MetadataError) -> Token {
        tokenStart = offset
        if phase == .beginning {
            try readBeginning()
            phase = .prolog
        }
        while true {
            while offset < bytes.count, XMLCharacters.isSpace(bytes[offset]) { offset += 1 }
            tokenStart = offset
            guard offset < bytes.count else {
                if phase == .epilog { return .endOfDocument }
                throw failure(.unexpectedEnd)
            }
            guard bytes[offset] == UInt8(ascii: "<") else {
                throw failure(.notWellFormed(.outsideRoot))
            }
            guard offset + 1 < bytes.count else { throw failure(.unexpectedEnd) }
            switch bytes[offset + 1] {
            case UInt8(ascii: "?"): try skipInstruction()
            case UInt8(ascii: "!"): _ = try readDeclaration()
            default:
                if phase == .epilog { throw failure(.notWellFormed(.outsideRoot)) }
                try readStartTag()
                return .startElement
            }
        }
    }

    /// Reads the byte order mark and the XML declaration, where they are.
    @_lifetime(self: copy self)
    private mutating func readBeginning() throws(MetadataError) {
        // No document is shorter.
        guard bytes.count >= 4 else { throw failure(.unexpectedEnd) }
        if bytes[0] >= 0xFE || bytes[0] == 0 || bytes[1] == 0 {
            throw failure(.unsupported(.encoding("")))
        }
        if bytes[0] == 0xEF, bytes[1] == 0xBB, bytes[2] == 0xBF { offset = 3 }
        var matched = 0
        for byte in "<?xml".utf8 where offset + matched < bytes.count {
            guard bytes[offset + matched] == byte else { return }
            matched += 1
        }
        guard offset + 5 < bytes.count else { throw failure(.unexpectedEnd) }
        if XMLCharacters.isSpace(bytes[offset + 5]) { try readXMLDeclaration() }
    }

    /// Reads `<?xml version="1.0" encoding="UTF-8" standalone="yes"?>`.
    @_lifetime(self: copy self)
    private mutating func readXMLDeclaration() throws(MetadataError) {
        var position = offset + 5
        var expected: [XMLName] = ["version", "encoding", "standalone"]
        let all = expected.count
        while true {
            let before = position
            position = try characters.skipSpace(from: position)
            if bytes[position] == UInt8(ascii: "?") { break }
            guard position > before else { throw failure(.notWellFormed(.markup), at: position) }
            let (end, _) = try characters.nameEnd(from: position)
            let name = XMLName(bytes, position..<end)
            // In this order, the first always.
            guard let place = expected.firstIndex(of: name), place == 0 || expected.count < all
            else { throw failure(.notWellFormed(.markup), at: position) }
            expected.removeSubrange(...place)
            position = try characters.skipSpace(from: end)
            guard bytes[position] == UInt8(ascii: "=") else {
                throw failure(.notWellFormed(.markup), at: position)
            }
            position = try characters.skipSpace(from: position + 1)
            let value = try declarationValue(at: position)
            if !isAllowed(value, for: name) {
                let reason: MetadataError.Reason =
                    name == "encoding"
                    ? .unsupported(.encoding(characters.string(value)))
                    : .notWellFormed(.markup)
                throw failure(reason, at: position)
            }
            if name == "encoding" { isASCII = isWord("us-ascii", value) || isWord("ascii", value) }
            position = value.upperBound + 1
        }
        guard position + 1 < bytes.count else { throw failure(.unexpectedEnd) }
        guard bytes[position + 1] == UInt8(ascii: ">"), expected.count < all else {
            throw failure(.notWellFormed(.markup), at: position)
        }
        offset = position + 2
    }

    /// The value in quotes at a place of the XML declaration.
    private func declarationValue(at start: Int) throws(MetadataError) -> Range<Int> {
        let quote = bytes[start]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure(.notWellFormed(.markup), at: start)
        }
        var end = start + 1
        while end < bytes.count, bytes[end] != quote {
            guard XMLCharacters.isNameCharacter(bytes[end]), bytes[end] != UInt8(ascii: ":") else {
                throw failure(.notWellFormed(.markup), at: end)
            }
            end += 1
        }
        guard end < bytes.count else { throw failure(.unexpectedEnd) }
        return (start + 1)..<end
    }

    private func isAllowed(_ value: Range<Int>, for name: XMLName) -> Bool {
        if name == "version" { return true }
        if name == "standalone" {
            return begins("yes", in: value) || begins("no", in: value)
        }
        return ["utf-8", "utf8", "us-ascii", "ascii"].contains { isWord($0, value) }
    }

    /// Whether a value is a word of letters, digits and hyphens; given in lower case, found in any.
    private func isWord(_ word: String, _ value: Range<Int>) -> Bool {
        value.count == word.utf8.count
            && zip(value, word.utf8).allSatisfy { bytes[$0] | 0x20 == $1 }
    }

    private func begins(_ text: String, in range: Range<Int>) -> Bool {
        range.count == text.utf8.count && characters.begins(text, at: range.lowerBound)
    }

    /// Passes over the processing instruction at `offset`.
    @_lifetime(self: copy self)
    mutating func skipInstruction() throws(MetadataError) {
        let start = offset + 2
        let (end, _) = try characters.nameEnd(from: start)
        if end - start == 3, XMLName.word(bytes, start, 3) | 0x202020 == 0x6C6D78 {
            // `xml` in any case is the declaration's, which stands only at the beginning.
            throw failure(.notWellFormed(.markup))
        }
        guard XMLCharacters.isSpace(bytes[end]) || bytes[end] == UInt8(ascii: "?") else {
            throw failure(.notWellFormed(.markup), at: end)
        }
        if bytes[end] == UInt8(ascii: "?") {
            guard end + 1 < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[end + 1] == UInt8(ascii: ">") else {
                throw failure(.notWellFormed(.markup), at: end)
            }
        }
        offset = try placeBehind("?>", from: end)
    }

    /// The place behind a closing mark, with every character before it checked.
    private func placeBehind(_ mark: String, from start: Int) throws(MetadataError) -> Int {
        var position = start
        while position < bytes.count {
            if characters.begins(mark, at: position) { return position + mark.utf8.count }
            position = try characters.endOfCharacter(at: position)
        }
        throw failure(.unexpectedEnd)
    }

    /// Reads what begins with `<!`: a comment, the document type, or CDATA, for which it says `true`.
    @_lifetime(self: copy self)
    mutating func readDeclaration() throws(MetadataError) -> Bool {
        let keyword = phase == .content ? "<![CDATA[" : "<!DOCTYPE"
        if characters.begins("<!--", at: offset) {
            let end = try placeBehind("--", from: offset + 4)
            guard end < bytes.count else { throw failure(.unexpectedEnd) }
            guard bytes[end] == UInt8(ascii: ">") else {
                throw failure(.notWellFormed(.markup), at: end)
            }
            offset = end + 1
            return false
        }
        guard characters.begins(keyword, at: offset) else {
            if bytes.count < offset + keyword.utf8.count { throw failure(.unexpectedEnd) }
            throw failure(.notWellFormed(.markup))
        }
        if phase == .content {
            let end = try placeBehind("]]>", from: offset + keyword.utf8.count)
            text = XMLValue(range: offset..<end, form: .text)
            offset = end
            return true
        }
        guard phase == .prolog else { throw failure(.notWellFormed(.markup)) }
        try skipDocumentType(from: offset + keyword.utf8.count)
        phase = .prologAfterType
        return false
    }

    /// Passes over `<!DOCTYPE name PUBLIC "…" "…">`.
    @_lifetime(self: copy self)
    private mutating func skipDocumentType(from start: Int) throws(MetadataError) {
        var position = try characters.skipSpace(from: start)
        guard position > start else { throw failure(.notWellFormed(.markup), at: position) }
        (position, _) = try characters.nameEnd(from: position)
        let afterName = position
        position = try characters.skipSpace(from: position)
        if bytes[position] != UInt8(ascii: ">"), bytes[position] != UInt8(ascii: "[") {
            guard position > afterName else {
                throw failure(.notWellFormed(.markup), at: position)
            }
            let (end, _) = try characters.nameEnd(from: position)
            let keyword = XMLName(bytes, position..<end)
            guard keyword == "SYSTEM" || keyword == "PUBLIC" else {
                throw failure(.notWellFormed(.markup), at: position)
            }
            position = end
            if keyword == "PUBLIC" { position = try endOfLiteral(after: position, isPublic: true) }
            position = try endOfLiteral(after: position, isPublic: false)
            position = try characters.skipSpace(from: position)
            hasExternalType = true
        }
        if bytes[position] == UInt8(ascii: "[") {
            throw failure(.unsupported(.definitions), at: position)
        }
        guard bytes[position] == UInt8(ascii: ">") else {
            throw failure(.notWellFormed(.markup), at: position)
        }
        offset = position + 1
    }

    /// The place behind white space and a literal in quotes.
    private func endOfLiteral(after start: Int, isPublic: Bool) throws(MetadataError) -> Int {
        var position = try characters.skipSpace(from: start)
        let quote = bytes[position]
        guard position > start, quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure(.notWellFormed(.markup), at: position)
        }
        position += 1
        while position < bytes.count, bytes[position] != quote {
            if isPublic, !XMLScanner.isPublic(bytes[position]) {
                throw failure(.notWellFormed(.character), at: position)
            }
            position = try characters.endOfCharacter(at: position)
        }
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        return position + 1
    }

    /// Whether a public identifier may hold a character (section 2.3).
    private static func isPublic(_ byte: UInt8) -> Bool {
        XMLCharacters.isNameCharacter(byte) || byte == 0x20 || byte == 0x0A || byte == 0x0D
            || "'()+,/=?;!*#@$%".utf8.contains(byte)
    }
}
