/// A clearsigned text taken apart: the text that is signed, and the signatures in binary form.
public struct ClearsignedText: Sendable, Hashable {
    /// What the signatures cover: the lines, without escapes, trailing blanks and carriage returns,
    /// joined by newlines, without one at the end.
    public var text: [UInt8]
    /// The signature packets of all armour blocks.
    public var signature: [UInt8]
}

/// Takes a clearsigned text, such as an InRelease file, apart.
///
/// The rules are those of apt, which are stricter than GnuPG's: the first line begins the text, only
/// `Hash:` headers follow, then an empty line, the text, and one or more armoured signatures, and nothing
/// else. An unsigned addition is therefore an error and never a part of the text.
public func split(clearsigned bytes: [UInt8]) throws(OpenPGPError) -> ClearsignedText {
    var lines = LineReader(bytes)
    guard let first = lines.next(), trimmed(bytes, first) == "-----BEGIN PGP SIGNED MESSAGE-----"
    else { throw .malformed(.notClearsigned) }
    while true {
        guard let line = lines.next() else { throw .malformed(.truncated) }
        let content = bytes[line].withoutTrailingBlanks
        if content.isEmpty { break }
        guard content.starts(with: Array("Hash:".utf8)) else {
            throw .malformed(.unexpectedHeader(line: lines.number))
        }
    }
    var text: [UInt8] = []
    text.reserveCapacity(bytes.count)
    var isFirst = true
    while true {
        guard let line = lines.peek() else { throw .malformed(.truncated) }
        var content = bytes[line].withoutTrailingBlanks
        if content.first == UInt8(ascii: "-") {
            if content.elementsEqual("-----BEGIN PGP SIGNATURE-----".utf8) { break }
            // A line of nothing but the escape has lost its blank above.
            guard content.count == 1 || content.dropFirst().first == UInt8(ascii: " ") else {
                throw .malformed(.unescapedDash(line: lines.number + 1))
            }
            let isEscape = line.count > 1 && bytes[line.lowerBound + 1] == UInt8(ascii: " ")
            guard isEscape else { throw .malformed(.unescapedDash(line: lines.number + 1)) }
            content = content.dropFirst(2)
        }
        _ = lines.next()
        if !isFirst { text.append(UInt8(ascii: "\n")) }
        isFirst = false
        text += content
    }
    let signature = try Armor.decode(bytes, from: &lines)
    return ClearsignedText(text: text, signature: signature)
}

private func trimmed(_ bytes: [UInt8], _ range: Range<Int>) -> String {
    String(decoding: bytes[range].withoutTrailingBlanks, as: UTF8.self)
}

extension ArraySlice<UInt8> {
    /// Without blanks, tabs and carriage returns at the end.
    var withoutTrailingBlanks: ArraySlice<UInt8> {
        var end = endIndex
        while end > startIndex, [0x20, 0x09, 0x0d].contains(self[end - 1]) { end -= 1 }
        return self[startIndex..<end]
    }
}

/// Steps through lines, which end with a newline or at the end of the bytes.
struct LineReader {
    private let bytes: [UInt8]
    private var offset = 0
    /// The number of the line last taken, from 1.
    private(set) var number = 0

    init(_ bytes: [UInt8]) { self.bytes = bytes }

    /// The next line without its newline, left in place; `nil` at the end.
    func peek() -> Range<Int>? {
        guard offset < bytes.count else { return nil }
        return offset..<(bytes[offset...].firstIndex(of: UInt8(ascii: "\n")) ?? bytes.count)
    }

    /// The next line without its newline; `nil` at the end.
    mutating func next() -> Range<Int>? {
        guard let line = peek() else { return nil }
        offset = line.upperBound + 1
        number += 1
        return line
    }
}
