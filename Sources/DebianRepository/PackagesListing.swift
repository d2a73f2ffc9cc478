internal import MirrorBase
public import PackageModel

/// Reads a Packages index for what people look for: it is not checked, since whoever resolves does that.
public enum PackagesListing {
    /// Calls `body` with each package of an index, in its order; stanzas without a name are passed over.
    public static func read(_ text: Span<UInt8>, _ body: (borrowing ListedPackage) -> Void) {
        var reader = ListingReader()
        var start = 0
        while start < text.count {
            let end = ByteSearch.first(ControlByte.lineFeed, in: text, from: start)
            var contentEnd = end
            if contentEnd > start, text[contentEnd - 1] == ControlByte.carriageReturn {
                contentEnd -= 1
            }
            if contentEnd == start {
                reader.endStanza(body)
            } else {
                reader.take(text, start..<contentEnd)
            }
            start = end + 1
        }
        reader.endStanza(body)
    }
}

/// The stanza that is being read.
private struct ListingReader {
    private var package = ListedPackage()
    private var isInProvides = false

    private static let package = Array("package".utf8)
    private static let version = Array("version".utf8)
    private static let architecture = Array("architecture".utf8)
    private static let source = Array("source".utf8)
    private static let summary = Array("description".utf8)
    private static let provides = Array("provides".utf8)

    mutating func endStanza(_ body: (borrowing ListedPackage) -> Void) {
        isInProvides = false
        if package.name.isEmpty { return }
        package.completeSource()
        body(package)
        package.reset()
    }

    mutating func take(_ text: Span<UInt8>, _ line: Range<Int>) {
        let first = text[line.lowerBound]
        if ControlByte.isBlank(first) {
            if isInProvides { addProvides(text, line) }
            return
        }
        isInProvides = false
        switch first | 0x20 {
        case UInt8(ascii: "p"):
            if let value = value(text, line, Self.package) {
                package.set(.name, to: text.extracting(value))
            } else if let value = value(text, line, Self.provides) {
                isInProvides = true
                addProvides(text, value)
            }
        case UInt8(ascii: "v"): set(.version, Self.version, text, line)
        case UInt8(ascii: "a"): set(.architecture, Self.architecture, text, line)
        case UInt8(ascii: "d"): set(.summary, Self.summary, text, line)
        case UInt8(ascii: "s"):
            guard let value = value(text, line, Self.source) else { return }
            let end = ByteSearch.first(ControlByte.blank, in: text.extracting(value), from: 0)
            package.set(
                .source, to: text.extracting(value.lowerBound..<value.lowerBound + end))
        default: break
        }
    }

    private mutating func set(
        _ field: ListedPackage.Field, _ name: [UInt8], _ text: Span<UInt8>, _ line: Range<Int>
    ) {
        guard let value = value(text, line, name) else { return }
        package.set(field, to: text.extracting(value))
    }

    /// Where the value of a field stands, if that is the field of the line.
    private func value(_ text: Span<UInt8>, _ line: Range<Int>, _ name: [UInt8]) -> Range<Int>? {
        let colon = line.lowerBound + name.count
        guard colon < line.upperBound, text[colon] == ControlByte.colon else { return nil }
        for index in 0..<name.count
        where ControlByte.lowercased(text[line.lowerBound + index]) != name[index] { return nil }
        var (lower, upper) = (colon + 1, line.upperBound)
        while lower < upper, ControlByte.isBlank(text[lower]) { lower += 1 }
        while upper > lower, ControlByte.isBlank(text[upper - 1]) { upper -= 1 }
        return lower..<upper
    }

    /// The names of a list such as `mail-transport-agent, smtp-server (= 1)`.
    private mutating func addProvides(_ text: Span<UInt8>, _ range: Range<Int>) {
        var start = range.lowerBound
        while start < range.upperBound {
            var end = start
            while end < range.upperBound, text[end] != ControlByte.comma { end += 1 }
            var lower = start
            while lower < end, ControlByte.isBlank(text[lower]) { lower += 1 }
            var upper = lower
            while upper < end, !ControlByte.isBlank(text[upper]), text[upper] != UInt8(ascii: "(") {
                upper += 1
            }
            if upper > lower { package.add(text.extracting(lower..<upper), to: .provides) }
            start = end + 1
        }
    }
}
