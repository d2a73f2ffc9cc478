/// Checks one JSON text by recursive descent, and finds what stands where; the depth bound keeps the
/// recursion off the stack's end.
struct JSONParser: ~Escapable {
    let bytes: Span<UInt8>
    private let depthLimit: Int
    var offset: Int
    private var tokens: [JSONToken] = []

    /// Objects of our files have few keys, where looking at all is faster than a set.
    private static let fewKeys = 16

    @_lifetime(copy bytes)
    init(bytes: Span<UInt8>, depthLimit: Int, at offset: Int = 0) {
        self.bytes = bytes
        self.depthLimit = depthLimit
        self.offset = offset
    }

    /// Reads all of the text, which is one value; that is the first of the tokens.
    @_lifetime(self: copy self)
    mutating func document() throws(JSONError) -> [JSONToken] {
        // More than most texts have; room that is not written to costs nothing.
        tokens.reserveCapacity(bytes.count / 32)
        try value(depth: 0)
        skipSpace()
        if offset < bytes.count { throw error(.trailingBytes) }
        return tokens
    }

    @_lifetime(self: copy self)
    private mutating func value(depth: Int) throws(JSONError) {
        skipSpace()
        guard let byte = peek else { throw error(.unexpectedEnd) }
        switch byte {
        case UInt8(ascii: "{"): try object(depth: depth)
        case UInt8(ascii: "["): try array(depth: depth)
        case UInt8(ascii: "\""): try string()
        case UInt8(ascii: "t"): try word("true", .yes)
        case UInt8(ascii: "f"): try word("false", .no)
        case UInt8(ascii: "n"): try word("null", .null)
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): try number()
        default: throw error(.unexpectedByte(byte))
        }
    }

    /// Keeps what began at `start` and ends here.
    @_lifetime(self: copy self)
    mutating func keep(_ kind: JSONToken.Kind, from start: Int) {
        tokens.append(JSONToken(kind: kind, offset: start, end: offset))
    }

    // MARK: - Objects and arrays

    @_lifetime(self: copy self)
    private mutating func object(depth: Int) throws(JSONError) {
        let place = try open(.object, depth: depth)
        if !take(UInt8(ascii: "}")) {
            var keys = 0
            // Those behind the first few.
            var more: Set<String> = []
            repeat {
                skipSpace()
                guard peek == UInt8(ascii: "\"") else { throw unexpected() }
                let key = tokens.count
                try string()
                let isRepeated =
                    isKey(tokens[key], amongFirst: min(keys, JSONParser.fewKeys), of: place)
                    || keys >= JSONParser.fewKeys && !more.insert(text(of: tokens[key])).inserted
                if isRepeated {
                    throw error(.duplicateKey(text(of: tokens[key])), at: tokens[key].offset)
                }
                keys += 1
                skipSpace()
                if !take(UInt8(ascii: ":")) { throw unexpected() }
                try value(depth: depth + 1)
                skipSpace()
            } while take(UInt8(ascii: ","))
            if !take(UInt8(ascii: "}")) { throw unexpected() }
        }
        tokens[place].end = tokens.count
    }

    @_lifetime(self: copy self)
    private mutating func array(depth: Int) throws(JSONError) {
        let place = try open(.array, depth: depth)
        if !take(UInt8(ascii: "]")) {
            repeat {
                try value(depth: depth + 1)
                skipSpace()
            } while take(UInt8(ascii: ","))
            if !take(UInt8(ascii: "]")) { throw unexpected() }
        }
        tokens[place].end = tokens.count
    }

    /// Takes the bracket of an object or array, and says where its token is.
    @_lifetime(self: copy self)
    private mutating func open(_ kind: JSONToken.Kind, depth: Int) throws(JSONError) -> Int {
        if depth >= depthLimit { throw error(.tooDeep(limit: depthLimit)) }
        keep(kind, from: offset)
        offset += 1
        skipSpace()
        return tokens.count - 1
    }

    /// Whether a key is one of the first that an object has.
    private func isKey(_ key: JSONToken, amongFirst count: Int, of object: Int) -> Bool {
        var place = object + 1
        for _ in 0..<count {
            if areEqual(tokens[place], key) { return true }
            place = tokens.place(after: place + 1)
        }
        return false
    }

    private func areEqual(_ left: JSONToken, _ right: JSONToken) -> Bool {
        if left.kind != .plainString || right.kind != .plainString {
            return text(of: left) == text(of: right)
        }
        return left.content.count == right.content.count
            && ByteSearch.isEqual(
                bytes.extracting(left.content), bytes, at: right.content.lowerBound)
    }

    // MARK: - Numbers and words

    @_lifetime(self: copy self)
    private mutating func number() throws(JSONError) {
        let start = offset
        _ = take(UInt8(ascii: "-"))
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
        let isInteger = isWhole && JSONParser.integer(bytes, start..<offset) != nil
        keep(isInteger ? .integer : .number, from: start)
    }

    /// The value of digits, with or without a sign; `nil` where it does not fit. Counted downwards, since
    /// there is one more negative number than positive ones.
    static func integer(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Int? {
        let isNegative = bytes[range.lowerBound] == UInt8(ascii: "-")
        var value = 0
        for digit in range.dropFirst(isNegative ? 1 : 0) {
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
    private mutating func word(_ text: String, _ kind: JSONToken.Kind) throws(JSONError) {
        let start = offset
        for byte in text.utf8 where !take(byte) { throw unexpected() }
        keep(kind, from: start)
    }

    // MARK: - Bytes

    var peek: UInt8? { offset < bytes.count ? bytes[offset] : nil }

    @_lifetime(self: copy self)
    mutating func take(_ byte: UInt8) -> Bool {
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

    func error(_ reason: JSONError.Reason, at place: Int? = nil) -> JSONError {
        JSONError(reason, at: SourcePosition(ofOffset: place ?? offset, in: bytes))
    }
}
