/// Copies of a Packages index in which every name is another.
enum RenamedPackages {
    /// The fields that hold names of packages.
    private static let fields: Set<String> = [
        "Package", "Provides", "Depends", "Pre-Depends", "Recommends", "Suggests", "Enhances",
        "Breaks", "Conflicts", "Replaces",
    ]

    /// The text itself, and copies of it with `+` and a number behind each name, as no package
    /// has it.
    static func copies(of text: [UInt8], count: Int) -> [[UInt8]] {
        [text] + (1..<count).map { renamed(text, suffix: Array("+\($0)".utf8)) }
    }

    private static func renamed(_ text: [UInt8], suffix: [UInt8]) -> [UInt8] {
        var result: [UInt8] = []
        result.reserveCapacity(text.count + text.count / 4)
        var isListing = false
        for line in text.split(separator: 0x0A, omittingEmptySubsequences: false) {
            if let first = line.first, first != 0x20, let colon = line.firstIndex(of: 0x3A) {
                isListing = fields.contains(String(decoding: line[..<colon], as: UTF8.self))
                if isListing {
                    result += line[...colon]
                    rename(line[(colon + 1)...], suffix, into: &result)
                    result.append(0x0A)
                    continue
                }
            }
            if isListing { rename(line, suffix, into: &result) } else { result += line }
            result.append(0x0A)
        }
        result.removeLast()
        return result
    }

    /// Puts the suffix behind the first word of each relation.
    private static func rename(
        _ list: ArraySlice<UInt8>, _ suffix: [UInt8], into result: inout [UInt8]
    ) {
        var isInName = false
        var isBeforeName = true
        for byte in list {
            // A name ends before a blank, a bracket, an architecture, or the next relation.
            let isEnd = Array(" (:[,|".utf8).contains(byte)
            if isInName, isEnd {
                result += suffix
                isInName = false
            }
            if isBeforeName, !isEnd {
                isInName = true
                isBeforeName = false
            }
            if byte == 0x2C || byte == 0x7C { isBeforeName = true }
            result.append(byte)
        }
        if isInName { result += suffix }
    }
}
