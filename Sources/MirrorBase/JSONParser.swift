/// Reads one JSON text by recursive descent; the depth bound keeps the recursion off the stack's end.
struct JSONParser: ~Escapable {
    let bytes: Span<UInt8>
    let depthLimit: Int
    /// The key of the outermost object below which strings are checked, and empty in what is read.
    let passedOver: String?
    private var isPassingOver = false
    private var offset = 0
    /// A string whose escapes are being resolved; kept, so that not every string makes room anew.
    private var scratch: [UInt8] = []

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>, depthLimit: Int, passingOver key: String? = nil) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        passedOver = key
    }

    @_lifetime(self: copy self)
    mutating func document() throws(JSONError) -> JSONValue {
        let value = try self.value(depth: 0)
        skipSpace()
        if offset < bytes.count { throw error(.trailingBytes) }
        return value
    }

    @_lifetime(self: copy self)
    private mutating func value(depth: Int) throws(JSONError) -> JSONValue {
        skipSpace()
        let start = offset
        guard let byte = peek else { throw error(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): return JSONValue(.object(try object(depth: depth)), at: start)
        case UInt8(ascii: "["): return JSONValue(.array(try array(depth: depth)), at: start)
        case UInt8(ascii: "\""): return JSONValue(.string(try string()), at: start)
        case UInt8(ascii: "t"): return JSONValue(try word("true", .truth(true)), at: start)
        case UInt8(ascii: "f"): return JSONValue(try word("false", .truth(false)), at: start)
        case UInt8(ascii: "n"): return JSONValue(try word("null", .null), at: start)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"):
            return JSONValue(try number(), at: start)
        default: throw error(.unexpectedByte(byte))
        }
    }

    @_lifetime(self: copy self)
    private mutating func object(depth: Int) throws(JSONError) -> [JSONValue.Member] {
        if depth >= depthLimit { throw error(.tooDeep(limit: depthLimit)) }
        offset += 1
        var members: [JSONValue.Member] = []
        var seen: Set<String> = []
        skipSpace()
        if take(UInt8(ascii: "}")) { return members }
        while true {
            skipSpace()
            guard peek == UInt8(ascii: "\"") else { throw unexpected() }
            let start = offset
            let key = try string()
            // Objects of our files have few keys, where looking at all is faster than a set.
            let isNew: Bool
            if members.count < 16 {
                isNew = !members.contains { $0.key == key }
            } else {
                if seen.isEmpty { seen = Set(members.map(\.key)) }
                isNew = seen.insert(key).inserted
            }
            if !isNew { throw error(.duplicateKey(key), at: start) }
            skipSpace()
            if !take(UInt8(ascii: ":")) { throw unexpected() }
            isPassingOver = isPassingOver || depth == 0 && key == passedOver
            let value = try self.value(depth: depth + 1)
            if depth == 0 { isPassingOver = false }
            members.append(JSONValue.Member(key: key, offset: start, value: value))
            skipSpace()
            if take(UInt8(ascii: "}")) { return members }
            if !take(UInt8(ascii: ",")) { throw unexpected() }
        }
    }

    @_lifetime(self: copy self)
    private mutating func array(depth: Int) throws(JSONError) -> [JSONValue] {
        if depth >= depthLimit { throw error(.tooDeep(limit: depthLimit)) }
        offset += 1
        var elements: [JSONValue] = []
        skipSpace()
        if take(UInt8(ascii: "]")) { return elements }
        while true {
            elements.append(try value(depth: depth + 1))
            skipSpace()
            if take(UInt8(ascii: "]")) { return elements }
            if !take(UInt8(ascii: ",")) { throw unexpected() }
        }
    }

    @_lifetime(self: copy self)
    private mutating func string() throws(JSONError) -> String {
        if isPassingOver { return try checkedString() }
        let start = offset
        offset += 1
        let first = offset
        offset = JSONParser.endOfPlain(bytes, from: offset)
        if offset < bytes.count, bytes[offset] == UInt8(ascii: "\"") {
            let range = first..<offset
            offset += 1
            return try text(bytes.extracting(range), at: start)
        }
        var content: [UInt8] = []
        swap(&content, &scratch)
        content.removeAll(keepingCapacity: true)
        content.append(bytes.extracting(first..<offset))
        while true {
            guard let byte = peek else { throw error(.unexpectedEnd) }
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw error(.controlCharacter(byte)) }
            try escape(into: &content)
            let run = offset
            offset = JSONParser.endOfPlain(bytes, from: offset)
            content.append(bytes.extracting(run..<offset))
        }
        offset += 1
        let result = try text(content.span, at: start)
        swap(&content, &scratch)
        return result
    }

    /// Takes a string that nobody reads, which has to be right nevertheless.
    ///
    /// Escapes are of ASCII, so that the text is UTF-8 where its bytes with the escapes in them are.
    @_lifetime(self: copy self)
    private mutating func checkedString() throws(JSONError) -> String {
        let start = offset
        offset += 1
        var resolved: [UInt8] = []
        while true {
            offset = JSONParser.endOfPlain(bytes, from: offset)
            guard let byte = peek else { throw error(.unexpectedEnd) }
            if byte == UInt8(ascii: "\"") { break }
            if byte < 0x20 { throw error(.controlCharacter(byte)) }
            resolved.removeAll(keepingCapacity: true)
            try escape(into: &resolved)
        }
        do { _ = try UTF8Span(validating: bytes.extracting((start + 1)..<offset)) } catch {
            throw self.error(.notUnicode, at: start)
        }
        offset += 1
        return ""
    }

    /// The text of a string that begins at `start`.
    private func text(_ content: Span<UInt8>, at start: Int) throws(JSONError) -> String {
        do { return String(copying: try UTF8Span(validating: content)) } catch {
            throw self.error(.notUnicode, at: start)
        }
    }

    /// The first place that holds a quote, a backslash or a control character; the end where there is none.
    private static func endOfPlain(_ bytes: Span<UInt8>, from start: Int) -> Int {
        var offset = start
        let high = ByteSearch.repeated(0x80)
        while offset &+ 8 <= bytes.count {
            let word = ByteSearch.word(bytes, at: offset)
            let quote = word ^ ByteSearch.repeated(UInt8(ascii: "\""))
            let backslash = word ^ ByteSearch.repeated(UInt8(ascii: "\\"))
            // A borrow can mark wrong bytes, but only above a right one, and the lowest mark counts.
            let quotes = (quote &- ByteSearch.repeated(0x01)) & ~quote
            let backslashes = (backslash &- ByteSearch.repeated(0x01)) & ~backslash
            let controls = (word &- ByteSearch.repeated(0x20)) & ~word
            let marks = (quotes | backslashes | controls) & high
            if marks != 0 { return offset &+ marks.trailingZeroBitCount >> 3 }
            offset &+= 8
        }
        while offset < bytes.count, bytes[offset] != UInt8(ascii: "\""),
            bytes[offset] != UInt8(ascii: "\\"), bytes[offset] >= 0x20
        { offset += 1 }
        return offset
    }

    /// Takes one escape and appends what it stands for.
    @_lifetime(self: copy self)
    private mutating func escape(into text: inout [UInt8]) throws(JSONError) {
        let start = offset
        offset += 1
        guard let byte = peek else { throw error(.unexpectedEnd) }
        offset += 1
        switch byte {
        case UInt8(ascii: "\""), UInt8(ascii: "\\"), UInt8(ascii: "/"): text.append(byte)
        case UInt8(ascii: "b"): text.append(0x08)
        case UInt8(ascii: "f"): text.append(0x0c)
        case UInt8(ascii: "n"): text.append(0x0a)
        case UInt8(ascii: "r"): text.append(0x0d)
        case UInt8(ascii: "t"): text.append(0x09)
        case UInt8(ascii: "u"):
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
            text += String(Character(character)).utf8
        default: throw error(.malformedEscape, at: start)
        }
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

    @_lifetime(self: copy self)
    private mutating func number() throws(JSONError) -> JSONValue.Content {
        let start = offset
        let isNegative = take(UInt8(ascii: "-"))
        let first = offset
        var isWhole = true
        let digits = skipDigits()
        // JSON has no leading zeros: `0` stands alone.
        if digits == 0 || (digits > 1 && bytes[first] == UInt8(ascii: "0")) {
            throw error(.malformedNumber, at: start)
        }
        if take(UInt8(ascii: ".")) {
            isWhole = false
            if skipDigits() == 0 { throw error(.malformedNumber, at: start) }
        }
        if take(UInt8(ascii: "e")) || take(UInt8(ascii: "E")) {
            isWhole = false
            _ = take(UInt8(ascii: "+")) || take(UInt8(ascii: "-"))
            if skipDigits() == 0 { throw error(.malformedNumber, at: start) }
        }
        if isWhole, let value = integer(first..<offset, isNegative: isNegative) {
            return .integer(value)
        }
        return .number(try text(bytes.extracting(start..<offset), at: start))
    }

    /// The value of digits, `nil` where it does not fit; counted downwards, since there is one more
    /// negative number than positive ones.
    private func integer(_ digits: Range<Int>, isNegative: Bool) -> Int? {
        var value = 0
        for digit in digits {
            let (product, overflow) = value.multipliedReportingOverflow(by: 10)
            let (sum, carry) = product.subtractingReportingOverflow(
                Int(bytes[digit] - UInt8(ascii: "0")))
            if overflow || carry { return nil }
            value = sum
        }
        if isNegative { return value }
        return value == Int.min ? nil : -value
    }

    @_lifetime(self: copy self)
    private mutating func skipDigits() -> Int {
        let start = offset
        while let byte = peek, byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") { offset += 1 }
        return offset - start
    }

    @_lifetime(self: copy self)
    private mutating func word(_ text: String, _ content: JSONValue.Content)
        throws(JSONError) -> JSONValue.Content
    {
        for byte in text.utf8 where !take(byte) { throw unexpected() }
        return content
    }

    private var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    @_lifetime(self: copy self)
    private mutating func take(_ byte: UInt8) -> Bool {
        guard peek == byte else { return false }
        offset += 1
        return true
    }

    @_lifetime(self: copy self)
    private mutating func skipSpace() {
        while let byte = peek, byte == 0x20 || byte == 0x0a || byte == 0x0d || byte == 0x09 {
            offset += 1
        }
    }

    private func unexpected() -> JSONError {
        guard let peek else { return error(.unexpectedEnd) }
        return error(.unexpectedByte(peek))
    }

    private func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
        JSONError(reason, at: SourcePosition(ofOffset: place ?? offset, in: bytes))
    }
}
