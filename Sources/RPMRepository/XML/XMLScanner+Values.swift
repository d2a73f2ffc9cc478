internal import MirrorBase

/// Values of the kinds that several documents hold.
extension XMLScanner {
    /// The text of a value without white space around it.
    func trimmedString(_ value: XMLValue) -> String {
        let text = string(value)
        guard let start = text.utf8.firstIndex(where: { !XMLCharacters.isSpace($0) }),
            let end = text.utf8.lastIndex(where: { !XMLCharacters.isSpace($0) })
        else { return "" }
        return String(text[start...end])
    }

    /// A number that is not negative; `part` is what an error calls it.
    func number(_ value: XMLValue, _ part: String) throws(MetadataError) -> Int {
        let text = trimmedString(value)
        guard let number = XMLScanner.decimal(text.utf8[...]) else {
            throw failure(.malformed(part, value: text), at: value.range.lowerBound)
        }
        return number
    }

    /// A time in seconds; old writers gave fractions of them, which do not count.
    func timestamp(_ value: XMLValue, _ part: String) throws(MetadataError) -> Timestamp {
        let text = trimmedString(value)
        let parts = text.utf8.split(
            separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        let hasFraction = parts.count == 2
        guard let seconds = XMLScanner.decimal(parts[0]), seconds <= XMLScanner.latest,
            !hasFraction || parts[1].allSatisfy({ $0 >= 0x30 && $0 <= 0x39 })
        else { throw failure(.malformed(part, value: text), at: value.range.lowerBound) }
        return Timestamp(seconds: Int64(seconds))
    }

    /// The end of the year 9999.
    private static var latest: Int { 253_402_300_799 }

    /// A digest, with the function that `type` names.
    func digest(_ value: XMLValue, type: XMLValue?, _ part: String) throws(MetadataError) -> Digest
    {
        let place = value.range.lowerBound
        guard let type else { throw failure(.missing("type", in: part), at: place) }
        let name = trimmedString(type)
        guard let algorithm = HashAlgorithm(checksumType: name) else {
            throw failure(.malformed("checksum type", value: name), at: type.range.lowerBound)
        }
        guard
            let digest = Digest(
                algorithm, lowerCaseHex: bytes.extracting(characters.trimmed(value)))
        else {
            throw failure(.malformed(part, value: trimmedString(value)), at: place)
        }
        return digest
    }

    /// Digits that fit sixty-three bits.
    private static func decimal(_ text: Substring.UTF8View) -> Int? {
        let bytes = Array(text)
        var cursor = ByteCursor(bytes.span)
        guard let value = cursor.decimal(), cursor.isAtEnd else { return nil }
        return value
    }
}
