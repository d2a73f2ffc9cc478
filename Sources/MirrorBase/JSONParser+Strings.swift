extension JSONParser {
    /// Takes a string and checks it; its text is made when somebody asks.
    ///
    /// Escapes are of ASCII, so that the text is UTF-8 where its bytes with the escapes in them are.
    @_lifetime(self: copy self)
    mutating func string() throws(JSONError) {
        let start = offset
        offset += 1
        var isASCII = true
        var hasEscapes = false
        while true {
            isASCII = skipPlain() && isASCII
            guard let byte = peek else { throw error(.unexpectedEnd) }
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw error(.controlCharacter(byte)) }
            hasEscapes = true
            // Most escapes are of two bytes, and nobody asks here what they stand for.
            if offset + 1 < bytes.count, JSONParser.isSimpleEscape(bytes[offset + 1]) {
                offset += 2
            } else {
                _ = try escape()
            }
        }
        if !isASCII {
            do { _ = try UTF8Span(validating: bytes.extracting((start + 1)..<offset)) } catch {
                throw self.error(.notUnicode, at: start)
            }
        }
        offset += 1
        keep(isASCII && !hasEscapes ? .plainString : .string, from: start)
    }

    /// The text of a string that was found here, with its escapes resolved.
    func text(of token: JSONToken) -> String { JSONParser.text(of: token, in: bytes) }

    /// The text of a string that was found in these bytes, with its escapes resolved.
    static func text(of token: JSONToken, in bytes: Span<UInt8>) -> String {
        if token.kind == .plainString { return text(bytes.extracting(token.content)) }
        var content: [UInt8] = []
        content.reserveCapacity(token.content.count)
        var parser = JSONParser(bytes: bytes, depthLimit: 0, at: token.content.lowerBound)
        while true {
            let start = parser.offset
            _ = parser.skipPlain()
            content.append(bytes.extracting(start..<parser.offset))
            // All of them were right when the string was found.
            guard parser.peek == UInt8(ascii: "\\"), let scalar = try? parser.escape() else {
                return text(content.span)
            }
            if scalar.isASCII {
                content.append(UInt8(truncatingIfNeeded: scalar.value))
            } else {
                content += String(Character(scalar)).utf8
            }
        }
    }

    /// The text of bytes that were found to be UTF-8.
    private static func text(_ content: Span<UInt8>) -> String {
        do { return String(copying: try UTF8Span(validating: content)) } catch { return "" }
    }

    /// Moves on to the first quote, backslash or control character, or to the end where there is none, and says
    /// whether all before it is ASCII.
    @_lifetime(self: copy self)
    private mutating func skipPlain() -> Bool {
        let high = ByteSearch.repeated(0x80)
        var seen: UInt64 = 0
        while offset &+ 8 <= bytes.count {
            let word = ByteSearch.word(bytes, at: offset)
            let quote = word ^ ByteSearch.repeated(UInt8(ascii: "\""))
            let backslash = word ^ ByteSearch.repeated(UInt8(ascii: "\\"))
            // A borrow can mark wrong bytes, but only above a right one, and the lowest mark counts.
            let quotes = (quote &- ByteSearch.repeated(0x01)) & ~quote
            let backslashes = (backslash &- ByteSearch.repeated(0x01)) & ~backslash
            let controls = (word &- ByteSearch.repeated(0x20)) & ~word
            let marks = (quotes | backslashes | controls) & high
            if marks != 0 {
                let bits = marks.trailingZeroBitCount & ~7
                seen |= word & ((1 << UInt64(bits)) &- 1)
                offset &+= bits >> 3
                return seen & high == 0
            }
            seen |= word
            offset &+= 8
        }
        while let byte = peek, byte != UInt8(ascii: "\""), byte != UInt8(ascii: "\\"),
            byte >= 0x20
        {
            seen |= UInt64(byte)
            offset += 1
        }
        return seen & high == 0
    }

    private static func isSimpleEscape(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "\"") || byte == UInt8(ascii: "n") || byte == UInt8(ascii: "\\")
            || byte == UInt8(ascii: "t")
    }

    /// Takes one escape and says what it stands for.
    @_lifetime(self: copy self)
    private mutating func escape() throws(JSONError) -> Unicode.Scalar {
        let start = offset
        offset += 1
        guard let byte = peek else { throw error(.unexpectedEnd) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): return Unicode.Scalar(byte)
        case UInt8(ascii: "b"): return "\u{8}"
        case UInt8(ascii: "f"): return "\u{c}"
        case UInt8(ascii: "n"): return "\n"
        case UInt8(ascii: "r"): return "\r"
        case UInt8(ascii: "t"): return "\t"
        case UInt8(ascii: "u"): return try scalar(escapeAt: start)
        default: throw error(.malformedEscape, at: start)
        }
    }

    /// Takes the digits of an escape, and where they are half of a pair, the other half.
    @_lifetime(self: copy self)
    private mutating func scalar(escapeAt start: Int) throws(JSONError) -> Unicode.Scalar {
        var scalar = try codeUnit(escapeAt: start)
        if (0xd800..<0xdc00).contains(scalar) {
            guard take(UInt8(ascii: "\\")), take(UInt8(ascii: "u")) else {
                throw error(.malformedEscape, at: start)
            }
            let low = try codeUnit(escapeAt: start)
            guard (0xdc00..<0xe000).contains(low) else {
                throw error(.malformedEscape, at: start)
            }
            scalar = 0x10000 + ((scalar - 0xd800) << 10) + (low - 0xdc00)
        }
        guard let character = Unicode.Scalar(scalar) else {
            throw error(.malformedEscape, at: start)
        }
        return character
    }

    @_lifetime(self: copy self)
    private mutating func codeUnit(escapeAt start: Int) throws(JSONError) -> UInt32 {
        var unit: UInt32 = 0
        for _ in 0..<4 {
            guard let byte = peek else { throw error(.unexpectedEnd) }
            guard let digit = Hexadecimal.value(of: byte) else {
                throw error(.malformedEscape, at: start)
            }
            unit = unit << 4 | UInt32(digit)
            offset += 1
        }
        return unit
    }
}
