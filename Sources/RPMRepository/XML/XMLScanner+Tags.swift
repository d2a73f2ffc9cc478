internal import MirrorBase

extension XMLScanner {
    /// Reads the start tag at `offset`.
    @_lifetime(self: copy self)
    mutating func readStartTag() throws(MetadataError) {
        guard bytes.count <= Int(UInt32.max) else { throw failure(.tooLarge("text")) }
        let start = offset &+ 1
        let end = try readTagName(from: start)
        attributes.removeAll()
        attributePlaces = 0
        var position = end
        while true {
            guard position < bytes.count else { throw failure(.unexpectedEnd) }
            let before = position
            position = try characters.skipSpace(from: position)
            switch bytes[position] {
            case UInt8(ascii: ">"):
                guard openElements.count < XMLScanner.mostElements else {
                    throw failure(.unsupported(.size))
                }
                openElements.append(ByteRange(start..<end))
                offset = position &+ 1
                phase = .content
                return
            case UInt8(ascii: "/"):
                guard position &+ 1 < bytes.count else { throw failure(.unexpectedEnd) }
                guard bytes[position &+ 1] == UInt8(ascii: ">") else {
                    throw failure(.notWellFormed(.markup), at: position)
                }
                offset = position &+ 2
                closesItself = true
                return
            default:
                if position == before {
                    throw failure(.notWellFormed(.markup), at: position)
                }
                position = try readAttribute(at: position)
            }
        }
    }

    /// Reads the name of a start tag, and gives the place behind it.
    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func readTagName(from start: Int) throws(MetadataError) -> Int {
        let length = lastTag.length
        if length > 0, length <= 16, start &+ 16 < bytes.count,
            !XMLCharacters.isNameCharacter(bytes[start &+ length]),
            XMLName.word(bytes, start, length) == lastTag.first,
            length <= 8 || XMLName.word(bytes, start &+ 8, length &- 8) == lastTag.second
        {
            name = lastName
            return start &+ length
        }
        let (end, local) = try characters.nameEnd(from: start)
        lastTag = XMLName(bytes, start..<end)
        lastName = local == start ? lastTag : XMLName(bytes, local..<end)
        name = lastName
        return end
    }

    /// Reads one attribute, and gives the place behind it.
    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func readAttribute(at start: Int) throws(MetadataError) -> Int {
        if let end = plainNameEnd(from: start) {
            let word = XMLName.word(bytes, start, end &- start)
            return try readValue(
                at: end &+ 1, word: word, name: start..<end, local: start)
        }
        var (end, local) = try characters.nameEnd(from: start)
        var position = end
        if bytes[position] != UInt8(ascii: "=") {
            position = try characters.skipSpace(from: position)
        }
        guard bytes[position] == UInt8(ascii: "=") else {
            throw failure(.notWellFormed(.markup), at: position)
        }
        position = try characters.skipSpace(from: position &+ 1)
        if local == start {
            if end &- start == 5, XMLName.word(bytes, start, 5) == XMLScanner.xmlns { local = end }
        } else if local &- start == 6, XMLName.word(bytes, start, 5) == XMLScanner.xmlns {
            local = end
        }
        let word = XMLName.word(bytes, local, end &- local)
        return try readValue(at: position, word: word, name: start..<end, local: local)
    }

    /// The end of a name of at most seven small letters with `=` behind it, which most are; else `nil`.
    @inline(__always)
    private func plainNameEnd(from start: Int) -> Int? {
        guard start &+ 9 <= bytes.count else { return nil }
        let word = ByteSearch.word(bytes, at: start)
        let length = ByteSearch.place(of: UInt8(ascii: "="), in: word)
        guard length > 0, length < 8 else { return nil }
        let high = ByteSearch.repeated(0x80)
        let mask = (1 as UInt64) << UInt64(8 &* length) &- 1
        let letters = (word & mask) | (ByteSearch.repeated(UInt8(ascii: "a")) & ~mask)
        // The highest bit of each byte says whether it is above `z`, and whether it is not below `a`.
        let above = letters &+ ByteSearch.repeated(0x7F - UInt8(ascii: "z"))
        let notBelow = (letters | high) &- ByteSearch.repeated(UInt8(ascii: "a"))
        guard (letters | above | ~notBelow) & high == 0 else { return nil }
        return word & mask == XMLScanner.xmlns ? nil : start &+ length
    }

