extension [UInt8] {
    /// Appends text of an element with the characters escaped that markup is made of.
    mutating func append(escaped text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "&"): self += "&amp;".utf8
            case UInt8(ascii: "<"): self += "&lt;".utf8
            case UInt8(ascii: ">"): self += "&gt;".utf8
            // A parser makes a line feed of it, wherever it stands for itself.
            case 0x0D: self += "&#13;".utf8
            default: append(byte)
            }
        }
    }

    /// Appends the value of an attribute, where white space but the blank does not stand for itself.
    mutating func append(escapedAttribute text: some Sequence<UInt8>) {
        for byte in text {
            switch byte {
            case UInt8(ascii: "\""): self += "&quot;".utf8
            case 0x09: self += "&#9;".utf8
            case 0x0A: self += "&#10;".utf8
            default: append(escaped: CollectionOfOne(byte))
            }
        }
    }
}
