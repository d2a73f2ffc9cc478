internal import MirrorBase
internal import PackageModel

/// The fields of one stanza that resolving looks at, as ranges of the text.
struct PackagesFields: Sendable {
    /// The fields, in any order.
    enum Name: Int, CaseIterable {
        case package, version, architecture, multiArch, priority, essential, protected, important
        case preDepends, depends, conflicts, breaks, recommends, suggests, replaces, enhances,
            provides

        var text: String {
            switch self {
            case .package: "package"
            case .version: "version"
            case .architecture: "architecture"
            case .multiArch: "multi-arch"
            case .priority: "priority"
            case .essential: "essential"
            case .protected: "protected"
            case .important: "important"
            case .preDepends: "pre-depends"
            case .depends: "depends"
            case .conflicts: "conflicts"
            case .breaks: "breaks"
            case .recommends: "recommends"
            case .suggests: "suggests"
            case .replaces: "replaces"
            case .enhances: "enhances"
            case .provides: "provides"
            }
        }
    }

    /// A field name of at most sixteen bytes in lower case, as two words that compare at once.
    private struct Key: Sendable {
        /// The first eight bytes, the first of them lowest, and zeros behind the name.
        var low: UInt64 = 0
        /// The further bytes.
        var high: UInt64 = 0
        /// The number of bytes before the colon, 17 for every longer name.
        var length = 0

        static let longest = 16

        /// The bytes before the colon of what begins at `start`.
        @inline(__always)
        init(_ bytes: Span<UInt8>, from start: Int) {
            guard start + Key.longest <= bytes.count else {
                readEnd(of: bytes, from: start)
                return
            }
            let colon = UInt8(ascii: ":")
            let first = ByteSearch.word(bytes, at: start)
            length = ByteSearch.place(of: colon, in: first)
            low = Key.lowercased(first, length)
            if length < 8 { return }
            let second = ByteSearch.word(bytes, at: start + 8)
            let further = ByteSearch.place(of: colon, in: second)
            high = Key.lowercased(second, further)
            length = 8 + further
            if further == 8, bytes.count == start + 16 || bytes[start + 16] != colon { length = 17 }
        }

        /// The same at the end of the text, where there are no sixteen bytes to read at once.
        private mutating func readEnd(of bytes: Span<UInt8>, from start: Int) {
            var offset = start
            while offset < bytes.count, bytes[offset] != UInt8(ascii: ":") {
                let byte = UInt64(bytes[offset] | 0x20)
                if length < 8 { low |= byte << (8 * length) }
                if length >= 8, length < 16 { high |= byte << (8 * (length - 8)) }
                length += 1
                offset += 1
            }
            length = min(length, Key.longest + 1)
        }

        /// The key of a name that this file knows.
        init(_ name: String) {
            readEnd(of: Array((name + ":").utf8).span, from: 0)
        }

        @inline(__always)
        private static func lowercased(_ word: UInt64, _ length: Int) -> UInt64 {
            if length == 0 { return 0 }
            return (word | ByteSearch.repeated(0x20)) & (UInt64.max >> (64 - 8 * UInt64(length)))
        }
    }

    /// The keys of the names in order of their length, with the names beside.
    private let keys: [Key]
    private let names: [Int]
    /// Where the keys of a length begin, so that most lines are passed over by their length alone.
    private let firstOfLength: [Int]
    private var ranges = InlineArray<17, ByteRange>(repeating: .empty)
    private var current = -1

    init() {
        let sorted = Name.allCases.sorted { $0.text.utf8.count < $1.text.utf8.count }
        keys = sorted.map { Key($0.text) }
        names = sorted.map(\.rawValue)
        firstOfLength = (0...Key.longest + 1).map { length in
            sorted.count { $0.text.utf8.count < length }
        }
    }

    /// The value of a field, without blanks around it; empty where the stanza does not have it.
    subscript(name: Name) -> Range<Int> { ranges[name.rawValue].range }

    mutating func reset() {
        ranges = InlineArray(repeating: .empty)
        current = -1
    }

