internal import MirrorBase

/// What the bytes of a value mean.
extension XMLCharacters {
    /// The text that a value means.
    func string(_ value: XMLValue) -> String {
        if value.isPlain { return string(value.range) }
        var decoded: [UInt8] = []
        append(value, to: &decoded)
        return String(decoding: decoded, as: UTF8.self)
    }

    func string(_ range: Range<Int>) -> String {
        var copy: [UInt8] = []
        copy.append(bytes.extracting(range))
        return String(decoding: copy, as: UTF8.self)
    }

    /// Appends the text that a value means.
    func append(_ value: XMLValue, to buffer: inout [UInt8]) {
        if value.isPlain {
            buffer.append(bytes.extracting(value.range))
            return
        }
        var position = value.range.lowerBound
        let end = value.range.upperBound
        while position < end {
            let byte = bytes[position]
            switch byte {
            case UInt8(ascii: "&"):
                // It was checked when it was read.
                guard let (character, next) = try? reference(at: position) else { return }
                buffer.append(contentsOf: UTF8.encode(character) ?? .init())
                position = next
            case UInt8(ascii: "<"):
                position = appendMarkup(at: position, to: &buffer)
            default:
                position = appendCharacter(at: position, value.form, to: &buffer)
            }
        }
    }

    /// Appends what CDATA holds, passes over comments and instructions, and gives the place behind.
    private func appendMarkup(at start: Int, to buffer: inout [UInt8]) -> Int {
        let isCDATA = begins("<![CDATA[", at: start)
        let mark = isCDATA ? "]]>" : (begins("<!--", at: start) ? "-->" : "?>")
        var position = start + (isCDATA ? 9 : (mark == "-->" ? 4 : 2))
        while position < bytes.count, !begins(mark, at: position) {
            position = isCDATA ? appendCharacter(at: position, .text, to: &buffer) : position + 1
        }
        return position + mark.utf8.count
    }

    /// Appends one byte, line ends and white space as XML has them (sections 2.11 and 3.3.3).
    private func appendCharacter(
        at position: Int, _ form: XMLValue.Form, to buffer: inout [UInt8]
    ) -> Int {
        let byte = bytes[position]
        let isAttribute = form == .attribute
        if byte == 0x0D {
            buffer.append(isAttribute ? 0x20 : 0x0A)
            let isPair = position + 1 < bytes.count && bytes[position + 1] == 0x0A
            return position + (isPair ? 2 : 1)
        }
        buffer.append(isAttribute && (byte == 0x0A || byte == 0x09) ? 0x20 : byte)
        return position + 1
    }

    /// The number of a value's text in an interner, a new one if it was not seen before; `scratch` is for
    /// decoding.
    @inline(__always)
    func intern(
        _ value: XMLValue, into names: inout Interner, _ scratch: inout [UInt8]
    ) -> NameID {
        if value.isPlain { return names.intern(bytes.extracting(value.range)) }
        scratch.removeAll(keepingCapacity: true)
        append(value, to: &scratch)
        return names.intern(scratch.span)
    }

    /// The number of a value's text in an interner, if it was seen before.
    @inline(__always)
    func find(
        _ value: XMLValue, in names: borrowing Interner, _ scratch: inout [UInt8]
    ) -> NameID? {
        if value.isPlain { return names.find(bytes.extracting(value.range)) }
        scratch.removeAll(keepingCapacity: true)
        append(value, to: &scratch)
        return names.find(scratch.span)
    }

    /// A value's bytes without white space around them.
    func trimmed(_ value: XMLValue) -> Range<Int> {
        var start = value.range.lowerBound
        var end = value.range.upperBound
        while start < end, XMLCharacters.isSpace(bytes[start]) { start += 1 }
        while end > start, XMLCharacters.isSpace(bytes[end - 1]) { end -= 1 }
        return start..<end
    }
}
