/// Splits the bytes of a control file into stanzas, and keeps every problem on the way.
struct ControlReader {
    let bytes: [UInt8]
    let comments: ControlStanza.Comments
    var stanzas: [ControlStanza] = []
    var problems: [ControlError] = []
    private var fields: [ControlStanza.Field] = []
    /// Whether continuation lines belong to a field that was left out.
    private var isSkipping = false

    init(bytes: [UInt8], comments: ControlStanza.Comments) {
        self.bytes = bytes
        self.comments = comments
    }

    /// Reads all lines.
    mutating func run() {
        var start = 0
        var number = 0
        while start < bytes.count {
            var end = start
            while end < bytes.count, bytes[end] != ControlByte.lineFeed { end += 1 }
            number += 1
            var contentEnd = end
            if contentEnd > start, bytes[contentEnd - 1] == ControlByte.carriageReturn {
                contentEnd -= 1
            }
            take(start..<contentEnd, number)
            start = end + 1
        }
        closeStanza()
    }

    private mutating func take(_ range: Range<Int>, _ number: Int) {
        guard !range.isEmpty else { return closeStanza() }
        let first = bytes[range.lowerBound]
        if first == ControlByte.hash {
            if comments == .refused { report(.comment, number) }
            return
        }
        let isContinuation = ControlByte.isBlank(first)
        if let control = bytes[range].first(where: ControlByte.isControl) {
            report(.controlCharacter(control), number)
            if !isContinuation { isSkipping = true }
            return
        }
        if isContinuation {
            continueField(range, number)
        } else {
            beginField(range, number)
        }
    }

    private mutating func continueField(_ range: Range<Int>, _ number: Int) {
        if isSkipping { return }
        let line = ControlStanza.Line(range: trimmed(range), number: number)
        if fields.isEmpty {
            // Blanks alone between stanzas are an empty line to everyone but the strictest readers.
            if !line.range.isEmpty { report(.strayContinuation, number) }
            return
        }
        fields[fields.count - 1].lines.append(line)
    }

    private mutating func beginField(_ range: Range<Int>, _ number: Int) {
        isSkipping = true
        guard let colon = bytes[range].firstIndex(of: ControlByte.colon) else {
            return report(.missingColon, number)
        }
        let nameRange = range.lowerBound..<colon
        guard !nameRange.isEmpty, bytes[range.lowerBound] != ControlByte.hyphen,
            bytes[nameRange].allSatisfy({ $0 > 0x20 && $0 < 0x7f })
        else { return report(.invalidFieldName, number) }
        let name = String(decoding: bytes[nameRange], as: UTF8.self)
        guard !fields.contains(where: { ControlStanza.isSameName($0.name, name) }) else {
            return report(.duplicateField(name), number)
        }
        isSkipping = false
        let line = ControlStanza.Line(
            range: trimmed(colon + 1..<range.upperBound), number: number)
        fields.append(ControlStanza.Field(name: name, lines: [line]))
    }

    private mutating func closeStanza() {
        isSkipping = false
        guard !fields.isEmpty else { return }
        stanzas.append(ControlStanza(bytes: bytes, fields: fields))
        fields = []
    }

    private mutating func report(_ reason: ControlError.Reason, _ number: Int) {
        problems.append(ControlError(line: number, reason: reason))
    }

    private func trimmed(_ range: Range<Int>) -> Range<Int> {
        var lower = range.lowerBound
        var upper = range.upperBound
        while lower < upper, ControlByte.isBlank(bytes[lower]) { lower += 1 }
        while upper > lower, ControlByte.isBlank(bytes[upper - 1]) { upper -= 1 }
        return lower..<upper
    }
}

/// The bytes that have a meaning in control files.
enum ControlByte {
    static let tab: UInt8 = 0x09
    static let lineFeed: UInt8 = 0x0a
    static let carriageReturn: UInt8 = 0x0d
    static let blank: UInt8 = 0x20
    static let hash: UInt8 = 0x23
    static let comma: UInt8 = 0x2c
    static let hyphen: UInt8 = 0x2d
    static let slash: UInt8 = 0x2f
    static let colon: UInt8 = 0x3a

    /// Whether a byte is a blank or a tab.
    static func isBlank(_ byte: UInt8) -> Bool { byte == blank || byte == tab }

    /// Whether a byte is an ASCII control character other than tab.
    static func isControl(_ byte: UInt8) -> Bool { (byte < 0x20 && byte != tab) || byte == 0x7f }

    /// A byte with an upper-case ASCII letter made lower-case.
    static func lowercased(_ byte: UInt8) -> UInt8 {
        byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte
    }
}