    /// Takes one line; `false` if it is not a field or a continuation.
    mutating func take(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Bool {
        let first = bytes[line.lowerBound]
        if first == 0x20 || first == 0x09 {
            let end = PackagesFields.trimmedEnd(bytes, line)
            if current >= 0, end > line.lowerBound { ranges[current].upper = UInt32(end) }
            return true
        }
        let key = Key(bytes, from: line.lowerBound)
        current = -1
        if key.length == 0 || first == UInt8(ascii: "#") { return false }
        if key.length > Key.longest {
            let colon = UInt8(ascii: ":")
            return ByteSearch.first(colon, in: bytes, from: line.lowerBound) < line.upperBound
        }
        // The colon may be one of a later line.
        var position = line.lowerBound + key.length
        if position >= line.upperBound { return false }
        for index in firstOfLength[key.length]..<firstOfLength[key.length + 1]
        where keys[index].low == key.low && keys[index].high == key.high {
            position += 1
            while position < line.upperBound, bytes[position] == 0x20 || bytes[position] == 0x09 {
                position += 1
            }
            let end = PackagesFields.trimmedEnd(bytes, position..<line.upperBound)
            current = names[index]
            ranges[current] = ByteRange(position..<max(position, end))
            break
        }
        return true
    }

    /// The small facts of the stanza.
    func traits(_ bytes: Span<UInt8>) -> PackageTraits {
        var traits = PackageTraits()
        traits.isEssential = isYes(bytes, self[.essential])
        traits.isProtected = isYes(bytes, self[.protected]) || isYes(bytes, self[.important])
        let multiArch = self[.multiArch]
        for (value, meaning) in PackagesFields.multiArchValues
        where isWord(bytes, multiArch, value) {
            traits.multiArch = meaning
        }
        let priority = self[.priority]
        for (value, meaning) in PackagesFields.priorityValues
        where isWord(bytes, priority, value) {
            traits.priority = meaning
        }
        return traits
    }

    private static let yes = Array("yes".utf8)
    private static let multiArchValues: [(value: [UInt8], meaning: MultiArch)] = [
        (Array("same".utf8), .same), (Array("foreign".utf8), .foreign),
        (Array("allowed".utf8), .allowed),
    ]
    private static let priorityValues: [(value: [UInt8], meaning: Priority)] = [
        (Array("optional".utf8), .optional), (Array("important".utf8), .important),
        (Array("required".utf8), .required), (Array("standard".utf8), .standard),
    ]

    /// Whether a value is a word, in any case of letters.
    private func isWord(_ bytes: Span<UInt8>, _ range: Range<Int>, _ word: [UInt8]) -> Bool {
        guard range.count == word.count else { return false }
        for index in 0..<word.count where bytes[range.lowerBound + index] | 0x20 != word[index] {
            return false
        }
        return true
    }

    private func isYes(_ bytes: Span<UInt8>, _ range: Range<Int>) -> Bool {
        isWord(bytes, range, PackagesFields.yes)
    }

    /// The end of the line that begins at `start`, and whether there is a line feed at it.
    @inline(__always)
    static func endOfLine(_ bytes: Span<UInt8>, from start: Int) -> (end: Int, found: Bool) {
        let end = ByteSearch.first(0x0A, in: bytes, from: start)
        return (end, end < bytes.count)
    }

    /// The end of a line without the blanks and carriage returns before it.
    @inline(__always)
    static func trimmedEnd(_ bytes: Span<UInt8>, _ line: Range<Int>) -> Int {
        var end = line.upperBound
        while end > line.lowerBound,
            bytes[end - 1] == 0x20 || bytes[end - 1] == 0x09 || bytes[end - 1] == 0x0D
        {
            end -= 1
        }
        return end
    }

    static func equals(_ bytes: Span<UInt8>, _ range: Range<Int>, _ text: [UInt8]) -> Bool {
        range.count == text.count && ByteSearch.isEqual(text.span, bytes, at: range.lowerBound)
    }
}
