/// Swift source with its comments and string literals blanked out, so that what is left is code.
///
/// Lines and columns stay where they are. Code inside an interpolation is blanked too.
struct SwiftText {
    /// The code, as bytes.
    private(set) var code: [UInt8]
    /// The code as words and single signs.
    private(set) var tokens: [Token] = []

    init(_ source: String) {
        code = Array(source.utf8)
        var offset = 0
        while offset < code.count {
            let byte = code[offset]
            if byte != UInt8(ascii: "/"), byte != UInt8(ascii: "#"), byte != UInt8(ascii: "\"") {
                offset += 1
            } else if starts("//", at: offset) {
                while offset < code.count, code[offset] != 0x0a { blankOne(&offset) }
            } else if starts("/*", at: offset) {
                blankComment(&offset)
            } else if let fence = openingFence(at: offset) {
                blankLiteral(&offset, hashes: fence)
            } else {
                offset += 1
            }
        }
        tokens = SwiftText.tokens(of: code)
    }

    /// The lines of the code.
    var lines: [Substring] {
        String(decoding: code, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
    }

    /// One word, number or sign of the code, with the line it is on, from 1.
    struct Token: Equatable {
        var text: String
        var line: Int
    }

    private static func tokens(of code: [UInt8]) -> [Token] {
        var result: [Token] = []
        var line = 1
        var offset = 0
        while offset < code.count {
            let byte = code[offset]
            if SwiftText.isWord(byte) {
                let start = offset
                while offset < code.count, SwiftText.isWord(code[offset]) { offset += 1 }
                let text = String(decoding: code[start..<offset], as: UTF8.self)
                result.append(Token(text: text, line: line))
                continue
            }
            if byte == 0x0a { line += 1 }
            if byte > 0x20 { result.append(Token(text: String(UnicodeScalar(byte)), line: line)) }
            offset += 1
        }
        return result
    }

    private static func isWord(_ byte: UInt8) -> Bool {
        byte == UInt8(ascii: "_") || byte >= 0x80
            || (byte >= 0x30 && byte <= 0x39) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a)
    }

    private func starts(_ text: StaticString, at offset: Int) -> Bool {
        text.withUTF8Buffer { pattern in
            offset + pattern.count <= code.count
                && pattern.indices.allSatisfy { code[offset + $0] == pattern[$0] }
        }
    }

    private mutating func blankOne(_ offset: inout Int) {
        if code[offset] != 0x0a { code[offset] = 0x20 }
        offset += 1
    }

    private mutating func blankComment(_ offset: inout Int) {
        var depth = 0
        while offset < code.count {
            if starts("/*", at: offset) {
                depth += 1
                blankOne(&offset)
            } else if starts("*/", at: offset) {
                depth -= 1
                blankOne(&offset)
            }
            blankOne(&offset)
            if depth == 0 { return }
        }
    }

    /// The number of `#` before the quote of a literal that begins here; `nil` where none does.
    private func openingFence(at offset: Int) -> Int? {
        var end = offset
        while end < code.count, code[end] == UInt8(ascii: "#") { end += 1 }
        return end < code.count && code[end] == UInt8(ascii: "\"") ? end - offset : nil
    }

    private mutating func blankLiteral(_ offset: inout Int, hashes: Int) {
        for _ in 0..<hashes { blankOne(&offset) }
        let long = starts("\"\"\"", at: offset)
        for _ in 0..<(long ? 3 : 1) { blankOne(&offset) }
        let fence = [UInt8](repeating: UInt8(ascii: "#"), count: hashes)
        let closing = [UInt8](repeating: UInt8(ascii: "\""), count: long ? 3 : 1) + fence
        let escape = [UInt8(ascii: "\\")] + fence
        while offset < code.count {
            let byte = code[offset]
            if byte == closing[0], code[offset...].starts(with: closing) {
                for _ in closing { blankOne(&offset) }
                return
            }
            if !long, byte == 0x0a { return }
            if byte == escape[0], code[offset...].starts(with: escape) {
                for _ in escape { blankOne(&offset) }
                if offset < code.count, code[offset] == UInt8(ascii: "(") {
                    blankInterpolation(&offset)
                } else if offset < code.count {
                    blankOne(&offset)
                }
            } else {
                blankOne(&offset)
            }
        }
    }

    private mutating func blankInterpolation(_ offset: inout Int) {
        var depth = 0
        while offset < code.count {
            if let fence = openingFence(at: offset) {
                blankLiteral(&offset, hashes: fence)
                continue
            }
            if code[offset] == UInt8(ascii: "(") { depth += 1 }
            if code[offset] == UInt8(ascii: ")") { depth -= 1 }
            blankOne(&offset)
            if depth == 0 { return }
        }
    }
}
