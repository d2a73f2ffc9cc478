internal import MirrorBase

extension XMLCharacters {
    /// The end of a line feed and at most seven blanks with a tag behind them, which most text is; else `nil`.
    @inline(__always)
    func indentationEnd(from start: Int) -> Int? {
        guard start &+ 9 <= bytes.count, bytes[start] == 0x0A else { return nil }
        let others = ByteSearch.word(bytes, at: start &+ 1) ^ ByteSearch.repeated(0x20)
        let end = start &+ 1 &+ others.trailingZeroBitCount >> 3
        return others != 0 && bytes[end] == UInt8(ascii: "<") ? end : nil
    }

    /// The first place from `start` on that holds `stop`, with every character before it checked; and whether
    /// there is something to decode before it.
    ///
    /// `stop` is `<` for text, which may not hold `]]>`, or a quote for an attribute's value, which may not
    /// hold `<`.
    @inline(__always)
    func scanCharacters(
        from start: Int, until stop: UInt8
    ) throws(MetadataError) -> (end: Int, needsDecoding: Bool) {
        let isText = stop == UInt8(ascii: "<")
        let other = ByteSearch.repeated(isText ? UInt8(ascii: "]") : stop)
        var position = start
        var needsDecoding = false
        let count = bytes.count
        while true {
            while position &+ 8 <= count {
                let marks = XMLCharacters.marks(ByteSearch.word(bytes, at: position), other)
                position &+= marks.trailingZeroBitCount >> 3
                if marks != 0 { break }
            }
            guard position < count else { throw failure(.unexpectedEnd, at: bytes.count) }
            let byte = bytes[position]
            if byte == stop { return (position, needsDecoding) }
            if byte >= 0x20, byte < 0x80, byte != UInt8(ascii: "&"), byte != UInt8(ascii: "<"),
                byte != UInt8(ascii: "]")
            {
                position &+= 1
                continue
            }
            if byte == 0x0A || byte == 0x09 {
                if !isText { needsDecoding = true }
                position &+= 1
                continue
            }
            position = try endOfSpecial(at: position, isText: isText, &needsDecoding)
        }
    }

    /// The highest bit of each byte that needs a look: below a blank, outside ASCII, `&`, `<`, and those of
    /// `other`. Bytes above the lowest one that is marked may be marked for no reason.
    @inline(__always)
    private static func marks(_ word: UInt64, _ other: UInt64) -> UInt64 {
        let ones = ByteSearch.repeated(0x01)
        let ampersand = word ^ ByteSearch.repeated(UInt8(ascii: "&"))
        let less = word ^ ByteSearch.repeated(UInt8(ascii: "<"))
        let stop = word ^ other
        let low = (word &- ByteSearch.repeated(0x20)) & ~word
        let found =
            ((ampersand &- ones) & ~ampersand) | ((less &- ones) & ~less)
            | ((stop &- ones) & ~stop)
        return (low | found | word) & ByteSearch.repeated(0x80)
    }

    /// The place behind one character that is not plain.
    private func endOfSpecial(
        at position: Int, isText: Bool, _ needsDecoding: inout Bool
    ) throws(MetadataError) -> Int {
        let byte = bytes[position]
        switch byte {
        case UInt8(ascii: "&"):
            needsDecoding = true
            return try reference(at: position).end
        case 0x0D:
            needsDecoding = true
            return position + 1
        case UInt8(ascii: "]"):
            guard isText else { return position + 1 }
            // Text is never the last thing in a document, so there is more to come.
            guard position + 2 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
            if bytes[position + 1] == UInt8(ascii: "]"), bytes[position + 2] == UInt8(ascii: ">") {
                throw failure(.notWellFormed(.markup), at: position)
            }
            return position + 1
        case 0x80...: return try endOfCharacter(at: position)
        case UInt8(ascii: "<"): throw failure(.notWellFormed(.markup), at: position)
        default: throw failure(.notWellFormed(.character), at: position)
        }
    }

    /// The place behind any character that XML has (section 2.2).
    func endOfCharacter(at position: Int) throws(MetadataError) -> Int {
        let lead = bytes[position]
        if lead < 0x80 {
            guard lead >= 0x20 || XMLCharacters.isSpace(lead) else {
                throw failure(.notWellFormed(.character), at: position)
            }
            return position + 1
        }
        let length = lead < 0xE0 ? 2 : (lead < 0xF0 ? 3 : 4)
        guard lead >= 0xC2, lead <= 0xF4, !isASCII else {
            throw failure(.notWellFormed(.encoding), at: position)
        }
        for index in 1..<length {
            guard position + index < bytes.count else {
                throw failure(.unexpectedEnd, at: bytes.count)
            }
            // Too long forms, surrogates and what is beyond Unicode show in the second byte.
            var allowed: ClosedRange<UInt8> = 0x80...0xBF
            if index == 1 {
                switch lead {
                case 0xE0: allowed = 0xA0...0xBF
                case 0xED: allowed = 0x80...0x9F
                case 0xF0: allowed = 0x90...0xBF
                case 0xF4: allowed = 0x80...0x8F
                default: break
                }
            }
            guard allowed.contains(bytes[position + index]) else {
                throw failure(.notWellFormed(.encoding), at: position)
            }
        }
        if lead == 0xEF, bytes[position + 1] == 0xBF, bytes[position + 2] >= 0xBE {
            throw failure(.notWellFormed(.character), at: position)
        }
        return position + length
    }

    /// The character that the reference at `position` means, and the place behind it.
    func reference(at position: Int) throws(MetadataError) -> (character: Unicode.Scalar, end: Int)
    {
        guard position + 1 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
        if bytes[position + 1] == UInt8(ascii: "#") { return try characterReference(at: position) }
        let (end, _) = try nameEnd(from: position + 1)
        let name = XMLName(bytes, (position + 1)..<end)
        guard bytes[end] == UInt8(ascii: ";") else {
            throw failure(.notWellFormed(.reference), at: position)
        }
        for (known, character) in XMLCharacters.entities where known == name {
            return (character, end + 1)
        }
        throw failure(
            hasExternalType ? .unsupported(.entity) : .notWellFormed(.reference), at: position)
    }

    private static let entities: [(name: XMLName, character: Unicode.Scalar)] = [
        ("amp", "&"), ("lt", "<"), ("gt", ">"), ("quot", "\""), ("apos", "'"),
    ]

    /// The same of a reference by number.
    private func characterReference(
        at position: Int
    ) throws(MetadataError) -> (character: Unicode.Scalar, end: Int) {
        guard position + 2 < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
        let isHexadecimal = bytes[position + 2] == UInt8(ascii: "x")
        let first = position + (isHexadecimal ? 3 : 2)
        let radix: UInt32 = isHexadecimal ? 16 : 10
        var value: UInt32 = 0
        var place = first
        while true {
            guard place < bytes.count else { throw failure(.unexpectedEnd, at: bytes.count) }
            if bytes[place] == UInt8(ascii: ";"), place > first { break }
            guard let digit = Hexadecimal.value(of: bytes[place]), UInt32(digit) < radix else {
                throw failure(.notWellFormed(.reference), at: position)
            }
            // One beyond Unicode stays beyond it.
            value = min(value * radix + UInt32(digit), 0x11_0000)
            place += 1
        }
        let isForbidden =
            (value < 0x20 && value != 0x09 && value != 0x0A && value != 0x0D)
            || value == 0xFFFE || value == 0xFFFF
        guard !isForbidden, let character = Unicode.Scalar(value) else {
            throw failure(.notWellFormed(.reference), at: position)
        }
        return (character, place + 1)
    }
}
