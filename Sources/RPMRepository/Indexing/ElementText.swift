internal import MirrorBase

/// The text of an element in the form that libxml2 gives it, to which createrepo_c leaves that.
struct ElementText {
    private(set) var bytes: [UInt8] = []
    /// Whether there is a character that no XML document may hold; line feeds and tabs it may.
    private(set) var isForbidden = false

    /// Appends markup as it is.
    mutating func markup(_ text: String) { bytes += text.utf8 }

    /// Appends text between tags.
    mutating func text(_ value: Span<UInt8>) { append(value, isAttribute: false) }

    /// Appends an attribute with a blank before it.
    mutating func attribute(_ name: String, _ value: Span<UInt8>) {
        beginAttribute(name)
        append(value, isAttribute: true)
        markup("\"")
    }

    /// Appends an attribute with a blank before it.
    mutating func attribute(_ name: String, _ value: String) {
        attribute(name, Array(value.utf8).span)
    }

    /// Appends a name and a value whose characters need no escape, such as a number's.
    mutating func attribute(_ name: String, plain value: String) {
        beginAttribute(name)
        markup(value)
        markup("\"")
    }

    private mutating func beginAttribute(_ name: String) {
        markup(" ")
        markup(name)
        markup("=\"")
    }

    private mutating func append(_ value: Span<UInt8>, isAttribute: Bool) {
        for index in 0..<value.count where ElementText.isSpecial(value[index]) {
            escape(value, isAttribute)
            return
        }
        bytes.append(value)
    }

    /// Whether a byte does not stand for itself everywhere.
    private static func isSpecial(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "&"), UInt8(ascii: "<"), UInt8(ascii: ">"), UInt8(ascii: "\""): true
        default: byte < 0x20 || byte >= 0x80
        }
    }

    private mutating func escape(_ value: Span<UInt8>, _ isAttribute: Bool) {
        var isASCII = true
        for index in 0..<value.count where value[index] >= 0x80 {
            isASCII = false
            break
        }
        if isASCII {
            for index in 0..<value.count { append(value[index], isAttribute) }
            return
        }
        var copy: [UInt8] = []
        copy.append(value)
        if let text = String(validating: copy, as: UTF8.self) {
            for scalar in text.unicodeScalars { append(scalar, isAttribute) }
            return
        }
        // Not UTF-8, so Latin-1, of which createrepo_c keeps the letters only.
        for byte in copy where !(0x80...0xBF).contains(byte) {
            append(Unicode.Scalar(byte), isAttribute)
        }
    }

    private mutating func append(_ scalar: Unicode.Scalar, _ isAttribute: Bool) {
        if scalar.isASCII {
            append(UInt8(scalar.value), isAttribute)
        } else if isAttribute {
            markup("&#x")
            markup(String(scalar.value, radix: 16, uppercase: true))
            markup(";")
        } else {
            bytes += UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter
        }
        if scalar.value & 0xFFFE == 0xFFFE, scalar.value < 0x1_0000 { isForbidden = true }
    }

    private mutating func append(_ byte: UInt8, _ isAttribute: Bool) {
        switch byte {
        case UInt8(ascii: "&"): markup("&amp;")
        case UInt8(ascii: "<"): markup("&lt;")
        case UInt8(ascii: ">"): markup("&gt;")
        case 0x0D: markup("&#13;")
        case UInt8(ascii: "\"") where isAttribute: markup("&quot;")
        case 0x0A where isAttribute: markup("&#10;")
        case 0x09 where isAttribute: markup("&#9;")
        default:
            bytes.append(byte)
            if byte < 0x20, byte != 0x0A, byte != 0x09 { isForbidden = true }
        }
    }
}