    /// Reads the value at a place, keeps the attribute, and gives the place behind it.
    @inline(__always)
    @_lifetime(self: copy self)
    private mutating func readValue(
        at position: Int, word: UInt64, name: Range<Int>, local: Int
    ) throws(MetadataError) -> Int {
        var position = position
        if position >= bytes.count || XMLCharacters.isSpace(bytes[position]) {
            position = try characters.skipSpace(from: position)
        }
        let quote = bytes[position]
        guard quote == UInt8(ascii: "\"") || quote == UInt8(ascii: "'") else {
            throw failure(.notWellFormed(.markup), at: position)
        }
        let (valueEnd, needsDecoding) = try characters.scanCharacters(
            from: position &+ 1, until: quote)
        let attribute = XMLAttribute(
            word: word, name: name, localName: local, value: (position &+ 1)..<valueEnd,
            form: needsDecoding ? .attribute : .plain)
        // Only where a name falls on the place of an earlier one can it be the same.
        let place = (1 as UInt64) << ((word &* 0x9E37_79B9_7F4A_7C15) >> 58)
        if attributePlaces & place != 0 {
            for other in 0..<attributes.count where isSameName(attributes[other], attribute) {
                throw failure(.notWellFormed(.repeatedAttribute), at: name.lowerBound)
            }
        }
        attributePlaces |= place
        guard attributes.append(attribute) else { throw failure(.unsupported(.size)) }
        return valueEnd &+ 1
    }

    /// `xmlns` as a word.
    private static var xmlns: UInt64 { 0x73_6E6C_6D78 }

    @inline(__always)
    private func isSameName(_ left: XMLAttribute, _ right: XMLAttribute) -> Bool {
        if left.word != right.word || left.qualifiedName.count != right.qualifiedName.count {
            return false
        }
        return ByteSearch.isEqual(
            bytes.extracting(left.qualifiedName.range), bytes, at: Int(right.qualifiedName.lower))
    }

    /// Reads the end tag at `offset`.
    @_lifetime(self: copy self)
    mutating func readEndTag() throws(MetadataError) {
        guard let open = openElements.last else { throw failure(.notWellFormed(.nesting)) }
        let start = offset &+ 2
        var position = start &+ open.count
        guard position < bytes.count else { throw failure(.unexpectedEnd) }
        guard ByteSearch.isEqual(bytes.extracting(open.range), bytes, at: start),
            !XMLCharacters.isNameCharacter(bytes[position])
        else { throw failure(.notWellFormed(.nesting)) }
        if bytes[position] != UInt8(ascii: ">") {
            position = try characters.skipSpace(from: position)
            guard bytes[position] == UInt8(ascii: ">") else {
                throw failure(.notWellFormed(.markup), at: position)
            }
        }
        openElements.removeLast()
        var local = Int(open.lower)
        while local < Int(open.upper), bytes[local] != UInt8(ascii: ":") { local &+= 1 }
        local = local < Int(open.upper) ? local &+ 1 : Int(open.lower)
        name = XMLName(bytes, local..<Int(open.upper))
        offset = position &+ 1
        if openElements.isEmpty { phase = .epilog }
    }

    /// Reads the text at `offset`, up to the next tag.
    @_lifetime(self: copy self)
    mutating func readText() throws(MetadataError) {
        if let end = characters.indentationEnd(from: offset) {
            text = XMLValue(range: offset..<end, form: .plain)
            offset = end
            return
        }
        let (end, needsDecoding) = try characters.scanCharacters(
            from: offset, until: UInt8(ascii: "<"))
        text = XMLValue(range: offset..<end, form: needsDecoding ? .text : .plain)
        offset = end
    }
}
